// Openings and closings: authorities sign them, the server appends them when enough have signed and
// the time has come.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "concurrency/mutex.h"
#include "services/append/log_registry.h"
#include "services/base/clock.h"
#include "services/records/call.h"
#include "services/records/changes.h"
#include "services/records/process_records.h"
#include "storage/store.h"
#include "urna/v1/processes_service.pb.h"

namespace urna::services {

// Thread-safe.
class Schedule {
 public:
  // All must outlive this object.
  Schedule(const storage::Store& store, Changes& changes, LogRegistry& logs, const Clock& clock)
      : store_(store), changes_(changes), logs_(logs), clock_(clock) {}

  // Keeps an authority's signature under an opening or a closing at the time given; the same again
  // is answered as before.
  //   UNAUTHENTICATED      the signature does not hold
  //   FAILED_PRECONDITION  that step is behind the process already
  //   INVALID_ARGUMENT     the time is no whole second, or one that the manifest does not allow
  absl::Status ScheduleOpening(const Call& call, const v1::ScheduleOpeningRequest& request,
                               v1::Process& response);
  absl::Status ScheduleClosing(const Call& call, const v1::ScheduleClosingRequest& request,
                               v1::Process& response);

  // What was signed of both, whether enough have or not. Of a process that was sealed.
  absl::Status GetSchedule(const v1::GetScheduleRequest& request, v1::Schedule& response) const;

  // Appends the openings and closings whose time has come: of one process, or of all. Of two
  // complete schedules the earlier counts. What cannot be appended is logged and tried again the
  // next time.
  void Advance(std::string_view process);
  void AdvanceAll();

 private:
  // The earliest opening and closing that enough authorities have signed.
  struct Due {
    std::optional<internal::v1::ScheduledTime> opening;
    std::optional<internal::v1::ScheduledTime> closing;
  };

  absl::StatusOr<Due> DueOf(const ProcessLog& log) ABSL_LOCKS_EXCLUDED(mutex_);
  // The signed times of the process have changed.
  void Forget(std::string_view process) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status ScheduleTime(const Call& call, bool opens, const std::string& name,
                            const google::protobuf::Timestamp& time,
                            const v1::AuthoritySignature& signature, v1::Process& response);

  const storage::Store& store_;
  Changes& changes_;
  LogRegistry& logs_;
  const Clock& clock_;
  // Held while a record is read, so that what is remembered is never older than the last change.
  Mutex mutex_;
  // By process: it is asked for several times a second.
  absl::flat_hash_map<std::string, Due> due_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
