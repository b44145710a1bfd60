#include "runtime/number/ratio.h"

#include <catch2/catch_test_macros.hpp>
#include <random>

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
  const auto round = [](int n, int d, RoundingMode mode) { return static_cast<int>(*RoundToScale(MakeRatio(n, d), 0, mode)); };
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

TEST_CASE("a credit line is one rounding of an exact product") {
  // 57 of 60 against a line from 10% at 90% to 0% at 98%: 3.75% of EUR 100,000.
  CHECK(*RoundedLinear(49, -50, 40, 57, 60, 10'000'000, RoundingMode::half_away_from_zero) == 375'000);
  std::mt19937_64 random(1);
  for (int i = 0; i < 2000; ++i) {
    const std::int64_t a = static_cast<std::int64_t>(random() % 2000) - 1000, b = static_cast<std::int64_t>(random() % 2000) - 1000;
    const std::int64_t c = 1 + random() % 50, d = 1 + random() % 50, n = random() % 50, base = random() % 100000;
    const std::int64_t numerator = (a * d + b * n) * base, denominator = c * d;
    // Half away from zero by integers alone: double, add, truncate.
    const std::int64_t expected = (2 * numerator + (numerator < 0 ? -denominator : denominator)) / (2 * denominator);
    REQUIRE(static_cast<std::int64_t>(*RoundedLinear(a, b, c, n, d, base, RoundingMode::half_away_from_zero)) == expected);
  }
}

TEST_CASE("division is exact on both sides of 128 bits") {
  std::mt19937_64 random(3);
  for (int i = 0; i < 3000; ++i) {
    const auto wide = [&](int bits) {
      const UInt128 any = (static_cast<UInt128>(random()) << 64) | random();
      return static_cast<Int128>(any >> (128 - bits));
    };
    const Int128 divisor = 1 + wide(1 + static_cast<int>(random() % 120)), quotient = wide(1 + static_cast<int>(random() % 120));
    const Int128 remainder = wide(127) % divisor;
    // quotient * divisor + remainder may need 240 bits, or fit 128.
    const Wide value = *Wide::Add(*Wide::Multiply(Wide(quotient), Wide(divisor)), Wide(remainder));
    const Wide::Division division = Wide::Divide(value, Wide(divisor));
    REQUIRE(*division.quotient.ToInt128() == quotient);
    REQUIRE(*division.remainder.ToInt128() == remainder);
  }
}

TEST_CASE("money has its currency's digits and no more") {
  const Currency euro = *FindCurrency("EUR");
  CHECK(*MinorUnits({1050, 1}, euro) == 10500);
  CHECK(*MinorUnits({10500, 3}, euro) == 1050);
  CHECK(!MinorUnits({10505, 3}, euro).has_value());
  CHECK(FindCurrency("JPY")->scale == 0);
  CHECK(FindCurrency("KWD")->scale == 3);
  CHECK(!FindCurrency("XXY").has_value());
  CHECK(GroupedAmountText(-123456789, euro) == "-1,234,567.89");
  CHECK(AmountText(5, euro) == "0.05");
}
