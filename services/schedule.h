// Openings, closings and revocations: authorities sign them, the server appends them when enough
// have signed and the time has come.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "services/append/log_registry.h"
#include "services/changes.h"
#include "services/clock.h"
#include "services/process_records.h"
#include "storage/store.h"
#include "urna/v1/eligibility_service.pb.h"
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
  //   FAILED_PRECONDITION  not sealed, or that step is behind the process already
  //   INVALID_ARGUMENT     the time is no whole second, or one that the manifest does not allow
  absl::Status ScheduleOpening(const v1::ScheduleOpeningRequest& request, v1::Process& response);
  absl::Status ScheduleClosing(const v1::ScheduleClosingRequest& request, v1::Process& response);
  absl::Status RevokeKey(const v1::RevokeKeyRequest& request, v1::RevokeKeyResponse& response);

  // Appends the openings and closings whose time has come: of one process, or of all. Of two
  // complete schedules the earlier counts. What cannot be appended is logged and tried again the
  // next time.
  void Advance(std::string_view process);
  void AdvanceAll();

 private:
  absl::Status ScheduleTime(bool opens, const std::string& name,
                            const google::protobuf::Timestamp& time,
                            const v1::AuthoritySignature& signature, v1::Process& response);

  const storage::Store& store_;
  Changes& changes_;
  LogRegistry& logs_;
  const Clock& clock_;
};

}  // namespace urna::services
