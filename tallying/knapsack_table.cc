#include "tallying/knapsack_table.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace urna::tallying {
namespace {

using absl::int128;

int64_t CommonDivisor(absl::Span<const int64_t> amounts) {
  int64_t divisor = 0;
  for (const int64_t amount : amounts) divisor = std::gcd(divisor, amount);
  return std::max<int64_t>(divisor, 1);
}

// Bits of one item, by state, set from the last state to the first.
class BitRow {
 public:
  explicit BitRow(uint64_t* words) : words_(words) {}
  void Put(size_t state, bool bit) {
    word_ |= uint64_t{bit} << (state % 64);
    if (state % 64 == 0) Close(state);
  }
  // After the last of neighbouring states, of which `state` was it.
  void Close(size_t state) {
    words_[state / 64] |= word_;
    word_ = 0;
  }

 private:
  uint64_t* words_;
  uint64_t word_ = 0;
};

// The states at which the money is 0 and all else is at least what is needed, from the last to the
// first. A state's number is what is left of each resource as digits, the money last.
class Blocks {
 public:
  Blocks(std::vector<int64_t> most, std::vector<int64_t> least, std::vector<size_t> strides)
      : most_(std::move(most)),
        least_(std::move(least)),
        strides_(std::move(strides)),
        at_(most_) {}

  size_t state() const {
    size_t state = 0;
    for (size_t d = 0; d < at_.size(); ++d) state += strides_[d] * static_cast<size_t>(at_[d]);
    return state;
  }
  bool Next() {
    for (size_t d = at_.size(); d > 0; --d) {
      if (at_[d - 1] > least_[d - 1]) {
        --at_[d - 1];
        return true;
      }
      at_[d - 1] = most_[d - 1];
    }
    return false;
  }

 private:
  std::vector<int64_t> most_, least_;
  std::vector<size_t> strides_;
  std::vector<int64_t> at_;
};

}  // namespace

KnapsackResources::KnapsackResources(absl::Span<const KnapsackItem> items, int64_t budget,
                                     const SelectionLimits& limits)
    : never_(items.size()) {
  for (const SelectionLimits::Limit& limit : limits.limits()) {
    std::vector<int64_t> ones(items.size()), costs(items.size());
    for (size_t i = 0; i < items.size(); ++i) {
      const auto& members = limit.members;
      if (std::find(members.begin(), members.end(), items[i].project) == members.end()) continue;
      ones[i] = 1;
      costs[i] = items[i].cost;
      // What was funded before may have gone beyond the limit: then nothing more is allowed, though
      // it cost nothing.
      if (limit.max_cost && limit.max_cost->minor() < 0) never_[i] = true;
    }
    if (limit.max_projects) Add(*limit.max_projects, 1, std::move(ones));
    if (limit.max_cost) {
      const int64_t unit = CommonDivisor(costs);
      Add(limit.max_cost->minor(), unit, std::move(costs));
    }
  }
  std::vector<int64_t> costs;
  for (const KnapsackItem& item : items) costs.push_back(item.cost <= budget ? item.cost : 0);
  const int64_t unit = CommonDivisor(costs);
  for (size_t i = 0; i < items.size(); ++i) {
    if (items[i].cost > budget) never_[i] = true;
    costs[i] /= unit;
  }
  // The budget stays a resource even where everything fits: the table's states are by money.
  const int64_t all = std::accumulate(costs.begin(), costs.end(), int64_t{0});
  resources_.push_back({std::min(budget / unit, all), std::move(costs)});
}

void KnapsackResources::Add(int64_t capacity, int64_t unit, std::vector<int64_t> needs) {
  if (std::accumulate(needs.begin(), needs.end(), int64_t{0}) <= capacity) return;
  const int64_t most = std::max<int64_t>(capacity, 0) / unit;
  for (size_t i = 0; i < needs.size(); ++i) {
    needs[i] /= unit;
    if (needs[i] <= most) continue;
    never_[i] = true;
    needs[i] = 0;
  }
  resources_.push_back({most, std::move(needs)});
}

int64_t KnapsackResources::states() const {
  int128 states = 1;
  for (const Resource& resource : resources_) {
    states = std::min<int128>(states * (resource.most + 1), kMany);
  }
  return static_cast<int64_t>(states);
}

KnapsackTable::KnapsackTable(absl::Span<const KnapsackItem> items,
                             const KnapsackResources& resources) {
  int128 sum = 0;
  for (const KnapsackItem& item : items) sum += item.value;
  if (sum <= std::numeric_limits<int64_t>::max()) {
    Fill<int64_t>(items, resources);
  } else {
    Fill<int128>(items, resources);
  }
}

template <typename Value>
void KnapsackTable::Fill(absl::Span<const KnapsackItem> items, const KnapsackResources& resources) {
  const auto states = static_cast<size_t>(resources.states());
  const size_t words = (states + 63) / 64;
  std::vector<Value> value(states);
  // Whether taking the item is as good as leaving it, and whether both are equal.
  std::vector<uint64_t> take(words * items.size()), equal(words * items.size());
  std::vector<size_t> shift(items.size());
  const KnapsackResources::Resource& money = resources.resources_.back();
  const auto purse = static_cast<size_t>(money.most) + 1;
  const size_t others = resources.resources_.size() - 1;
  std::vector<size_t> strides(others);
  size_t stride = purse;
  for (size_t d = others; d > 0; --d) {
    strides[d - 1] = stride;
    stride *= static_cast<size_t>(resources.resources_[d - 1].most) + 1;
  }
  for (size_t i = items.size(); i > 0;) {
    --i;
    if (resources.never_[i]) continue;
    std::vector<int64_t> most, least;
    const auto cost = static_cast<size_t>(money.needs[i]);
    shift[i] = cost;
    for (size_t d = 0; d < others; ++d) {
      most.push_back(resources.resources_[d].most);
      least.push_back(resources.resources_[d].needs[i]);
      shift[i] += strides[d] * static_cast<size_t>(least.back());
    }
    const auto of_item = static_cast<Value>(items[i].value);
    BitRow take_row(&take[words * i]), equal_row(&equal[words * i]);
    Blocks blocks(std::move(most), std::move(least), strides);
    do {
      const size_t block = blocks.state();
      // Downwards: what is read has not been written yet.
      for (size_t left = purse; left > cost;) {
        --left;
        const size_t state = block + left;
        const Value without = value[state], with = value[state - shift[i]] + of_item;
        take_row.Put(state, with >= without);
        equal_row.Put(state, with == without);
        value[state] = std::max(with, without);
      }
      take_row.Close(block + cost);
      equal_row.Close(block + cost);
    } while (blocks.Next());
  }
  size_t state = states - 1;
  best_ = value[state];
  for (size_t i = 0; i < items.size(); ++i) {
    const auto is = [&](const std::vector<uint64_t>& bits) {
      return (bits[words * i + state / 64] >> (state % 64) & 1) != 0;
    };
    if (!is(take)) continue;
    if (is(equal)) undecided_.push_back(i);
    set_.push_back(i);
    state -= shift[i];
  }
}

}  // namespace urna::tallying
