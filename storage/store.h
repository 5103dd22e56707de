// The contract of an ordered key-value store. It knows nothing of voting.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

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

// A view of the store at one moment. Reads of the live store and of a snapshot have the same form.
// They find only what is on stable storage; damage that they meet is DATA_LOSS, a family that the
// store does not have INVALID_ARGUMENT. A snapshot may outlive its store and holds it open.
class Reader {
 public:
  virtual ~Reader() = default;
  // Nothing when the key is absent.
  virtual absl::StatusOr<std::optional<std::string>> Get(Family family,
                                                         std::string_view key) const = 0;
  // Calls `visit` for every key in [first, limit) in ascending order until it returns false; an
  // empty `limit` means to the end of the family. What `visit` is given is valid only during the
  // call.
  virtual absl::Status Scan(
      Family family, std::string_view first, std::string_view limit,
      const std::function<bool(std::string_view key, std::string_view value)>& visit) const = 0;
};

// Thread-safe. After a write that failed or whose result is uncertain the store is poisoned: every
// later write returns DATA_LOSS until it is opened anew, because the tail on disk is unknown. Reads
// go on.
class Store : public Reader {
 public:
  // Applies `batch` atomically and returns after it is on stable storage (fsync). Concurrent calls
  // share one fsync. An OK batch survives a crash or power loss at any later instant; one that
  // failed may or may not be found after reopening. A batch that names a family which the store
  // does not have is refused with INVALID_ARGUMENT: nothing of it is applied and nothing is
  // poisoned.
  virtual absl::Status Write(const WriteBatch& batch) = 0;
  virtual std::unique_ptr<Reader> Snapshot() const = 0;
  // A consistent copy in a new folder `path`, made while the store serves; it opens as a store of
  // its own. ALREADY_EXISTS when there is something at `path`, NOT_FOUND when its parent is
  // missing, DATA_LOSS when the store is poisoned.
  virtual absl::Status Backup(const std::string& path) const = 0;
};

}  // namespace urna::storage
