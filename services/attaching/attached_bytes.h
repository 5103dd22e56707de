// How much citizens have attached in each process.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"
#include "services/base/clock.h"
#include "storage/store.h"

namespace urna::services {

// Thread-safe. It is counted in the store once in a while, for reading all that is known of attachments takes
// long; in between what comes is added, and what goes is not seen.
class AttachedBytes {
 public:
  static constexpr absl::Duration kWhile = absl::Minutes(10);

  // `clock` must outlive this object.
  explicit AttachedBytes(const Clock& clock) : clock_(clock) {}

  // Counts so many more, unless there are more than `most` then.
  absl::StatusOr<bool> Take(const storage::Reader& store, std::string_view process,
                            std::uint64_t bytes, std::uint64_t most);

 private:
  struct Count {
    std::uint64_t bytes = 0;
    absl::Time counted;
  };

  const Clock& clock_;
  Mutex mutex_;
  absl::flat_hash_map<std::string, Count> counts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
