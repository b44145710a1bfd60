// Exact rational numbers, lowest terms, denominator positive. Every operation is exact or says it does not fit.
#pragma once

#include <compare>
#include <optional>
#include <string>

#include "runtime/number/decimal.h"

namespace slate {

struct Ratio {
  Int128 numerator = 0;
  Int128 denominator = 1;
  friend bool operator==(const Ratio&, const Ratio&) = default;  // lowest terms make this equality of values
};

Ratio FromDecimal(Decimal value);
// Lowest terms, positive denominator. `denominator` must not be zero, and neither may be -2^127, which has no negative.
Ratio MakeRatio(Int128 numerator, Int128 denominator);

// Nothing when the result does not fit 127 bits over 127 bits.
std::optional<Ratio> Add(const Ratio& a, const Ratio& b);
std::optional<Ratio> Subtract(const Ratio& a, const Ratio& b);
std::optional<Ratio> Multiply(const Ratio& a, const Ratio& b);
std::optional<Ratio> Divide(const Ratio& a, const Ratio& b);  // nothing for b == 0 as well

// Exact for every pair (256-bit cross products).
std::strong_ordering Compare(const Ratio& a, const Ratio& b);

// Rounding modes of the language, by their glossary names. `down` is towards zero, `up` away from it.
enum class RoundingMode : std::uint8_t { half_away_from_zero, half_even, down, up };

// value * 10^places rounded to an integer by `mode`. Nothing when it does not fit 127 bits, or for places outside 0 to 38.
std::optional<Int128> RoundToScale(const Ratio& value, int places, RoundingMode mode);

// Decimal text with exactly `places` digits after the point, rounded by `mode`; for showing, never for deciding.
std::string ToDecimalText(const Ratio& value, int places, RoundingMode mode = RoundingMode::half_away_from_zero);

}  // namespace slate
