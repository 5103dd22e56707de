#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/types/span.h"
#include "tallying/knapsack_table.h"
#include "tallying/selection_limits.h"

namespace urna::tallying {

// Whether a has more value per cost than b.
bool Denser(const KnapsackItem& a, const KnapsackItem& b);

// The same set as KnapsackTable finds, by branch and bound: in a moment for most elections, and in
// no time that anybody could wait for others.
class KnapsackSearch {
 public:
  // `items` are in the order of Denser, and each costs no more than `budget`. Profile and limits
  // must outlive the search.
  KnapsackSearch(const Profile& profile, const SelectionLimits& limits,
                 std::vector<KnapsackItem> items, int64_t budget);

  // False if `most_steps` are not enough. `in_order` are the places of the items in the order that
  // decides between equal sets.
  bool Find(absl::Span<const size_t> in_order, int64_t most_steps);

  absl::int128 best() const { return welfare_; }
  const std::vector<size_t>& set() const { return set_; }  // ascending
  // In the order that decides, as KnapsackTable::undecided.
  const std::vector<size_t>& undecided() const { return undecided_; }
  // Partial sets that were examined.
  int64_t nodes() const { return nodes_; }

 private:
  using Welfare = absl::int128;
  enum Choice : uint8_t { kOpen, kIn, kOut };

  bool Solve(Welfare floor, bool any);
  Welfare Bound(size_t k, int64_t left) const;
  void Search(size_t k, int64_t left, Welfare value);
  bool gave_up() const { return steps_ > most_steps_; }

  LimitTracker limits_;
  const std::vector<KnapsackItem> items_;
  const int64_t budget_;
  std::vector<Choice> fixed_;
  // Of one call of Solve.
  std::vector<size_t> open_, taken_, best_set_;
  std::vector<int64_t> cost_before_;
  std::vector<Welfare> value_before_;
  Welfare best_ = 0;
  bool found_ = false, any_ = false;

  int64_t nodes_ = 0, steps_ = 0, most_steps_ = 0;
  Welfare welfare_ = 0;
  std::vector<size_t> set_, undecided_;
};

}  // namespace urna::tallying
