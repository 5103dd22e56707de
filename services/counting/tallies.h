// What comes of a contest: its tally, and the trustee's signature that publishes it.
#pragma once

#include <list>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "concurrency/mutex.h"
#include "ledger/tally.h"
#include "services/append/log_registry.h"
#include "services/counting/live_counts.h"
#include "storage/store.h"
#include "urna/v1/tallies_service.pb.h"

namespace urna::services {

// Thread-safe.
class Tallies {
 public:
  // All must outlive this object.
  Tallies(const storage::Reader& store, LogRegistry& logs, LiveCounts& counts)
      : store_(store), logs_(logs), counts_(counts) {}

  // From the published files once they are in the log, computed once before that.
  // FAILED_PRECONDITION (NOT_COUNTED) until the contest can be read.
  absl::Status GetTally(const v1::GetTallyRequest& request, v1::Tally& response);
  // Signs for what the server computes itself. Of a contest with too few ballots the first two
  // files are empty, and only the outcome is published. When the outcome is in the log already, its
  // index is returned. FAILED_PRECONDITION (CLOSING_NOT_SIGNED) before the closing is signed by all
  // who must.
  absl::Status SignTally(const v1::SignTallyRequest& request, v1::SignTallyResponse& response);

  using SharedTally = std::shared_ptr<const ledger::TallyFiles>;
  // Of a contest whose outcome is in the log: read once for all that ask at the same time, and kept while it
  // is one of the last.
  absl::StatusOr<SharedTally> Published(const ProcessLog& log, ledger::ContestId contest)
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  const storage::Reader& store_;
  LogRegistry& logs_;
  LiveCounts& counts_;
  Mutex mutex_;
  // By the outcome's digest, the last asked for in front.
  std::list<std::pair<crypto::Hash256, SharedTally>> published_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
