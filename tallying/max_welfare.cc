#include "tallying/max_welfare.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "tallying/concat.h"
#include "tallying/knapsack_search.h"
#include "tallying/knapsack_table.h"
#include "tallying/utilities.h"

namespace urna::tallying {
namespace {

using Welfare = absl::int128;

constexpr int64_t kUnlimited = std::numeric_limits<int64_t>::max();
// Beyond so many steps of the search the table is filled: a few seconds' worth of either.
constexpr int64_t kMostSearchSteps = 20'000'000;

// How many steps decide, whatever the ballots: of the table, or of looking at every set once for
// each project, whichever are fewer.
int64_t StepsFor(const std::vector<KnapsackItem>& items, int64_t budget,
                 const SelectionLimits& limits) {
  constexpr int64_t kMany = KnapsackResources::kMany;
  const auto projects = static_cast<int64_t>(items.size());
  const absl::int128 of_table =
      Welfare(KnapsackResources(items, budget, limits).states()) * projects;
  const int64_t sets = projects < 40 ? projects << projects : kMany;
  return static_cast<int64_t>(std::min<Welfare>({of_table, Welfare(sets), Welfare(kMany)}));
}

std::string Text(Welfare value) {
  Integer high = static_cast<int64_t>(absl::Int128High64(value));
  return Integer((high << 64) + Integer(std::to_string(absl::Int128Low64(value)))).get_str();
}

}  // namespace

const RuleDescription& MaxWelfareRule::Description() {
  static const RuleDescription* const kDescription =
      new RuleDescription{"max-welfare",
                          "The affordable set of projects with the greatest total utility.",
                          {UtilityParameter(), BordaParameter()}};
  return *kDescription;
}

MaxWelfareRule::MaxWelfareRule(ParameterValues parameters)
    : AllocationRule(Description(), std::move(parameters)) {}

absl::Status MaxWelfareRule::CheckContest(const Contest& contest,
                                          const SelectionLimits& limits) const {
  std::vector<KnapsackItem> items;
  for (ProjectIndex p = 0; p < contest.projects.size(); ++p) {
    const int64_t cost = contest.projects[p].cost.minor();
    if (cost <= contest.budget.minor()) items.push_back({p, 1, cost});
  }
  const int64_t steps = StepsFor(items, contest.budget.minor(), limits);
  if (steps <= kMaxSteps) return absl::OkStatus();
  return absl::ResourceExhaustedError(Concat(
      "max-welfare: to be sure of the best set may take ", steps, " steps here, and at most ",
      kMaxSteps,
      " are allowed: projects times amounts of money, in the largest unit of which the costs are "
      "whole numbers, times what caps and groups of incompatible projects can leave; round the "
      "costs, or choose another rule"));
}

absl::Status MaxWelfareRule::Count(const Counting& counting, Outcome* outcome) const {
  const Profile& profile = counting.profile;
  const Utility utility = ChosenUtility(parameter("utility"), profile.format());
  outcome->parameters["utility"] = UtilityName(utility);
  const std::vector<int64_t> scores =
      Scores(profile, utility == Utility::kPoints ? Score::kPoints : Score::kVotes,
             ChosenBorda(parameter("borda")));
  std::vector<KnapsackItem> items;
  for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
    const int64_t cost = profile.projects()[p].cost.minor();
    if (scores[p] == 0 || cost > profile.budget().minor()) continue;
    // A free project adds nothing to cost utility, but somebody wants it and nobody loses.
    const Welfare value =
        utility == Utility::kCost ? Welfare(scores[p]) * cost : Welfare(scores[p]);
    items.push_back({p, value == 0 ? Welfare(1) : value, cost});
  }
  std::sort(items.begin(), items.end(), [&](const KnapsackItem& a, const KnapsackItem& b) {
    if (Denser(a, b) != Denser(b, a)) return Denser(a, b);
    return counting.ranks[a.project] < counting.ranks[b.project];
  });
  std::vector<size_t> in_order(items.size());
  for (size_t i = 0; i < items.size(); ++i) in_order[i] = i;
  std::sort(in_order.begin(), in_order.end(), [&](size_t a, size_t b) {
    return counting.ranks[items[a].project] < counting.ranks[items[b].project];
  });

  Rational fractional_bound;
  int64_t left = profile.budget().minor();
  for (const KnapsackItem& item : items) {
    const Rational value(Text(item.value));
    if (item.cost > left) {
      fractional_bound += value * Ratio(left, item.cost);
      break;
    }
    fractional_bound += value;
    left -= item.cost;
  }

  const int64_t budget = profile.budget().minor();
  std::vector<ProjectIndex> undecided;
  const auto take = [&](const std::vector<size_t>& set, Welfare best) {
    for (const size_t i : set) outcome->selected.push_back(items[i].project);
    outcome->proof = {{"welfare", Text(best)}, {"fractional_bound", ToText(fractional_bound)}};
  };
  KnapsackSearch search(profile, counting.limits, items, budget);
  const int64_t states = KnapsackResources(items, budget, counting.limits).states();
  const bool has_table = states <= kMaxSteps / std::max<int64_t>(1, std::ssize(items));
  if (search.Find(in_order, has_table ? kMostSearchSteps : kUnlimited)) {
    if (search.best() > 0) {
      take(search.set(), search.best());
      outcome->proof.emplace_back("partial_sets", std::to_string(search.nodes()));
    }
    for (const size_t i : search.undecided()) undecided.push_back(items[i].project);
  } else {
    std::vector<KnapsackItem> ordered;
    for (const size_t i : in_order) ordered.push_back(items[i]);
    const KnapsackTable table(ordered, KnapsackResources(ordered, budget, counting.limits));
    std::vector<size_t> set;
    for (const size_t i : table.set()) set.push_back(in_order[i]);
    std::sort(set.begin(), set.end());
    take(set, table.best());
    outcome->proof.emplace_back("table_states", std::to_string(states));
    for (const size_t i : table.undecided()) undecided.push_back(ordered[i].project);
  }
  if (!undecided.empty()) outcome->ties.push_back({0, undecided});
  if (counting.trace) {
    for (const ProjectIndex p : outcome->selected) {
      Round& round = outcome->rounds.emplace_back();
      round.project = p;
      round.funded = true;
      round.stage = "max-welfare";
      round.measure = "welfare";
      round.value = scores[p];
      if (utility == Utility::kCost) {
        round.value *=
            Ratio(profile.projects()[p].cost.minor(), PowerOfTen(profile.minor_digits()));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace urna::tallying
