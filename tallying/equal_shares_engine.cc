#include "tallying/equal_shares_engine.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <utility>

namespace urna::tallying {
namespace {

// Half a unit in the last place of 1: the relative error of one rounding to nearest.
constexpr double kRounding = std::numeric_limits<double>::epsilon() / 2;

// `a / b` as a double, with a relative error below 6 roundings: both are truncated to 53 bits.
double Quotient(const Integer& a, const Integer& b) {
  long exponent_a = 0, exponent_b = 0;
  const double x = mpz_get_d_2exp(&exponent_a, a.get_mpz_t());
  const double y = mpz_get_d_2exp(&exponent_b, b.get_mpz_t());
  return std::ldexp(x / y, static_cast<int>(exponent_a - exponent_b));
}

}  // namespace

EqualSharesEngine::EqualSharesEngine(const Profile& profile, const Utilities& utilities,
                                     absl::Span<const uint32_t> ranks,
                                     const SelectionLimits* limits)
    : profile_(profile),
      utilities_(utilities),
      ranks_(ranks),
      no_limits_(profile),
      limits_(limits == nullptr ? no_limits_ : *limits) {
  const size_t projects = profile.projects().size();
  row_.reserve(utilities.entries());
  for (ProjectIndex p = 0; p < projects; ++p) {
    const absl::Span<const Utilities::Entry> supporters = utilities.Supporters(p);
    row_.insert(row_.end(), supporters.begin(), supporters.end());
    const double cost = static_cast<double>(profile.projects()[p].cost.minor());
    cost_.push_back(cost);
    scale_.push_back(utilities.utility() == Utility::kCost ? cost : 1.0);
    double weight = 0;
    for (const Utilities::Entry& entry : supporters) {
      weight += static_cast<double>(utilities.weight(entry.index));
    }
    row_weight_.push_back(weight);
  }
  wallets_.resize(utilities.groups());
  for (size_t group = 0; group < wallets_.size(); ++group) {
    wallets_[group].weight = static_cast<double>(utilities.weight(group));
  }
  exhausted_.resize(utilities.groups());
  row_size_.resize(projects);
  row_dead_.resize(projects);
  bought_in_.resize(projects);
}

void EqualSharesEngine::Start(const Rational& endowment) {
  endowment_ = Quotient(endowment.get_num(), endowment.get_den());
  if (endowment == 0) endowment_ = 0;
  error_ = 16 * kRounding * endowment_;
  for (Wallet& wallet : wallets_) wallet.left = endowment_;
  std::fill(exhausted_.begin(), exhausted_.end(), uint8_t{0});
  std::fill(row_dead_.begin(), row_dead_.end(), 0u);
  std::fill(bought_in_.begin(), bought_in_.end(), -1);
  prices_.clear();
  wealth_ = endowment.get_num();
  denominator_ = endowment.get_den();
  heap_.clear();
  for (ProjectIndex p = 0; p < bought_in_.size(); ++p) {
    row_size_[p] = static_cast<uint32_t>(utilities_.Supporters(p).size());
    if (utilities_.total(p) == 0 || profile_.projects()[p].cost == Money()) continue;
    const double price = cost_[p] / static_cast<double>(utilities_.total(p)) * (1 - 4 * kRounding);
    heap_.push_back({price / scale_[p] * (1 - 4 * kRounding), price, p, -1});
  }
  std::make_heap(heap_.begin(), heap_.end(), std::greater<>());
}

// One Newton step for `sum_i w_i min(b_i, y a_i) = cost` from the bound y: whoever has less than y
// a_i is taken to pay everything, the others share the rest. For any such split the result is at
// most the true price, because min(b, y a) is at most either. Rounding is subtracted.
template <bool kUnit>
EqualSharesEngine::Verdict EqualSharesEngine::ImproveRow(Candidate* candidate) {
  const ProjectIndex p = candidate->project;
  const Utilities::Entry* const row = row_.data() + utilities_.supporter_begin(p);
  const size_t size = row_size_[p];
  const double price = candidate->price;
  double spent = 0, open = 0, poorest_open = std::numeric_limits<double>::infinity();
  for (size_t i = 0; i < size; ++i) {
    const Wallet& wallet = wallets_[row[i].index];
    const double coefficient = kUnit ? 1.0 : static_cast<double>(row[i].coefficient);
    const bool pays_all = wallet.left < price * coefficient;
    spent += pays_all ? wallet.weight * wallet.left : 0.0;
    open += pays_all ? 0.0 : wallet.weight * coefficient;
    if constexpr (kUnit) {
      poorest_open =
          std::min(poorest_open, pays_all ? std::numeric_limits<double>::infinity() : wallet.left);
    }
  }
  const double own_error = row_weight_[p] * error_;
  const double missing = cost_[p] - spent;
  const double error = (static_cast<double>(size) + 8) * kRounding * (spent + own_error) +
                       own_error + 4 * kRounding * cost_[p];
  if (open <= 0) return missing > error ? Verdict::kUnaffordable : Verdict::kUnclear;
  const double bound = (missing - error) / open * (1 - 8 * kRounding);
  if (!(bound > price)) return Verdict::kPrice;
  candidate->price = bound;
  candidate->rho = bound / scale_[p] * (1 - 4 * kRounding);
  // Nobody else would pay everything at the new bound: the next step would change nothing.
  return kUnit && poorest_open >= bound ? Verdict::kPrice : Verdict::kBound;
}

EqualSharesEngine::Verdict EqualSharesEngine::Improve(Candidate* candidate) {
  const ProjectIndex p = candidate->project;
  if (row_dead_[p] * 4 > row_size_[p]) Compact(p);
  return utilities_.unit() ? ImproveRow<true>(candidate) : ImproveRow<false>(candidate);
}

void EqualSharesEngine::Compact(ProjectIndex p) {
  Utilities::Entry* const row = row_.data() + utilities_.supporter_begin(p);
  Utilities::Entry* const living = std::partition(
      row, row + row_size_[p],
      [this](const Utilities::Entry& entry) { return exhausted_[entry.index] == 0; });
  row_size_[p] = static_cast<uint32_t>(living - row);
  row_dead_[p] = 0;
}

// The wallet of a group that is not exhausted, over denominator_.
Integer EqualSharesEngine::ExactWallet(uint32_t group) const {
  Integer left = wealth_;
  for (const Utilities::Entry& entry : utilities_.Ballot(group)) {
    const int32_t round = bought_in_[entry.index];
    if (round >= 0) {
      mpz_submul_ui(left.get_mpz_t(), prices_[static_cast<size_t>(round)].get_mpz_t(),
                    static_cast<unsigned long>(entry.coefficient));
    }
  }
  return left;
}

EqualSharesEngine::ExactPrice EqualSharesEngine::PriceExactly(const Candidate& candidate) {
  const ProjectIndex p = candidate.project;
  const Utilities::Entry* const row = row_.data() + utilities_.supporter_begin(p);
  ExactPrice price;
  price.project = p;
  // Whoever certainly has less than the lower bound pays everything.
  int64_t paying_all = 0, open = 0;
  counts_.assign(prices_.size(), 0);
  open_.clear();
  for (size_t i = 0; i < row_size_[p]; ++i) {
    const Utilities::Entry entry = row[i];
    if (exhausted_[entry.index] != 0) continue;
    const int64_t weight = utilities_.weight(entry.index);
    const double due = candidate.price * entry.coefficient * (1 - 4 * kRounding);
    if (wallets_[entry.index].left + error_ < due) {
      price.exhausted.push_back(entry.index);
      paying_all += weight;
      for (const Utilities::Entry& other : utilities_.Ballot(entry.index)) {
        const int32_t round = bought_in_[other.index];
        if (round >= 0) counts_[static_cast<size_t>(round)] += weight * other.coefficient;
      }
    } else {
      open_.push_back(entry);
      open += weight * entry.coefficient;
    }
  }
  Integer& rest = price.numerator;
  rest = denominator_ * static_cast<long>(profile_.projects()[p].cost.minor());
  mpz_submul_ui(rest.get_mpz_t(), wealth_.get_mpz_t(), static_cast<unsigned long>(paying_all));
  for (size_t round = 0; round < counts_.size(); ++round) {
    mpz_addmul_ui(rest.get_mpz_t(), prices_[round].get_mpz_t(),
                  static_cast<unsigned long>(counts_[round]));
  }
  price.denominator = open;
  if (open == 0) {
    price.affordable = false;
    return price;
  }
  // Of the others, those whose wallet is too close to what they would pay are settled exactly.
  const double upper =
      Quotient(rest, denominator_) / static_cast<double>(open) * (1 + 16 * kRounding);
  std::erase_if(open_, [&](const Utilities::Entry& entry) {
    return wallets_[entry.index].left - error_ >= upper * entry.coefficient * (1 + 4 * kRounding);
  });
  SolveExactly(&price);
  return price;
}

EqualSharesEngine::ExactPrice EqualSharesEngine::PriceFromExactWallets(ProjectIndex p) {
  const Utilities::Entry* const row = row_.data() + utilities_.supporter_begin(p);
  ExactPrice price;
  price.project = p;
  price.denominator = 0;
  open_.clear();
  for (size_t i = 0; i < row_size_[p]; ++i) {
    if (exhausted_[row[i].index] != 0) continue;
    open_.push_back(row[i]);
    price.denominator += utilities_.weight(row[i].index) * row[i].coefficient;
  }
  price.numerator = denominator_ * static_cast<long>(profile_.projects()[p].cost.minor());
  price.affordable = price.denominator > 0;
  if (price.affordable) SolveExactly(&price);
  return price;
}

// Exact Newton steps from below. open_ holds the groups that may turn out to pay everything; all
// others are where they belong already.
void EqualSharesEngine::SolveExactly(ExactPrice* price) {
  if (open_.empty()) return;
  std::vector<Integer> wallets;
  wallets.reserve(open_.size());
  for (const Utilities::Entry& entry : open_) wallets.push_back(ExactWallet(entry.index));
  Integer left, due;
  for (bool changed = true; changed;) {
    changed = false;
    // All comparisons of one step use the price at its start.
    const Integer numerator = price->numerator;
    const int64_t denominator = price->denominator;
    for (size_t i = 0; i < open_.size();) {
      left = wallets[i] * static_cast<long>(denominator);
      due = numerator * static_cast<long>(open_[i].coefficient);
      if (left >= due) {
        ++i;
        continue;
      }
      const int64_t weight = utilities_.weight(open_[i].index);
      mpz_submul_ui(price->numerator.get_mpz_t(), wallets[i].get_mpz_t(),
                    static_cast<unsigned long>(weight));
      price->denominator -= weight * open_[i].coefficient;
      price->exhausted.push_back(open_[i].index);
      open_[i] = open_.back();
      open_.pop_back();
      wallets[i].swap(wallets.back());
      wallets.pop_back();
      changed = true;
    }
    if (price->denominator == 0) {
      price->affordable = false;
      return;
    }
  }
}

// Sign of rho(a) - rho(b).
int EqualSharesEngine::CompareRho(const ExactPrice& a, const ExactPrice& b) const {
  Integer left = a.numerator * static_cast<long>(b.denominator);
  Integer right = b.numerator * static_cast<long>(a.denominator);
  if (utilities_.utility() == Utility::kCost) {
    left *= static_cast<long>(profile_.projects()[b.project].cost.minor());
    right *= static_cast<long>(profile_.projects()[a.project].cost.minor());
  }
  return cmp(left, right);
}

double EqualSharesEngine::UpperRho(const ExactPrice& price) const {
  return Quotient(price.numerator, denominator_) / static_cast<double>(price.denominator) /
         scale_[price.project] * (1 + 24 * kRounding);
}

void EqualSharesEngine::Pay(const ExactPrice& price) {
  const ProjectIndex p = price.project;
  bought_in_[p] = static_cast<int32_t>(prices_.size());
  // All prices share one denominator; it grows by what the new one needs.
  const unsigned long shared = mpz_gcd_ui(nullptr, price.numerator.get_mpz_t(),
                                          static_cast<unsigned long>(price.denominator));
  const long growth = price.denominator / static_cast<int64_t>(shared);
  Integer& exact = prices_.emplace_back();
  mpz_divexact_ui(exact.get_mpz_t(), price.numerator.get_mpz_t(), shared);
  if (growth != 1) {
    for (size_t round = 0; round + 1 < prices_.size(); ++round) prices_[round] *= growth;
    wealth_ *= growth;
    denominator_ *= growth;
  }
  error_ = (16 + static_cast<double>(prices_.size())) * kRounding * endowment_ * 1.001;

  for (const uint32_t group : price.exhausted) {
    exhausted_[group] = 1;
    wallets_[group].left = 0;
    for (const Utilities::Entry& entry : utilities_.Ballot(group)) ++row_dead_[entry.index];
  }
  const double rounded = Quotient(exact, denominator_);
  const Utilities::Entry* const row = row_.data() + utilities_.supporter_begin(p);
  for (size_t i = 0; i < row_size_[p]; ++i) {
    if (exhausted_[row[i].index] == 0) {
      wallets_[row[i].index].left -= rounded * row[i].coefficient;
    }
  }
}

// Before Pay: what everyone pays, in currency units.
void EqualSharesEngine::Record(const ExactPrice& price, Run* run) const {
  const Rational unit(PowerOfTen(profile_.minor_digits()));
  const Money cost = profile_.projects()[price.project].cost;
  const Rational denominator(denominator_);
  Rational each = Rational(price.numerator) / denominator / price.denominator;
  std::map<Rational, int64_t, std::greater<>> payments;
  std::vector<uint32_t> sorted = price.exhausted;
  std::sort(sorted.begin(), sorted.end());
  const Utilities::Entry* const row = row_.data() + utilities_.supporter_begin(price.project);
  for (size_t i = 0; i < row_size_[price.project]; ++i) {
    const uint32_t group = row[i].index;
    if (exhausted_[group] != 0) continue;
    const bool all = std::binary_search(sorted.begin(), sorted.end(), group);
    const Rational amount = all ? Rational(ExactWallet(group)) / denominator
                                : Rational(each * static_cast<long>(row[i].coefficient));
    payments[amount] += utilities_.weight(group);
  }
  Round& round = run->rounds.emplace_back();
  round.project = price.project;
  round.funded = true;
  round.stage = "equal-shares";
  round.measure = "rho";
  round.value = utilities_.utility() == Utility::kCost ? Rational(each / cost.minor())
                                                       : Rational(each / unit);
  if (utilities_.unit() && each != 0) round.effective_support = Rational(cost.minor()) / each;
  for (const auto& [amount, voters] : payments) {
    if (amount != 0) round.payments.push_back({amount / unit, voters});
  }
}

void EqualSharesEngine::RecordShortfalls(Run* run) const {
  const Rational unit(PowerOfTen(profile_.minor_digits()));
  for (ProjectIndex p = 0; p < bought_in_.size(); ++p) {
    if (bought_in_[p] >= 0 || utilities_.total(p) == 0 ||
        profile_.projects()[p].cost == Money()) {
      continue;
    }
    Integer money;
    for (const Utilities::Entry& entry : utilities_.Supporters(p)) {
      if (exhausted_[entry.index] != 0) continue;
      money += ExactWallet(entry.index) * static_cast<long>(utilities_.weight(entry.index));
    }
    run->shortfalls.push_back({p, Rational(money) / Rational(denominator_) / unit});
  }
}

EqualSharesEngine::Run EqualSharesEngine::Count(const Rational& endowment, bool trace) {
  Start(endowment);
  Run run;
  LimitTracker tracker(profile_, limits_);
  const auto select = [&](ProjectIndex p) {
    tracker.Fund(p);
    run.selected.push_back(p);
    run.cost += profile_.projects()[p].cost;
  };
  // What costs nothing and is wanted is funded first.
  std::vector<ProjectIndex> free;
  for (ProjectIndex p = 0; p < bought_in_.size(); ++p) {
    if (utilities_.total(p) > 0 && profile_.projects()[p].cost == Money()) free.push_back(p);
  }
  std::sort(free.begin(), free.end(),
            [this](ProjectIndex a, ProjectIndex b) { return ranks_[a] < ranks_[b]; });
  for (const ProjectIndex p : free) {
    if (!tracker.AllowsOrRecords(p)) continue;
    select(p);
    if (!trace) continue;
    Round& round = run.rounds.emplace_back();
    round.project = p;
    round.funded = true;
    round.stage = "equal-shares";
    round.measure = "rho";
  }

  const auto push = [this](const Candidate& candidate) {
    heap_.push_back(candidate);
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  };
  std::vector<ExactPrice> best;      // all of the smallest rho
  std::vector<Candidate> looked_at;  // candidates with an exact price in this round
  for (;;) {
    const auto this_round = static_cast<int32_t>(prices_.size());
    best.clear();
    looked_at.clear();
    double upper = std::numeric_limits<double>::infinity();
    while (!heap_.empty() && heap_.front().rho <= upper) {
      std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
      Candidate candidate = heap_.back();
      heap_.pop_back();
      if (!tracker.AllowsOrRecords(candidate.project)) continue;
      ExactPrice price;
      if (candidate.round == this_round) {
        price = PriceExactly(candidate);
      } else {
        const Verdict verdict = Improve(&candidate);
        if (verdict == Verdict::kUnaffordable) continue;
        if (verdict != Verdict::kUnclear) {
          if (verdict == Verdict::kPrice) candidate.round = this_round;
          push(candidate);
          continue;
        }
        price = PriceFromExactWallets(candidate.project);
      }
      // Wallets only shrink: what cannot be afforded now never will be.
      if (!price.affordable) continue;
      looked_at.push_back(candidate);
      const int order = best.empty() ? -1 : CompareRho(price, best.front());
      if (order > 0) continue;
      if (order < 0) best.clear();
      best.push_back(std::move(price));
      upper = UpperRho(best.front());
    }
    if (best.empty()) break;
    if (best.size() > 1) {
      Tie tie{static_cast<int64_t>(run.selected.size()), {}};
      for (const ExactPrice& price : best) tie.tied.push_back(price.project);
      std::sort(tie.tied.begin(), tie.tied.end(),
                [this](ProjectIndex a, ProjectIndex b) { return ranks_[a] < ranks_[b]; });
      run.ties.push_back(std::move(tie));
    }
    const ExactPrice& chosen = *std::min_element(
        best.begin(), best.end(),
        [this](const auto& a, const auto& b) { return ranks_[a.project] < ranks_[b.project]; });
    if (trace) Record(chosen, &run);
    Pay(chosen);
    select(chosen.project);
    for (const Candidate& candidate : looked_at) {
      if (candidate.project != chosen.project) push(candidate);
    }
  }
  if (trace) RecordShortfalls(&run);
  run.constraints = tracker.effects();
  return run;
}

}  // namespace urna::tallying
