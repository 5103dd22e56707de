#ifndef URNA_TALLYING_PROJECT_INDEX_H_
#define URNA_TALLYING_PROJECT_INDEX_H_

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "tallying/project.h"

namespace urna::tallying {

// Finds projects by id, fast enough for every entry of every ballot of a large file: ids of up to 8
// bytes, as most are, are compared as one number.
class ProjectIndexTable {
 public:
  // The projects must outlive the table, and have distinct ids.
  explicit ProjectIndexTable(absl::Span<const Project> projects) : projects_(projects) {
    size_t size = 16;
    while (size < 4 * projects.size()) size *= 2;
    slots_.resize(size);
    for (ProjectIndex p = 0; p < projects.size(); ++p) {
      const uint64_t key = Key(projects[p].id.text());
      size_t at = Place(key);
      while (slots_[at].used) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = {key, p, true};
    }
  }

  std::optional<ProjectIndex> Find(std::string_view id) const {
    const uint64_t key = Key(id);
    for (size_t at = Place(key); slots_[at].used; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].key == key && projects_[slots_[at].project].id.text() == id) {
        return slots_[at].project;
      }
    }
    return std::nullopt;
  }

 private:
  struct Slot {
    uint64_t key = 0;
    ProjectIndex project = 0;
    bool used = false;
  };

  static uint64_t Key(std::string_view id) {
    uint64_t key = id.size();
    while (id.size() > 8) {
      uint64_t part;
      std::memcpy(&part, id.data(), 8);
      key = (key ^ part) * 0x9E3779B97F4A7C15u;
      key ^= key >> 32;
      id.remove_prefix(8);
    }
    uint64_t part = 0;
    for (size_t i = 0; i < id.size(); ++i) {
      part |= uint64_t{static_cast<unsigned char>(id[i])} << (8 * i);
    }
    return key * 0x9E3779B97F4A7C15u ^ part;
  }
  size_t Place(uint64_t key) const {
    return (key * 0x9E3779B97F4A7C15u >> 32) & (slots_.size() - 1);
  }

  const absl::Span<const Project> projects_;
  std::vector<Slot> slots_;
};

}  // namespace urna::tallying

#endif  // URNA_TALLYING_PROJECT_INDEX_H_
