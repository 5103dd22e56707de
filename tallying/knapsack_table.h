#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/types/span.h"
#include "tallying/selection_limits.h"

namespace urna::tallying {

struct KnapsackItem {
  ProjectIndex project = 0;
  absl::int128 value = 0;  // positive
  int64_t cost = 0;
};

// What a set of projects uses up: the budget, and what each limit allows. Amounts of money are
// counted in their greatest common divisor; a limit that all its projects keep to is none.
class KnapsackResources {
 public:
  KnapsackResources(absl::Span<const KnapsackItem> items, int64_t budget,
                    const SelectionLimits& limits);

  // How many states of what is left there can be; at most kMany.
  int64_t states() const;
  static constexpr int64_t kMany = int64_t{1} << 60;

 private:
  friend class KnapsackTable;
  struct Resource {
    int64_t most = 0;            // units there are
    std::vector<int64_t> needs;  // by item
  };
  void Add(int64_t capacity, int64_t unit, std::vector<int64_t> needs);

  std::vector<Resource> resources_;  // the budget last
  std::vector<bool> never_;          // by item: does not fit, whatever else is taken
};

// The set with the greatest sum of values: of several the one that holds the first item, in the
// order given, in which they differ. By dynamic programming over what is left, from the last item
// to the first: one step for each item and state, whatever the values.
class KnapsackTable {
 public:
  // `resources` is of the same items.
  KnapsackTable(absl::Span<const KnapsackItem> items, const KnapsackResources& resources);

  absl::int128 best() const { return best_; }
  const std::vector<size_t>& set() const { return set_; }  // ascending
  // Items that, with those before them decided as in the set, some best sets hold and others not.
  const std::vector<size_t>& undecided() const { return undecided_; }

 private:
  template <typename Value>
  void Fill(absl::Span<const KnapsackItem> items, const KnapsackResources& resources);

  absl::int128 best_ = 0;
  std::vector<size_t> set_, undecided_;
};

}  // namespace urna::tallying
