// Calculated metrics over random cells, against the same calculations done naively with plain fractions.
#include <catch2/catch_test_macros.hpp>

#include <random>

#include "runtime/settle/derive.h"

using namespace slate;
using namespace slate::settle;

namespace {

constexpr std::size_t kGroups = 3, kPeriods = 8;

struct Cells {
  const Zone* zone = Zone::Find("UTC");
  PeriodGrid grid = WholePeriods({PeriodKind::calendar_month}, *zone, ToDate({2024, 11, 1}), ToDate({2025, 6, 30})).grid;
  measure::Counters counters{kPeriods, 3};
  MeasuredCells cells;

  explicit Cells(std::mt19937_64& random) {
    counters.Reserve(kGroups);
    for (std::size_t cell = 0; cell < kGroups * kPeriods; ++cell) {
      std::uint64_t* words = counters.data() + cell * 3;
      words[0] = random() % 4 == 0 ? 0 : random() % 40;
      words[1] = words[0] == 0 ? 0 : random() % (words[0] + 1);
      words[2] = random();
    }
    cells.metric = "otif";
    cells.clause = "B.1";
    cells.group_field = "site";
    cells.groups = GroupsKind::closed;
    cells.grid = &grid;
    cells.counters = &counters;
    cells.group_names = {"HAM", "BRE", "LEJ"};
  }
  Cells(const Cells&) = delete;

  std::int64_t Items(std::size_t group, std::size_t period) const { return static_cast<std::int64_t>(counters.Cell(group, period)[0]); }
  std::int64_t Good(std::size_t group, std::size_t period) const { return static_cast<std::int64_t>(counters.Cell(group, period)[1]); }
  std::optional<Ratio> Share(std::size_t group, std::size_t first, std::size_t last) const {
    std::int64_t items = 0, good = 0;
    for (std::size_t p = first; p <= last; ++p) items += Items(group, p), good += Good(group, p);
    return items == 0 ? std::nullopt : std::optional(MakeRatio(good, items));
  }
  MeasuredCells Head(bool together) const {
    MeasuredCells head;
    head.metric = "calculated";
    head.groups = together ? GroupsKind::all_together : GroupsKind::closed;
    if (!together) head.group_field = "site";
    head.grid = &grid;
    return head;
  }
};

std::optional<Ratio> ValueOf(const Point& point) {
  return point.value ? std::optional(MakeRatio(point.value->numerator, point.value->denominator)) : std::nullopt;
}

std::optional<Ratio> MeanOf(const std::vector<std::optional<Ratio>>& values) {
  Ratio sum;
  for (const auto& value : values) {
    if (!value) return std::nullopt;
    sum = *Add(sum, *value);
  }
  return values.empty() ? std::nullopt : Divide(sum, Ratio{static_cast<Int128>(values.size()), 1});
}

}  // namespace

TEST_CASE("calculated values are those of plain fractions") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 50; ++round) {
    const Cells a(random), b(random);
    const auto weigh = [](const std::vector<Exact>& values) { return Exact(3, 5) * values[0] + Exact(2, 5) * values[1]; };
    const DerivedCells score(a.Head(false), {.kind = DerivedKind::arithmetic}, {&a.cells, &b.cells}, weigh);
    const DerivedCells since(a.Head(false), {.kind = DerivedKind::since_start, .since = {PeriodKind::calendar_year}}, {&a.cells}, {});
    const DerivedCells pooled(a.Head(false), {.kind = DerivedKind::over_last, .periods = 3}, {&a.cells}, {});
    const DerivedCells shorter(a.Head(false), {.kind = DerivedKind::over_last, .periods = 3, .part_of_window = true}, {&a.cells}, {});
    const DerivedCells mean(a.Head(false), {.kind = DerivedKind::mean_over_last, .periods = 3}, {&a.cells}, {});
    const DerivedCells change(a.Head(false), {.kind = DerivedKind::change}, {&a.cells}, {});
    const DerivedCells change_of_score(a.Head(false), {.kind = DerivedKind::change}, {&score.cells()}, {});
    const DerivedCells of_sites(a.Head(true), {.kind = DerivedKind::mean_over_groups}, {&a.cells}, {});
    const DerivedCells of_all_sites(a.Head(true), {.kind = DerivedKind::mean_over_groups, .every_group = true}, {&a.cells}, {});
    const auto score_of = [&](std::size_t group, std::size_t period) -> std::optional<Ratio> {
      const auto left = a.Share(group, period, period), right = b.Share(group, period, period);
      if (!left || !right) return std::nullopt;
      return Add(*Multiply(Ratio{3, 5}, *left), *Multiply(Ratio{2, 5}, *right));
    };
    const auto less = [](const std::optional<Ratio>& now, const std::optional<Ratio>& before) { return now && before ? Subtract(*now, *before) : std::nullopt; };
    for (std::size_t p = 0; p < kPeriods; ++p) {
      std::vector<std::optional<Ratio>> values, known;
      for (std::size_t g = 0; g < kGroups; ++g) {
        const auto share = a.Share(g, p, p);
        values.push_back(share);
        if (share) known.push_back(share);
        CHECK(ValueOf(score.At(g, p)) == score_of(g, p));
        CHECK(ValueOf(since.At(g, p)) == a.Share(g, p < 2 ? 0 : 2, p));  // the year begins with the third month
        CHECK(ValueOf(shorter.At(g, p)) == a.Share(g, p < 2 ? 0 : p - 2, p));
        CHECK(ValueOf(pooled.At(g, p)) == (p < 2 ? std::nullopt : a.Share(g, p - 2, p)));
        CHECK(ValueOf(mean.At(g, p)) == (p < 2 ? std::nullopt : MeanOf({a.Share(g, p - 2, p - 2), a.Share(g, p - 1, p - 1), share})));
        CHECK(ValueOf(change.At(g, p)) == (p == 0 ? std::nullopt : less(share, a.Share(g, p - 1, p - 1))));
        CHECK(ValueOf(change_of_score.At(g, p)) == (p == 0 ? std::nullopt : less(score_of(g, p), score_of(g, p - 1))));
      }
      CHECK(ValueOf(of_sites.At(0, p)) == MeanOf(known));
      CHECK(ValueOf(of_all_sites.At(0, p)) == MeanOf(values));
    }
  }
}

TEST_CASE("a calculated row names its operands, and its digest is made of theirs") {
  std::mt19937_64 random(11);
  const Cells a(random);
  const DerivedCells pooled(a.Head(false), {.kind = DerivedKind::over_last, .periods = 2}, {&a.cells}, {});
  const Point point = pooled.At(1, 3);
  CHECK(point.evidence.digest == a.counters.Cell(1, 2)[2] + a.counters.Cell(1, 3)[2]);
  CHECK(static_cast<std::int64_t>(point.evidence.denominator) == a.Items(1, 2) + a.Items(1, 3));
  REQUIRE(point.evidence.operands.size() == 1);
  CHECK(point.evidence.operands[0].period == "2025-01 to 2025-02");
  CHECK(point.evidence.operands[0].group == "BRE");

  const DerivedCells change(a.Head(false), {.kind = DerivedKind::change}, {&a.cells}, {});
  const Evidence now = change.At(0, 4).evidence, before = change.At(0, 3).evidence;
  REQUIRE(now.operands.size() == 2);
  CHECK(now.operands[0].evidence.digest == before.operands[1].evidence.digest);
  CHECK(now.digest != before.digest);
  CHECK(static_cast<std::int64_t>(now.selected) == a.Items(0, 3) + a.Items(0, 4));
}

TEST_CASE("a group that exists later has a shorter window") {
  std::mt19937_64 random(13);
  Cells a(random);
  const GroupLife life{"site", {{"HAM", ToDate({2024, 11, 1}), ToDate({2025, 7, 1})}, {"BRE", ToDate({2025, 2, 1}), ToDate({2025, 7, 1})}, {"LEJ", ToDate({2024, 11, 1}), ToDate({2025, 7, 1})}}};
  for (std::size_t cell = 0; cell < kGroups * kPeriods; ++cell) {
    std::uint64_t* words = a.counters.data() + cell * 3;
    words[0] = cell / kPeriods == 1 && cell % kPeriods < 3 ? 0 : 4;
    words[1] = words[0] / 2;
  }
  a.cells.life = &life;
  const DerivedCells mean(a.Head(false), {.kind = DerivedKind::mean_over_last, .periods = 2}, {&a.cells}, {});
  const DerivedCells change(a.Head(false), {.kind = DerivedKind::change}, {&a.cells}, {});
  CHECK(mean.At(1, 3).no_value == "1 of 2 periods");
  CHECK(ValueOf(mean.At(1, 4)) == Ratio{1, 2});
  CHECK(change.At(1, 3).no_value == "no period before");
  CHECK(ValueOf(change.At(1, 4)) == Ratio{});
}
