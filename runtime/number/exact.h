// Rational numbers of any size, for what is added up over many lines before it is rounded: the sum of shares with
// different denominators fits no fixed width. In: integers. Out: exact results, always; rounding is the caller's, once,
// at the end. Slower than Ratio (ratio.h), which holds single values; used per settled line only.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/number/decimal.h"
#include "runtime/number/ratio.h"

namespace slate {

// A non-negative integer of any size.
class Natural {
 public:
  Natural() = default;
  explicit Natural(UInt128 value);

  bool IsZero() const { return limbs_.empty(); }
  bool IsOne() const { return limbs_.size() == 1 && limbs_[0] == 1; }
  bool IsOdd() const { return !limbs_.empty() && (limbs_[0] & 1) != 0; }
  // Nothing when it does not fit 127 bits.
  std::optional<Int128> ToInt128() const;

  friend bool operator==(const Natural&, const Natural&) = default;
  friend std::strong_ordering operator<=>(const Natural& a, const Natural& b);
  friend Natural operator+(const Natural& a, const Natural& b);
  friend Natural operator-(const Natural& a, const Natural& b);  // a >= b
  friend Natural operator*(const Natural& a, const Natural& b);
  // Quotient and remainder; the divisor is not zero.
  static std::pair<Natural, Natural> Divide(const Natural& value, const Natural& divisor);
  std::string ToText() const;  // decimal digits

 private:
  void Trim();
  std::vector<std::uint32_t> limbs_;  // little endian, without leading zeros
};

// In lowest terms.
class Exact {
 public:
  Exact() = default;
  explicit Exact(Int128 whole);
  Exact(Int128 numerator, Int128 denominator);  // denominator > 0

  int sign() const { return numerator_.IsZero() ? 0 : negative_ ? -1 : 1; }
  // Rounded to a multiple of `unit` (at least 1). Nothing when that does not fit 127 bits.
  std::optional<Int128> Round(RoundingMode mode, Int128 unit = 1) const;
  // Nothing when the numerator or the denominator needs more than 127 bits.
  std::optional<Ratio> ToRatio() const;
  // The number itself where it fits, else a fraction in its place: every fraction with a numerator and a denominator of at most
  // 2^62 compares with both alike. What is decided by such levels may be decided by it.
  Ratio StandIn() const;
  std::string ToText() const;  // "39/40", "-3"

  friend bool operator==(const Exact& a, const Exact& b) = default;
  friend std::strong_ordering operator<=>(const Exact& a, const Exact& b);
  friend Exact operator+(const Exact& a, const Exact& b);
  friend Exact operator-(const Exact& a, const Exact& b);
  friend Exact operator*(const Exact& a, const Exact& b);
  friend Exact operator/(const Exact& a, const Exact& b);  // b is not zero

 private:
  Exact(bool negative, Natural numerator, Natural denominator);  // in lowest terms
  Natural numerator_, denominator_{1};
  bool negative_ = false;
};

}  // namespace slate
