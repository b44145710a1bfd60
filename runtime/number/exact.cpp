#include "runtime/number/exact.h"

#include <algorithm>
#include <bit>

namespace slate {
namespace {

constexpr int kLimbBits = 32;

UInt128 Magnitude(Int128 value) {
  return value < 0 ? UInt128{0} - static_cast<UInt128>(value) : static_cast<UInt128>(value);
}

Natural Gcd(Natural a, Natural b) {
  while (!b.IsZero()) {
    Natural rest = Natural::Divide(a, b).second;
    a = std::move(b);
    b = std::move(rest);
  }
  return a;
}

Natural Quotient(const Natural& value, const Natural& divisor) {
  return divisor.IsOne() ? value : Natural::Divide(value, divisor).first;
}

}  // namespace

Natural::Natural(UInt128 value) {
  for (; value != 0; value >>= kLimbBits) limbs_.push_back(static_cast<std::uint32_t>(value));
}

void Natural::Trim() {
  while (!limbs_.empty() && limbs_.back() == 0) limbs_.pop_back();
}

std::optional<Int128> Natural::ToInt128() const {
  if (limbs_.size() > 4 || (limbs_.size() == 4 && (limbs_[3] >> 31) != 0)) return std::nullopt;
  UInt128 value = 0;
  for (std::size_t i = limbs_.size(); i-- > 0;) value = (value << kLimbBits) | limbs_[i];
  return static_cast<Int128>(value);
}

std::string Natural::ToText() const {
  if (IsZero()) return "0";
  constexpr std::uint64_t kNineDigits = 1'000'000'000;
  std::string reversed;
  for (Natural rest = *this; !rest.IsZero();) {
    std::uint64_t remainder = 0;
    for (std::size_t i = rest.limbs_.size(); i-- > 0;) {
      remainder = remainder << kLimbBits | rest.limbs_[i];
      rest.limbs_[i] = static_cast<std::uint32_t>(remainder / kNineDigits);
      remainder %= kNineDigits;
    }
    rest.Trim();
    for (int digit = 0; digit < 9; ++digit, remainder /= 10) reversed += static_cast<char>('0' + remainder % 10);
  }
  reversed.erase(reversed.find_last_not_of('0') + 1);
  return {reversed.rbegin(), reversed.rend()};
}

std::strong_ordering operator<=>(const Natural& a, const Natural& b) {
  if (a.limbs_.size() != b.limbs_.size()) return a.limbs_.size() <=> b.limbs_.size();
  for (std::size_t i = a.limbs_.size(); i-- > 0;) {
    if (a.limbs_[i] != b.limbs_[i]) return a.limbs_[i] <=> b.limbs_[i];
  }
  return std::strong_ordering::equal;
}

Natural operator+(const Natural& a, const Natural& b) {
  const Natural& longer = a.limbs_.size() >= b.limbs_.size() ? a : b;
  const Natural& shorter = &longer == &a ? b : a;
  Natural sum = longer;
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < sum.limbs_.size(); ++i) {
    carry += static_cast<std::uint64_t>(sum.limbs_[i]) + (i < shorter.limbs_.size() ? shorter.limbs_[i] : 0);
    sum.limbs_[i] = static_cast<std::uint32_t>(carry);
    carry >>= kLimbBits;
  }
  if (carry != 0) sum.limbs_.push_back(static_cast<std::uint32_t>(carry));
  return sum;
}

Natural operator-(const Natural& a, const Natural& b) {
  Natural difference = a;
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < difference.limbs_.size(); ++i) {
    const std::uint64_t taken = borrow + (i < b.limbs_.size() ? b.limbs_[i] : 0);
    const std::uint64_t limb = difference.limbs_[i];
    difference.limbs_[i] = static_cast<std::uint32_t>(limb - taken);
    borrow = limb < taken ? 1 : 0;
  }
  difference.Trim();
  return difference;
}

Natural operator*(const Natural& a, const Natural& b) {
  Natural product;
  product.limbs_.assign(a.limbs_.size() + b.limbs_.size(), 0);
  for (std::size_t i = 0; i < a.limbs_.size(); ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < b.limbs_.size(); ++j) {
      carry += static_cast<std::uint64_t>(a.limbs_[i]) * b.limbs_[j] + product.limbs_[i + j];
      product.limbs_[i + j] = static_cast<std::uint32_t>(carry);
      carry >>= kLimbBits;
    }
    product.limbs_[i + b.limbs_.size()] = static_cast<std::uint32_t>(carry);
  }
  product.Trim();
  return product;
}

// Schoolbook division limb by limb (Knuth, volume 2, 4.3.1, algorithm D): the divisor is shifted until its top bit is
// set; then a quotient limb guessed from the top two limbs is at most 2 too large.
std::pair<Natural, Natural> Natural::Divide(const Natural& value, const Natural& divisor) {
  if (value < divisor) return {Natural(), value};
  const std::size_t n = divisor.limbs_.size(), m = value.limbs_.size() - n;
  Natural quotient;
  quotient.limbs_.assign(m + 1, 0);
  if (n == 1) {
    std::uint64_t rest = 0;
    for (std::size_t i = value.limbs_.size(); i-- > 0;) {
      rest = (rest << kLimbBits) | value.limbs_[i];
      quotient.limbs_[i] = static_cast<std::uint32_t>(rest / divisor.limbs_[0]);
      rest %= divisor.limbs_[0];
    }
    quotient.Trim();
    return {std::move(quotient), Natural(rest)};
  }
  const int shift = std::countl_zero(divisor.limbs_.back());
  const auto shifted = [shift](const std::vector<std::uint32_t>& limbs, std::size_t size) {
    std::vector<std::uint32_t> result(size, 0);
    for (std::size_t i = 0; i < size; ++i) {
      const std::uint64_t high = i < limbs.size() ? limbs[i] : 0, low = i > 0 && i <= limbs.size() ? limbs[i - 1] : 0;
      result[i] = static_cast<std::uint32_t>((((high << kLimbBits) | low) << shift) >> kLimbBits);
    }
    return result;
  };
  std::vector<std::uint32_t> u = shifted(value.limbs_, value.limbs_.size() + 1);
  const std::vector<std::uint32_t> v = shifted(divisor.limbs_, n);
  constexpr std::uint64_t kBase = std::uint64_t{1} << kLimbBits;
  for (std::size_t j = m + 1; j-- > 0;) {
    const std::uint64_t top = (static_cast<std::uint64_t>(u[j + n]) << kLimbBits) | u[j + n - 1];
    std::uint64_t guess = top / v[n - 1], rest = top % v[n - 1];
    while (guess >= kBase || guess * v[n - 2] > ((rest << kLimbBits) | u[j + n - 2])) {
      --guess;
      rest += v[n - 1];
      if (rest >= kBase) break;
    }
    std::uint64_t carry = 0, borrow = 0;
    for (std::size_t i = 0; i <= n; ++i) {
      carry += i < n ? guess * v[i] : 0;
      const std::uint64_t taken = (carry & (kBase - 1)) + borrow, limb = u[i + j];
      u[i + j] = static_cast<std::uint32_t>(limb - taken);
      borrow = limb < taken ? 1 : 0;
      carry >>= kLimbBits;
    }
    if (borrow != 0) {  // one too large: add the divisor back
      --guess;
      carry = 0;
      for (std::size_t i = 0; i <= n; ++i) {
        carry += static_cast<std::uint64_t>(u[i + j]) + (i < n ? v[i] : 0);
        u[i + j] = static_cast<std::uint32_t>(carry);
        carry >>= kLimbBits;
      }
    }
    quotient.limbs_[j] = static_cast<std::uint32_t>(guess);
  }
  Natural remainder;
  remainder.limbs_.assign(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    remainder.limbs_[i] =
        static_cast<std::uint32_t>(((static_cast<std::uint64_t>(u[i + 1]) << kLimbBits) | u[i]) >> shift);
  }
  quotient.Trim();
  remainder.Trim();
  return {std::move(quotient), std::move(remainder)};
}

Exact::Exact(Int128 whole) : numerator_(Magnitude(whole)), negative_(whole < 0) {}

Exact::Exact(Int128 numerator, Int128 denominator) {
  const Natural n(Magnitude(numerator)), d(Magnitude(denominator)), common = Gcd(d, n);
  *this = Exact(numerator < 0, Quotient(n, common), Quotient(d, common));
}

Exact::Exact(bool negative, Natural numerator, Natural denominator)
    : numerator_(std::move(numerator)),
      denominator_(std::move(denominator)),
      negative_(negative && !numerator_.IsZero()) {}

std::optional<Ratio> Exact::ToRatio() const {
  const auto numerator = numerator_.ToInt128(), denominator = denominator_.ToInt128();
  if (!numerator || !denominator) return std::nullopt;
  return Ratio{negative_ ? -*numerator : *numerator, *denominator};
}

// Between two neighbours among the fractions with denominators of at most 2^62 lies the number alone, and so does the fraction
// that adds their numerators and their denominators (Hardy and Wright, chapter 3). The neighbours come out of its continued fraction.
Ratio Exact::StandIn() const {
  if (const auto fits = ToRatio()) return *fits;
  constexpr Int128 kLargest = static_cast<Int128>(1) << 62;
  const auto with_sign = [&](Int128 numerator, Int128 denominator) { return MakeRatio(negative_ ? -numerator : numerator, denominator); };
  auto [whole, rest] = Natural::Divide(numerator_, denominator_);
  if (const auto integer = whole.ToInt128(); !integer || *integer > kLargest) return with_sign(kLargest + 1, 1);  // beyond every level
  Int128 p = *whole.ToInt128(), q = 1, earlier_p = 1, earlier_q = 0;
  Natural divisor = denominator_;
  while (!rest.IsZero()) {  // it ends before: a number whose denominator is that small fits
    auto [quotient, remainder] = Natural::Divide(divisor, rest);
    const Int128 room = (kLargest - earlier_q) / q;
    const auto step = quotient.ToInt128();
    const bool last = !step || *step > room;
    const Int128 taken = last ? room : *step;
    const Int128 next_p = earlier_p + taken * p, next_q = earlier_q + taken * q;
    if (last) return with_sign(next_p + p, next_q + q);
    earlier_p = std::exchange(p, next_p);
    earlier_q = std::exchange(q, next_q);
    divisor = std::move(rest);
    rest = std::move(remainder);
  }
  return with_sign(p, q);
}

std::string Exact::ToText() const {
  return (negative_ ? "-" : "") + numerator_.ToText() + (denominator_.IsOne() ? "" : "/" + denominator_.ToText());
}

std::strong_ordering operator<=>(const Exact& a, const Exact& b) {
  if (a.sign() != b.sign()) return a.sign() <=> b.sign();
  const auto magnitude = a.numerator_ * b.denominator_ <=> b.numerator_ * a.denominator_;
  return a.negative_ ? 0 <=> magnitude : magnitude;
}

// Of long sums and short summands no long common divisor is ever sought (Knuth, volume 2, 4.5.1): what is left to
// cancel divides the common divisor of the denominators.
Exact operator+(const Exact& a, const Exact& b) {
  const Natural common = Gcd(a.denominator_, b.denominator_);
  const Natural a_part = Quotient(a.denominator_, common), b_part = Quotient(b.denominator_, common);
  const Natural left = a.numerator_ * b_part, right = b.numerator_ * a_part;
  const bool same = a.negative_ == b.negative_, left_leads = left >= right;
  const Natural sum = same ? left + right : left_leads ? left - right : right - left;
  const Natural rest = Gcd(common, sum);
  return {same || left_leads ? a.negative_ : b.negative_, Quotient(sum, rest), a_part * Quotient(b.denominator_, rest)};
}

Exact operator-(const Exact& a, const Exact& b) {
  Exact minus = b;
  minus.negative_ = !b.negative_ && b.sign() != 0;
  return a + minus;
}

Exact operator*(const Exact& a, const Exact& b) {
  const Natural left = Gcd(b.denominator_, a.numerator_), right = Gcd(a.denominator_, b.numerator_);
  return {a.negative_ != b.negative_, Quotient(a.numerator_, left) * Quotient(b.numerator_, right),
          Quotient(a.denominator_, right) * Quotient(b.denominator_, left)};
}

Exact operator/(const Exact& a, const Exact& b) {
  return a * Exact(b.negative_, b.denominator_, b.numerator_);
}

std::optional<Int128> Exact::Round(RoundingMode mode, Int128 unit) const {
  const Natural divisor = denominator_ * Natural(Magnitude(unit));
  auto [quotient, remainder] = Natural::Divide(numerator_, divisor);
  const auto half = remainder + remainder <=> divisor;
  const bool away =
      !remainder.IsZero() && (mode == RoundingMode::up || (mode == RoundingMode::half_away_from_zero && half >= 0) ||
                              (mode == RoundingMode::half_even && (half > 0 || (half == 0 && quotient.IsOdd()))));
  if (away) quotient = quotient + Natural(1);
  const auto rounded = (quotient * Natural(Magnitude(unit))).ToInt128();
  return rounded && negative_ ? -*rounded : rounded;
}

}  // namespace slate
