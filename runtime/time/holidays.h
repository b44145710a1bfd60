// Days that a rule names year by year: the fourth Thursday of November, two days before Easter. In: rules. Out: dates.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/time/civil.h"

namespace slate {

Date EasterSunday(int year);  // of the Gregorian calendar
// The nth (1..5) such weekday (Monday 1 .. Sunday 7) of a month, or its last (nth = 0). A fifth one that the month does
// not have is the first of the next month's: callers ask ToCivil.
Date WeekdayOfMonth(int year, int month, int weekday, int nth);

struct HolidayRule {
  enum class Base : std::uint8_t {
    date,              // 2026-05-14
    day_of_month,      // 25 December; 29 February only in leap years
    weekday_of_month,  // the first Monday of May; the last one: nth = 0
    weekday_before,    // the Wednesday before 23 November: never that day itself
    weekday_after,     // the Saturday after 19 June
    easter,
  };
  // What becomes of a day that is a Saturday or a Sunday: it stays a holiday, and another day may become one too.
  enum class Observed : std::uint8_t {
    as_it_falls,
    nearest_weekday,  // a Saturday on the Friday before, a Sunday on the Monday after
    next_weekday,     // on the next Monday to Friday that is no holiday
  };
  Base base = Base::date;
  Date date;
  int month = 1, day = 1, weekday = 1, nth = 1;
  int offset = 0;  // days after the base; negative: before it
  Observed observed = Observed::as_it_falls;
  int first_year = 1, last_year = 9999;  // the years whose base counts
};

// Every day in [first, last] that a rule names or on which one is observed, ascending, each once. A next weekday is found
// rule by rule in their order, so the second of two holidays takes the day that the first one left.
std::vector<Date> HolidaysIn(const std::vector<HolidayRule>& rules, Date first, Date last);

}  // namespace slate
