#include "runtime/number/exact.h"

#include <random>

#include <catch2/catch_test_macros.hpp>

using namespace slate;

namespace {

// A credit line (a + b n/d) base / c.
std::optional<Int128> Line(Int128 a, Int128 b, Int128 c, Int128 n, Int128 d, Int128 base, RoundingMode mode) {
  return ((Exact(a) + Exact(b) * Exact(n, d)) * Exact(base) / Exact(c)).Round(mode);
}

// A number of up to `bits` bits, often with runs of ones and zeros: what long division stumbles over.
Natural Random(std::mt19937_64& random, int bits) {
  Natural value;
  const Natural shift(UInt128{1} << 32);
  for (int i = 0; i < bits; i += 32) {
    const std::uint32_t limb = random() % 3 == 0   ? 0xffffffff
                               : random() % 3 == 0 ? 0
                               : random() % 4 == 0 ? 0x80000000
                                                   : static_cast<std::uint32_t>(random());
    value = value * shift + Natural(limb);
  }
  return value;
}

}  // namespace

TEST_CASE("division of any size gives back its parts") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const Natural divisor = Random(random, 1 + static_cast<int>(random() % 300)),
                  value = Random(random, static_cast<int>(random() % 700));
    if (divisor.IsZero()) continue;
    const auto [quotient, remainder] = Natural::Divide(value, divisor);
    REQUIRE(remainder < divisor);
    REQUIRE(quotient * divisor + remainder == value);
    // From the other side, at the largest remainder.
    const Natural rest = divisor - Natural(1);
    const auto [again, left] = Natural::Divide(value * divisor + rest, divisor);
    REQUIRE(again == value);
    REQUIRE(left == rest);
  }
}

TEST_CASE("integers of any size agree with those of 128 bits") {
  std::mt19937_64 random(8);
  const auto some = [&] { return (static_cast<UInt128>(random()) << 64 | random()) >> (1 + random() % 127); };
  for (int i = 0; i < 20'000; ++i) {
    const UInt128 a = some(), b = some(), high = a > b ? a : b, low = a > b ? b : a;
    REQUIRE(Natural(high) - Natural(low) == Natural(high - low));
    REQUIRE((Natural(a) <=> Natural(b)) == (a <=> b));
    REQUIRE(Natural(a >> 1) + Natural(b >> 1) == Natural((a >> 1) + (b >> 1)));
    REQUIRE(Natural(a >> 64) * Natural(b >> 64) == Natural((a >> 64) * (b >> 64)));
    if (low != 0) REQUIRE(Natural::Divide(Natural(high), Natural(low)).first == Natural(high / low));
    REQUIRE(Natural(a).ToInt128() == static_cast<Int128>(a));
  }
  CHECK(!Natural(UInt128{1} << 127).ToInt128().has_value());
}

TEST_CASE("sums of many fractions are exact, beyond every fixed width, and kept in lowest terms") {
  Exact sum, back;
  for (int k = 1; k <= 400; ++k) sum = sum + Exact(1, k);  // the 400th harmonic number: a denominator of 570 bits
  for (int k = 400; k >= 1; --k) back = back + Exact(1, k);
  CHECK(sum == back);
  for (int k = 1; k <= 400; ++k) sum = sum - Exact(1, k);
  CHECK(sum == Exact());
  CHECK(sum.sign() == 0);
  Exact telescoped;
  for (int k = 1; k < 1000; ++k) telescoped = telescoped + Exact(1, static_cast<Int128>(k) * (k + 1));
  CHECK(telescoped == Exact(999, 1000));
}

TEST_CASE("fractions obey the laws of arithmetic") {
  std::mt19937_64 random(9);
  const auto some = [&] {
    return Exact(static_cast<Int128>(random() % 2001) - 1000, 1 + static_cast<Int128>(random() % 1000));
  };
  for (int i = 0; i < 5'000; ++i) {
    const Exact a = some(), b = some(), c = some();
    REQUIRE((a + b) + c == a + (b + c));
    REQUIRE(a * (b + c) == a * b + a * c);
    REQUIRE((a - b) + b == a);
    if (b.sign() != 0) REQUIRE(a / b * b == a);
    REQUIRE((a < b) == ((a - b).sign() < 0));
  }
}

TEST_CASE("rounding to a unit is one rounding") {
  using enum RoundingMode;
  CHECK(Exact(14'499, 10).Round(half_away_from_zero, 100) ==
        Int128{1'400});  // to whole numbers first it would be 1450, then 1500
  CHECK(Exact(-150).Round(half_away_from_zero, 100) == Int128{-200});
  CHECK(Exact(250).Round(half_even, 100) == Int128{200});
  CHECK(Exact(1, 1000).Round(up, 100) == Int128{100});
  CHECK(Exact(-199).Round(down, 100) == Int128{-100});
}

TEST_CASE("a credit line is one rounding of an exact product") {
  // 57 of 60 against a line from 10% at 90% to 0% at 98%: 3.75% of EUR 100,000.
  CHECK(*Line(49, -50, 40, 57, 60, 10'000'000, RoundingMode::half_away_from_zero) == 375'000);
  std::mt19937_64 random(1);
  for (int i = 0; i < 2000; ++i) {
    const std::int64_t a = static_cast<std::int64_t>(random() % 2000) - 1000,
                       b = static_cast<std::int64_t>(random() % 2000) - 1000;
    const std::int64_t c = 1 + random() % 50, d = 1 + random() % 50, n = random() % 50, base = random() % 100000;
    const std::int64_t numerator = (a * d + b * n) * base, denominator = c * d;
    // Half away from zero by integers alone: double, add, truncate.
    const std::int64_t expected = (2 * numerator + (numerator < 0 ? -denominator : denominator)) / (2 * denominator);
    REQUIRE(static_cast<std::int64_t>(*Line(a, b, c, n, d, base, RoundingMode::half_away_from_zero)) == expected);
  }
}

TEST_CASE("half a cent is settled by the mode for every sign and size") {
  using enum RoundingMode;
  const Int128 large = static_cast<Int128>(1) << 120;
  for (const Int128 whole : {Int128{0}, Int128{1}, Int128{2}, Int128{1'000'001}, large, large + 1}) {
    for (const int sign : {1, -1}) {
      // The magnitude of `whole` and so many millionths, rounded. Over 1 and 7 both, so that the ratio is not in lowest
      // terms.
      const auto line = [&](int millionths, RoundingMode mode) {
        const auto rounded = Line(sign * whole, sign * millionths, 1, 7, 7'000'000, 1, mode);
        REQUIRE(rounded.has_value());
        return *rounded * sign;
      };
      CHECK((line(500'000, half_away_from_zero) == whole + 1));
      CHECK((line(500'000, half_even) == whole + whole % 2));
      CHECK((line(500'000, down) == whole));
      CHECK((line(500'000, up) == whole + 1));
      for (const RoundingMode half : {half_away_from_zero, half_even}) {
        CHECK((line(499'999, half) == whole));
        CHECK((line(500'001, half) == whole + 1));
      }
      CHECK((line(0, up) == whole));
      CHECK((line(1, up) == whole + 1));
      CHECK((line(999'999, down) == whole));
    }
  }
}

TEST_CASE("a credit line is exact at the limits of its arguments") {
  using enum RoundingMode;
  const Int128 largest = static_cast<Int128>((UInt128{1} << 127) - 1);
  CHECK((Line(largest, 0, largest, 0, largest, largest, down) == largest));
  CHECK((Line(largest, largest, largest, largest, largest, 1, half_even) == 2));
  CHECK((Line(-largest, 0, largest, 0, 1, largest, up) == -largest));
  CHECK((Line(largest, -largest, 1, 1, 1, largest, up) == 0));
  CHECK(!Line(largest, 0, 1, 0, 1, 2, down).has_value());
  CHECK(!Line(largest, largest, 1, largest, 1, largest, down).has_value());
  // largest + 1/2: the quotient fits 127 bits, and rounded away from zero it does not.
  CHECK((Line(1, 2, 2, largest, 1, 1, down) == largest));
  CHECK(!Line(1, 2, 2, largest, 1, 1, up).has_value());
  CHECK(!Line(1, 2, 2, largest, 1, 1, half_away_from_zero).has_value());
  CHECK(!Line(-1, -2, 2, largest, 1, 1, half_even).has_value());
}
