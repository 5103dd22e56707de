// How many drafts of citizens each process keeps.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"
#include "services/base/clock.h"
#include "storage/store.h"

namespace urna::services {

// Thread-safe. Drafts are counted in the store once in a while, for reading them all takes long; in
// between what is made is added, and what goes is not seen.
class DraftCounts {
 public:
  static constexpr absl::Duration kWhile = absl::Minutes(10);

  // `clock` must outlive this object.
  explicit DraftCounts(const Clock& clock) : clock_(clock) {}

  // Counts one more of the process, unless there are `most`.
  absl::StatusOr<bool> Take(const storage::Reader& store, std::string_view process,
                            std::size_t most);

 private:
  struct Count {
    std::size_t drafts = 0;
    absl::Time counted;
  };

  const Clock& clock_;
  Mutex mutex_;
  absl::flat_hash_map<std::string, Count> counts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
