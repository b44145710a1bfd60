#include "runtime/measure/sketch.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <random>

#include "runtime/measure/aggregate.h"
#include "runtime/measure/samples.h"
#include "runtime/measure/value.h"

using namespace slate;
using namespace slate::measure;

namespace {

Int128 Magnitude(Int128 value) { return value < 0 ? -value : value; }

// Of every size, of either sign, the extremes and runs of one value.
std::vector<std::int64_t> RandomValues(std::mt19937_64& random, std::size_t count) {
  std::vector<std::int64_t> values = {0, 1, -1, std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()};
  while (values.size() < count) {
    const auto value = static_cast<std::int64_t>(random() >> random() % 64);
    values.push_back(random() % 3 == 0 ? -value : value);
    if (random() % 8 == 0) values.insert(values.end(), random() % 5, value);
  }
  return values;
}

}  // namespace

TEST_CASE("an approximate percentile is within what is declared of the exact one") {
  std::mt19937_64 random(11);
  for (const Ratio& within : {Ratio{1, 4}, Ratio{1, 10}, Ratio{1, 100}, Ratio{1, 1'000}, Ratio{1, 100'000}}) {
    const std::int32_t bits = BitsFor(within);
    for (int round = 0; round < 40; ++round) {
      std::vector<std::int64_t> values = RandomValues(random, 1 + random() % 3'000);
      Sketch sketch;
      for (const std::int64_t value : values) sketch.Add(CutTo(value, bits));
      std::sort(values.begin(), values.end());
      for (const Ratio& rank : {Ratio{0, 1}, Ratio{1, 2}, Ratio{19, 20}, Ratio{999, 1'000}, Ratio{1, 1}}) {
        const Int128 exact = Percentile(values, rank, false).numerator, found = sketch.AtRank(rank);
        INFO("exact " << ToString(exact) << " found " << ToString(found));
        // |found - exact| <= within * |exact|, and never further from zero
        REQUIRE(Magnitude(found - exact) * within.denominator <= Magnitude(exact) * within.numerator);
        REQUIRE(Magnitude(found) <= Magnitude(exact));
      }
    }
  }
}

TEST_CASE("a sketch holds few values, however many are added") {
  std::mt19937_64 random(5);
  Sketch sketch;
  for (int i = 0; i < 500'000; ++i) sketch.Add(CutTo(static_cast<std::int64_t>(random() >> random() % 64), 7));
  CHECK(sketch.different() <= 2 * 64 * 128 + 1);
}

TEST_CASE("the order in which values come, and how they are divided, changes nothing") {
  std::mt19937_64 random(7);
  std::vector<std::int64_t> values = RandomValues(random, 2'000);
  const auto name = [](std::size_t) -> std::string_view { return ""; };
  std::string first;
  for (int round = 0; round < 5; ++round) {
    std::shuffle(values.begin(), values.end(), random);
    Samples left(2, 7), right(2, 7);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::int64_t cell = 1;
      (i < 100u * static_cast<std::size_t>(round) ? left : right).Add(&cell, &values[i], 1);
    }
    left.Merge(std::move(right));
    const std::string bytes = left.CanonicalBytes(name, false);
    if (first.empty()) first = bytes;
    CHECK(bytes == first);
    // A pooled period is what its periods are together.
    Samples pool(1, 7);
    pool.MergeRange(0, 0, left, 0, 0, 1);
    CHECK(pool.SketchOf(0, 0).AtRank(Ratio{1, 2}) == left.SketchOf(0, 1).AtRank(Ratio{1, 2}));
  }
}

TEST_CASE("a value is cut toward zero to its leading bits") {
  CHECK(CutTo(0, 7) == 0);
  CHECK(CutTo(255, 7) == 255);
  CHECK(CutTo(257, 7) == 256);
  CHECK(CutTo(259, 7) == 258);
  CHECK(CutTo(-259, 7) == -258);
  CHECK(CutTo(std::numeric_limits<std::int64_t>::min(), 1) == std::numeric_limits<std::int64_t>::min());
  CHECK(BitsFor(Ratio{1, 100}) == 7);
  CHECK(BitsFor(Ratio{1, 128}) == 7);
  CHECK(BitsFor(Ratio{1, 129}) == 8);
}
