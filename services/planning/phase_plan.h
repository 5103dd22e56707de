// The phases before the freezing: begun by whoever administers a process, or by its calendar.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "concurrency/mutex.h"
#include "services/base/clock.h"
#include "services/base/incidents.h"
#include "services/journal/journals.h"
#include "services/records/call.h"
#include "services/records/changes.h"
#include "storage/store.h"
#include "urna/v1/planning_service.pb.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {

// Thread-safe. Knows when each process is to be looked at next, so that looking at the clock costs
// nothing while nothing is due.
class PhasePlan {
 public:
  // All must outlive this object.
  PhasePlan(const storage::Store& store, Changes& changes, Journals& journals, const Clock& clock)
      : store_(store), changes_(changes), journals_(journals), clock_(clock) {}

  // Looks at all processes that may still be changed; once, before anything is served.
  absl::Status Open();

  // Begins SUBMISSION, REVIEW or APPEAL now.
  //   INVALID_ARGUMENT     another phase
  //   FAILED_PRECONDITION  PROCESS_INCOMPLETE: mandate, calendar or form is missing; JOURNAL_PHASE: it
  //                        is behind the process; and as Changes::ApplyActs
  absl::Status BeginPhase(const Call& call, const v1::BeginPhaseRequest& request,
                          v1::Process& response);

  // What the plan of the process rests upon has changed.
  void Look(std::string_view process) ABSL_LOCKS_EXCLUDED(mutex_);

  // Begins each phase whose window has begun, once and in their order, as the server's own act; of a
  // process that was not looked at in time, all that are due. What fails is tried again the next time;
  // where something is missing, kPatience later, or once that has changed. The operator is told of either, each at most once in
  // Incidents::kTogether.
  void AdvanceAll() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  static constexpr absl::Duration kPatience = absl::Minutes(1);

  std::optional<std::int64_t> DueOf(const ledger::JournalState& state, std::int64_t now) const;
  // Whether all that was due has begun.
  absl::Status Advance(const std::string& process, std::int64_t now);

  const storage::Store& store_;
  Changes& changes_;
  Journals& journals_;
  const Clock& clock_;
  Incidents incidents_;
  // Held while a process is looked at, so that what is remembered is never older than the last change.
  Mutex mutex_;
  // By process, Unix seconds; none where nothing is ahead. A frozen process that is not sealed stays: it
  // may fall back.
  absl::flat_hash_map<std::string, std::int64_t> due_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
