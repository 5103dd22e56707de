#include "tallying/maximin_support.h"

#include <algorithm>
#include <utility>

#include "tallying/balanced_load.h"
#include "tallying/progress.h"
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
    Load load;  // a lower bound
    LoadBalance::Set set;
    size_t bounded_in = 0;  // round
    size_t settled_in = 0;
  };
  std::vector<Candidate> waiting;
  for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
    if (utilities.total(p) == 0) continue;
    waiting.push_back({p, {profile.projects()[p].cost.minor(), utilities.total(p)}, {}});
  }
  LimitTracker limits(profile, counting.limits);
  Money left = profile.budget();
  Money missing = Outcome::kAnyBudget;  // the least by which a project did not fit
  for (size_t round = 1;; ++round) {
    std::erase_if(waiting, [&](const Candidate& c) {
      const Money cost = profile.projects()[c.project].cost;
      if (cost > left) missing = std::min(missing, cost - left);
      return cost > left || !limits.AllowsOrRecords(c.project);
    });
    outcome->constraints = limits.effects();
    outcome->steady_below = missing;
    if (waiting.empty()) return absl::OkStatus();
    // Bring up to date, smallest bound first, until the smallest is up to date.
    const auto before = [&](const Candidate& a, const Candidate& b) {
      if (a.load == b.load) return counting.ranks[a.project] < counting.ranks[b.project];
      return a.load < b.load;
    };
    std::vector<ProjectIndex> tied;
    while (tied.empty()) {
      std::sort(waiting.begin(), waiting.end(), before);
      const auto end = std::find_if(waiting.begin(), waiting.end(),
                                    [&](const Candidate& c) { return waiting[0].load < c.load; });
      const auto next = std::find_if(waiting.begin(), end,
                                     [&](const Candidate& c) { return c.settled_in != round; });
      if (next == end) {
        for (auto it = waiting.begin(); it != end; ++it) tied.push_back(it->project);
      } else if (std::exchange(next->bounded_in, round) != round) {
        next->load = std::max(next->load, balance.Bound(next->project, &next->set));
      } else if (balance.Settles(next->project, next->load, &next->set)) {
        next->settled_in = round;
      } else {
        // A set was found that exceeds the load, and there are finitely many.
        const Load above = balance.Bound(next->project, &next->set);
        RequireProgress(next->load < above, "the load of a project with those funded");
        next->load = above;
      }
    }
    if (tied.size() > 1) {
      outcome->ties.push_back({static_cast<int64_t>(outcome->selected.size()), tied});
    }
    Candidate chosen = std::move(waiting.front());
    balance.Fund(chosen.project, chosen.load, std::move(chosen.set));
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
    entry.value = Ratio(static_cast<int64_t>(chosen.load.cost), chosen.load.voters) /
                  PowerOfTen(profile.minor_digits());
  }
}

}  // namespace urna::tallying
