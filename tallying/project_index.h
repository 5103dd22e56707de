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
    while (size < 2 * projects.size()) size *= 2;
    slots_.resize(size);
    for (ProjectIndex p = 0; p < projects.size(); ++p) {
      const std::string_view id = projects[p].id.text();
      const uint64_t key = Key(id);
      size_t at = Place(key);
      while (slots_[at].place != 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = {key, static_cast<uint32_t>(id.size()), p + 1};
    }
  }

  std::optional<ProjectIndex> Find(std::string_view id) const {
    const uint64_t key = Key(id);
    for (size_t at = Place(key); slots_[at].place != 0; at = (at + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[at];
      if (slot.key == key && slot.size == static_cast<uint32_t>(id.size()) &&
          (id.size() <= 8 || projects_[slot.place - 1].id.text() == id)) {
        return slot.place - 1;
      }
    }
    return std::nullopt;
  }

 private:
  struct Slot {
    uint64_t key = 0;
    uint32_t size = 0;   // of the id, modulo 2^32
    uint32_t place = 0;  // of the project, from 1; 0 if there is none
  };

  template <typename Word>
  static uint64_t Load(const char* at) {
    Word word;
    std::memcpy(&word, at, sizeof(word));
    return word;
  }

  // Of two ids of the same size up to 8, no two have the same key: the words that are loaded
  // overlap, and together hold every byte.
  static uint64_t Key(std::string_view id) {
    const char* at = id.data();
    size_t left = id.size();
    uint64_t key = 0;
    for (; left > 8; at += 8, left -= 8) {
      key = (key ^ Load<uint64_t>(at)) * 0x9E3779B97F4A7C15u;
      key ^= key >> 32;
    }
    if (left >= 4) return key ^ Load<uint32_t>(at) ^ Load<uint32_t>(at + left - 4) << 32;
    if (left >= 2) return key ^ Load<uint16_t>(at) ^ Load<uint16_t>(at + left - 2) << 16;
    return left == 0 ? key : key ^ Load<uint8_t>(at);
  }
  size_t Place(uint64_t key) const {
    return (key * 0x9E3779B97F4A7C15u >> 32) & (slots_.size() - 1);
  }

  const absl::Span<const Project> projects_;
  std::vector<Slot> slots_;
};

}  // namespace urna::tallying

#endif  // URNA_TALLYING_PROJECT_INDEX_H_
