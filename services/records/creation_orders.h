// The order in which resources came to be: lists are in it.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "concurrency/mutex.h"
#include "storage/store.h"

namespace urna::services {

// Where the store keeps the first order that has not been reserved, decimal. It sorts before every
// resource name.
inline constexpr std::string_view kCreationCounterKey = "#creations";

// Thread-safe.
class CreationOrders {
 public:
  // `store` must outlive this object; no other may hand out its orders: a server has one.
  explicit CreationOrders(storage::Store& store) : store_(store) {}

  // The first of `count` numbers, larger than all before. Never handed out again, not even after a
  // crash: they are reserved in the store many at a time, and some are never used.
  absl::StatusOr<std::uint64_t> Take(std::uint64_t count) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  absl::Status Reserve(std::uint64_t count) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  storage::Store& store_;
  Mutex mutex_;
  // 0 before the store was looked at.
  std::uint64_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  std::uint64_t reserved_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace urna::services
