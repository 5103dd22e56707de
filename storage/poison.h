// The mark of a store whose tail on disk is unknown.
#pragma once

#include <mutex>
#include <optional>

#include "absl/status/status.h"

namespace urna::storage {

// Once set it stays set for the life of the store: only opening anew, which reads what the disk
// really holds, gives a known state again. Thread-safe.
class Poison {
 public:
  // Of several causes the first is kept: the others mostly follow from it.
  void Set(const absl::Status& cause);
  // DATA_LOSS naming the cause, or OK while there is none.
  absl::Status Check() const;

 private:
  mutable std::mutex mutex_;
  std::optional<absl::Status> cause_;  // guarded by mutex_
};

}  // namespace urna::storage
