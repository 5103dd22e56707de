#include "tallying/overspending_engine.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "tallying/progress.h"
#include "tallying/quotient.h"

namespace urna::tallying {
namespace {

// A wallet that falls below this part of the share is computed anew from exact numbers, so that its
// rounding errors, which are small beside the share, stay small beside the wallet.
constexpr double kPoor = 1.0 / 4096;

// Wallets below this part of the share count as this much: nothing that is computed from larger
// ones leaves the range of doubles. What is not far above that is left to exact numbers.
constexpr double kLeast = 0x1p-500;
constexpr double kFarAboveLeast = 0x1p200;

}  // namespace

OverspendingEngine::OverspendingEngine(const Profile& profile, Utilities& utilities, Rational share)
    : profile_(profile),
      utilities_(utilities),
      prices_(std::move(share)),
      rounded_share_(prices_.share() == 0
                         ? 0
                         : Quotient(prices_.share().get_num(), prices_.share().get_den())),
      left_(utilities.groups(), rounded_share_),
      funded_in_(profile.projects().size(), -1) {
  for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
    row_size_.push_back(static_cast<uint32_t>(utilities.Supporters(p).size()));
  }
}

int64_t OverspendingEngine::Scale(ProjectIndex p) const {
  return utilities_.utility() == Utility::kCost ? profile_.projects()[p].cost.minor() : 1;
}

// Of any wallet. The share is rounded 6 times; a payment adds the errors of the price (8), of its
// product with the coefficient and of the difference, all of amounts that are at most the share.
double OverspendingEngine::RelativeError() const {
  return (16 + 12 * static_cast<double>(prices_.size())) * kRounding / kPoor;
}

void OverspendingEngine::Collect(ProjectIndex p) {
  points_.clear();
  const Utilities::Row row = utilities_.Supporters(p).First(row_size_[p]);
  for (const Utilities::Entry entry : row) {
    const double left = left_[entry.index];
    if (left == 0) continue;
    points_.push_back({left / entry.coefficient,
                       static_cast<double>(utilities_.weight(entry.index) * entry.coefficient)});
  }
  if (points_.size() * 8 < row.size() * 7) {
    row_size_[p] = static_cast<uint32_t>(utilities_.BringToFront(
        p, row_size_[p], [this](uint32_t group) { return left_[group] != 0; }));
  }
  std::sort(points_.begin(), points_.end(),
            [](const Point& a, const Point& b) { return a.reach < b.reach; });
}

// What is collected at a lambda is a sum of minima of positive numbers: if each wallet is within a
// relative error of its exact value and lambda of its own, so is the sum within both together.
struct OverspendingEngine::Gauge {
  double cost, per_scale;
  double weight;         // of all points: a whole number below 2^53, as are its parts
  double unknown_below;  // what is collected at a smaller lambda is left to exact numbers
  double wallet_error, sum_error, value_error;  // relative

  Bounds Value(double lambda, double collected) const {
    if (lambda < unknown_below) {
      // Not more than this for each unit of lambda is collected.
      const double most = weight * (1 + 4 * kRounding);
      return {cost / most * (cost / most) / lambda * per_scale * (1 - value_error)};
    }
    const double alpha = std::min(1.0, collected / cost);
    const double value = lambda * per_scale / (alpha * alpha);
    return {value * (1 - value_error), value * (1 + value_error)};
  }
};

OverspendingEngine::Gauge OverspendingEngine::GaugeOf(ProjectIndex p) const {
  Gauge gauge;
  gauge.cost = static_cast<double>(profile_.projects()[p].cost.minor());
  gauge.per_scale = 1 / static_cast<double>(Scale(p));
  gauge.weight = 0;
  for (const Point& point : points_) gauge.weight += point.weight;
  gauge.unknown_below = rounded_share_ * kLeast * kFarAboveLeast;
  gauge.wallet_error = RelativeError();
  gauge.sum_error =
      2 * gauge.wallet_error + (static_cast<double>(points_.size()) + 16) * 2 * kRounding;
  gauge.value_error = 2 * gauge.wallet_error + 3 * gauge.sum_error;
  return gauge;
}

void OverspendingEngine::BoundValue(const Gauge& gauge, Search* search) const {
  const double cost = gauge.cost;
  Bounds& bounds = search->bounds;
  // Where the whole cost is paid: lambda lies between these, if it is paid at all.
  double full_lower = -1, full_upper = -1;
  double before = 0;  // the reach before
  double spent = 0, open = gauge.weight;
  for (const Point& point : points_) {
    const double collected = spent + point.reach * open;
    if (full_lower < 0 && collected * (1 + 2 * gauge.sum_error) >= cost) {
      // Whoever is taken to pay all, the others pay at least their part of what is missing.
      full_lower =
          std::max(before * (1 - 2 * gauge.wallet_error),
                   (cost - spent * (1 + 2 * gauge.sum_error)) / open * (1 - 16 * kRounding));
    }
    if (full_upper < 0 && collected * (1 - 2 * gauge.sum_error) >= cost) {
      full_upper =
          std::min(point.reach * (1 + 2 * gauge.wallet_error),
                   (cost * (1 + 4 * gauge.sum_error) - spent) / open * (1 + 16 * kRounding));
    }
    const Bounds value = gauge.Value(point.reach, collected);
    bounds.lower = std::min(bounds.lower, value.lower);
    bounds.upper = std::min(bounds.upper, value.upper);
    if (full_upper >= 0) break;
    spent += point.reach * point.weight;
    open -= point.weight;
    before = point.reach;
  }
  if (full_lower >= 0) {
    search->in_full = true;
    search->least_in_full = full_lower;
    bounds.lower = std::min(bounds.lower, full_lower * gauge.per_scale * (1 - 4 * kRounding));
  }
  if (full_upper >= 0) {
    bounds.upper = std::min(bounds.upper, full_upper * gauge.per_scale * (1 + 4 * kRounding));
  }
}

void OverspendingEngine::FindReaches(const Gauge& gauge, Search* search) const {
  double spent = 0, open = gauge.weight;
  for (const Point& point : points_) {
    const Bounds value = gauge.Value(point.reach, spent + point.reach * open);
    if (value.lower <= search->bounds.upper &&
        (search->reaches.empty() || search->reaches.back() != point.reach)) {
      search->reaches.push_back(point.reach);
    }
    spent += point.reach * point.weight;
    open -= point.weight;
  }
}

// lambda / alpha(lambda)^2 rises and then falls between two neighbouring reaches, so the smallest
// value lies at a reach, or where alpha becomes 1. With alpha held at 1 beyond that, no reach that
// lies further has a smaller value, and all may be looked at.
OverspendingEngine::Search OverspendingEngine::SearchSplit(ProjectIndex p, bool with_reaches) {
  Collect(p);
  Search search;
  if (points_.empty()) return search;
  const Gauge gauge = GaugeOf(p);
  BoundValue(gauge, &search);
  if (with_reaches) FindReaches(gauge, &search);
  return search;
}

OverspendingEngine::Bounds OverspendingEngine::Estimate(ProjectIndex p) {
  return SearchSplit(p, false).bounds;
}

OverspendingEngine::Key OverspendingEngine::KeyOf(Utilities::Entry supporter) const {
  Purse purse{1, {}};
  auto& paid = purse.paid;
  for (const Utilities::Entry entry : utilities_.Ballot(supporter.index)) {
    const int32_t round = funded_in_[entry.index];
    if (round >= 0) paid.emplace_back(prices_.FirstEqual(round), entry.coefficient);
  }
  std::sort(paid.begin(), paid.end());
  // Equal prices are one.
  size_t kept = 0;
  for (size_t i = 1; i < paid.size(); ++i) {
    if (paid[i].first == paid[kept].first) {
      paid[kept].second += paid[i].second;
    } else {
      paid[++kept] = paid[i];
    }
  }
  if (!paid.empty()) paid.resize(kept + 1);
  return {std::move(purse), supporter.coefficient};
}

// Of the supporters whose reach, rounded, is this.
std::vector<OverspendingEngine::Key> OverspendingEngine::KeysAt(ProjectIndex p,
                                                                double reach) const {
  absl::flat_hash_set<Key> keys;
  for (const Utilities::Entry entry : utilities_.Supporters(p).First(row_size_[p])) {
    const double left = left_[entry.index];
    if (left != 0 && left / entry.coefficient == reach) keys.insert(KeyOf(entry));
  }
  std::vector<Key> sorted(keys.begin(), keys.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

OverspendingEngine::Payers OverspendingEngine::PayersAt(ProjectIndex p, const Lambda& lambda) {
  const double error = 2 * RelativeError();
  const double least = rounded_share_ * kLeast;
  std::vector<int64_t> times(prices_.size());
  Payers payers;
  absl::flat_hash_map<Key, bool> pays_all;
  for (const Utilities::Entry entry : utilities_.Supporters(p).First(row_size_[p])) {
    const double left = left_[entry.index];
    if (left == 0) continue;
    const int64_t weight = utilities_.weight(entry.index);
    const double due = lambda.rounded * entry.coefficient;
    bool all = left < due;
    if (std::abs(left - due) <= error * due || std::max(left, due) < 8 * least) {
      const auto [it, added] = pays_all.try_emplace(KeyOf(entry));
      if (added) {
        Form difference;
        difference.Add(lambda.divisor, prices_.FormOf(it->first.first));
        difference.Add(-entry.coefficient, lambda.numerator);
        it->second = prices_.Sign(difference) < 0;
      }
      all = it->second;
    }
    if (!all) {
      payers.open += weight * entry.coefficient;
      continue;
    }
    payers.spent.shares += weight;
    for (const Utilities::Entry paid : utilities_.Ballot(entry.index)) {
      const int32_t round = funded_in_[paid.index];
      if (round >= 0) times[static_cast<size_t>(round)] += weight * paid.coefficient;
    }
  }
  for (size_t round = 0; round < times.size(); ++round) {
    if (times[round] != 0) {
      payers.spent.paid.emplace_back(static_cast<int32_t>(round), times[round]);
    }
  }
  return payers;
}

// Where the wallets with this key are just empty; absent if more than the cost is collected there.
std::optional<OverspendingEngine::Split> OverspendingEngine::InPart(ProjectIndex p,
                                                                    const Key& key) {
  const int64_t cost = profile_.projects()[p].cost.minor();
  Split split;
  Lambda& lambda = split.lambda;
  lambda.numerator = prices_.FormOf(key.first);
  lambda.divisor = key.second;
  lambda.rounded = prices_.Rounded(lambda.numerator) / key.second;
  const Payers payers = PayersAt(p, lambda);
  // collected = denominator / divisor, alpha = collected / cost.
  split.denominator.Add(lambda.divisor, prices_.FormOf(payers.spent));
  split.denominator.Add(payers.open, lambda.numerator);
  Form excess = split.denominator;
  excess.constant -= Rational(Integer(lambda.divisor * static_cast<long>(cost)));
  if (prices_.Sign(excess) > 0) return std::nullopt;
  split.price.Add(cost, lambda.numerator);
  split.value = {Rational(cost) * cost * lambda.divisor / Scale(p), lambda.numerator,
                 split.denominator};
  return split;
}

// Where the whole cost is paid, found by Newton's method from `start`, which is at most that;
// absent if supporters cannot pay it.
std::optional<OverspendingEngine::Split> OverspendingEngine::InFull(ProjectIndex p, double start) {
  Split split;
  Lambda& lambda = split.lambda;
  lambda = {{Rational(start), {}}, 1, start};
  std::optional<Payers> before;
  for (;;) {
    Payers payers = PayersAt(p, lambda);
    if (payers.open == 0) return std::nullopt;
    if (payers == before) break;
    // Lambda only rises towards where the cost is paid, and some supporter more pays everything.
    RequireProgress(!before || payers.open < before->open, "where the whole cost is paid");
    lambda.numerator = {Rational(profile_.projects()[p].cost.minor()), {}};
    lambda.numerator.Add(-1, prices_.FormOf(payers.spent));
    lambda.divisor = payers.open;
    lambda.rounded = prices_.Rounded(lambda.numerator) / static_cast<double>(payers.open);
    before = std::move(payers);
  }
  split.price = lambda.numerator;
  split.denominator.constant = lambda.divisor;
  split.value = {Rational(lambda.divisor) / Scale(p), lambda.numerator, split.denominator};
  return split;
}

bool OverspendingEngine::Precedes(const Split& a, const Split& b) {
  const int order = Compare(a, b);
  if (order != 0) return order < 0;
  Form difference;
  difference.Add(b.lambda.divisor, a.lambda.numerator);
  difference.Add(-a.lambda.divisor, b.lambda.numerator);
  return prices_.Sign(difference) < 0;
}

OverspendingEngine::Split OverspendingEngine::BestSplit(ProjectIndex p) {
  const Search search = SearchSplit(p, true);
  std::optional<Split> best;
  const auto offer = [&](std::optional<Split> split) {
    if (split && (!best || Precedes(*split, *best))) best = std::move(split);
  };
  for (const double reach : search.reaches) {
    for (const Key& key : KeysAt(p, reach)) offer(InPart(p, key));
  }
  if (search.in_full) offer(InFull(p, search.least_in_full));
  RequireProgress(best.has_value(), "the best split of a project");
  return *std::move(best);
}

void OverspendingEngine::Fund(ProjectIndex p, const Split& split) {
  const double error = 2 * RelativeError();
  // Before the project counts among those that wallets have paid.
  const auto round = static_cast<int32_t>(prices_.size());
  const double price = prices_.Append(split.price, split.denominator);
  absl::flat_hash_map<Key, double> known;
  const auto left_exactly = [&](Utilities::Entry entry) {
    const auto [it, added] = known.try_emplace(KeyOf(entry));
    if (added) {
      Purse purse = it->first.first;
      purse.paid.emplace_back(round, entry.coefficient);
      const Form left = prices_.FormOf(purse);
      it->second =
          prices_.Sign(left) > 0 ? std::max(prices_.Rounded(left), rounded_share_ * kLeast) : 0;
    }
    return it->second;
  };
  for (const Utilities::Entry entry : utilities_.Supporters(p).First(row_size_[p])) {
    double& left = left_[entry.index];
    if (left == 0) continue;
    const double due = price * entry.coefficient;
    if (left < due * (1 - error)) {
      left = 0;
    } else if (left > due * (1 + error) && left - due > rounded_share_ * kPoor) {
      left -= due;
    } else {
      left = left_exactly(entry);
    }
  }
  funded_in_[p] = round;
}

}  // namespace urna::tallying
