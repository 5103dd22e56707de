#include "tallying/price_sequence.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "tallying/progress.h"
#include "tallying/quotient.h"

namespace urna::tallying {
namespace {

constexpr long kRecordedDigits = 40;

Integer PowerOfTwo(size_t exponent) { return Integer(1) << exponent; }

Integer DividedDown(const Integer& a, const Integer& b) {
  Integer quotient;
  mpz_fdiv_q(quotient.get_mpz_t(), a.get_mpz_t(), b.get_mpz_t());
  return quotient;
}

Integer DividedUp(const Integer& a, const Integer& b) {
  Integer quotient;
  mpz_cdiv_q(quotient.get_mpz_t(), a.get_mpz_t(), b.get_mpz_t());
  return quotient;
}

// numerator / denominator, both positive, cut after kRecordedDigits significant digits.
Rational CutAfterDigits(const Integer& numerator, const Integer& denominator) {
  // At least as many digits as are wanted, and at most a few more.
  const long size = static_cast<long>(mpz_sizeinbase(numerator.get_mpz_t(), 10)) -
                    static_cast<long>(mpz_sizeinbase(denominator.get_mpz_t(), 10));
  Integer scaled, power;
  for (long shift = kRecordedDigits + 2 - size;; --shift) {
    mpz_ui_pow_ui(power.get_mpz_t(), 10, static_cast<unsigned long>(std::abs(shift)));
    scaled = shift >= 0 ? DividedDown(Integer(numerator * power), denominator)
                        : DividedDown(numerator, Integer(denominator * power));
    if (static_cast<long>(scaled.get_str().size()) > kRecordedDigits) continue;
    Rational cut = shift >= 0 ? Rational(scaled) / power : Rational(Integer(scaled * power));
    return cut;
  }
}

}  // namespace

PriceSequence::PriceSequence(Rational share, size_t short_bits)
    : share_(std::move(share)), short_bits_(short_bits) {}

void PriceSequence::Form::Add(const Integer& factor, const Form& other) {
  constant += other.constant * factor;
  for (const auto& [place, of_other] : other.factors) {
    Integer& sum = factors[place];
    sum += factor * of_other;
    if (sum == 0) factors.erase(place);
  }
}

PriceSequence::Form PriceSequence::FormOf(const Purse& purse) const {
  Form form;
  form.constant = share_ * static_cast<long>(purse.shares);
  for (const auto& [place, times] : purse.paid) {
    const int32_t first = prices_[static_cast<size_t>(place)].first;
    Integer& sum = form.factors[first];
    sum -= static_cast<long>(times);
    if (sum == 0) form.factors.erase(first);
  }
  return form;
}

bool PriceSequence::IsShort(const Rational& value) const {
  return mpz_sizeinbase(value.get_num_mpz_t(), 2) <= short_bits_ &&
         mpz_sizeinbase(value.get_den_mpz_t(), 2) <= short_bits_;
}

std::optional<Rational> PriceSequence::Known(const Form& form) const {
  Rational sum = form.constant;
  for (const auto& [place, factor] : form.factors) {
    const std::optional<Rational>& price = prices_[static_cast<size_t>(place)].exact;
    if (!price) return std::nullopt;
    sum += *price * factor;
  }
  return sum;
}

std::optional<Rational> PriceSequence::Known(const Value& value) const {
  const std::optional<Rational> numerator = Known(value.numerator);
  const std::optional<Rational> denominator = Known(value.denominator);
  if (!numerator || !denominator) return std::nullopt;
  return Rational(value.factor * *numerator / (*denominator * *denominator));
}

Residues PriceSequence::Modulo(const Form& form) const {
  Residues sum(form.constant);
  for (const auto& [place, factor] : form.factors) {
    Residues term(factor);
    sum += term *= prices_[static_cast<size_t>(place)].residues;
  }
  return sum;
}

Residues PriceSequence::Modulo(const Value& value) const {
  const Residues denominator = Modulo(value.denominator);
  Residues quotient(value.factor);
  quotient *= Modulo(value.numerator);
  quotient /= denominator;
  return quotient /= denominator;
}

PriceSequence::Interval PriceSequence::Around(const Form& form) const {
  const Integer constant = form.constant.get_num() << bits_;
  Interval sum{DividedDown(constant, form.constant.get_den()),
               DividedUp(constant, form.constant.get_den())};
  for (const auto& [place, factor] : form.factors) {
    const Interval& price = prices_[static_cast<size_t>(place)].interval;
    sum.low += factor * (factor > 0 ? price.low : price.high);
    sum.high += factor * (factor > 0 ? price.high : price.low);
  }
  return sum;
}

PriceSequence::Interval PriceSequence::Around(const Value& value) const {
  const Interval numerator = Around(value.numerator), denominator = Around(value.denominator);
  // (n 2^-b) / (d 2^-b)^2 = (n 2^2b / d^2) 2^-b. A bound that is not positive says nothing.
  if (numerator.low <= 0 || denominator.low <= 0) return {0, 0};
  const Integer &up = value.factor.get_num(), &down = value.factor.get_den();
  return {DividedDown(Integer((numerator.low * up) << (2 * bits_)),
                      Integer(denominator.high * denominator.high * down)),
          DividedUp(Integer((numerator.high * up) << (2 * bits_)),
                    Integer(denominator.low * denominator.low * down))};
}

// Whether the interval around the price, with the bits there are, is narrow enough to be rounded.
bool PriceSequence::Narrow(Price* price) const {
  Interval& interval = price->interval;
  if (price->exact) {
    const Integer numerator = price->exact->get_num() << bits_;
    interval = {DividedDown(numerator, price->exact->get_den()),
                DividedUp(numerator, price->exact->get_den())};
  } else {
    const Interval numerator = Around(price->numerator), denominator = Around(price->denominator);
    if (numerator.low <= 0 || denominator.low <= 0) return false;
    interval = {DividedDown(Integer(numerator.low << bits_), denominator.high),
                DividedUp(Integer(numerator.high << bits_), denominator.low)};
  }
  return Integer((interval.high - interval.low) << 60) <= interval.low;
}

void PriceSequence::MoreBits() {
  bits_ *= 2;
  // What was narrow enough with fewer bits is so with more.
  for (Price& price : prices_) Narrow(&price);
}

int PriceSequence::Sign(const Form& form) {
  if (form.factors.empty()) return sgn(form.constant);
  for (bool first = true;; first = false) {
    const Interval around = Around(form);
    if (around.low > 0) return 1;
    if (around.high < 0) return -1;
    if (first) {
      if (const std::optional<Rational> exact = Known(form)) return sgn(*exact);
      if (Modulo(form).AreZero()) return 0;
    }
    MoreBits();
  }
}

double PriceSequence::Rounded(const Form& form) {
  for (;; MoreBits()) {
    const Interval around = Around(form);
    if (around.low > 0 && Integer((around.high - around.low) << 60) <= around.low) {
      return Quotient(around.low, PowerOfTwo(bits_));
    }
    // No number of bits makes an interval around 0 narrow beside it.
    RequireProgress(Sign(form) > 0, "the rounding of a form that is not positive");
  }
}

int PriceSequence::Compare(const Value& a, const Value& b) {
  if (a.numerator == b.numerator && a.denominator == b.denominator) {
    return sgn(Rational(a.factor - b.factor));
  }
  for (bool first = true;; first = false) {
    const Interval x = Around(a), y = Around(b);
    if (x.high != 0 && y.high != 0) {
      if (x.high < y.low) return -1;
      if (x.low > y.high) return 1;
    }
    if (first) {
      const std::optional<Rational> exact_a = Known(a), exact_b = Known(b);
      if (exact_a && exact_b) return sgn(Rational(*exact_a - *exact_b));
      Residues difference = Modulo(a);
      if ((difference -= Modulo(b)).AreZero()) return 0;
    }
    MoreBits();
  }
}

Rational PriceSequence::Cut(const Value& value) {
  if (const std::optional<Rational> known = Known(value); known && IsShort(*known)) return *known;
  for (;; MoreBits()) {
    const Interval around = Around(value);
    if (around.low <= 0) continue;
    const Rational low = CutAfterDigits(around.low, PowerOfTwo(bits_));
    const Rational high = CutAfterDigits(around.high, PowerOfTwo(bits_));
    if (low == high) return low;
    // No interval shows the digits of a number that ends with them; a wide one may miss it.
    Residues difference = Modulo(value);
    if ((difference -= Residues(high)).AreZero()) return high;
  }
}

Rational PriceSequence::AtLength(const Value& value) const {
  std::vector<Rational> prices;
  const auto exactly = [&prices](const Form& form) {
    Rational sum = form.constant;
    for (const auto& [place, factor] : form.factors) {
      sum += prices[static_cast<size_t>(place)] * factor;
    }
    return sum;
  };
  for (const Price& price : prices_) {
    prices.push_back(price.exact ? *price.exact
                                 : Rational(exactly(price.numerator) / exactly(price.denominator)));
  }
  const Rational denominator = exactly(value.denominator);
  return value.factor * exactly(value.numerator) / (denominator * denominator);
}

double PriceSequence::Append(Form numerator, Form denominator) {
  Price price{std::move(numerator),
              std::move(denominator),
              std::nullopt,
              {},
              {},
              static_cast<int32_t>(prices_.size())};
  const std::optional<Rational> up = Known(price.numerator), down = Known(price.denominator);
  if (up && down) {
    Rational exact = *up / *down;
    if (IsShort(exact)) price.exact = std::move(exact);
  }
  while (!Narrow(&price)) MoreBits();
  price.residues = Modulo(price.numerator);
  price.residues /= Modulo(price.denominator);
  const double rounded = price.exact ? Quotient(price.exact->get_num(), price.exact->get_den())
                                     : Quotient(price.interval.low, PowerOfTwo(bits_));
  const auto same = std::find_if(prices_.begin(), prices_.end(), [&](const Price& other) {
    Residues difference = other.residues;
    return (difference -= price.residues).AreZero();
  });
  if (same != prices_.end()) price.first = same->first;
  prices_.push_back(std::move(price));
  return rounded;
}

}  // namespace urna::tallying
