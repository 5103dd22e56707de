#include "cli/town_plan.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "cli/client/local_time.h"
#include "cli/client/plan_description.h"

namespace urna::cli {
namespace {

// What comes on paper is still typed in so long afterwards.
constexpr std::int64_t kPaperSeconds = 14 * kDaySeconds;
constexpr std::int64_t kAppealSeconds = 7 * kDaySeconds;
constexpr char kTimeZone[] = "Europe/Paris";
constexpr int kMorning = 8;
constexpr int kEvening = 20;
constexpr auto kPhaseTime = std::chrono::seconds(60);
constexpr auto kPhasePoll = std::chrono::milliseconds(50);

std::int64_t AtHour(std::int64_t time, int hour) {
  // Without a time zone database it is the hour of another place.
  const absl::TimeZone zone = client::FindTimeZone(kTimeZone).value_or(absl::UTCTimeZone());
  const absl::CivilHour at(absl::ToCivilDay(absl::FromUnixSeconds(time), zone));
  return absl::ToUnixSeconds(absl::FromCivil(at + hour, zone));
}

v1::Calendar CalendarOf(const TownPlan& plan) {
  v1::Calendar calendar;
  calendar.set_time_zone(kTimeZone);
  const auto window = [&](v1::WindowKind kind, std::int64_t start, std::int64_t end) {
    v1::Window& one = *calendar.add_windows();
    one.set_kind(kind);
    one.set_start_time(static_cast<std::uint64_t>(start));
    one.set_end_time(static_cast<std::uint64_t>(end));
  };
  // Appeals end halfway between the last proposal and the vote.
  const std::int64_t appeal_end = InTheEvening((plan.submission_end + plan.voting.opening) / 2);
  const std::int64_t appeal_start = InTheMorning(appeal_end - kAppealSeconds);
  window(v1::WINDOW_KIND_SUBMISSION, plan.submission_start, plan.submission_end);
  window(v1::WINDOW_KIND_PAPER_SUBMISSION, plan.submission_start,
         plan.submission_end + kPaperSeconds);
  window(v1::WINDOW_KIND_REVIEW, plan.submission_end, appeal_start);
  window(v1::WINDOW_KIND_APPEAL, appeal_start, appeal_end);
  window(v1::WINDOW_KIND_VOTING, plan.voting.opening, plan.voting.closing);
  return calendar;
}

absl::Status WaitFor(client::PlanningClient& client, const std::string& process, v1::Phase phase) {
  const auto deadline = std::chrono::steady_clock::now() + kPhaseTime;
  for (;;) {
    const auto now = client.GetProcess(process);
    if (!now.ok()) return now.status();
    if (now->phase() == phase) return absl::OkStatus();
    if (std::chrono::steady_clock::now() > deadline) {
      return absl::DeadlineExceededError(
          fmt::format("{} does not come to {}", process, v1::Phase_Name(phase)));
    }
    // The server begins phases by its clock, and does not call back.
    std::this_thread::sleep_for(kPhasePoll);
  }
}

}  // namespace

std::int64_t InTheMorning(std::int64_t time) { return AtHour(time, kMorning); }

std::int64_t InTheEvening(std::int64_t time) { return AtHour(time, kEvening); }

absl::Status Publish(client::PlanningClient& client, const TownPlan& plan, v1::Phase phase) {
  const auto process = client.GetProcess(plan.process);
  if (!process.ok()) return process.status();
  const auto mandate = client::ReadMandate(plan.mandate, *process);
  if (!mandate.ok()) return mandate.status();
  const auto form = client::ReadForm(plan.form, *process);
  if (!form.ok()) return form.status();
  if (auto kept = client.KeepMandateDraft(plan.process, *mandate); !kept.ok()) {
    return kept.status();
  }
  if (auto published = client.PublishMandate(plan.process); !published.ok()) {
    return published.status();
  }
  if (auto set = client.SetForm(plan.process, *form); !set.ok()) return set.status();
  // The last of the three: from then on the clock may begin a phase, and the form is fixed.
  if (auto set = client.SetCalendar(plan.process, CalendarOf(plan)); !set.ok()) {
    return set.status();
  }
  return WaitFor(client, plan.process, phase);
}

}  // namespace urna::cli
