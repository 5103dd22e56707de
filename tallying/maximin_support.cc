#include "tallying/maximin_support.h"

#include <algorithm>
#include <utility>

#include "tallying/balanced_load.h"
#include "tallying/utilities.h"

namespace urna::tallying {

const RuleDescription& MaximinSupportRule::Description() {
  static const RuleDescription* const kDescription = new RuleDescription{
      "maximin-support",
      "As phragmen, with the cost of all funded projects shared out anew in every round.",
      {}};
  return *kDescription;
}

MaximinSupportRule::MaximinSupportRule(ParameterValues parameters)
    : AllocationRule(Description(), std::move(parameters)) {}

absl::Status MaximinSupportRule::Count(const Counting& counting, Outcome* outcome) const {
  const Profile& profile = counting.profile;
  const Utilities utilities(profile, Utility::kCardinality, BordaPoints::kLengthMinusOne);
  LoadBalance balance(profile, utilities);
  // A project's load with the funded ones only grows as these become more, so an old load is a
  // lower bound and most projects need no new one.
  struct Candidate {
    ProjectIndex project;
    Load load;
    size_t round;  // in which the load was computed
  };
  std::vector<Candidate> waiting;
  for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
    if (utilities.total(p) == 0) continue;
    waiting.push_back({p, {profile.projects()[p].cost.minor(), utilities.total(p)}, 0});
  }
  LimitTracker limits(profile, counting.limits);
  Money left = profile.budget();
  Load current{0, 1};
  for (size_t round = 1;; ++round) {
    std::erase_if(waiting, [&](const Candidate& c) {
      return profile.projects()[c.project].cost > left || !limits.AllowsOrRecords(c.project);
    });
    outcome->constraints = limits.effects();
    if (waiting.empty()) return absl::OkStatus();
    // Bring up to date, smallest bound first, until the smallest is up to date.
    const auto before = [&](const Candidate& a, const Candidate& b) {
      if (a.load == b.load) return counting.ranks[a.project] < counting.ranks[b.project];
      return a.load < b.load;
    };
    std::vector<ProjectIndex> tied;
    Load least{kMaxTotalMinor, 1};  // of those up to date
    for (;;) {
      std::sort(waiting.begin(), waiting.end(), before);
      size_t stale = 0, end = 0;
      while (end < waiting.size() && waiting[end].load == waiting[0].load) {
        if (waiting[end].round != round) stale = end + 1;
        ++end;
      }
      if (stale == 0) {
        for (size_t i = 0; i < end; ++i) tied.push_back(waiting[i].project);
        break;
      }
      for (size_t i = 0; i < end; ++i) {
        Candidate& candidate = waiting[i];
        if (candidate.round == round) continue;
        candidate.load = balance.With(candidate.project, std::max(candidate.load, current), least);
        if (least < candidate.load) continue;
        least = candidate.load;
        candidate.round = round;
      }
    }
    if (tied.size() > 1) {
      outcome->ties.push_back({static_cast<int64_t>(outcome->selected.size()), tied});
    }
    const Candidate chosen = waiting.front();
    current = chosen.load;
    balance.Fund(chosen.project, current);
    outcome->selected.push_back(chosen.project);
    left -= profile.projects()[chosen.project].cost;
    limits.Fund(chosen.project);
    waiting.erase(waiting.begin());
    if (!counting.trace) continue;
    Round& entry = outcome->rounds.emplace_back();
    entry.project = chosen.project;
    entry.funded = true;
    entry.stage = "maximin-support";
    entry.measure = "load";
    entry.value = Ratio(static_cast<int64_t>(current.cost), current.voters) /
                  PowerOfTen(profile.minor_digits());
  }
}

}  // namespace urna::tallying
