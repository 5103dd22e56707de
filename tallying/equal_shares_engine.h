#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "absl/types/span.h"
#include "tallying/outcome.h"
#include "tallying/profile.h"
#include "tallying/rational.h"
#include "tallying/selection_limits.h"
#include "tallying/stop.h"
#include "tallying/utilities.h"

namespace urna::tallying {

// One run of the method of equal shares (RULES: Peters, Pierczyński, Skowron 2021) from a given
// endowment, again and again for different endowments on the same ballots.
//
// Exact and fast at once:
//
// - A voter who still has money has paid every selected project of the ballot in full, so every
//   wallet is the endowment minus a sum of prices with small whole coefficients. The exact price of
//   a project follows from counts alone: one short big-integer sum, however many voters.
// - Wallets are kept in doubles as well, with a proven bound on their error. From them come lower
//   bounds on prices, by Newton steps, which are valid whoever is taken to pay everything. Prices
//   only rise during a run, so a project is looked at again only when its bound is in the way.
// - A bound of one run is, less what wallets can have gained since, a bound in the next.
// - Whatever bounds cannot separate is decided by the exact numbers. Rounding is never a reason for
//   an outcome.
//
// Cost of a run: about (projects selected) * (supporters of a few projects). Not thread-safe.
class EqualSharesEngine {
 public:
  struct Run {
    std::vector<ProjectIndex> selected;
    std::vector<Tie> ties;
    Money cost;
    std::vector<ConstraintEffect> constraints;
    bool stopped = false;  // before its end: the rest means nothing
    // When traced.
    std::vector<Round> rounds;
    std::vector<Shortfall> shortfalls;
  };

  // `ranks` is the tie-break's place of each project. `limits` and `stop` may be null. All must
  // outlive the engine. Count reorders the supporters in `utilities`, which nothing else may use meanwhile.
  EqualSharesEngine(const Profile& profile, Utilities& utilities, absl::Span<const uint32_t> ranks,
                    const SelectionLimits* limits = nullptr, const StopAsked* stop = nullptr);

  // `endowment` is in minor units, not negative. May cost more than the budget: the caller judges.
  Run Count(const Rational& endowment, bool trace = false);

 private:
  struct Wallet {
    double left;    // within error_ of the exact amount; 0 once exhausted
    double weight;  // voters in the group; 0 once exhausted
  };
  struct Candidate {
    double rho;    // lower bound on the price per unit of utility
    double price;  // lower bound on the price per coefficient
    ProjectIndex project;
    // Rounds in which the bound was found to be close to the price; the exact price became known;
    // the price to beat was tried.
    int32_t close_in = -1;
    int32_t settled_in = -1;
    int32_t tried_in = -1;
    bool gone = false;  // cannot be afforded any more
  };
  // What a run learned of a project in a round, for the next run.
  struct Note {
    ProjectIndex project = 0;
    double bound = 0;     // lower bound on the price per coefficient
    double leverage = 0;  // how much the bound falls for each unit more in every wallet
    double shortage = 0;  // if positive: by so much its supporters cannot pay for it
    bool exact = false;   // the bound is the price
  };
  struct Chosen {
    ProjectIndex project;
    double price;
  };
  enum class Verdict { kBound, kPrice, kUnaffordable, kUnclear, kNoProgress };
  // price = numerator / (denominator_ * denominator), when these groups pay all they have.
  struct ExactPrice {
    ProjectIndex project = 0;
    Integer numerator;
    int64_t denominator = 1;
    bool affordable = true;
    std::vector<uint32_t> exhausted;
  };
  // Of the candidates that a round has settled so far.
  struct Best {
    std::vector<ExactPrice> prices;                          // all of the smallest rho
    double upper = std::numeric_limits<double>::infinity();  // bound on it
  };

  void Start(const Rational& endowment);
  // The supporters of a project who may have money left: those without are left out in time.
  Utilities::Row Living(ProjectIndex p) const {
    return utilities_.Supporters(p).First(row_size_[p]);
  }
  Verdict Improve(double start, Candidate* candidate);
  template <bool kUnit>
  Verdict ImproveRow(double start, Candidate* candidate, Note* note) const;
  void Keep(const Note& note);
  void ReadNotes();
  void Compact(ProjectIndex p);
  void Examine(int32_t round, double start, Candidate* candidate, Best* best);
  void ExamineLastChoice(int32_t round, Best* best);
  Candidate* NextToExamine(int32_t round, double upper);
  Best FindBest(int32_t round);
  ExactPrice PriceExactly(const Candidate& candidate);
  template <bool kUnit>
  ExactPrice PriceRowExactly(const Candidate& candidate);
  // What `exhausted`, whose members together weigh `weight`, leave of the cost of a project when they
  // pay all that they have, over denominator_.
  Integer RestOfCost(ProjectIndex p, std::span<const uint32_t> exhausted, unsigned long weight);
  ExactPrice PriceFromExactWallets(ProjectIndex p);
  void SolveExactly(ExactPrice* price);
  Integer ExactWallet(uint32_t group) const;
  int CompareRho(const ExactPrice& a, const ExactPrice& b) const;
  double UpperRho(const ExactPrice& price) const;
  void Pay(const ExactPrice& price);
  void Select(ProjectIndex p, LimitTracker* tracker, Run* run) const;
  void SelectFree(bool trace, LimitTracker* tracker, Run* run) const;
  bool Precedes(ProjectIndex a, ProjectIndex b) const { return ranks_[a] < ranks_[b]; }
  const ExactPrice& BreakTie(const Best& best, Run* run) const;
  void CompareWithLastRun(const Chosen& chosen);
  void Record(const ExactPrice& price, Run* run) const;
  void RecordShortfalls(Run* run) const;

  const Profile& profile_;
  Utilities& utilities_;
  const absl::Span<const uint32_t> ranks_;
  const SelectionLimits no_limits_;
  const SelectionLimits& limits_;
  const StopAsked* const stop_;
  std::vector<double> scale_;  // utility per coefficient
  std::vector<double> cost_;   // in minor units, rounded
  std::vector<int32_t> largest_coefficient_;
  std::vector<double> row_weight_;  // voters who support the project

  // State of the run: the rounded side.
  std::vector<uint8_t> settled_;      // scratch by group; 0 between uses
  std::vector<Wallet> wallets_;       // by group
  std::vector<uint32_t> row_size_;    // the project's first supporters, beyond which none is living
  std::vector<size_t> compacted_at_;  // exhausted_groups_ when the row was last cleared of them
  size_t exhausted_groups_ = 0;
  std::vector<int32_t> bought_in_;  // round by project, or -1
  std::vector<Candidate> candidates_;
  double endowment_ = 0;
  double error_ = 0;                                   // of any wallet
  std::vector<std::vector<Note>> notes_, last_notes_;  // by round, of this run and of the last
  std::vector<size_t> noted_;         // by project, where its note of the round may be
  std::vector<size_t> candidate_at_;  // by project, or kNoCandidate
  double drift_ = 0;      // no wallet holds more than so much above what it held in the last run
  bool in_step_ = false;  // this run has chosen so far what the last one chose
  std::vector<Chosen> last_chosen_;  // by the run before, round by round
  // The exact side: amounts in minor units are numerators over denominator_.
  Integer wealth_;  // the endowment
  Integer denominator_;
  std::vector<Integer> prices_;         // per coefficient, by round
  std::vector<int64_t> counts_;         // scratch, by round
  std::vector<Utilities::Entry> open_;  // scratch
};

}  // namespace urna::tallying
