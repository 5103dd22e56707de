// What goes wrong first on many threads.
#pragma once

#include "absl/status/status.h"
#include "concurrency/mutex.h"

namespace urna {

// Thread-safe.
class FirstError {
 public:
  void Set(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    if (error_.ok()) error_ = status;
  }
  // OK while nothing has gone wrong.
  absl::Status Get() const ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    return error_;
  }

 private:
  mutable Mutex mutex_;
  absl::Status error_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna
