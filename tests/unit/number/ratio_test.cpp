#include "runtime/number/ratio.h"

#include <random>

#include <catch2/catch_test_macros.hpp>

#include "runtime/number/exact.h"
#include "runtime/number/money.h"
#include "runtime/number/wide.h"

using namespace slate;

TEST_CASE("decimals keep their digits and refuse what does not fit") {
  CHECK(ToString(*ParseDecimal("0.50")) == "0.50");
  CHECK(ParseDecimal("288,000.25", true) == Decimal{28800025, 2});
  CHECK(!ParseDecimal("288,00", true));
  CHECK(!ParseDecimal(",288", true));
  CHECK(!ParseDecimal("1.").has_value());
  CHECK(!ParseDecimal("").has_value());
  CHECK(!ParseDecimal("1234567890123456789").has_value());
}

TEST_CASE("ratios compare exactly where products exceed 128 bits") {
  const Int128 big = (static_cast<Int128>(1) << 126) - 1;
  CHECK(Compare(Ratio{big, big - 1}, Ratio{big - 1, big - 2}) < 0);
  CHECK(Compare(Ratio{-big, big - 1}, Ratio{big, big - 1}) < 0);
  CHECK(Compare(MakeRatio(3, 9), MakeRatio(1, 3)) == 0);
  CHECK(!Add(Ratio{big, big - 1}, Ratio{big - 1, big - 2}).has_value());
  CHECK(*Add(MakeRatio(1, 3), MakeRatio(1, 6)) == MakeRatio(1, 2));
  CHECK(*Divide(MakeRatio(-1, 2), MakeRatio(1, 4)) == MakeRatio(-2, 1));
  CHECK(!Divide(MakeRatio(1, 2), Ratio{}).has_value());
}

TEST_CASE("half a unit goes where the mode says, on both sides of zero") {
  using enum RoundingMode;
  const auto round = [](int n, int d, RoundingMode mode) {
    return static_cast<int>(*RoundToScale(MakeRatio(n, d), 0, mode));
  };
  CHECK(round(5, 2, half_away_from_zero) == 3);
  CHECK(round(-5, 2, half_away_from_zero) == -3);
  CHECK(round(5, 2, half_even) == 2);
  CHECK(round(7, 2, half_even) == 4);
  CHECK(round(-5, 2, half_even) == -2);
  CHECK(round(29, 10, down) == 2);
  CHECK(round(-29, 10, down) == -2);
  CHECK(round(21, 10, up) == 3);
  CHECK(round(-21, 10, up) == -3);
  CHECK(ToDecimalText(MakeRatio(1, 3), 4) == "0.3333");
  CHECK(ToDecimalText(MakeRatio(-1, 1000), 2) == "0.00");
}

TEST_CASE("division is exact on both sides of 128 bits") {
  std::mt19937_64 random(3);
  for (int i = 0; i < 3000; ++i) {
    const auto wide = [&](int bits) {
      const UInt128 any = (static_cast<UInt128>(random()) << 64) | random();
      return static_cast<Int128>(any >> (128 - bits));
    };
    const Int128 divisor = 1 + wide(1 + static_cast<int>(random() % 120)),
                 quotient = wide(1 + static_cast<int>(random() % 120));
    const Int128 remainder = wide(127) % divisor;
    // quotient * divisor + remainder may need 240 bits, or fit 128.
    const Wide value = *Wide::Add(*Wide::Multiply(Wide(quotient), Wide(divisor)), Wide(remainder));
    const Wide::Division division = Wide::Divide(value, Wide(divisor));
    REQUIRE(*division.quotient.ToInt128() == quotient);
    REQUIRE(*division.remainder.ToInt128() == remainder);
  }
}

TEST_CASE("ratios compare as their continued fractions do") {
  // Another road to the same order: whole parts, then the remainders turned upside down. No product, so nothing
  // overflows.
  const auto by_fractions = [](Int128 a, Int128 b, Int128 c, Int128 d) {
    for (int sign = 1;; sign = -sign) {
      if (a / b != c / d) return (a / b < c / d ? -1 : 1) * sign;
      const Int128 left = a % b, right = c % d;
      if (left == 0 || right == 0) return left == right ? 0 : (left == 0 ? -sign : sign);
      a = b, b = left, c = d, d = right;
    }
  };
  std::mt19937_64 random(5);
  const auto any = [&] {
    return static_cast<Int128>(((static_cast<UInt128>(random()) << 64) | random()) >> (1 + random() % 100)) + 1;
  };
  for (int i = 0; i < 5000; ++i) {
    const Int128 a = any(), b = any();
    // Every other pair differs by one part in the denominator at most.
    const Int128 c = i % 2 == 0 ? any() : a - 1 + static_cast<Int128>(random() % 2), d = i % 2 == 0 ? any() : b;
    const int expected = by_fractions(a, b, c, d);
    REQUIRE(Compare(Ratio{a, b}, Ratio{c, d}) == (expected <=> 0));
    REQUIRE(Compare(Ratio{-a, b}, Ratio{-c, d}) == (0 <=> expected));
    REQUIRE(Compare(Ratio{c, d}, Ratio{a, b}) == (0 <=> expected));
  }
}

TEST_CASE("sums and products of ratios undo each other") {
  std::mt19937_64 random(9);
  const auto any = [&] {
    return MakeRatio(static_cast<Int128>(random() >> 4) - (1LL << 59), 1 + static_cast<Int128>(random() >> 34));
  };
  for (int i = 0; i < 500; ++i) {
    const Ratio a = any(), b = any();
    REQUIRE(*Subtract(*Add(a, b), b) == a);
    if (b.numerator != 0) REQUIRE(*Multiply(*Divide(a, b), b) == a);
    REQUIRE((Compare(a, b) < 0) == (Subtract(a, b)->numerator < 0));
  }
}

TEST_CASE("a ratio is rounded to 38 places at most") {
  CHECK(!RoundToScale(MakeRatio(1, 3), 39, RoundingMode::down).has_value());
  CHECK(ToString(*RoundToScale(MakeRatio(1, 3), 38, RoundingMode::down)) == std::string(38, '3'));
}

TEST_CASE("money has its currency's digits and no more") {
  const Currency euro = *FindCurrency("EUR");
  CHECK(*MinorUnits({1050, 1}, euro) == 10500);
  CHECK(*MinorUnits({10500, 3}, euro) == 1050);
  CHECK(!MinorUnits({10505, 3}, euro).has_value());
  CHECK(FindCurrency("JPY")->scale == 0);
  CHECK(FindCurrency("KWD")->scale == 3);
  CHECK(FindCurrency("CLF")->scale == 4);
  CHECK(FindCurrency("XCG")->scale == 2);
  for (const char* none : {"XAU", "XXX", "HRK", "eur", "EU", "EURO", "R E", ""}) CHECK(!FindCurrency(none).has_value());
  CHECK(!FindCurrency("XXY").has_value());
  CHECK(GroupedAmountText(-123456789, euro) == "-1,234,567.89");
  CHECK(AmountText(5, euro) == "0.05");
  CHECK(AmountText(-5, euro) == "-0.05");
  CHECK(AmountText(-1234, *FindCurrency("JPY")) == "-1234");
  CHECK(GroupedAmountText(100'000, *FindCurrency("KWD")) == "100.000");
  const Int128 least = static_cast<Int128>(UInt128{1} << 127);
  CHECK(AmountText(least, euro) == "-1701411834604692317316873037158841057.28");
}

// Small ratios are reckoned within 127 bits, others within 256: numbers of any size, which know no such border, agree with both.
TEST_CASE("ratios of all sizes come to what numbers of any size come to") {
  std::mt19937_64 random(11);
  const auto number = [&](bool positive) {
    const int bits = 1 + static_cast<int>(random() % 66);
    Int128 value = static_cast<Int128>(((static_cast<UInt128>(random()) << 64) | random()) >> (128 - bits));
    if (random() % 8 == 0) value = (Int128{1} << (random() % 2 == 0 ? 62 : 63)) + static_cast<Int128>(random() % 3) - 1;
    if (positive && value == 0) value = 1;
    return !positive && random() % 2 == 0 ? -value : value;
  };
  const auto agrees = [](const std::optional<Ratio>& ratio, const Exact& exact) { return ratio == exact.ToRatio(); };
  for (int round = 0; round < 20'000; ++round) {
    const Ratio a = MakeRatio(number(false), number(true)), b = MakeRatio(number(false), number(true));
    const Exact x(a.numerator, a.denominator), y(b.numerator, b.denominator);
    REQUIRE(agrees(Add(a, b), x + y));
    REQUIRE(agrees(Subtract(a, b), x - y));
    REQUIRE(agrees(Multiply(a, b), x * y));
    if (b.numerator != 0) REQUIRE(agrees(Divide(a, b), x / y));
    REQUIRE(Compare(a, b) == (x <=> y));
    const int places = static_cast<int>(random() % 20);
    Int128 power = 1;
    for (int i = 0; i < places; ++i) power *= 10;
    for (const RoundingMode mode : {RoundingMode::half_away_from_zero, RoundingMode::half_even, RoundingMode::down, RoundingMode::up}) {
      REQUIRE(RoundToScale(a, places, mode) == (x * Exact(power)).Round(mode));
    }
  }
}

TEST_CASE("numbers of all sizes have their digits") {
  CHECK(ToString(Int128{0}) == "0");
  CHECK(ToString(static_cast<Int128>(UINT64_MAX)) == "18446744073709551615");
  CHECK(ToString(static_cast<Int128>(UINT64_MAX) + 1) == "18446744073709551616");
  CHECK(ToString(-(static_cast<Int128>(1) << 100)) == "-1267650600228229401496703205376");
}
