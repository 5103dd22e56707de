// What people are told of an outcome: the reports that pages draw.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "concurrency/mutex.h"
#include "services/append/log_registry.h"
#include "services/base/clock.h"
#include "services/counting/closed_log.h"
#include "services/counting/tallies.h"
#include "urna/v1/tallies_service.pb.h"

namespace urna::services {

// Thread-safe. Published outcomes never change, so that what was made of one once serves everybody.
class TallyReports {
 public:
  // All must outlive this object.
  TallyReports(LogRegistry& logs, Tallies& tallies, const Clock& clock)
      : logs_(logs), tallies_(tallies), clock_(clock) {}

  // What takes long is computed for one contest at a time, by the call that asks for it, within
  // kReportTime; who asks meanwhile gets what there is. FAILED_PRECONDITION (NOT_COUNTED) before the
  // outcome is in the log.
  absl::Status GetTallyReport(const v1::GetTallyReportRequest& request, v1::TallyReport& response);

 private:
  struct Kept {
    crypto::Hash256 outcome;
    std::shared_ptr<const std::string> report;
    bool complete = false;
  };

  std::optional<Kept> Find(const crypto::Hash256& outcome) ABSL_LOCKS_EXCLUDED(mutex_);
  void Keep(Kept made) ABSL_LOCKS_EXCLUDED(mutex_);
  bool BeginExplaining() ABSL_LOCKS_EXCLUDED(mutex_);
  void EndExplaining() ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<Kept> Make(const NamedContest& named, const crypto::Hash256& outcome, bool brief);

  LogRegistry& logs_;
  Tallies& tallies_;
  const Clock& clock_;
  Mutex mutex_;
  // The last asked for in front.
  std::list<Kept> kept_ ABSL_GUARDED_BY(mutex_);
  bool explaining_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace urna::services
