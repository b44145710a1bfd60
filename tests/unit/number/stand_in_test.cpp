// A number that fits no 127 bits, and the fraction in its place: both compare alike with every fraction of 62 bits.
#include <catch2/catch_test_macros.hpp>

#include <random>

#include "runtime/number/exact.h"

using namespace slate;

namespace {

// n / d of many short fractions, so that it fits no 127 bits.
Exact Long(std::mt19937_64& random, int parts) {
  Exact sum;
  for (int i = 0; i < parts; ++i) {
    const auto denominator = static_cast<Int128>(random() % 1'000'000'000'000 + 1);
    sum = sum + Exact(static_cast<Int128>(random() % 3'000'000'000'000) - 1'000'000'000'000, denominator);
  }
  return sum;
}

void CompareAlike(const Exact& value, const Ratio& level) {
  const Ratio stand_in = value.StandIn();
  const bool alike = (value <=> Exact(level.numerator, level.denominator)) == Compare(stand_in, level);
  CHECK(alike);
}

}  // namespace

TEST_CASE("a number that fits stands for itself") {
  const Exact value(-39, 40);
  CHECK(value.StandIn() == Ratio{-39, 40});
  CHECK(value.ToRatio() == Ratio{-39, 40});
  CHECK(value.ToText() == "-39/40");
  CHECK(Exact(Int128{12}).ToText() == "12");
  CHECK(Exact().ToText() == "0");
}

TEST_CASE("digits of any number") {
  Exact power(1);
  std::string digits = "1";
  for (int i = 0; i < 60; ++i) {
    CHECK(power.ToText() == digits);
    CHECK((Exact(1) / power).ToText() == (i == 0 ? "1" : "1/" + digits));
    power = power * Exact(10);
    digits += '0';
  }
}

TEST_CASE("a stand-in compares with every level as the number does") {
  std::mt19937_64 random(20260101);
  constexpr Int128 kLargest = static_cast<Int128>(1) << 62;
  for (int round = 0; round < 200; ++round) {
    const Exact value = Long(random, 4 + round % 9);
    const Ratio stand_in = value.StandIn();
    CHECK((value.ToRatio() || stand_in.denominator > kLargest));
    for (int i = 0; i < 20; ++i) {
      const auto denominator = static_cast<Int128>(random() >> (2 + random() % 60)) + 1;
      CompareAlike(value, MakeRatio(static_cast<Int128>(random() >> 2) * (i % 2 == 0 ? 1 : -1), denominator));
      // The levels nearest to it, on both sides.
      const auto near = (value * Exact(denominator)).Round(RoundingMode::down);
      if (!near) continue;
      for (const Int128 step : {-1, 0, 1}) CompareAlike(value, MakeRatio(*near + step, denominator));
    }
  }
}

TEST_CASE("beyond every level on its side") {
  const Exact huge = Exact(static_cast<Int128>(1) << 100) * Exact(static_cast<Int128>(1) << 100) + Exact(1, 3);
  CHECK(Compare(huge.StandIn(), Ratio{static_cast<Int128>(1) << 62, 1}) > 0);
  CHECK(Compare((Exact() - huge).StandIn(), Ratio{-(static_cast<Int128>(1) << 62), 1}) < 0);
  const Exact tiny = Exact(1) / huge;
  CHECK(Compare(tiny.StandIn(), Ratio{}) > 0);
  CHECK(Compare(tiny.StandIn(), Ratio{1, static_cast<Int128>(1) << 62}) < 0);
}
