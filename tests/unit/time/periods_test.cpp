#include "runtime/time/periods.h"

#include <catch2/catch_test_macros.hpp>

using namespace slate;

namespace {

// What compiled code does: one slot, then forward. The caller has compared with base and end.
std::int32_t FindInTable(const PeriodTable& table, std::int64_t at) {
  if (at < table.base || at >= table.end) return -1;
  auto period = static_cast<std::int32_t>(table.slots[static_cast<std::size_t>((at - table.base) >> table.shift)]);
  while (at >= table.boundaries[static_cast<std::size_t>(period) + 1]) ++period;
  return period;
}

}  // namespace

TEST_CASE("the period table finds what the grid finds, to the microsecond") {
  using enum PeriodKind;
  for (const char* name : {"Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "America/St_Johns", "UTC"}) {
    const Date anchor = ToDate({2008, 2, 29});
    for (const Period& period : std::vector<Period>{{.kind = day}, {.kind = iso_week}, {.kind = calendar_month}, {.kind = calendar_quarter}, {.kind = calendar_year},
                                                    {.kind = contract_month, .anchor = anchor}, {.kind = contract_year, .anchor = anchor},
                                                    {.kind = billing_month, .day = 31}, {.kind = rolling, .length = 30}}) {
      for (const int year : {2010, 2017, 2024}) {  // Samoa's lost day, Brazil's last midnights, today's rules
        const PeriodGrid grid =
            WholePeriods(period, *Zone::Find(name), ToDate({year, 1, 1}), ToDate({year + 2, 12, 31})).grid;
        REQUIRE(grid.size() > 0);
        const PeriodTable table = BuildPeriodTable(grid);
        for (std::size_t i = 0; i < grid.boundaries.size(); ++i) {
          const std::int64_t boundary = grid.boundaries[i].micros;
          for (const std::int64_t offset : {-1, 0, 1})
            REQUIRE(FindInTable(table, boundary + offset) == grid.Find({boundary + offset}));
          // A boundary belongs to the period it begins, unless that day never was.
          if (i < grid.size() && boundary < grid.boundaries[i + 1].micros)
            REQUIRE(grid.Find({boundary}) == static_cast<std::int32_t>(i));
        }
        for (std::int64_t at = table.base; at < table.end; at += 3'601 * kMicrosPerSecond) {
          if (FindInTable(table, at) != grid.Find({at})) FAIL(name << " " << ToString(Instant{at}));
        }
      }
    }
  }
}

TEST_CASE("no instant outside the grid is in a period") {
  const PeriodGrid grid =
      WholePeriods({PeriodKind::day}, *Zone::Find("Europe/Berlin"), ToDate({2025, 3, 30}), ToDate({2025, 3, 30})).grid;
  REQUIRE(grid.size() == 1);
  CHECK(grid.boundaries[1].micros - grid.boundaries[0].micros == 23 * 3600 * kMicrosPerSecond);
  CHECK(grid.Find({grid.boundaries[0].micros - 1}) == -1);
  CHECK(grid.Find(grid.boundaries[0]) == 0);
  CHECK(grid.Find({grid.boundaries[1].micros - 1}) == 0);
  CHECK(grid.Find(grid.boundaries[1]) == -1);
  CHECK(grid.Find({INT64_MIN}) == -1);
  CHECK(grid.Find({INT64_MAX}) == -1);
  const PeriodTable none = BuildPeriodTable(PeriodGrid{});
  CHECK(none.base >= none.end);
}

TEST_CASE("a day that never was holds nothing") {
  const PeriodGrid grid =
      WholePeriods({PeriodKind::day}, *Zone::Find("Pacific/Apia"), ToDate({2011, 12, 29}), ToDate({2011, 12, 31})).grid;
  REQUIRE(grid.size() == 3);
  CHECK(grid.boundaries[1] == grid.boundaries[2]);
  CHECK(grid.Find({grid.boundaries[1].micros - 1}) == 0);
  CHECK(grid.Find(grid.boundaries[1]) == 2);
}

TEST_CASE("a table of two hundred years of days finds them all") {
  const PeriodGrid grid =
      WholePeriods({PeriodKind::day}, *Zone::Find("UTC"), ToDate({1800, 1, 1}), ToDate({2000, 12, 31})).grid;
  REQUIRE(grid.size() > 65'536);
  const PeriodTable table = BuildPeriodTable(grid);
  for (const std::size_t i :
       {std::size_t{0}, std::size_t{65'534}, std::size_t{65'535}, std::size_t{65'536}, grid.size() - 1}) {
    REQUIRE(FindInTable(table, grid.boundaries[i].micros) == static_cast<std::int32_t>(i));
    REQUIRE(FindInTable(table, grid.boundaries[i].micros - 1) == static_cast<std::int32_t>(i) - 1);
  }
}

TEST_CASE("buckets cut each day from its first moment, whatever the clocks do") {
  for (const char* name : {"Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia"}) {
    const Zone& zone = *Zone::Find(name);
    for (const std::int64_t minutes : {1, 5, 45, 720, 1440}) {
      const std::int64_t interval = minutes * 60 * kMicrosPerSecond;
      const PeriodGrid grid = BucketsOfDays(zone, ToDate({2011, 12, 20}), ToDate({2012, 4, 10}), interval);
      const PeriodTable table = BuildPeriodTable(grid);
      for (std::size_t i = 0; i < grid.size(); ++i) {
        const Instant start = grid.boundaries[i], end = grid.boundaries[i + 1];
        const Date day = grid.FirstDay(i);
        REQUIRE(grid.EndDay(i).days == day.days + 1);
        REQUIRE((start.micros - zone.StartOf(day).micros) % interval == 0);
        REQUIRE(end == std::min(Instant{start.micros + interval}, zone.StartOf({day.days + 1})));
        for (const std::int64_t at : {start.micros, end.micros - 1}) {
          REQUIRE(grid.Find({at}) == static_cast<std::int32_t>(i));
          REQUIRE(FindInTable(table, at) == static_cast<std::int32_t>(i));
        }
      }
    }
  }
}

TEST_CASE("periods have the names people use") {
  using enum PeriodKind;
  CHECK(PeriodName({iso_week}, ToDate({2025, 12, 29})) == "2026-W01");
  CHECK(PeriodName({iso_week}, ToDate({2024, 12, 30})) == "2025-W01");
  CHECK(PeriodName({iso_week}, ToDate({2020, 12, 28})) == "2020-W53");
  CHECK(PeriodName({iso_week}, ToDate({2021, 1, 4})) == "2021-W01");
  CHECK(PeriodName({calendar_quarter}, ToDate({2025, 4, 1})) == "2025-Q2");
  CHECK(PeriodName({calendar_month}, ToDate({2025, 3, 1})) == "2025-03");
  CHECK(PeriodName({calendar_year}, ToDate({2025, 1, 1})) == "2025");
  CHECK(PeriodName({day}, ToDate({2025, 3, 31})) == "2025-03-31");
  CHECK(PeriodStart({iso_week}, ToDate({2026, 1, 4})) == ToDate({2025, 12, 29}));
  CHECK(PeriodStart({iso_week}, ToDate({2026, 1, 5})) == ToDate({2026, 1, 5}));
  CHECK(PeriodStart({calendar_quarter}, ToDate({2025, 12, 31})) == ToDate({2025, 10, 1}));
}

TEST_CASE("only whole periods are in a grid, and what is left over is told") {
  const Zone& utc = *Zone::Find("UTC");
  const GridResult cut = WholePeriods({PeriodKind::calendar_month}, utc, ToDate({2025, 1, 15}), ToDate({2025, 3, 30}));
  CHECK(cut.partial_first);
  CHECK(cut.partial_last);
  REQUIRE(cut.grid.size() == 1);
  CHECK(cut.grid.first_days.front() == ToDate({2025, 2, 1}));
  const GridResult whole = WholePeriods({PeriodKind::calendar_month}, utc, ToDate({2025, 1, 1}), ToDate({2025, 3, 31}));
  CHECK(!whole.partial_first);
  CHECK(!whole.partial_last);
  CHECK(whole.grid.size() == 3);
  CHECK(WholePeriods({PeriodKind::calendar_year}, utc, ToDate({2025, 1, 1}), ToDate({2025, 12, 30})).grid.size() == 0);
  CHECK(WholePeriods({PeriodKind::day}, utc, ToDate({2025, 1, 2}), ToDate({2025, 1, 1})).grid.size() == 0);
}

TEST_CASE("rolling windows are of whole local days, and begin with the first full one unless parts count") {
  const Zone& berlin = *Zone::Find("Europe/Berlin");
  const Period week{.kind = PeriodKind::rolling, .length = 7};
  const Date first = ToDate({2025, 3, 24}), last = ToDate({2025, 4, 8});
  const PeriodGrid full = WholePeriods(week, berlin, first, last).grid;
  REQUIRE(full.size() == 16);
  REQUIRE(full.first_row == 6);
  CHECK(PeriodName(week, full.first_days[6]) == "2025-03-30-R7");
  for (std::size_t i = full.first_row; i < full.size(); ++i) {
    CHECK(full.FirstDay(i).days == full.first_days[i].days - 6);
    CHECK(full.EndDay(i).days == full.first_days[i].days + 1);
    CHECK(full.Part(i) == Ratio{1, 1});
    // The seven days over the night of 30 March are 167 hours long.
    const bool skips = full.FirstDay(i) <= ToDate({2025, 3, 30}) && ToDate({2025, 3, 30}) < full.EndDay(i);
    CHECK(full.boundaries[i + 1].micros - full.boundaries[full.FirstCell(i)].micros == (7 * 24 - (skips ? 1 : 0)) * 3600 * kMicrosPerSecond);
  }
  const PeriodGrid parts = PeriodsOfTerm(week, berlin, first, last, first, last);
  CHECK(parts.first_row == 0);
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK(parts.FirstDay(i) == first);
    CHECK(parts.Part(i) == MakeRatio(static_cast<std::int64_t>(i) + 1, 7));
  }
  // Of later days alone, no window is cut by the term: those that the grid can't fill are left out.
  CHECK(PeriodsOfTerm(week, berlin, ToDate({2025, 3, 28}), last, first, last).first_row == 6);
  CHECK(WholePeriods(week, berlin, first, ToDate({2025, 3, 27})).grid.first_row == 4);
}

TEST_CASE("a split period is two, by days that the others keep") {
  const Zone& berlin = *Zone::Find("Europe/Berlin");
  const Period month{PeriodKind::calendar_month};
  const Date first = ToDate({2025, 9, 10}), last = ToDate({2025, 12, 5});
  const std::vector<Date> splits{ToDate({2025, 9, 20}), ToDate({2025, 10, 15}), ToDate({2025, 10, 25}), ToDate({2025, 12, 2})};
  const auto names = [&](Date from, Date through, bool parts) {
    PeriodGrid grid = parts ? PeriodsOfTerm(month, berlin, from, through, first, last) : WholePeriods(month, berlin, from, through).grid;
    SplitPeriods(grid, splits, from, through, first, last);
    REQUIRE(grid.boundaries.size() == grid.first_days.size());
    std::vector<std::string> all;
    for (std::size_t i = 0; i < grid.size(); ++i) {
      CHECK(grid.boundaries[i] == berlin.StartOf(grid.first_days[i]));
      CHECK(NamesPiece(grid.Name(i)) == grid.IsPiece(i));
      CHECK(grid.NextAfter(grid.first_days[i]) >= grid.first_days[i + 1]);  // the term may end before it
      all.push_back(grid.Name(i));
    }
    return all;
  };
  using Names = std::vector<std::string>;
  CHECK(names(first, last, true) == Names{"2025-09-10 to 2025-09-19", "2025-09-20 to 2025-09-30", "2025-10-01 to 2025-10-14", "2025-10-15 to 2025-10-24", "2025-10-25 to 2025-10-31", "2025-11",
                                          "2025-12-01 to 2025-12-01", "2025-12-02 to 2025-12-05"});
  // What the days asked for cut is out, what they hold whole is in.
  CHECK(names(ToDate({2025, 10, 15}), ToDate({2025, 11, 30}), true) == Names{"2025-10-15 to 2025-10-24", "2025-10-25 to 2025-10-31", "2025-11"});
  CHECK(names(ToDate({2025, 10, 2}), ToDate({2025, 10, 24}), true) == Names{"2025-10-15 to 2025-10-24"});
  CHECK(names(ToDate({2025, 10, 25}), ToDate({2025, 12, 1}), true) == Names{"2025-10-25 to 2025-10-31", "2025-11", "2025-12-01 to 2025-12-01"});
  CHECK(names(ToDate({2025, 10, 16}), ToDate({2025, 10, 30}), true).empty());
  CHECK(names(ToDate({2025, 9, 11}), ToDate({2025, 9, 30}), true) == Names{"2025-09-20 to 2025-09-30"});
  CHECK(names(ToDate({2025, 12, 2}), last, true) == Names{"2025-12-02 to 2025-12-05"});

  PeriodGrid grid = PeriodsOfTerm(month, berlin, first, last, first, last);
  SplitPeriods(grid, splits, first, last, first, last);
  CHECK(grid.Part(2) == MakeRatio(14, 31));
  CHECK(grid.Part(3) == MakeRatio(10, 31));
  CHECK(grid.Part(4) == MakeRatio(7, 31));
  CHECK(grid.Part(0) == MakeRatio(10, 30));
  CHECK(grid.Name(2, 4) == "2025-10-01 to 2025-10-31");
  CHECK(grid.Name(4, 5) == "2025-10-25 to 2025-11-30");
  CHECK(grid.StartOf(ToDate({2025, 10, 24})) == ToDate({2025, 10, 15}));
  CHECK(grid.NextAfter(ToDate({2025, 10, 24})) == ToDate({2025, 10, 25}));
  CHECK(grid.NextAfter(ToDate({2025, 10, 25})) == ToDate({2025, 11, 1}));
  const PeriodTable table = BuildPeriodTable(grid);
  for (const Instant boundary : grid.boundaries) {
    for (const std::int64_t offset : {-1, 0, 1}) CHECK(FindInTable(table, boundary.micros + offset) == grid.Find({boundary.micros + offset}));
  }
  for (const Period& period : std::vector<Period>{month, {PeriodKind::day}, {PeriodKind::iso_week}, {PeriodKind::calendar_year}, {.kind = PeriodKind::rolling, .length = 30}})
    CHECK(!NamesPiece(PeriodName(period, first)));
}
