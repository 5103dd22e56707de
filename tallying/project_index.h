#pragma once

#include <bit>
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
    // Sparse, so that the first place looked at is nearly always the right one.
    size_t size = 64;
    while (size < 8 * projects.size()) size *= 2;
    slots_.resize(size);
    for (ProjectIndex p = 0; p < projects.size(); ++p) {
      const std::string_view id = projects[p].id.text();
      const uint64_t key = Key(id);
      size_t at = Place(key);
      while (slots_[at].place != 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = {key, static_cast<uint32_t>(id.size()), p + 1};
    }
  }

  std::optional<ProjectIndex> Find(std::string_view id) const { return Find(Key(id), id); }

  // As Find, when 8 bytes can be read at `id.data()` and the id has at most 8.
  std::optional<ProjectIndex> FindShort(std::string_view id) const {
    // A shift by all 64 bits would be none.
    const auto unused = static_cast<unsigned>(64 - 8 * id.size());
    if (id.empty()) return std::nullopt;
    const uint64_t key = Load(id.data()) << unused >> unused;
    const Slot& slot = slots_[Place(key)];
    if (slot.key == key && slot.size == id.size()) return slot.place - 1;
    return Find(key, id);
  }

 private:
  static_assert(std::endian::native == std::endian::little);
  struct Slot {
    uint64_t key = 0;
    uint32_t size = 0;   // of the id, modulo 2^32
    uint32_t place = 0;  // of the project, from 1; 0 if there is none
  };

  std::optional<ProjectIndex> Find(uint64_t key, std::string_view id) const {
    for (size_t at = Place(key); slots_[at].place != 0; at = (at + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[at];
      if (slot.key == key && slot.size == static_cast<uint32_t>(id.size()) &&
          (id.size() <= 8 || projects_[slot.place - 1].id.text() == id)) {
        return slot.place - 1;
      }
    }
    return std::nullopt;
  }

  static uint64_t Load(const char* at) {
    uint64_t word;
    std::memcpy(&word, at, sizeof(word));
    return word;
  }
  // An id of up to 8 bytes is its own key.
  static uint64_t Key(std::string_view id) {
    uint64_t key = 0;
    for (; id.size() > 8; id.remove_prefix(8)) {
      key = (key ^ Load(id.data())) * 0x9E3779B97F4A7C15u;
      key ^= key >> 32;
    }
    uint64_t rest = 0;
    std::memcpy(&rest, id.data(), id.size());
    return key ^ rest;
  }
  size_t Place(uint64_t key) const {
    return (key * 0x9E3779B97F4A7C15u >> 32) & (slots_.size() - 1);
  }

  const absl::Span<const Project> projects_;
  std::vector<Slot> slots_;
};

}  // namespace urna::tallying
