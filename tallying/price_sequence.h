#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "tallying/rational.h"
#include "tallying/residues.h"

namespace urna::tallying {

// Positive numbers, each a quotient of two linear forms in those before it: what the projects of
// bounded-overspending cost per unit, one after the other.
//
// As fractions in lowest terms such numbers can double their digits with every new one, to millions
// in a large election. They are kept by their definitions instead, with an interval around each
// that can be made as narrow as a question needs, and with residues that tell what is 0 and could
// not be told by any interval (residues.h). Short fractions are computed with as such.
//
// Not thread-safe: a question may narrow the intervals.
class PriceSequence {
 public:
  // A fraction is short, and kept as such, when numerator and denominator have at most
  // `short_bits`.
  explicit PriceSequence(Rational share, size_t short_bits = 4096);

  const Rational& share() const { return share_; }
  size_t size() const { return prices_.size(); }
  // The place of the first price that equals the one at `place`.
  int32_t FirstEqual(int32_t place) const { return prices_[static_cast<size_t>(place)].first; }

  // The money of voters who began with the share and have paid: shares * share - sum of times *
  // price. Each price is named once.
  struct Purse {
    int64_t shares = 0;
    std::vector<std::pair<int32_t, int64_t>> paid;  // place in the sequence, times

    friend auto operator<=>(const Purse&, const Purse&) = default;
    template <typename Hash>
    friend Hash AbslHashValue(Hash hash, const Purse& purse) {
      return Hash::combine(std::move(hash), purse.shares, purse.paid);
    }
  };

  // constant + sum of factor * price. Only forms of one sequence can be compared.
  struct Form {
    Rational constant;
    std::map<int32_t, Integer> factors;  // not 0; of equal prices only the first is named

    void Add(const Integer& factor, const Form& other);
    friend bool operator==(const Form&, const Form&) = default;
  };
  Form FormOf(const Purse& purse) const;

  // -1, 0 or 1.
  int Sign(const Form& form);
  // A positive form as a double, within a relative error of 2^-50 where it is in their range.
  double Rounded(const Form& form);

  // factor * numerator / denominator^2, all positive.
  struct Value {
    Rational factor;
    Form numerator;
    Form denominator;
  };
  // -1, 0 or 1.
  int Compare(const Value& a, const Value& b);
  // In lowest terms if that and all prices behind it are short; else cut after 40 significant
  // decimal digits.
  Rational Cut(const Value& value);
  // In lowest terms, however long that takes.
  Rational AtLength(const Value& value) const;

  // Adds the price numerator / denominator, both positive. Returns it as Rounded does.
  double Append(Form numerator, Form denominator);

 private:
  // Whole multiples of 2^-bits_.
  struct Interval {
    Integer low, high;
  };
  struct Price {
    Form numerator, denominator;
    std::optional<Rational> exact;
    Interval interval;
    Residues residues;
    int32_t first = 0;  // the first price that is known to be equal
  };

  bool IsShort(const Rational& value) const;
  // Absent if a price in it is not known as a fraction.
  std::optional<Rational> Known(const Form& form) const;
  std::optional<Rational> Known(const Value& value) const;
  Residues Modulo(const Form& form) const;
  Residues Modulo(const Value& value) const;
  Interval Around(const Form& form) const;
  Interval Around(const Value& value) const;
  bool Narrow(Price* price) const;
  void MoreBits();

  const Rational share_;
  const size_t short_bits_;
  size_t bits_ = 256;
  std::vector<Price> prices_;
};

}  // namespace urna::tallying
