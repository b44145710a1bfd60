#include "runtime/time/civil.h"

#include <catch2/catch_test_macros.hpp>

#include "runtime/functions.h"
#include "runtime/time/zone.h"

using namespace slate;

TEST_CASE("every date of the calendar is the day after the one before") {
  CivilDate expected{1, 1, 1};
  Date date = ToDate(expected);
  CHECK(date.days == -719'162);
  for (; expected.year < 10'000; ++date.days) {
    if (ToCivil(date) != expected || ToDate(expected) != date) FAIL(ToString(date));
    const bool leap = (expected.year % 4 == 0 && expected.year % 100 != 0) || expected.year % 400 == 0;
    const bool short_month = expected.month == 4 || expected.month == 6 || expected.month == 9 || expected.month == 11;
    const int days = expected.month == 2 ? (leap ? 29 : 28) : (short_month ? 30 : 31);
    if (expected.day < days)
      ++expected.day;
    else if (expected.month < 12)
      expected = {expected.year, expected.month + 1, 1};
    else
      expected = {expected.year + 1, 1, 1};
  }
  CHECK(date == Date{ToDate({9999, 12, 31}).days + 1});
}

TEST_CASE("leap years follow the Gregorian rule") {
  CHECK(IsValid({2000, 2, 29}));
  CHECK(IsValid({2024, 2, 29}));
  CHECK(!IsValid({1900, 2, 29}));
  CHECK(!IsValid({2100, 2, 29}));
  CHECK(!IsValid({2025, 2, 29}));
  CHECK(!IsValid({2025, 4, 31}));
  CHECK(!IsValid({2025, 13, 1}));
  CHECK(!IsValid({2025, 0, 1}));
  CHECK(!IsValid({0, 1, 1}));
}

TEST_CASE("months end where they end") {
  CHECK(ToString(AddMonths(ToDate({2024, 1, 31}), 1)) == "2024-02-29");
  CHECK(ToString(AddMonths(ToDate({2025, 1, 31}), 1)) == "2025-02-28");
  CHECK(ToString(AddMonths(ToDate({2025, 3, 31}), -1)) == "2025-02-28");
  CHECK(ToString(AddMonths(ToDate({2025, 3, 31}), 1)) == "2025-04-30");
  CHECK(ToString(AddMonths(ToDate({2024, 2, 29}), 12)) == "2025-02-28");
  CHECK(ToString(AddMonths(ToDate({2024, 2, 29}), -48)) == "2020-02-29");
  CHECK(ToString(AddMonths(ToDate({2025, 1, 15}), -13)) == "2023-12-15");
  CHECK(ToString(AddMonths(ToDate({2025, 12, 31}), 0)) == "2025-12-31");
}

TEST_CASE("dates and times are written as they are read") {
  CHECK(ParseDate("2025-03-31") == ToDate({2025, 3, 31}));
  for (const char* none : {"2025-02-30", "2025-3-31", "2025-03-31 ", "2025/03/31", "0000-01-01", "20250331",
                           "2025-0a-01", "-025-01-01", ""}) {
    INFO(none);
    CHECK(!ParseDate(none).has_value());
  }
  CHECK(ToString(LocalTime{0}) == "1970-01-01 00:00");
  CHECK(ToString(LocalTime{5'000'000}) == "1970-01-01 00:00:05");
  CHECK(ToString(LocalTime{-1}) == "1969-12-31 23:59:59.999999");
  CHECK(ToString(Instant{0}) == "1970-01-01T00:00:00Z");
  CHECK(ToString(Instant{250'000}) == "1970-01-01T00:00:00.25Z");
  CHECK(ToString(Instant{-kMicrosPerDay - 10}) == "1969-12-30T23:59:59.99999Z");
}

TEST_CASE("weekdays go round on both sides of 1970") {
  CHECK(IsoWeekday(ToDate({2025, 3, 31})) == 1);
  CHECK(IsoWeekday(ToDate({1970, 1, 1})) == 4);
  CHECK(IsoWeekday(ToDate({1969, 12, 31})) == 3);
  CHECK(IsoWeekday(ToDate({1, 1, 1})) == 1);
  CHECK(IsoWeekday(ToDate({2000, 2, 27})) == 7);
}

TEST_CASE("calendar arithmetic on instants follows the clock") {
  const Zone* berlin = Zone::Find("Europe/Berlin");
  const Instant noon{ToDate({2025, 3, 29}).days * kMicrosPerDay + 11 * 3600 * kMicrosPerSecond};  // 12:00 in Berlin
  const std::int64_t next = slate_time_add_days(berlin, noon.micros, 1);
  CHECK(ToString(berlin->ToLocal({next})) == "2025-03-30 12:00");
  CHECK(next - noon.micros == 23 * 3600 * kMicrosPerSecond);
  const auto hours = [&](CivilDate day) {
    const std::int64_t days = ToDate(day).days;
    return (slate_time_end_of_date(berlin, days) - slate_time_start_of_date(berlin, days)) / (3600 * kMicrosPerSecond);
  };
  CHECK(hours({2025, 3, 30}) == 23);
  CHECK(hours({2025, 10, 26}) == 25);
  CHECK(hours({2025, 10, 27}) == 24);
}
