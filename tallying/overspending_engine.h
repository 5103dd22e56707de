#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "tallying/price_sequence.h"
#include "tallying/profile.h"
#include "tallying/rational.h"
#include "tallying/utilities.h"

namespace urna::tallying {

// The wallets of one count of bounded-overspending, and what projects cost their supporters.
//
// A voter who still has money has paid every funded project of the ballot in full, so a wallet is
// the share minus what those projects cost per coefficient, and a sum of wallets follows from
// counts alone: nobody's wallet need be kept exactly. It is kept in doubles with a proven bound on
// its error, from which come proven bounds on the value of a project; exact numbers
// (price_sequence.h) decide what those cannot.
//
// Not thread-safe.
class OverspendingEngine {
 public:
  // Bounds on the value lambda / (scale alpha^2) of a project's best split; both infinite if no
  // supporter has money. The value never falls as projects are funded: less money in wallets means
  // a smaller part alpha for every lambda.
  struct Bounds {
    double lower = std::numeric_limits<double>::infinity();
    double upper = std::numeric_limits<double>::infinity();
  };
  // A positive number: numerator / divisor.
  struct Lambda {
    PriceSequence::Form numerator;
    Integer divisor;
    double rounded;
  };
  // How the cost of a project is best split among its supporters; of equally good splits, the one
  // with the smallest lambda.
  struct Split {
    Lambda lambda;  // what they pay per coefficient, in minor units, for the part alpha
    // lambda / alpha = price / denominator.
    PriceSequence::Form price, denominator;
    PriceSequence::Value value;  // lambda / (scale alpha^2)
  };

  // Every wallet holds `share`, in minor units. Estimate reorders the supporters in `utilities`,
  // which nothing else may use meanwhile. Both must outlive the engine.
  OverspendingEngine(const Profile& profile, Utilities& utilities, Rational share);

  Bounds Estimate(ProjectIndex p);
  // `p` has a supporter with money.
  Split BestSplit(ProjectIndex p);
  // Sign of the difference of two values.
  int Compare(const Split& a, const Split& b) { return prices_.Compare(a.value, b.value); }
  // Its value, cut if it is long (PriceSequence::Cut), or at whatever length.
  Rational CutValue(const Split& split) { return prices_.Cut(split.value); }
  Rational ExactValue(const Split& split) const { return prices_.AtLength(split.value); }
  // Each supporter of `p` pays lambda / alpha per coefficient, or what is left. A project may be
  // funded once.
  void Fund(ProjectIndex p, const Split& split);

 private:
  // Supporters in the order of `reach`, the lambda at which their wallets are empty.
  struct Point {
    double reach;
    double weight;  // times the coefficient: what they pay per unit of lambda
  };
  // Where the best split may lie.
  struct Search {
    Bounds bounds;
    std::vector<double> reaches;  // at the reach of some supporter near one of these
    bool in_full = false;         // where the whole cost is paid,
    double least_in_full = 0;     // which no smaller lambda does
  };
  struct Gauge;  // what doubles tell of the values of one project
  using Form = PriceSequence::Form;
  using Purse = PriceSequence::Purse;
  // The wallets of those who pay everything at a lambda, and what the others pay for each unit.
  struct Payers {
    Purse spent;
    int64_t open = 0;

    friend bool operator==(const Payers&, const Payers&) = default;
  };
  // Groups with equal keys pay alike for a project.
  using Key = std::pair<Purse, int32_t>;  // of the wallet and the coefficient

  int64_t Scale(ProjectIndex p) const;
  double RelativeError() const;
  void Collect(ProjectIndex p);
  Gauge GaugeOf(ProjectIndex p) const;
  void BoundValue(const Gauge& gauge, Search* search) const;
  void FindReaches(const Gauge& gauge, Search* search) const;
  Search SearchSplit(ProjectIndex p, bool with_reaches);
  Key KeyOf(Utilities::Entry supporter) const;
  std::vector<Key> KeysAt(ProjectIndex p, double reach) const;
  Payers PayersAt(ProjectIndex p, const Lambda& lambda);
  std::optional<Split> InPart(ProjectIndex p, const Key& key);
  std::optional<Split> InFull(ProjectIndex p, double start);
  bool Precedes(const Split& a, const Split& b);

  const Profile& profile_;
  Utilities& utilities_;
  PriceSequence prices_;  // by round
  const double rounded_share_;
  // By group: what is left, or the least that counts (kLeast); 0 exactly when nothing is.
  std::vector<double> left_;
  std::vector<uint32_t> row_size_;  // the project's first supporters, beyond which none has money
  std::vector<int32_t> funded_in_;  // round by project, or -1
  std::vector<Point> points_;       // scratch
};

}  // namespace urna::tallying
