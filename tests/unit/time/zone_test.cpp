#include "runtime/time/zone.h"

#include <catch2/catch_test_macros.hpp>

#include "runtime/functions.h"
#include "runtime/time/periods.h"

using namespace slate;

namespace {
LocalTime Local(int year, int month, int day, int hour, int minute) {
  return {ToDate({year, month, day}).days * kMicrosPerDay + (hour * 60 + minute) * 60 * kMicrosPerSecond};
}
}  // namespace

TEST_CASE("local times that clocks skip or repeat are told apart") {
  const Zone* berlin = Zone::Find("Europe/Berlin");
  REQUIRE(berlin != nullptr);
  CHECK(berlin->Read(Local(2025, 3, 30, 1, 59)).kind == Zone::Kind::unique);
  CHECK(berlin->Read(Local(2025, 3, 30, 2, 0)).kind == Zone::Kind::skipped);
  CHECK(berlin->Read(Local(2025, 3, 30, 2, 59)).kind == Zone::Kind::skipped);
  CHECK(berlin->Read(Local(2025, 3, 30, 3, 0)).kind == Zone::Kind::unique);
  const Zone::Reading twice = berlin->Read(Local(2025, 10, 26, 2, 30));
  CHECK(twice.kind == Zone::Kind::repeated);
  CHECK(ToString(twice.first) == "2025-10-26T00:30:00Z");
  CHECK(ToString(twice.second) == "2025-10-26T01:30:00Z");
  CHECK(berlin->Read(Local(2025, 10, 26, 3, 0)).kind == Zone::Kind::unique);
  CHECK(Zone::Find("Europe/Berlni") == nullptr);
  CHECK(Zone::Find("../etc/passwd") == nullptr);
  CHECK(Zone::Find("") == nullptr);
}

TEST_CASE("a day begins where its first local minute is") {
  const Zone* brazil = Zone::Find("America/Sao_Paulo");
  CHECK(ToString(brazil->StartOf(ToDate({2017, 10, 15}))) == "2017-10-15T03:00:00Z");  // midnight is skipped: 01:00 local
  CHECK(ToString(brazil->ToLocal(brazil->StartOf(ToDate({2017, 10, 15})))) == "2017-10-15 01:00");
  CHECK(brazil->Read(Local(2018, 2, 17, 23, 30)).kind == Zone::Kind::repeated);
  const Zone* samoa = Zone::Find("Pacific/Apia");  // had no 2011-12-30
  CHECK(samoa->StartOf(ToDate({2011, 12, 30})) == samoa->StartOf(ToDate({2011, 12, 31})));
  for (int day = ToDate({2024, 1, 1}).days; day < ToDate({2026, 1, 1}).days; ++day) {
    const Instant start = brazil->StartOf({day});
    REQUIRE(brazil->LocalDate(start).days == day);
    REQUIRE(brazil->LocalDate({start.micros - 1}).days == day - 1);
  }
}

TEST_CASE("calendar arithmetic clamps and follows the clock") {
  CHECK(ToString(AddMonths(ToDate({2024, 1, 31}), 1)) == "2024-02-29");
  CHECK(ToString(AddMonths(ToDate({2025, 3, 31}), -1)) == "2025-02-28");
  CHECK(!IsValid({2025, 2, 29}));
  CHECK(!ParseDate("2025-02-30").has_value());
  CHECK(IsoWeekday(ToDate({2025, 3, 31})) == 1);
  const Zone* berlin = Zone::Find("Europe/Berlin");
  const Instant noon = berlin->Read(Local(2025, 3, 29, 12, 0)).first;
  const std::int64_t next = slate_time_add_days(berlin, noon.micros, 1);
  CHECK(ToString(berlin->ToLocal({next})) == "2025-03-30 12:00");
  CHECK(next - noon.micros == 23 * 3600 * kMicrosPerSecond);
  CHECK(slate_time_end_of_date(berlin, ToDate({2025, 3, 30}).days) - slate_time_start_of_date(berlin, ToDate({2025, 3, 30}).days) == 23 * 3600 * kMicrosPerSecond);
}

TEST_CASE("the period table finds what the grid finds, to the microsecond") {
  using enum PeriodKind;
  for (const char* name : {"Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "UTC"}) {
    for (const PeriodKind kind : {day, iso_week, calendar_month, calendar_quarter, calendar_year}) {
      const PeriodGrid grid = WholePeriods(kind, *Zone::Find(name), ToDate({2010, 1, 1}), ToDate({2012, 12, 31})).grid;
      const PeriodTable table = BuildPeriodTable(grid);
      const auto find = [&](std::int64_t at) -> std::int32_t {
        if (at < table.base || at >= table.end) return -1;
        std::int32_t period = table.slots[static_cast<std::size_t>((at - table.base) >> PeriodTable::kShift)];
        while (at >= table.boundaries[static_cast<std::size_t>(period) + 1]) ++period;
        return period;
      };
      for (const Instant boundary : grid.boundaries) {
        for (const std::int64_t offset : {-1, 0, 1}) REQUIRE(find(boundary.micros + offset) == grid.Find({boundary.micros + offset}));
      }
    }
  }
}

TEST_CASE("periods have the names people use") {
  CHECK(PeriodName(PeriodKind::iso_week, ToDate({2025, 12, 29})) == "2026-W01");
  CHECK(PeriodName(PeriodKind::calendar_quarter, ToDate({2025, 4, 1})) == "2025-Q2");
  const GridResult cut = WholePeriods(PeriodKind::calendar_month, *Zone::Find("UTC"), ToDate({2025, 1, 15}), ToDate({2025, 3, 30}));
  CHECK(cut.partial_first);
  CHECK(cut.partial_last);
  CHECK(cut.grid.size() == 1);
}
