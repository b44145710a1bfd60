#include "runtime/number/ratio.h"

#include "runtime/number/wide.h"

namespace slate {
namespace {

constexpr Int128 kLargest = static_cast<Int128>((UInt128{1} << 127) - 1);
constexpr int kMaxPlaces = 38;  // 10^38 is the largest power of ten within 127 bits

UInt128 Magnitude(Int128 value) { return value < 0 ? UInt128{0} - static_cast<UInt128>(value) : static_cast<UInt128>(value); }

UInt128 Gcd(UInt128 a, UInt128 b) {
  while (b > UINT64_MAX || (b != 0 && a > UINT64_MAX)) {
    const UInt128 rest = a % b;
    a = b;
    b = rest;
  }
  if (b == 0) return a;
  auto x = static_cast<std::uint64_t>(a), y = static_cast<std::uint64_t>(b);
  while (y != 0) {
    const std::uint64_t rest = x % y;
    x = y;
    y = rest;
  }
  return x;
}

// Nearly all ratios are made of small numbers: their products, and the sum of two, fit 127 bits.
bool IsSmall(Int128 value) { return value >= -(Int128{1} << 62) && value <= Int128{1} << 62; }
bool IsSmall(const Ratio& value) { return IsSmall(value.numerator) && IsSmall(value.denominator); }

// numerator / denominator in lowest terms, if both fit afterwards.
std::optional<Ratio> Reduce(Wide numerator, Wide denominator) {
  Wide a = numerator, b = denominator;
  while (!b.IsZero()) {
    const Wide rest = Wide::Divide(a, b).remainder;
    a = b;
    b = rest;
  }
  const auto n = Wide::Divide(numerator, a).quotient.ToInt128();
  const auto d = Wide::Divide(denominator, a).quotient.ToInt128();
  if (!n || !d) return std::nullopt;
  return *d < 0 ? Ratio{-*n, -*d} : Ratio{*n, *d};
}

Wide Product(Int128 a, Int128 b) { return *Wide::Multiply(Wide(a), Wide(b)); }  // 256 bits always fit

// Rounds numerator / denominator (denominator > 0) to an integer.
std::optional<Int128> RoundQuotient(const Wide& numerator, const Wide& denominator, RoundingMode mode) {
  const Wide::Division division = Wide::Divide(numerator, denominator);
  auto quotient = division.quotient.ToInt128();
  if (!quotient) return std::nullopt;
  if (division.remainder.IsZero()) return quotient;
  const auto doubled = Wide::Add(division.remainder, division.remainder);
  const int half = doubled ? Wide::CompareMagnitude(*doubled, denominator) : 1;
  bool away = false;
  switch (mode) {
    case RoundingMode::half_away_from_zero: away = half >= 0; break;
    case RoundingMode::half_even: away = half > 0 || (half == 0 && division.quotient.IsOdd()); break;
    case RoundingMode::down: away = false; break;
    case RoundingMode::up: away = true; break;
  }
  if (!away) return quotient;
  if (*quotient == kLargest || *quotient == -kLargest) return std::nullopt;
  return *quotient + (numerator.negative() ? -1 : 1);
}

// The same of a numerator up to 2^124 and a denominator up to 2^62, positive.
Int128 RoundSmallQuotient(Int128 numerator, Int128 denominator, RoundingMode mode) {
  const Int128 quotient = numerator / denominator, rest = numerator % denominator;
  if (rest == 0) return quotient;
  const auto half = 2 * (rest < 0 ? -rest : rest) <=> denominator;
  bool away = false;
  switch (mode) {
    case RoundingMode::half_away_from_zero: away = half >= 0; break;
    case RoundingMode::half_even: away = half > 0 || (half == 0 && quotient % 2 != 0); break;
    case RoundingMode::down: away = false; break;
    case RoundingMode::up: away = true; break;
  }
  return quotient + (!away ? 0 : numerator < 0 ? -1 : 1);
}

Int128 PowerOfTen(int exponent) {
  Int128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

}  // namespace

Ratio MakeRatio(Int128 numerator, Int128 denominator) {
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  const Int128 divisor = static_cast<Int128>(Gcd(Magnitude(numerator), Magnitude(denominator)));
  return divisor == 0 ? Ratio{} : Ratio{numerator / divisor, denominator / divisor};
}

Ratio FromDecimal(Decimal value) { return MakeRatio(value.digits, PowerOfTen(value.scale)); }

std::optional<Ratio> Add(const Ratio& a, const Ratio& b) {
  if (IsSmall(a) && IsSmall(b)) return MakeRatio(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
  const auto sum = Wide::Add(Product(a.numerator, b.denominator), Product(b.numerator, a.denominator));
  return sum ? Reduce(*sum, Product(a.denominator, b.denominator)) : std::nullopt;
}

std::optional<Ratio> Subtract(const Ratio& a, const Ratio& b) { return Add(a, Ratio{-b.numerator, b.denominator}); }

std::optional<Ratio> Multiply(const Ratio& a, const Ratio& b) {
  if (IsSmall(a) && IsSmall(b)) return MakeRatio(a.numerator * b.numerator, a.denominator * b.denominator);
  return Reduce(Product(a.numerator, b.numerator), Product(a.denominator, b.denominator));
}

std::optional<Ratio> Divide(const Ratio& a, const Ratio& b) {
  if (b.numerator == 0) return std::nullopt;
  if (IsSmall(a) && IsSmall(b)) return MakeRatio(a.numerator * b.denominator, a.denominator * b.numerator);
  return Reduce(Product(a.numerator, b.denominator), Product(a.denominator, b.numerator));
}

std::strong_ordering Compare(const Ratio& a, const Ratio& b) {
  if (IsSmall(a) && IsSmall(b)) return a.numerator * b.denominator <=> b.numerator * a.denominator;
  const int order = Wide::Compare(Product(a.numerator, b.denominator), Product(b.numerator, a.denominator));
  return order <=> 0;
}

std::optional<Int128> RoundToScale(const Ratio& value, int places, RoundingMode mode) {
  if (places < 0 || places > kMaxPlaces) return std::nullopt;
  if (const Int128 power = PowerOfTen(places); IsSmall(value) && IsSmall(power)) return RoundSmallQuotient(value.numerator * power, value.denominator, mode);
  return RoundQuotient(Product(value.numerator, PowerOfTen(places)), Wide(value.denominator), mode);
}

std::string ToDecimalText(const Ratio& value, int places, RoundingMode mode) {
  const auto scaled = RoundToScale(value, places, mode);
  if (!scaled) return ToString(value.numerator) + "/" + ToString(value.denominator);
  std::string text = ToString(*scaled < 0 ? -*scaled : *scaled);
  const std::size_t scale = static_cast<std::size_t>(places);
  if (scale > 0) {
    if (text.size() <= scale) text.insert(0, scale + 1 - text.size(), '0');
    text.insert(text.size() - scale, 1, '.');
  }
  return *scaled < 0 ? "-" + text : text;
}

}  // namespace slate
