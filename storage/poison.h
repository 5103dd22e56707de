// The mark of a store that takes no more writes.
#pragma once

#include <optional>

#include "concurrency/mutex.h"
#include "storage/write_result.h"

namespace urna::storage {

// Once set it stays set for the life of the store: only opening anew, which reads what the disk
// really holds, gives a known state again. Thread-safe.
class Poison {
 public:
  // For a result that ends all writing, uncertain or fenced; any other sets nothing. Of several the
  // first is kept: the others mostly follow from it.
  void Set(const WriteResult& result);
  // What every later write is answered with, naming the cause; nothing while writes are taken.
  std::optional<WriteResult> Check() const;

 private:
  mutable Mutex mutex_;
  std::optional<WriteResult> cause_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::storage
