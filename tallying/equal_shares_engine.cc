#include "tallying/equal_shares_engine.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <utility>

#include "tallying/progress.h"
#include "tallying/quotient.h"

namespace urna::tallying {
namespace {

constexpr size_t kNoCandidate = static_cast<size_t>(-1);

// Steps below this share of the price end the search for a bound.
constexpr double kSmallStep = 0.002;

}  // namespace

EqualSharesEngine::EqualSharesEngine(const Profile& profile, Utilities& utilities,
                                     absl::Span<const uint32_t> ranks,
                                     const SelectionLimits* limits, const StopAsked* stop)
    : profile_(profile),
      utilities_(utilities),
      ranks_(ranks),
      no_limits_(profile),
      limits_(limits == nullptr ? no_limits_ : *limits),
      stop_(stop) {
  const size_t projects = profile.projects().size();
  for (ProjectIndex p = 0; p < projects; ++p) {
    const Utilities::Row supporters = utilities.Supporters(p);
    const double cost = static_cast<double>(profile.projects()[p].cost.minor());
    cost_.push_back(cost);
    scale_.push_back(utilities.utility() == Utility::kCost ? cost : 1.0);
    double weight = 0;
    for (const Utilities::Entry entry : supporters) {
      weight += static_cast<double>(utilities.weight(entry.index));
    }
    row_weight_.push_back(weight);
    int32_t largest = 0;
    for (const Utilities::Entry entry : supporters) {
      largest = std::max(largest, entry.coefficient);
    }
    largest_coefficient_.push_back(largest);
  }
  wallets_.resize(utilities.groups());
  settled_.resize(utilities.groups());
  row_size_.resize(projects);
  compacted_at_.resize(projects);
  bought_in_.resize(projects);
  noted_.resize(projects);
  candidate_at_.resize(projects);
}

void EqualSharesEngine::Start(const Rational& endowment) {
  const double last_endowment = endowment_;
  endowment_ = Quotient(endowment.get_num(), endowment.get_den());
  if (endowment == 0) endowment_ = 0;
  error_ = 16 * kRounding * endowment_;
  drift_ = std::max(0.0, endowment_ - last_endowment) + error_;
  in_step_ = true;
  last_notes_.swap(notes_);
  for (std::vector<Note>& of_round : notes_) of_round.clear();
  for (size_t group = 0; group < wallets_.size(); ++group) {
    wallets_[group] = {endowment_, static_cast<double>(utilities_.weight(group))};
  }
  std::fill(compacted_at_.begin(), compacted_at_.end(), size_t{0});
  exhausted_groups_ = 0;
  std::fill(bought_in_.begin(), bought_in_.end(), -1);
  prices_.clear();
  wealth_ = endowment.get_num();
  denominator_ = endowment.get_den();
  candidates_.clear();
  for (ProjectIndex p = 0; p < bought_in_.size(); ++p) {
    row_size_[p] = static_cast<uint32_t>(utilities_.Supporters(p).size());
    if (utilities_.total(p) == 0 || profile_.projects()[p].cost == Money()) continue;
    const double price = cost_[p] / static_cast<double>(utilities_.total(p)) * (1 - 4 * kRounding);
    candidates_.push_back({price / scale_[p] * (1 - 4 * kRounding), price, p});
  }
}

// One Newton step for `sum_i w_i min(b_i, y a_i) = cost` from any y: whoever has less than y a_i is
// taken to pay everything, the others share the rest. For any such split the result is at most the
// true price, because min(b, y a) is at most either. Rounding is subtracted.
template <bool kUnit>
EqualSharesEngine::Verdict EqualSharesEngine::ImproveRow(double start, Candidate* candidate,
                                                         Note* note) const {
  const ProjectIndex p = candidate->project;
  const Utilities::Row row = Living(p);
  double spent = 0, open = 0;
  for (const Utilities::Entry entry : row) {
    const Wallet& wallet = wallets_[entry.index];
    const double coefficient = kUnit ? 1.0 : static_cast<double>(entry.coefficient);
    const bool pays_all = wallet.left < start * coefficient;
    spent += pays_all ? wallet.weight * wallet.left : 0.0;
    open += pays_all ? 0.0 : wallet.weight * coefficient;
  }
  const double own_error = row_weight_[p] * error_;
  const double missing = cost_[p] - spent;
  const double error = (static_cast<double>(row.size()) + 8) * kRounding * (spent + own_error) +
                       own_error + 4 * kRounding * cost_[p];
  if (open <= 0) {
    if (missing <= error) return Verdict::kUnclear;
    *note = {p, 0, 0, missing - error};
    return Verdict::kUnaffordable;
  }
  const double bound = (missing - error) / open * (1 - 8 * kRounding);
  const double others = kUnit ? row_weight_[p] - open : row_weight_[p];
  *note = {p, bound, others / open * (1 + 8 * kRounding), 0};
  if (bound > candidate->price) {
    candidate->price = bound;
    candidate->rho = bound / scale_[p] * (1 - 4 * kRounding);
  } else if (start > candidate->price) {
    return Verdict::kNoProgress;
  } else {
    // The doubles are too coarse beside this price to come any nearer; exact numbers do.
    return Verdict::kPrice;
  }
  // Newton's steps converge quadratically: after a small one the exact solution is near enough.
  return std::abs(bound - start) <= kSmallStep * start ? Verdict::kPrice : Verdict::kBound;
}

EqualSharesEngine::Verdict EqualSharesEngine::Improve(double start, Candidate* candidate) {
  const ProjectIndex p = candidate->project;
  if ((exhausted_groups_ - compacted_at_[p]) * 8 > wallets_.size()) Compact(p);
  const bool unit = utilities_.unit();
  Note note;
  if (start > candidate->price) {
    const Verdict verdict = unit ? ImproveRow<true>(start, candidate, &note)
                                 : ImproveRow<false>(start, candidate, &note);
    // That the supporters cannot pay `start` says nothing about the price.
    if (verdict == Verdict::kBound || verdict == Verdict::kPrice) {
      Keep(note);
      return verdict;
    }
  }
  start = candidate->price;
  const Verdict verdict =
      unit ? ImproveRow<true>(start, candidate, &note) : ImproveRow<false>(start, candidate, &note);
  if (verdict != Verdict::kUnclear) Keep(note);
  return verdict;
}

void EqualSharesEngine::Keep(const Note& note) {
  const size_t round = prices_.size();
  if (notes_.size() <= round) notes_.resize(round + 1);
  // One note for a project and round; `noted_` finds it if it is there.
  std::vector<Note>& of_round = notes_[round];
  size_t& place = noted_[note.project];
  if (place < of_round.size() && of_round[place].project == note.project) {
    of_round[place] = note;
    return;
  }
  place = of_round.size();
  of_round.push_back(note);
}

// As long as this run has chosen as the last one did, no wallet holds more than drift_ above what
// it held there, so a bound of the last run, less what the drift can change in it, is a bound in
// this one.
void EqualSharesEngine::ReadNotes() {
  const size_t round = prices_.size();
  if (!in_step_ || round >= last_notes_.size()) return;
  std::fill(candidate_at_.begin(), candidate_at_.end(), kNoCandidate);
  for (size_t i = 0; i < candidates_.size(); ++i) candidate_at_[candidates_[i].project] = i;
  for (Note note : last_notes_[round]) {
    if (candidate_at_[note.project] == kNoCandidate) continue;
    Candidate& candidate = candidates_[candidate_at_[note.project]];
    if (note.shortage > 0) {
      note.shortage -= drift_ * row_weight_[note.project] * (1 + 8 * kRounding);
      note.shortage *= 1 - 8 * kRounding;
      if (note.shortage <= 0) continue;
      candidate.gone = true;
    } else {
      const double before = note.bound;
      note.bound =
          (note.bound - drift_ * note.leverage * (1 + 8 * kRounding)) * (1 - 8 * kRounding);
      if (!(note.bound > candidate.price)) continue;
      candidate.price = note.bound;
      candidate.rho = note.bound / scale_[note.project] * (1 - 4 * kRounding);
      if (note.exact && note.bound >= before * (1 - kSmallStep)) {
        candidate.close_in = static_cast<int32_t>(round);
      }
    }
    Keep(note);
  }
}

void EqualSharesEngine::Compact(ProjectIndex p) {
  row_size_[p] = static_cast<uint32_t>(utilities_.BringToFront(
      p, row_size_[p], [this](uint32_t group) { return wallets_[group].weight != 0; }));
  compacted_at_[p] = exhausted_groups_;
}

// The wallet of a group that is not exhausted, over denominator_.
Integer EqualSharesEngine::ExactWallet(uint32_t group) const {
  Integer left = wealth_;
  for (const Utilities::Entry entry : utilities_.Ballot(group)) {
    const int32_t round = bought_in_[entry.index];
    if (round >= 0) {
      mpz_submul_ui(left.get_mpz_t(), prices_[static_cast<size_t>(round)].get_mpz_t(),
                    static_cast<unsigned long>(entry.coefficient));
    }
  }
  return left;
}

EqualSharesEngine::ExactPrice EqualSharesEngine::PriceExactly(const Candidate& candidate) {
  return utilities_.unit() ? PriceRowExactly<true>(candidate) : PriceRowExactly<false>(candidate);
}

Integer EqualSharesEngine::RestOfCost(ProjectIndex p, std::span<const uint32_t> exhausted,
                                      unsigned long weight) {
  counts_.assign(prices_.size(), 0);
  for (const uint32_t group : exhausted) {
    for (const Utilities::Entry entry : utilities_.Ballot(group)) {
      const int32_t round = bought_in_[entry.index];
      if (round < 0) continue;
      counts_[static_cast<size_t>(round)] += utilities_.weight(group) * entry.coefficient;
    }
  }
  Integer rest = denominator_ * static_cast<long>(profile_.projects()[p].cost.minor());
  mpz_submul_ui(rest.get_mpz_t(), wealth_.get_mpz_t(), weight);
  for (size_t round = 0; round < counts_.size(); ++round) {
    mpz_addmul_ui(rest.get_mpz_t(), prices_[round].get_mpz_t(),
                  static_cast<unsigned long>(counts_[round]));
  }
  return rest;
}

template <bool kUnit>
EqualSharesEngine::ExactPrice EqualSharesEngine::PriceRowExactly(const Candidate& candidate) {
  const ProjectIndex p = candidate.project;
  const Utilities::Row row = Living(p);
  ExactPrice price;
  price.project = p;
  // Whoever certainly has less than the lower bound pays everything.
  const double due = candidate.price * (1 - 4 * kRounding);
  const auto pays_all = [&](const Wallet& wallet, double coefficient) {
    return wallet.left + error_ < due * coefficient * (1 - 2 * kRounding);
  };
  double paying_all = 0, open = 0;  // whole numbers below 2^53: exact
  double poorest_open = std::numeric_limits<double>::infinity();
  for (const Utilities::Entry entry : row) {
    const Wallet& wallet = wallets_[entry.index];
    const double coefficient = kUnit ? 1.0 : entry.coefficient;
    if (pays_all(wallet, coefficient)) {
      if (wallet.weight == 0) continue;  // exhausted before
      price.exhausted.push_back(entry.index);
      paying_all += wallet.weight;
    } else {
      open += wallet.weight * coefficient;
      if constexpr (kUnit) poorest_open = std::min(poorest_open, wallet.left);
    }
  }
  const Integer& rest = price.numerator;
  price.numerator = RestOfCost(p, price.exhausted, static_cast<unsigned long>(paying_all));
  price.denominator = static_cast<int64_t>(open);
  if (price.denominator == 0) {
    price.affordable = false;
    return price;
  }
  // Of the others, those whose wallet is too close to what they would pay are settled exactly. Each
  // who turns out to pay everything raises the price for the rest, so they are looked at again.
  const size_t certain = price.exhausted.size();
  for (bool moved = true; moved && price.affordable;) {
    const double upper = Quotient(rest, denominator_) / static_cast<double>(price.denominator) *
                         (1 + 16 * kRounding);
    const auto unsure = [&](double left, double coefficient) {
      return left - error_ < upper * coefficient * (1 + 4 * kRounding);
    };
    if (kUnit && !unsure(poorest_open, 1)) break;
    open_.clear();
    for (const Utilities::Entry entry : row) {
      const Wallet& wallet = wallets_[entry.index];
      const double coefficient = kUnit ? 1.0 : entry.coefficient;
      if (wallet.weight == 0 || settled_[entry.index] != 0 || pays_all(wallet, coefficient)) {
        continue;
      }
      if (unsure(wallet.left, coefficient)) open_.push_back(entry);
    }
    const size_t before = price.exhausted.size();
    SolveExactly(&price);
    moved = price.exhausted.size() > before;
    for (size_t i = before; i < price.exhausted.size(); ++i) settled_[price.exhausted[i]] = 1;
  }
  for (size_t i = certain; i < price.exhausted.size(); ++i) settled_[price.exhausted[i]] = 0;
  return price;
}

EqualSharesEngine::ExactPrice EqualSharesEngine::PriceFromExactWallets(ProjectIndex p) {
  ExactPrice price;
  price.project = p;
  price.denominator = 0;
  open_.clear();
  for (const Utilities::Entry entry : Living(p)) {
    if (wallets_[entry.index].weight == 0) continue;
    open_.push_back(entry);
    price.denominator += utilities_.weight(entry.index) * entry.coefficient;
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
  for (const Utilities::Entry entry : open_) wallets.push_back(ExactWallet(entry.index));
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
    wallets_[group] = {0, 0};
  }
  exhausted_groups_ += price.exhausted.size();
  const double rounded = Quotient(exact, denominator_);
  for (const Utilities::Entry entry : Living(p)) {
    Wallet& wallet = wallets_[entry.index];
    // An exhausted wallet stays at nothing.
    if (wallet.weight != 0) wallet.left -= rounded * entry.coefficient;
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
  for (const Utilities::Entry entry : Living(price.project)) {
    const uint32_t group = entry.index;
    if (wallets_[group].weight == 0) continue;
    const bool all = std::binary_search(sorted.begin(), sorted.end(), group);
    const Rational amount = all ? Rational(ExactWallet(group)) / denominator
                                : Rational(each * static_cast<long>(entry.coefficient));
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
    if (bought_in_[p] >= 0 || utilities_.total(p) == 0 || profile_.projects()[p].cost == Money()) {
      continue;
    }
    Integer money;
    for (const Utilities::Entry entry : utilities_.Supporters(p)) {
      if (wallets_[entry.index].weight == 0) continue;
      money += ExactWallet(entry.index) * static_cast<long>(utilities_.weight(entry.index));
    }
    run->shortfalls.push_back({p, Rational(money) / Rational(denominator_) / unit});
  }
}

// One step towards knowing whether the candidate is among the best of the round: a better bound, or
// the exact price if the bound is close to it.
void EqualSharesEngine::Examine(int32_t round, double start, Candidate* candidate, Best* best) {
  ExactPrice price;
  if (candidate->close_in == round) {
    price = PriceExactly(*candidate);
  } else {
    const double before = candidate->price;
    const Verdict verdict = Improve(start, candidate);
    // From its own bound a step that neither settles the price nor rules it out raises the bound by
    // a part of itself, and the price is finite. A step from elsewhere is made once a round.
    RequireProgress(verdict != Verdict::kBound || start > before ||
                        candidate->price >= before * (1 + kSmallStep / 2),
                    "bounds on the price of a project");
    if (verdict == Verdict::kPrice) candidate->close_in = round;
    if (verdict == Verdict::kUnaffordable) candidate->gone = true;
    if (verdict != Verdict::kUnclear) return;
    price = PriceFromExactWallets(candidate->project);
  }
  // Wallets only shrink: what cannot be afforded now never will be.
  if (!price.affordable) {
    candidate->gone = true;
    return;
  }
  candidate->settled_in = round;
  std::vector<ExactPrice>& prices = best->prices;
  const int order = prices.empty() ? -1 : CompareRho(price, prices.front());
  if (order > 0) return;
  if (order < 0) prices.clear();
  prices.push_back(std::move(price));
  best->upper = UpperRho(prices.front());
}

// What the run before chose is mostly right again, and its price rules out most others at once.
void EqualSharesEngine::ExamineLastChoice(int32_t round, Best* best) {
  const auto place = static_cast<size_t>(round);
  if (place >= last_chosen_.size()) return;
  const Chosen& last = last_chosen_[place];
  const auto expected = std::find_if(candidates_.begin(), candidates_.end(),
                                     [&](const Candidate& c) { return c.project == last.project; });
  if (expected == candidates_.end()) return;
  double start = last.price;
  while (expected->settled_in != round && !expected->gone) {
    Examine(round, start, &*expected, best);
    start = 0;
  }
}

// Of the candidates whose rho is not known and may be at most `upper`, the one with the smallest
// bound; null if there is none.
EqualSharesEngine::Candidate* EqualSharesEngine::NextToExamine(int32_t round, double upper) {
  Candidate* next = nullptr;
  for (Candidate& candidate : candidates_) {
    if (candidate.rho <= upper && candidate.settled_in != round && !candidate.gone &&
        (next == nullptr || candidate.rho < next->rho)) {
      next = &candidate;
    }
  }
  return next;
}

EqualSharesEngine::Best EqualSharesEngine::FindBest(int32_t round) {
  Best best;
  ReadNotes();
  ExamineLastChoice(round, &best);
  while (Candidate* const next = NextToExamine(round, best.upper)) {
    if (IsStopped(stop_)) break;
    // One step from the price to beat shows at once of most projects that they do not beat it.
    const bool first = std::exchange(next->tried_in, round) != round;
    const double start = first && !best.prices.empty() ? best.upper * scale_[next->project] : 0;
    Examine(round, start, next, &best);
  }
  return best;
}

void EqualSharesEngine::Select(ProjectIndex p, LimitTracker* tracker, Run* run) const {
  tracker->Fund(p);
  run->selected.push_back(p);
  run->cost += profile_.projects()[p].cost;
}

// What costs nothing and is wanted is funded first.
void EqualSharesEngine::SelectFree(bool trace, LimitTracker* tracker, Run* run) const {
  std::vector<ProjectIndex> free;
  for (ProjectIndex p = 0; p < bought_in_.size(); ++p) {
    if (utilities_.total(p) > 0 && profile_.projects()[p].cost == Money()) free.push_back(p);
  }
  std::sort(free.begin(), free.end(),
            [this](ProjectIndex a, ProjectIndex b) { return Precedes(a, b); });
  for (const ProjectIndex p : free) {
    if (!tracker->AllowsOrRecords(p)) continue;
    Select(p, tracker, run);
    if (!trace) continue;
    Round& round = run->rounds.emplace_back();
    round.project = p;
    round.funded = true;
    round.stage = "equal-shares";
    round.measure = "rho";
  }
}

// The first of the best in the order of the tie-break.
const EqualSharesEngine::ExactPrice& EqualSharesEngine::BreakTie(const Best& best, Run* run) const {
  if (best.prices.size() > 1) {
    Tie tie{static_cast<int64_t>(run->selected.size()), {}};
    for (const ExactPrice& price : best.prices) tie.tied.push_back(price.project);
    std::sort(tie.tied.begin(), tie.tied.end(),
              [this](ProjectIndex a, ProjectIndex b) { return Precedes(a, b); });
    run->ties.push_back(std::move(tie));
  }
  return *std::min_element(
      best.prices.begin(), best.prices.end(),
      [this](const auto& a, const auto& b) { return Precedes(a.project, b.project); });
}

// Before Pay: how far above those of the last run wallets can be once the choice is paid.
void EqualSharesEngine::CompareWithLastRun(const Chosen& chosen) {
  const size_t round = prices_.size();
  if (round >= last_chosen_.size() || last_chosen_[round].project != chosen.project) {
    in_step_ = false;
    return;
  }
  // Whoever could pay in full has gained what the price fell by; nobody else more.
  const double fall = last_chosen_[round].price * (1 + 64 * kRounding) - chosen.price;
  drift_ += std::max(0.0, fall) * largest_coefficient_[chosen.project] + 2 * error_;
}

EqualSharesEngine::Run EqualSharesEngine::Count(const Rational& endowment, bool trace) {
  Start(endowment);
  Run run;
  LimitTracker tracker(profile_, limits_);
  SelectFree(trace, &tracker, &run);
  std::vector<Chosen> chosen_now;
  for (int32_t round = 0;; ++round) {
    if (!limits_.empty()) {
      std::erase_if(candidates_,
                    [&](const Candidate& c) { return !tracker.AllowsOrRecords(c.project); });
    }
    const Best best = FindBest(round);
    run.stopped = IsStopped(stop_);
    if (run.stopped || best.prices.empty()) break;
    const ExactPrice& price = BreakTie(best, &run);
    if (trace) Record(price, &run);
    const Chosen& chosen =
        chosen_now.emplace_back(Chosen{price.project, best.upper * scale_[price.project]});
    CompareWithLastRun(chosen);
    const double open = static_cast<double>(price.denominator);
    Keep({chosen.project, chosen.price * (1 - 64 * kRounding),
          row_weight_[chosen.project] / open * (1 + 8 * kRounding), 0, true});
    Pay(price);
    Select(chosen.project, &tracker, &run);
    std::erase_if(candidates_,
                  [&](const Candidate& c) { return c.gone || c.project == chosen.project; });
  }
  last_chosen_ = std::move(chosen_now);
  if (trace) RecordShortfalls(&run);
  run.constraints = tracker.effects();
  return run;
}

}  // namespace urna::tallying
