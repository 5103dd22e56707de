#include "tallying/bounded_overspending.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "tallying/overspending_engine.h"
#include "tallying/utilities.h"

namespace urna::tallying {
namespace {

class OverspendingCount {
 public:
  // With `exact` the trace tells every digit, and in minor units. `utilities` must outlive it.
  OverspendingCount(const Counting& counting, Utilities& utilities, const Rational& share,
                    bool exact, Outcome* outcome);

  void FundFree();
  absl::Status FundByValue();

 private:
  struct Best {
    std::vector<ProjectIndex> tied;   // of the smallest value, in the order of the tie-break
    OverspendingEngine::Split split;  // of the first
  };

  void SortByRank(std::vector<ProjectIndex>* projects) const;
  void DropWhatCannotBeFunded();
  std::vector<ProjectIndex> NearSmallest();
  Best BestOf(const std::vector<ProjectIndex>& candidates);
  Rational TracedValue(const OverspendingEngine::Split& split);
  void Record(ProjectIndex p, Rational value);
  void Fund(ProjectIndex p);

  const Counting& counting_;
  const Profile& profile_;
  Outcome* const outcome_;
  OverspendingEngine engine_;
  const bool exact_;
  const Rational unit_;                // of the values in the trace, unless exact
  std::vector<ProjectIndex> waiting_;  // in the order of the tie-break
  // Lower bounds on the values of projects, from whichever round: values only rise.
  std::vector<double> lower_;
  LimitTracker limits_;
  Money left_;
};

OverspendingCount::OverspendingCount(const Counting& counting, Utilities& utilities,
                                     const Rational& share, bool exact, Outcome* outcome)
    : counting_(counting),
      profile_(counting.profile),
      outcome_(outcome),
      engine_(profile_, utilities, share),
      exact_(exact),
      unit_(utilities.utility() == Utility::kCost ? Rational(1)
                                                  : Rational(PowerOfTen(profile_.minor_digits()))),
      lower_(profile_.projects().size()),
      limits_(profile_, counting.limits),
      left_(profile_.budget()) {
  for (ProjectIndex p = 0; p < profile_.projects().size(); ++p) {
    if (utilities.total(p) > 0) waiting_.push_back(p);
  }
  SortByRank(&waiting_);
}

void OverspendingCount::SortByRank(std::vector<ProjectIndex>* projects) const {
  std::sort(projects->begin(), projects->end(), [this](ProjectIndex a, ProjectIndex b) {
    return counting_.ranks[a] < counting_.ranks[b];
  });
}

void OverspendingCount::FundFree() {
  for (const ProjectIndex p : std::vector<ProjectIndex>(waiting_)) {
    if (profile_.projects()[p].cost != Money() || !limits_.AllowsOrRecords(p)) continue;
    if (counting_.trace) Record(p, 0);
    Fund(p);
  }
}

absl::Status OverspendingCount::FundByValue() {
  for (;;) {
    DropWhatCannotBeFunded();
    const std::vector<ProjectIndex> candidates = NearSmallest();
    const Best best = BestOf(candidates);
    if (counting_.stopped()) return Stopped();
    if (candidates.empty()) return absl::OkStatus();
    if (best.tied.size() > 1) {
      outcome_->ties.push_back({static_cast<int64_t>(outcome_->selected.size()), best.tied});
    }
    const ProjectIndex chosen = best.tied.front();
    if (counting_.trace) Record(chosen, TracedValue(best.split));
    engine_.Fund(chosen, best.split);
    Fund(chosen);
  }
}

void OverspendingCount::DropWhatCannotBeFunded() {
  std::erase_if(waiting_, [this](ProjectIndex p) {
    return profile_.projects()[p].cost > left_ || !limits_.AllowsOrRecords(p);
  });
  outcome_->constraints = limits_.effects();
}

// The projects that bounds alone do not show to have more than the smallest value, in the order of
// the tie-break.
std::vector<ProjectIndex> OverspendingCount::NearSmallest() {
  double least = std::numeric_limits<double>::infinity();  // upper bound on the smallest value
  const auto larger_bound = [this](ProjectIndex a, ProjectIndex b) {
    return lower_[a] > lower_[b];
  };
  std::vector<ProjectIndex> near, by_bound = waiting_;
  std::make_heap(by_bound.begin(), by_bound.end(), larger_bound);
  while (!by_bound.empty() && lower_[by_bound.front()] <= least) {
    std::pop_heap(by_bound.begin(), by_bound.end(), larger_bound);
    const ProjectIndex p = by_bound.back();
    by_bound.pop_back();
    if (counting_.stopped()) break;
    const OverspendingEngine::Bounds bounds = engine_.Estimate(p);
    lower_[p] = bounds.lower;
    if (bounds.lower == std::numeric_limits<double>::infinity()) continue;
    least = std::min(least, bounds.upper);
    near.push_back(p);
  }
  std::erase_if(near, [&](ProjectIndex p) { return lower_[p] > least; });
  SortByRank(&near);
  return near;
}

OverspendingCount::Best OverspendingCount::BestOf(const std::vector<ProjectIndex>& candidates) {
  Best best;
  for (const ProjectIndex p : candidates) {
    if (counting_.stopped()) break;
    OverspendingEngine::Split split = engine_.BestSplit(p);
    const int order = best.tied.empty() ? -1 : engine_.Compare(split, best.split);
    if (order > 0) continue;
    if (order < 0) {
      best.tied.clear();
      best.split = std::move(split);
    }
    best.tied.push_back(p);
  }
  return best;
}

Rational OverspendingCount::TracedValue(const OverspendingEngine::Split& split) {
  if (exact_) return engine_.ExactValue(split);
  return engine_.CutValue(split) / unit_;
}

void OverspendingCount::Record(ProjectIndex p, Rational value) {
  Round& round = outcome_->rounds.emplace_back();
  round.project = p;
  round.funded = true;
  round.stage = "bounded-overspending";
  round.measure = "lambda-per-alpha-squared";
  round.value = std::move(value);
}

void OverspendingCount::Fund(ProjectIndex p) {
  outcome_->selected.push_back(p);
  left_ -= profile_.projects()[p].cost;
  limits_.Fund(p);
  std::erase(waiting_, p);
}

}  // namespace

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
  if (profile.voters() == 0) return absl::OkStatus();
  Utilities utilities(profile, utility, ChosenBorda(parameter("borda")));
  const Rational share = Ratio(profile.budget().minor(), static_cast<int64_t>(profile.voters()));
  outcome->endowment = share / PowerOfTen(profile.minor_digits());
  OverspendingCount count(counting, utilities, share, exact, outcome);
  count.FundFree();
  return count.FundByValue();
}

}  // namespace urna::tallying
