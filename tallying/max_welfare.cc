#include "tallying/max_welfare.h"

#include <algorithm>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "tallying/concat.h"
#include "tallying/equal_shares.h"
#include "tallying/utilities.h"

namespace urna::tallying {
namespace {

using Welfare = absl::int128;

struct Item {
  ProjectIndex project;
  Welfare value;  // positive
  int64_t cost;
};

// Whether a has more value per cost than b. Values of cost utilities are scores times costs, so
// they are compared by quotient and remainder, which fit.
bool Denser(const Item& a, const Item& b) {
  if (a.cost == 0 || b.cost == 0) return a.cost < b.cost;
  const Welfare qa = a.value / a.cost, qb = b.value / b.cost;
  if (qa != qb) return qa > qb;
  return (a.value % a.cost) * b.cost > (b.value % b.cost) * a.cost;
}

class Knapsack {
 public:
  Knapsack(const Profile& profile, const SelectionLimits& limits, std::vector<Item> items,
           int64_t budget)
      : limits_(profile, limits), items_(std::move(items)), budget_(budget) {
    fixed_.assign(items_.size(), kOpen);
  }

  // Finds the best set that is better than `floor` and agrees with what is fixed. False if there is
  // none. Stops at the first set found if `any`.
  bool Solve(Welfare floor, bool any) {
    best_ = floor;
    found_ = false;
    any_ = any;
    open_.clear();
    taken_.clear();
    int64_t left = budget_;
    Welfare value = 0;
    std::vector<ProjectIndex> forced;
    bool possible = true;
    for (size_t i = 0; i < items_.size(); ++i) {
      if (fixed_[i] == kOpen) open_.push_back(i);
      if (fixed_[i] != kIn) continue;
      possible = possible && items_[i].cost <= left && limits_.Allows(items_[i].project);
      if (!possible) break;
      limits_.Fund(items_[i].project);
      forced.push_back(items_[i].project);
      left -= items_[i].cost;
      value += items_[i].value;
      taken_.push_back(i);
    }
    if (possible) {
      cost_before_.assign(1, 0);
      value_before_.assign(1, 0);
      for (const size_t i : open_) {
        cost_before_.push_back(cost_before_.back() + items_[i].cost);
        value_before_.push_back(value_before_.back() + items_[i].value);
      }
      Search(0, left, value);
    }
    for (const ProjectIndex p : forced) limits_.Unfund(p);
    return found_;
  }

  void Fix(size_t item, bool in) { fixed_[item] = in ? kIn : kOut; }
  void Release(size_t item) { fixed_[item] = kOpen; }
  bool gave_up() const { return nodes_ > MaxWelfareRule::kMaxNodes; }
  int64_t nodes() const { return nodes_; }
  Welfare best() const { return best_; }
  const std::vector<size_t>& best_set() const { return best_set_; }
  bool InBest(size_t item) const {
    return std::find(best_set_.begin(), best_set_.end(), item) != best_set_.end();
  }

 private:
  enum Choice : uint8_t { kOpen, kIn, kOut };

  // Most that items from position `k` on can add within `left`, fractions allowed.
  Welfare Bound(size_t k, int64_t left) const {
    const auto end = std::upper_bound(cost_before_.begin() + static_cast<ptrdiff_t>(k) + 1,
                                      cost_before_.end(), cost_before_[k] + left);
    const auto full = static_cast<size_t>(end - cost_before_.begin()) - 1;
    Welfare bound = value_before_[full] - value_before_[k];
    if (full < open_.size()) {
      const Item& split = items_[open_[full]];
      const int64_t rest = left - (cost_before_[full] - cost_before_[k]);
      bound += (split.value / split.cost) * rest + (split.value % split.cost) * rest / split.cost;
    }
    return bound;
  }

  void Search(size_t k, int64_t left, Welfare value) {
    if (++nodes_ > MaxWelfareRule::kMaxNodes) return;
    if (value > best_) {
      best_ = value;
      best_set_ = taken_;
      found_ = true;
    }
    for (; k < open_.size(); ++k) {
      if ((found_ && any_) || gave_up() || value + Bound(k, left) <= best_) return;
      const Item& item = items_[open_[k]];
      if (item.cost > left || !limits_.Allows(item.project)) continue;
      taken_.push_back(open_[k]);
      limits_.Fund(item.project);
      Search(k + 1, left - item.cost, value + item.value);
      limits_.Unfund(item.project);
      taken_.pop_back();
      ++nodes_;
    }
  }

  LimitTracker limits_;
  const std::vector<Item> items_;  // densest first
  const int64_t budget_;
  std::vector<Choice> fixed_;
  std::vector<size_t> open_, taken_, best_set_;
  std::vector<int64_t> cost_before_;
  std::vector<Welfare> value_before_;
  Welfare best_ = 0;
  bool found_ = false, any_ = false;
  int64_t nodes_ = 0;
};

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

absl::Status MaxWelfareRule::Count(const Counting& counting, Outcome* outcome) const {
  const Profile& profile = counting.profile;
  const Utility utility = ChosenUtility(parameter("utility"), profile.format());
  outcome->parameters["utility"] = UtilityName(utility);
  const std::vector<int64_t> scores =
      Scores(profile, utility == Utility::kPoints ? Score::kPoints : Score::kVotes,
             ChosenBorda(parameter("borda")));
  std::vector<Item> items;
  for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
    const int64_t cost = profile.projects()[p].cost.minor();
    if (scores[p] == 0 || cost > profile.budget().minor()) continue;
    // A free project adds nothing to cost utility, but somebody wants it and nobody loses.
    const Welfare value =
        utility == Utility::kCost ? Welfare(scores[p]) * cost : Welfare(scores[p]);
    items.push_back({p, value == 0 ? Welfare(1) : value, cost});
  }
  std::sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
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
  for (const Item& item : items) {
    const Rational value(Text(item.value));
    if (item.cost > left) {
      fractional_bound += value * Ratio(left, item.cost);
      break;
    }
    fractional_bound += value;
    left -= item.cost;
  }

  Knapsack knapsack(profile, counting.limits, items, profile.budget().minor());
  std::vector<ProjectIndex> undecided;
  if (knapsack.Solve(0, /*any=*/false)) {
    const Welfare best = knapsack.best();
    std::vector<size_t> set = knapsack.best_set();
    // Settles project by project, in the order of the tie-break, which best set it is.
    for (const size_t i : in_order) {
      const bool held = std::find(set.begin(), set.end(), i) != set.end();
      knapsack.Fix(i, !held);
      const bool other = knapsack.Solve(best - 1, /*any=*/true);
      if (knapsack.gave_up()) break;
      if (other) {
        undecided.push_back(items[i].project);
        if (!held) set = knapsack.best_set();
      }
      knapsack.Fix(i, held || other);
    }
    if (!knapsack.gave_up()) {
      std::sort(set.begin(), set.end());
      for (const size_t i : set) outcome->selected.push_back(items[i].project);
    }
    outcome->proof = {{"welfare", Text(best)},
                      {"fractional_bound", ToText(fractional_bound)},
                      {"partial_sets", std::to_string(knapsack.nodes())}};
  }
  if (knapsack.gave_up()) {
    return absl::ResourceExhaustedError(Concat("max-welfare: the best set is not certain after ",
                                               MaxWelfareRule::kMaxNodes,
                                               " partial sets; choose another rule"));
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
