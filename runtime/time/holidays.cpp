#include "runtime/time/holidays.h"

#include <algorithm>
#include <optional>
#include <set>

namespace slate {
namespace {

Date WeekdayOnOrAfter(Date day, int weekday) { return {day.days + (weekday - IsoWeekday(day) + 7) % 7}; }

std::optional<Date> InYear(const HolidayRule& rule, int year) {
  if (year < rule.first_year || year > rule.last_year) return std::nullopt;
  const CivilDate civil{year, rule.month, rule.day};
  Date day;
  switch (rule.base) {
    case HolidayRule::Base::date:
      if (ToCivil(rule.date).year != year) return std::nullopt;
      day = rule.date;
      break;
    case HolidayRule::Base::day_of_month:
      if (!IsValid(civil)) return std::nullopt;
      day = ToDate(civil);
      break;
    case HolidayRule::Base::weekday_of_month:
      day = WeekdayOfMonth(year, rule.month, rule.weekday, rule.nth);
      if (ToCivil(day).month != rule.month) return std::nullopt;
      break;
    case HolidayRule::Base::weekday_before:
      if (!IsValid(civil)) return std::nullopt;
      day = WeekdayOnOrAfter({ToDate(civil).days - 7}, rule.weekday);
      break;
    case HolidayRule::Base::weekday_after:
      if (!IsValid(civil)) return std::nullopt;
      day = WeekdayOnOrAfter({ToDate(civil).days + 1}, rule.weekday);
      break;
    case HolidayRule::Base::easter: day = EasterSunday(year); break;
  }
  return Date{day.days + rule.offset};
}

}  // namespace

// The algorithm of Meeus, Jones and Butcher.
Date EasterSunday(int year) {
  const int a = year % 19, b = year / 100, c = year % 100;
  const int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
  const int h = (19 * a + b - d - g + 15) % 30;
  const int i = c / 4, k = c % 4;
  const int l = (32 + 2 * e + 2 * i - h - k) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int n = h + l - 7 * m + 114;
  return ToDate({year, n / 31, n % 31 + 1});
}

Date WeekdayOfMonth(int year, int month, int weekday, int nth) {
  if (nth == 0) return WeekdayOnOrAfter({ToDate({year, month, DaysInMonth(year, month)}).days - 6}, weekday);
  return {WeekdayOnOrAfter(ToDate({year, month, 1}), weekday).days + 7 * (nth - 1)};
}

std::vector<Date> HolidaysIn(const std::vector<HolidayRule>& rules, Date first, Date last) {
  // An observed day, or one counted from Easter, may lie in another year than its rule's.
  const int from = std::max(1, ToCivil(first).year - 1), through = std::min(9999, ToCivil(last).year + 1);
  std::set<Date> days;
  for (const HolidayRule& rule : rules) {
    for (int year = from; year <= through; ++year) {
      if (const auto day = InYear(rule, year)) days.insert(*day);
    }
  }
  for (int year = from; year <= through; ++year) {
    for (const HolidayRule& rule : rules) {
      const auto day = InYear(rule, year);
      if (!day || IsoWeekday(*day) <= 5 || rule.observed == HolidayRule::Observed::as_it_falls) continue;
      if (rule.observed == HolidayRule::Observed::nearest_weekday) {
        days.insert({IsoWeekday(*day) == 6 ? day->days - 1 : day->days + 1});
        continue;
      }
      Date next{day->days + 1};
      while (IsoWeekday(next) > 5 || days.contains(next)) ++next.days;
      days.insert(next);
    }
  }
  return {days.lower_bound(first), days.upper_bound(last)};
}

}  // namespace slate
