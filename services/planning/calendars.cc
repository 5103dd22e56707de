#include "services/planning/calendars.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "services/base/errors.h"
#include "services/base/etag.h"
#include "services/base/resource_name.h"
#include "services/planning/calendar_rules.h"
#include "services/records/draft_process.h"

namespace urna::services {

absl::Status Calendars::SetCalendar(const Call& call, const v1::SetCalendarRequest& request,
                                    v1::CalendarView& response) {
  const auto set = [&](const storage::Reader& store, storage::WriteBatch& batch,
                       Acts& acts) -> absl::Status {
    absl::StatusOr<ResourceName> name =
        ResourceName::Parse(Kind::kProcess, request.process(), "process");
    if (!name.ok()) return name.status();
    if (auto process = ReadDraft(store, name->text()); !process.ok()) return process.status();
    absl::StatusOr<const ledger::JournalState*> state = acts.state();
    if (!state.ok()) return state.status();
    const std::optional<v1::Calendar>& before = (*state)->calendar();
    absl::Status same = CheckEtag(request.etag(), EtagOf(before.value_or(v1::Calendar())),
                                  fmt::format("the calendar of {}", name->text()));
    if (!same.ok()) return same;
    FieldViolations violations;
    ValidateCalendar(request.calendar(), "calendar", violations);
    if (before) {
      const auto now = std::max<std::int64_t>(absl::ToUnixSeconds(clock_.Now()), 0);
      CheckCalendarKept(*before, request.calendar(), static_cast<std::uint64_t>(now), "calendar",
                        violations);
    }
    if (absl::Status valid = violations.ToStatus(); !valid.ok()) return valid;
    v1::ActFacts facts;
    *facts.mutable_calendar() = request.calendar();
    absl::Status told = acts.Add(v1::JOURNAL_ACT_CALENDAR, "", facts, {}, batch);
    if (!told.ok()) return told;
    response.set_process(name->text());
    *response.mutable_calendar() = request.calendar();
    response.set_etag(EtagOf(response.calendar()));
    return absl::OkStatus();
  };
  const absl::Status done =
      changes_.ApplyActs(call, request, response, set, Changes::Reach::kProcess,
                         [&](const storage::Reader&) { return Read(request.process(), response); });
  if (done.ok()) plan_.Look(call.process);
  return done;
}

absl::Status Calendars::GetCalendar(const v1::GetCalendarRequest& request,
                                    v1::CalendarView& response) const {
  return Read(request.process(), response);
}

absl::Status Calendars::Read(const std::string& process, v1::CalendarView& out) const {
  out.set_process(process);
  out.set_etag(EtagOf(out.calendar()));
  absl::StatusOr<std::shared_ptr<LiveJournal>> journal = journals_.Get(process);
  // A process that was frozen before there were journals has none.
  if (absl::IsNotFound(journal.status())) return absl::OkStatus();
  if (!journal.ok()) return journal.status();
  const std::optional<v1::Calendar> calendar =
      (*journal)->WithState([](const ledger::JournalState& state) { return state.calendar(); });
  if (calendar) *out.mutable_calendar() = *calendar;
  out.set_etag(EtagOf(out.calendar()));
  return absl::OkStatus();
}

}  // namespace urna::services
