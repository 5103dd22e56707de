#include "end_to_end/spring/plan_deeds.h"

#include <fmt/format.h>

#include <algorithm>

#include "absl/time/clock.h"
#include "end_to_end/spring/citizens.h"
#include "google/protobuf/util/message_differencer.h"

namespace urna::end_to_end {
namespace {

using Planning = v1::Planning::Stub;
using google::protobuf::util::MessageDifferencer;

constexpr std::uint64_t kDay = 86'400;
constexpr std::size_t kNextEditions = 20;

template <typename Request>
Request NewRequest() {
  Request request;
  request.set_process(Department::kProcess);
  request.set_request_id(client::NewRequestId());
  return request;
}

absl::Status Expect(const google::protobuf::Message& expected,
                    const google::protobuf::Message& answer) {
  return MessageDifferencer::Equals(expected, answer)
             ? absl::OkStatus()
             : absl::InternalError("answered " + answer.ShortDebugString());
}

Deed WriteMandate(Ideas& ideas) {
  auto request = NewRequest<v1::UpdateMandateDraftRequest>();
  *request.mutable_mandate() = MandateVersion(1 + ideas.Draw(2));
  Say("Des projets, " + ideas.NewWord(), *request.mutable_mandate()->mutable_purpose());
  Deed deed;
  deed.what = "UpdateMandateDraft";
  deed.effect = [request](Shadow& shadow) { shadow.plan->draft = request.mandate(); };
  deed.send = [request](const Caller& caller, Shadow&) -> absl::Status {
    const auto answer = caller.Call(By::kAgent, &Planning::UpdateMandateDraft, request);
    return answer.ok() ? Expect(request.mandate(), answer->mandate()) : answer.status();
  };
  return deed;
}

Deed Publish() {
  const auto request = NewRequest<v1::PublishMandateRequest>();
  Deed deed;
  deed.what = "PublishMandate";
  deed.effect = [](Shadow& shadow) {
    shadow.plan->mandates.push_back(*shadow.plan->draft);
    shadow.plan->draft.reset();
  };
  deed.send = [request](const Caller& caller, Shadow& after) -> absl::Status {
    const auto answer = caller.Call(By::kAdministrator, &Planning::PublishMandate, request);
    if (!answer.ok()) return answer.status();
    if (answer->version() != after.plan->mandates.size()) {
      return absl::InternalError(fmt::format("published as version {}", answer->version()));
    }
    return Expect(after.plan->mandates.back(), answer->mandate());
  };
  return deed;
}

// Nothing begins by the clock while the test lasts. Voting online is not among it: the process would have to
// open and close then.
Deed SetCalendar(Ideas& ideas) {
  auto request = NewRequest<v1::SetCalendarRequest>();
  v1::Calendar& calendar = *request.mutable_calendar();
  calendar.set_time_zone("Europe/Paris");
  auto day = static_cast<std::uint64_t>(absl::ToUnixSeconds(absl::Now())) / kDay;
  for (const v1::WindowKind kind : {v1::WINDOW_KIND_SUBMISSION, v1::WINDOW_KIND_REVIEW,
                                    v1::WINDOW_KIND_APPEAL, v1::WINDOW_KIND_STATION_VOTING}) {
    v1::Window& window = *calendar.add_windows();
    window.set_kind(kind);
    day += 3 + static_cast<std::uint64_t>(ideas.Draw(9));
    window.set_start_time(day * kDay);
    day += 3 + static_cast<std::uint64_t>(ideas.Draw(9));
    window.set_end_time(day * kDay);
  }
  Deed deed;
  deed.what = "SetCalendar";
  deed.effect = [request](Shadow& shadow) { shadow.plan->calendar = request.calendar(); };
  deed.send = [request](const Caller& caller, Shadow&) -> absl::Status {
    const auto answer = caller.Call(By::kAdministrator, &Planning::SetCalendar, request);
    return answer.ok() ? Expect(request.calendar(), answer->calendar()) : answer.status();
  };
  return deed;
}

Deed SetForm(Ideas& ideas) {
  auto request = NewRequest<v1::SetFormRequest>();
  *request.mutable_form() = Form();
  Say("Qui entretiendra, " + ideas.NewWord() + " ?",
      *request.mutable_form()->mutable_fields(0)->mutable_label());
  Deed deed;
  deed.what = "SetForm";
  deed.effect = [request](Shadow& shadow) { shadow.plan->form = request.form(); };
  deed.send = [request](const Caller& caller, Shadow&) -> absl::Status {
    const auto answer = caller.Call(By::kAdministrator, &Planning::SetForm, request);
    return answer.ok() ? Expect(request.form(), answer->form()) : answer.status();
  };
  return deed;
}

v1::Phase After(v1::Phase phase) {
  return phase == v1::PHASE_DRAFT        ? v1::PHASE_SUBMISSION
         : phase == v1::PHASE_SUBMISSION ? v1::PHASE_REVIEW
                                         : v1::PHASE_APPEAL;
}

Deed BeginPhase(v1::Phase phase, Season& season) {
  auto request = NewRequest<v1::BeginPhaseRequest>();
  request.set_phase(phase);
  Deed deed;
  deed.what = "BeginPhase";
  deed.effect = [phase](Shadow& shadow) { shadow.plan->phase = phase; };
  deed.send = [request, phase, &season](const Caller& caller, Shadow&) -> absl::Status {
    season.is_turning = true;
    const auto answer = caller.Call(By::kAdministrator, &Planning::BeginPhase, request);
    if (!answer.ok()) return answer.status();
    season.phase = phase;
    season.is_turning = false;
    return answer->phase() == phase
               ? absl::OkStatus()
               : absl::InternalError("began " + v1::Phase_Name(answer->phase()));
  };
  return deed;
}

Deed DuplicateProcess(Ideas& ideas) {
  v1::DuplicateProcessRequest request;
  request.set_source(Department::kProcess);
  request.set_process_id(fmt::format("herault-{}", 2028 + ideas.NewNumber()));
  return QuietChange("DuplicateProcess", By::kAdministrator, &Planning::DuplicateProcess, request,
                     [request](Shadow& shadow) {
                       shadow.plan->next_editions.insert("processes/" + request.process_id());
                     });
}

}  // namespace

std::optional<Deed> NextPlanDeed(const Shadow& shadow, Season& season, v1::Phase goal,
                                 Ideas& ideas) {
  const Plan& plan = *shadow.plan;
  if (plan.phase == goal) return std::nullopt;
  if (plan.mandates.empty()) return plan.draft ? Publish() : WriteMandate(ideas);
  if (plan.calendar.windows().empty()) return SetCalendar(ideas);
  if (plan.form.fields().empty()) return SetForm(ideas);
  return BeginPhase(After(plan.phase), season);
}

Deed DrawPlanDeed(const Shadow& shadow, Season& season, v1::Phase goal, Ideas& ideas) {
  const Plan& plan = *shadow.plan;
  if (ideas.OneIn(2)) {
    if (const auto next = NextPlanDeed(shadow, season, goal, ideas)) return *next;
  }
  switch (ideas.Draw(5)) {
    case 0:
      return SetCalendar(ideas);
    case 1:
      if (plan.phase == v1::PHASE_DRAFT) return SetForm(ideas);
      break;
    case 2:
      if (plan.next_editions.size() < kNextEditions) return DuplicateProcess(ideas);
      break;
    case 3:
      if (plan.draft) return Publish();
      break;
    default:
      break;
  }
  return WriteMandate(ideas);
}

}  // namespace urna::end_to_end
