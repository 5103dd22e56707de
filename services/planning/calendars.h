// The calendar of a process.
#pragma once

#include "absl/status/status.h"
#include "services/base/clock.h"
#include "services/journal/journals.h"
#include "services/planning/phase_plan.h"
#include "services/records/call.h"
#include "services/records/changes.h"
#include "urna/v1/planning_service.pb.h"

namespace urna::services {

// Thread-safe.
class Calendars {
 public:
  // All must outlive this object.
  Calendars(Changes& changes, Journals& journals, PhasePlan& plan, const Clock& clock)
      : changes_(changes), journals_(journals), plan_(plan), clock_(clock) {}

  // INVALID_ARGUMENT: the details name all that is wrong (calendar_rules.h); ABORTED (ETAG_MISMATCH);
  // and as Changes::ApplyActs.
  absl::Status SetCalendar(const Call& call, const v1::SetCalendarRequest& request,
                           v1::CalendarView& response);
  absl::Status GetCalendar(const v1::GetCalendarRequest& request, v1::CalendarView& response) const;

 private:
  absl::Status Read(const std::string& process, v1::CalendarView& out) const;

  Changes& changes_;
  Journals& journals_;
  PhasePlan& plan_;
  const Clock& clock_;
};

}  // namespace urna::services
