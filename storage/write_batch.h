// What is written together, and where.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace urna::storage {

// A named key space. Keys are compared as unsigned bytes. The families are fixed when the store is
// opened; a caller names them by their position in that list.
struct Family {
  std::uint32_t index;
  friend bool operator==(const Family&, const Family&) = default;
};

// Changes that are applied all or none, in the order given.
class WriteBatch {
 public:
  struct Change {
    Family family;
    std::string key;
    std::optional<std::string> value;  // nothing: delete the key
  };
  void Put(Family family, std::string_view key, std::string_view value);
  void Delete(Family family, std::string_view key);
  const std::vector<Change>& changes() const { return changes_; }
  bool empty() const { return changes_.empty(); }

 private:
  std::vector<Change> changes_;
};

}  // namespace urna::storage
