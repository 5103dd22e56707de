#include "tallying/knapsack_search.h"

#include <algorithm>
#include <utility>

namespace urna::tallying {

// Values of cost utilities are scores times costs, so they are compared by quotient and remainder,
// which fit.
bool Denser(const KnapsackItem& a, const KnapsackItem& b) {
  if (a.cost == 0 || b.cost == 0) return a.cost < b.cost;
  const absl::int128 qa = a.value / a.cost, qb = b.value / b.cost;
  if (qa != qb) return qa > qb;
  return (a.value % a.cost) * b.cost > (b.value % b.cost) * a.cost;
}

KnapsackSearch::KnapsackSearch(const Profile& profile, const SelectionLimits& limits,
                               std::vector<KnapsackItem> items, int64_t budget)
    : limits_(profile, limits), items_(std::move(items)), budget_(budget) {
  fixed_.assign(items_.size(), kOpen);
}

bool KnapsackSearch::Find(absl::Span<const size_t> in_order, int64_t most_steps) {
  most_steps_ = most_steps;
  if (!Solve(0, /*any=*/false)) return !gave_up();
  welfare_ = best_;
  set_ = best_set_;
  // Settles item by item, in the order given, which best set it is.
  for (const size_t i : in_order) {
    const bool held = std::find(set_.begin(), set_.end(), i) != set_.end();
    fixed_[i] = held ? kOut : kIn;
    const bool other = Solve(welfare_ - 1, /*any=*/true);
    if (gave_up()) return false;
    if (other) {
      undecided_.push_back(i);
      if (!held) set_ = best_set_;
    }
    fixed_[i] = held || other ? kIn : kOut;
  }
  std::sort(set_.begin(), set_.end());
  return !gave_up();
}

// Finds the best set that is better than `floor` and agrees with what is fixed. False if there is
// none. Stops at the first set found if `any`.
bool KnapsackSearch::Solve(Welfare floor, bool any) {
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
    ++steps_;
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

// Most that items from position `k` on can add within `left`, fractions allowed.
KnapsackSearch::Welfare KnapsackSearch::Bound(size_t k, int64_t left) const {
  const auto end = std::upper_bound(cost_before_.begin() + static_cast<ptrdiff_t>(k) + 1,
                                    cost_before_.end(), cost_before_[k] + left);
  const auto full = static_cast<size_t>(end - cost_before_.begin()) - 1;
  Welfare bound = value_before_[full] - value_before_[k];
  if (full < open_.size()) {
    const KnapsackItem& split = items_[open_[full]];
    const int64_t rest = left - (cost_before_[full] - cost_before_[k]);
    bound += (split.value / split.cost) * rest + (split.value % split.cost) * rest / split.cost;
  }
  return bound;
}

void KnapsackSearch::Search(size_t k, int64_t left, Welfare value) {
  ++nodes_;
  ++steps_;
  if (gave_up()) return;
  if (value > best_) {
    best_ = value;
    best_set_ = taken_;
    found_ = true;
  }
  for (; k < open_.size(); ++k) {
    ++steps_;
    if ((found_ && any_) || gave_up() || value + Bound(k, left) <= best_) return;
    const KnapsackItem& item = items_[open_[k]];
    if (item.cost > left || !limits_.Allows(item.project)) continue;
    taken_.push_back(open_[k]);
    limits_.Fund(item.project);
    Search(k + 1, left - item.cost, value + item.value);
    limits_.Unfund(item.project);
    taken_.pop_back();
    ++nodes_;
  }
}

}  // namespace urna::tallying
