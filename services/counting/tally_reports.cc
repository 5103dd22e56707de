#include "services/counting/tally_reports.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "services/append/process_log.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/counting/closed_log.h"
#include "services/counting/report_subject.h"
#include "tallying/allocation_rule.h"
#include "tallying/comparison.h"
#include "tallying/explanation.h"
#include "tallying/report.h"

namespace urna::services {
namespace {

using Json = nlohmann::ordered_json;

absl::StatusOr<tallying::TieBreak> TieBreakOf(const v1::ContestConfig& contest,
                                              const tallying::Profile& profile,
                                              const Json& head) {
  std::optional<crypto::Hash256> seed;
  if (head.contains("lot_seed") && head["lot_seed"].is_string()) {
    const auto bytes = crypto::FromHex(head["lot_seed"].get<std::string>());
    if (bytes.ok() && bytes->size() == sizeof(crypto::Hash256)) {
      seed.emplace();
      std::copy(bytes->begin(), bytes->end(), seed->begin());
    }
  }
  return ledger::MakeTieBreak(contest.rule().tie_break(), profile.projects(), seed);
}

std::vector<tallying::ProjectIndex> SelectedBy(const tallying::Profile& profile,
                                               const Json& outcome) {
  std::vector<tallying::ProjectIndex> selected;
  for (const Json& id : outcome.value("selected", Json::array())) {
    if (!id.is_string()) continue;
    if (const auto p = profile.Find(id.get<std::string>())) selected.push_back(*p);
  }
  return selected;
}

// Why an outcome came to be, as far as there is time.
struct Explained {
  std::optional<tallying::Explanations> explanations;
  std::vector<tallying::Compared> compared;
};

Explained Explain(const v1::ContestConfig& contest, const tallying::Profile& profile,
                  const Json& head, bool brief, const tallying::StopAsked& stop) {
  Explained explained;
  const auto rule =
      tallying::MakeRule(contest.rule().rule(), ledger::RuleParameters(contest.rule()));
  const auto tie_break = TieBreakOf(contest, profile, head);
  if (!rule.ok() || !tie_break.ok()) return explained;
  tallying::Outcome outcome;
  outcome.selected = SelectedBy(profile, head["outcome"]);
  tallying::ExplainOptions options = {.budget_steps = 0, .exact_counts = 0};
  if (!brief) {
    auto counted = (*rule)->Allocate(profile, *tie_break, {.trace = true, .stop = stop});
    if (counted.ok()) {
      explained.compared = tallying::CompareWithOthers(counted->rule, counted->parameters, profile,
                                                       *tie_break, stop);
      outcome = *std::move(counted);
      options = {.stop = stop};
    }
  }
  auto told = tallying::Explain(**rule, profile, *tie_break, outcome, options);
  if (told.ok()) explained.explanations = *std::move(told);
  return explained;
}

std::string ReportOfTooFew(const tallying::ReportSubject& subject,
                           const ledger::Manifest& manifest, ledger::ContestId contest,
                           const Json& head) {
  const auto ballots = head.find("ballots");
  const bool told = ballots != head.end() && ballots->is_number_unsigned();
  return tallying::WriteReportOfTooFew(subject, manifest.codec(contest).contest(),
                                       told ? ballots->get<std::uint64_t>() : 0,
                                       manifest.contest(contest).minimum_ballots());
}

}  // namespace

std::optional<TallyReports::Kept> TallyReports::Find(const crypto::Hash256& outcome) {
  const MutexLock lock(mutex_);
  for (auto kept = kept_.begin(); kept != kept_.end(); ++kept) {
    if (kept->outcome != outcome) continue;
    kept_.splice(kept_.begin(), kept_, kept);
    return kept_.front();
  }
  return std::nullopt;
}

void TallyReports::Keep(Kept made) {
  const MutexLock lock(mutex_);
  kept_.remove_if([&](const Kept& kept) { return kept.outcome == made.outcome; });
  kept_.push_front(std::move(made));
  std::size_t bytes = 0;
  for (auto kept = kept_.begin(); kept != kept_.end(); ++kept) {
    bytes += kept->report->size();
    if (bytes <= kReportBytes || kept == kept_.begin()) continue;
    kept_.erase(kept, kept_.end());
    break;
  }
}

bool TallyReports::BeginExplaining() {
  const MutexLock lock(mutex_);
  return !std::exchange(explaining_, true);
}

void TallyReports::EndExplaining() {
  const MutexLock lock(mutex_);
  explaining_ = false;
}

absl::StatusOr<TallyReports::Kept> TallyReports::Make(const NamedContest& named,
                                                      const crypto::Hash256& outcome, bool brief) {
  const absl::StatusOr<Tallies::SharedTally> tally =
      tallies_.Published(*named.log, named.contest);
  if (!tally.ok()) return tally.status();
  const ledger::Manifest& manifest = named.log->manifest();
  const v1::ContestConfig& contest = manifest.contest(named.contest);
  const tallying::ReportSubject subject = SubjectOf(manifest, named.contest);
  const auto kept = [&outcome](std::string report, bool complete) {
    return Kept{outcome, std::make_shared<const std::string>(std::move(report)), complete};
  };
  const Json head = Json::parse((*tally)->outcome, nullptr, false);
  if (!head.is_object()) return absl::DataLossError("a published outcome cannot be read");
  if ((*tally)->too_few_ballots) {
    return kept(ReportOfTooFew(subject, manifest, named.contest, head), true);
  }
  const auto profile = ledger::ReadBallots(manifest, named.contest, (*tally)->ballots);
  if (!profile.ok()) return profile.status();
  const absl::Time end = clock_.Now() + kReportTime;
  bool over = false;
  const Explained explained = Explain(contest, *profile, head, brief, [&] {
    over = over || clock_.Now() >= end;
    return over;
  });
  return kept(tallying::WriteReport(
                  subject, {.profile = &*profile,
                            .outcome = &head["outcome"],
                            .explanations =
                                explained.explanations ? &*explained.explanations : nullptr,
                            .compared = explained.compared,
                            .complete = !brief}),
              !brief);
}

absl::Status TallyReports::GetTallyReport(const v1::GetTallyReportRequest& request,
                                          v1::TallyReport& response) {
  const absl::StatusOr<NamedContest> named = FindContest(logs_, request.contest());
  if (!named.ok()) return named.status();
  const auto announced = named->log->WithState([&](const ledger::ElectionState& state) {
    return state.artefacts(named->contest).outcome;
  });
  if (!announced) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_COUNTED",
                 fmt::format("the outcome of {} is not published yet", request.contest()));
  }
  std::optional<Kept> kept = Find(announced->sha256);
  if (!kept) {
    absl::StatusOr<Kept> made = Make(*named, announced->sha256, /*brief=*/true);
    if (!made.ok()) return made.status();
    kept = *std::move(made);
    Keep(*kept);
  }
  if (!kept->complete && !request.brief() && BeginExplaining()) {
    absl::StatusOr<Kept> made = Make(*named, announced->sha256, /*brief=*/false);
    if (made.ok()) Keep(*made);
    EndExplaining();
    if (!made.ok()) return made.status();
    kept = *std::move(made);
  }
  response.set_contest(request.contest());
  response.set_report(*kept->report);
  response.set_complete(kept->complete);
  return absl::OkStatus();
}

}  // namespace urna::services
