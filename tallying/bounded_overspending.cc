#include "tallying/bounded_overspending.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "tallying/overspending_engine.h"
#include "tallying/utilities.h"

namespace urna::tallying {

const RuleDescription& BoundedOverspendingRule::Description() {
  static const RuleDescription* const kDescription = new RuleDescription{
      "bounded-overspending",
      "Equal shares that may fund a project which its supporters can pay only in part.",
      {UtilityParameter(),
       BordaParameter(),
       {.name = "values",
        .type = Parameter::Type::kChoice,
        .choices = {"short", "exact"},
        .default_value = "short",
        .meaning = "how the trace tells values: the first 40 digits where fractions grow beyond "
                   "1,200 digits, or every digit, of which there can be more than any machine "
                   "holds"}}};
  return *kDescription;
}

BoundedOverspendingRule::BoundedOverspendingRule(ParameterValues parameters)
    : AllocationRule(Description(), std::move(parameters)) {}

absl::Status BoundedOverspendingRule::Count(const Counting& counting, Outcome* outcome) const {
  const Profile& profile = counting.profile;
  const Utility utility = ChosenUtility(parameter("utility"), profile.format());
  outcome->parameters["utility"] = UtilityName(utility);
  const bool exact = parameter("values") == "exact";
  // Outcomes were published with every digit, and in minor units, before there was a choice; they
  // are counted again to the same bytes.
  if (exact) outcome->parameters.erase("values");
  const Rational unit =
      exact || utility == Utility::kCost ? 1 : Rational(PowerOfTen(profile.minor_digits()));
  if (profile.voters() == 0) return absl::OkStatus();
  Utilities utilities(profile, utility, ChosenBorda(parameter("borda")));
  const Rational share = Ratio(profile.budget().minor(), static_cast<int64_t>(profile.voters()));
  outcome->endowment = share / PowerOfTen(profile.minor_digits());
  OverspendingEngine engine(profile, utilities, share);
  std::vector<ProjectIndex> waiting;
  for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
    if (utilities.total(p) > 0) waiting.push_back(p);
  }
  std::sort(waiting.begin(), waiting.end(),
            [&](ProjectIndex a, ProjectIndex b) { return counting.ranks[a] < counting.ranks[b]; });
  LimitTracker limits(profile, counting.limits);
  Money left = profile.budget();
  const auto fund = [&](ProjectIndex p) {
    outcome->selected.push_back(p);
    left -= profile.projects()[p].cost;
    limits.Fund(p);
    std::erase(waiting, p);
  };
  const auto record = [&](ProjectIndex p, const Rational& value) {
    if (!counting.trace) return;
    Round& round = outcome->rounds.emplace_back();
    round.project = p;
    round.funded = true;
    round.stage = "bounded-overspending";
    round.measure = "lambda-per-alpha-squared";
    round.value = value;
  };
  for (const ProjectIndex p : std::vector<ProjectIndex>(waiting)) {
    if (profile.projects()[p].cost != Money() || !limits.AllowsOrRecords(p)) continue;
    record(p, 0);
    fund(p);
  }

  // Lower bounds on the values of projects, from whichever round: values only rise.
  std::vector<double> lower(profile.projects().size());
  std::vector<ProjectIndex> by_bound, tied;
  const auto larger_bound = [&](ProjectIndex a, ProjectIndex b) { return lower[a] > lower[b]; };
  for (;;) {
    std::erase_if(waiting, [&](ProjectIndex p) {
      return profile.projects()[p].cost > left || !limits.AllowsOrRecords(p);
    });
    outcome->constraints = limits.effects();
    double least = std::numeric_limits<double>::infinity();  // upper bound on the smallest value
    std::vector<ProjectIndex> candidates;
    by_bound = waiting;
    std::make_heap(by_bound.begin(), by_bound.end(), larger_bound);
    while (!by_bound.empty() && lower[by_bound.front()] <= least) {
      std::pop_heap(by_bound.begin(), by_bound.end(), larger_bound);
      const ProjectIndex p = by_bound.back();
      by_bound.pop_back();
      const OverspendingEngine::Bounds bounds = engine.Estimate(p);
      lower[p] = bounds.lower;
      if (bounds.lower == std::numeric_limits<double>::infinity()) continue;
      least = std::min(least, bounds.upper);
      candidates.push_back(p);
    }
    std::erase_if(candidates, [&](ProjectIndex p) { return lower[p] > least; });
    if (candidates.empty()) return absl::OkStatus();
    std::sort(candidates.begin(), candidates.end(), [&](ProjectIndex a, ProjectIndex b) {
      return counting.ranks[a] < counting.ranks[b];
    });
    tied.clear();
    OverspendingEngine::Split best;
    for (const ProjectIndex p : candidates) {
      OverspendingEngine::Split split = engine.BestSplit(p);
      const int order = tied.empty() ? -1 : engine.Compare(split, best);
      if (order > 0) continue;
      if (order < 0) {
        tied.clear();
        best = std::move(split);
      }
      tied.push_back(p);
    }
    if (tied.size() > 1) {
      outcome->ties.push_back({static_cast<int64_t>(outcome->selected.size()), tied});
    }
    const ProjectIndex chosen = tied.front();
    if (counting.trace)
      record(chosen, exact ? engine.ExactValue(best) : Rational(engine.CutValue(best) / unit));
    engine.Fund(chosen, best);
    fund(chosen);
  }
}

}  // namespace urna::tallying
