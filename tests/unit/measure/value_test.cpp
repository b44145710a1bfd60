// Values of cells: percentiles against their definition, sums beyond 64 bits, and what a cell without items is worth.
#include "runtime/measure/value.h"

#include <catch2/catch_test_macros.hpp>
#include <random>

using namespace slate;
using namespace slate::measure;

namespace {

Ratio Of(const abi::Value& value) { return MakeRatio(value.numerator, value.denominator); }

}  // namespace

TEST_CASE("the nearest rank is the smallest value that at least the share does not exceed") {
  std::mt19937 random(5);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::int64_t> values(1 + random() % 40);
    for (std::int64_t& value : values) value = static_cast<std::int64_t>(random() % 50) - 25;
    std::sort(values.begin(), values.end());
    for (const Ratio rank : {Ratio{1, 2}, Ratio{19, 20}, Ratio{99, 100}, Ratio{1, 1}, Ratio{1, 1000}}) {
      const abi::Value found = Percentile(values, rank, false);
      const auto share = [&](std::int64_t limit) {
        std::int64_t within = 0;
        for (const std::int64_t value : values) within += value <= limit;
        return MakeRatio(within, static_cast<std::int64_t>(values.size()));
      };
      CHECK(Compare(share(static_cast<std::int64_t>(found.numerator)), rank) >= 0);
      for (const std::int64_t value : values) {
        if (value < found.numerator) CHECK(Compare(share(value), rank) < 0);
      }
    }
  }
}

TEST_CASE("an interpolated percentile lies on the line between its two ranks") {
  const std::vector<std::int64_t> values{1, 2, 4, 8};
  CHECK(Of(Percentile(values, Ratio{1, 2}, true)) == Ratio{3, 1});
  CHECK(Of(Percentile(values, Ratio{1, 1}, true)) == Ratio{8, 1});
  CHECK(Of(Percentile(values, Ratio{9, 10}, true)) == MakeRatio(68, 10));
  CHECK(Of(Percentile({-3}, Ratio{9, 10}, true)) == Ratio{-3, 1});
}

TEST_CASE("sums keep 127 bits, negative ones too, in cells and across merges") {
  const Aggregate average{.kind = AggregateKind::average, .rank = {}, .interpolated = false};
  Counters a(1, 5, AggregateKind::average), b(1, 5, AggregateKind::average);
  for (Counters* side : {&a, &b}) {
    side->Reserve(1);
    const Int128 sum = -(static_cast<Int128>(1) << 90);
    side->data()[0] = 2;
    side->data()[2] = static_cast<std::uint64_t>(sum);
    side->data()[3] = static_cast<std::uint64_t>(static_cast<UInt128>(sum) >> 64);
  }
  a.Merge(b);
  CHECK(Of(*ValueOf(average, a, nullptr, 0, 0)) == MakeRatio(-(static_cast<Int128>(1) << 91), 4));
}

TEST_CASE("the least and the greatest come through a merge, whichever side has items") {
  for (const AggregateKind kind : {AggregateKind::minimum, AggregateKind::maximum}) {
    Counters a(1, 4, kind), b(1, 4, kind), none(1, 4, kind);
    for (Counters* side : {&a, &b, &none}) side->Reserve(1);
    a.data()[0] = b.data()[0] = 1;
    a.data()[2] = static_cast<std::uint64_t>(-5);
    b.data()[2] = 7;
    none.Merge(a);
    none.Merge(b);
    const Aggregate aggregate{.kind = kind, .rank = {}, .interpolated = false};
    CHECK(ValueOf(aggregate, none, nullptr, 0, 0)->numerator == (kind == AggregateKind::minimum ? -5 : 7));
  }
}

TEST_CASE("a count and a sum of nothing are zero; a share, an average or a percentile of nothing is no value") {
  const Counters counters(1, 3);
  const Samples samples(1);
  for (const AggregateKind kind : {AggregateKind::ratio, AggregateKind::average, AggregateKind::minimum, AggregateKind::percentile}) {
    CHECK_FALSE(ValueOf({.kind = kind, .rank = {1, 2}, .interpolated = false}, Counters(1, 7, kind), &samples, 0, 0).has_value());
  }
  for (const AggregateKind kind : {AggregateKind::count, AggregateKind::sum, AggregateKind::distinct}) {
    CHECK(ValueOf({.kind = kind, .rank = {}, .interpolated = false}, Counters(1, 7, kind), &samples, 0, 0)->numerator == 0);
  }
}
