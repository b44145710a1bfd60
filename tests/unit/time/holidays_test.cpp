#include "runtime/time/holidays.h"

#include <catch2/catch_test_macros.hpp>

using namespace slate;

namespace {
std::vector<std::string> Names(const std::vector<HolidayRule>& rules, const char* first, const char* last) {
  std::vector<std::string> names;
  for (const Date day : HolidaysIn(rules, *ParseDate(first), *ParseDate(last))) names.push_back(ToString(day));
  return names;
}
using Days = std::vector<std::string>;
}  // namespace

TEST_CASE("Easter Sunday of years at its earliest, its latest and in between") {
  CHECK(ToString(EasterSunday(1818)) == "1818-03-22");
  CHECK(ToString(EasterSunday(1943)) == "1943-04-25");
  CHECK(ToString(EasterSunday(1981)) == "1981-04-19");  // exceptions of the computation by lunar tables
  CHECK(ToString(EasterSunday(1954)) == "1954-04-18");
  CHECK(ToString(EasterSunday(2000)) == "2000-04-23");
  CHECK(ToString(EasterSunday(2024)) == "2024-03-31");
  CHECK(ToString(EasterSunday(2025)) == "2025-04-20");
  CHECK(ToString(EasterSunday(2026)) == "2026-04-05");
  CHECK(ToString(EasterSunday(2027)) == "2027-03-28");
  CHECK(ToString(EasterSunday(2028)) == "2028-04-16");
  CHECK(ToString(EasterSunday(2038)) == "2038-04-25");
}

TEST_CASE("weekdays of a month, before a day and after one") {
  CHECK(ToString(WeekdayOfMonth(2026, 5, 1, 0)) == "2026-05-25");   // the last Monday
  CHECK(ToString(WeekdayOfMonth(2024, 11, 4, 4)) == "2024-11-28");  // the fourth Thursday
  CHECK(ToString(WeekdayOfMonth(2027, 2, 1, 1)) == "2027-02-01");
  CHECK(ToString(WeekdayOfMonth(2027, 2, 7, 0)) == "2027-02-28");
  using enum HolidayRule::Base;
  CHECK(Names({{.base = weekday_before, .month = 11, .day = 23, .weekday = 3}}, "2022-01-01", "2024-12-31") == Days{"2022-11-16", "2023-11-22", "2024-11-20"});
  CHECK(Names({{.base = weekday_before, .month = 5, .day = 25, .weekday = 1}}, "2026-01-01", "2026-12-31") == Days{"2026-05-18"});  // the 25th is a Monday itself
  CHECK(Names({{.base = weekday_after, .month = 10, .day = 30, .weekday = 6}}, "2026-01-01", "2027-12-31") == Days{"2026-10-31", "2027-11-06"});
  CHECK(Names({{.base = weekday_of_month, .month = 2, .weekday = 4, .nth = 5}}, "2023-01-01", "2025-12-31") == Days{"2024-02-29"});
}

TEST_CASE("rules count in their years, and leap days in leap years") {
  using enum HolidayRule::Base;
  CHECK(Names({{.base = day_of_month, .month = 2, .day = 29}}, "2023-01-01", "2028-12-31") == Days{"2024-02-29", "2028-02-29"});
  CHECK(Names({{.base = day_of_month, .month = 6, .day = 19, .first_year = 2021}}, "2019-01-01", "2022-12-31") == Days{"2021-06-19", "2022-06-19"});
  CHECK(Names({{.base = easter, .offset = 60, .last_year = 2025}}, "2024-01-01", "2026-12-31") == Days{"2024-05-30", "2025-06-19"});
  CHECK(Names({{.base = date, .date = ToDate({2026, 5, 14})}, {.base = date, .date = ToDate({2026, 5, 14})}}, "2026-01-01", "2026-12-31") == Days{"2026-05-14"});
}

TEST_CASE("a holiday at the weekend is observed as its rule says, over the turn of a year too") {
  using enum HolidayRule::Base;
  const HolidayRule new_year{.base = day_of_month, .month = 1, .day = 1, .observed = HolidayRule::Observed::nearest_weekday};
  CHECK(Names({new_year}, "2027-12-01", "2028-12-31") == Days{"2027-12-31", "2028-01-01"});
  CHECK(Names({new_year}, "2023-01-01", "2023-12-31") == Days{"2023-01-01", "2023-01-02"});
  const HolidayRule christmas{.base = day_of_month, .month = 12, .day = 25, .observed = HolidayRule::Observed::next_weekday};
  const HolidayRule boxing{.base = day_of_month, .month = 12, .day = 26, .observed = HolidayRule::Observed::next_weekday};
  CHECK(Names({christmas, boxing}, "2021-12-01", "2021-12-31") == Days{"2021-12-25", "2021-12-26", "2021-12-27", "2021-12-28"});
  CHECK(Names({christmas, boxing}, "2022-12-01", "2022-12-31") == Days{"2022-12-25", "2022-12-26", "2022-12-27"});
  CHECK(Names({christmas, boxing}, "2020-12-01", "2020-12-31") == Days{"2020-12-25", "2020-12-26", "2020-12-28"});
}
