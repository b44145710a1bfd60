#include "runtime/time/business.h"

#include <catch2/catch_test_macros.hpp>

#include "runtime/functions.h"

using namespace slate;

namespace {

constexpr std::int64_t kHour = 3600 * kMicrosPerSecond;

Instant Berlin(int year, int month, int day, int hour, int minute = 0) {
  return Zone::Find("Europe/Berlin")->Read({ToDate({year, month, day}).days * kMicrosPerDay + hour * kHour + minute * kHour / 60}).first;
}

// Monday to Friday 08:00 to 12:00 and 13:00 to 17:00; closed on 2026-05-01, a half day on 2026-12-24.
BusinessRules Office() {
  BusinessRules rules{.name = "office", .zone = Zone::Find("Europe/Berlin"), .first = ToDate({2025, 1, 1}), .last = ToDate({2027, 12, 31})};
  for (std::size_t day = 0; day < 5; ++day) rules.week[day] = {{8 * kHour, 12 * kHour}, {13 * kHour, 17 * kHour}};
  rules.special[ToDate({2026, 5, 1})] = {};
  rules.special[ToDate({2026, 12, 24})] = {{8 * kHour, 12 * kHour}};
  return rules;
}

}  // namespace

TEST_CASE("open time leaves out nights, breaks, weekends and holidays") {
  const BusinessCalendar office(Office());
  CHECK(office.OpenBetween(Berlin(2026, 3, 6, 16, 30), Berlin(2026, 3, 9, 9)) == 90 * kHour / 60);
  CHECK(office.OpenBetween(Berlin(2026, 3, 9, 9), Berlin(2026, 3, 6, 16, 30)) == -90 * kHour / 60);
  CHECK(office.OpenBetween(Berlin(2026, 3, 9, 11), Berlin(2026, 3, 9, 14)) == 2 * kHour);
  CHECK(office.OpenBetween(Berlin(2026, 4, 30, 16), Berlin(2026, 5, 4, 9)) == 2 * kHour);
  CHECK(office.OpenBetween(Berlin(2026, 12, 24, 11), Berlin(2026, 12, 24, 18)) == kHour);
  CHECK(office.OpenBetween(Berlin(2024, 12, 1, 0), Berlin(2025, 1, 1, 9)) == kHour);  // before its days it is closed
}

TEST_CASE("a budget that ends exactly at closing time is due then, or at the next opening") {
  BusinessRules rules = Office();
  const BusinessCalendar closing(rules);
  rules.due_at_next_opening = true;
  const BusinessCalendar opening(rules);
  const Instant friday = Berlin(2026, 3, 6, 15);
  CHECK(closing.AddOpen(friday, 2 * kHour) == Berlin(2026, 3, 6, 17));
  CHECK(opening.AddOpen(friday, 2 * kHour) == Berlin(2026, 3, 9, 8));
  CHECK(closing.AddOpen(friday, 2 * kHour + 1).micros == Berlin(2026, 3, 9, 8).micros + 1);
  CHECK(opening.AddOpen(friday, 2 * kHour - 1).micros == Berlin(2026, 3, 6, 17).micros - 1);
  CHECK(closing.AddOpen(Berlin(2026, 3, 7, 12), kHour) == Berlin(2026, 3, 9, 9));  // a Saturday counts from the next opening
  CHECK(closing.AddOpen(Berlin(2026, 3, 9, 9), -kHour) == Berlin(2026, 3, 6, 17));
  CHECK(opening.AddOpen(Berlin(2026, 3, 9, 9), -kHour) == Berlin(2026, 3, 9, 8));
}

TEST_CASE("nights in which the clocks change are as long as they are") {
  BusinessRules rules{.name = "nights", .zone = Zone::Find("Europe/Berlin"), .first = ToDate({2025, 1, 1}), .last = ToDate({2025, 12, 31})};
  for (DayHours& hours : rules.week) hours = {{0, 6 * kHour}};
  const BusinessCalendar nights(rules);
  CHECK(nights.OpenBetween(Berlin(2025, 3, 29, 0), Berlin(2025, 3, 29, 12)) == 6 * kHour);
  CHECK(nights.OpenBetween(Berlin(2025, 3, 30, 0), Berlin(2025, 3, 30, 12)) == 5 * kHour);
  CHECK(nights.OpenBetween(Berlin(2025, 10, 26, 0), Berlin(2025, 10, 26, 12)) == 7 * kHour);
  for (DayHours& hours : rules.week) hours = {{2 * kHour + kHour / 2, 3 * kHour}};
  const BusinessCalendar half_hour(rules);
  CHECK(half_hour.OpenBetween(Berlin(2025, 3, 29, 0), Berlin(2025, 3, 31, 0)) == kHour / 2);  // the 30th skips it
  CHECK_FALSE(half_hour.IsBusinessDay(ToDate({2025, 3, 30})));
  CHECK(half_hour.OpenBetween(Berlin(2025, 10, 26, 0), Berlin(2025, 10, 27, 0)) == 3 * kHour / 2);
}

TEST_CASE("business days leave out the day they are counted from") {
  BusinessRules rules = Office();
  const BusinessCalendar office(rules);
  CHECK(office.AddDays(Berlin(2026, 3, 6, 9), 1) == Berlin(2026, 3, 10, 0));   // Friday: to the end of Monday
  CHECK(office.AddDays(Berlin(2026, 3, 7, 9), 1) == Berlin(2026, 3, 10, 0));   // Saturday: the same
  CHECK(office.AddDays(Berlin(2026, 3, 10, 9), -2) == Berlin(2026, 3, 6, 0));  // back to the start of Friday
  CHECK(office.AddDays(Berlin(2026, 4, 30, 9), 1) == Berlin(2026, 5, 5, 0));
  CHECK(office.DaysBetween(Berlin(2026, 3, 6, 9), Berlin(2026, 3, 9, 23)) == 1);
  CHECK(office.DaysBetween(Berlin(2026, 3, 6, 9), Berlin(2026, 3, 7, 0)) == 1);  // a Saturday belongs to the Monday after
  CHECK(office.DaysBetween(Berlin(2026, 3, 6, 9), Berlin(2026, 3, 6, 23)) == 0);
  CHECK(office.DaysBetween(Berlin(2026, 3, 9, 9), Berlin(2026, 3, 6, 9)) == -1);
  rules.days_end = DaysEnd::closing_time;
  const BusinessCalendar closing(rules);
  CHECK(closing.AddDays(Berlin(2026, 12, 23, 9), 1) == Berlin(2026, 12, 24, 12));
  CHECK(closing.AddDays(Berlin(2026, 3, 10, 9), -1) == Berlin(2026, 3, 9, 8));
  rules.days_end = DaysEnd::same_time;
  CHECK(BusinessCalendar(rules).AddDays(Berlin(2026, 3, 27, 9), 1) == Berlin(2026, 3, 30, 9));
}

TEST_CASE("what comes at the cutoff belongs to the next business day") {
  const BusinessCalendar office(Office());
  const Instant cutoff = Berlin(2026, 3, 6, 13);
  CHECK(office.DayOf({cutoff.micros - 1}, 13 * kHour) == ToDate({2026, 3, 6}));
  CHECK(office.DayOf(cutoff, 13 * kHour) == ToDate({2026, 3, 9}));
  CHECK(office.DayOf(cutoff, kMicrosPerDay) == ToDate({2026, 3, 6}));
  CHECK(office.DayOf(Berlin(2026, 3, 7, 9), 13 * kHour) == ToDate({2026, 3, 9}));
  CHECK(slate_time_business_day_of(&office, cutoff.micros, 13 * kHour + 1) == ToDate({2026, 3, 6}).days);
  CHECK(slate_time_shift_business_day(&office, ToDate({2026, 3, 6}).days, 1) == ToDate({2026, 3, 9}).days);
}
