// Periods against a walk over the days: a day begins a period or it does not, seen from the calendar alone.
#include "runtime/time/period.h"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <vector>

using namespace slate;
using enum PeriodKind;

namespace {

Date On(int year, int month, int day) { return ToDate({year, month, day}); }
Period Plain(PeriodKind kind) { return {.kind = kind}; }
Period From(Date anchor, PeriodKind kind) { return {.kind = kind, .anchor = anchor}; }
Period Billing(int day) { return {.kind = billing_month, .day = day}; }
Period Rolling(int length) { return {.kind = rolling, .length = length}; }

// Whether a month-long step that begins on the `day`th of every `months`th month, counted from `month` of `year`, begins on a date.
bool BeginsMonths(Date date, int year, int month, int day, int months) {
  const CivilDate civil = ToCivil(date);
  const int since = (civil.year - year) * 12 + civil.month - month;
  return since % months == 0 && civil.day == std::min(day, DaysInMonth(civil.year, civil.month));
}

bool Begins(const Period& period, Date date) {
  const CivilDate anchor = ToCivil(period.anchor);
  switch (period.kind) {
    case day: return true;
    case iso_week: return IsoWeekday(date) == 1;
    case calendar_month: return BeginsMonths(date, 2000, 1, 1, 1);
    case calendar_quarter: return BeginsMonths(date, 2000, 1, 1, 3);
    case calendar_year: return BeginsMonths(date, 2000, 1, 1, 12);
    case contract_month: return BeginsMonths(date, anchor.year, anchor.month, anchor.day, 1);
    case contract_quarter: return BeginsMonths(date, anchor.year, anchor.month, anchor.day, 3);
    case contract_year: return BeginsMonths(date, anchor.year, anchor.month, anchor.day, 12);
    case billing_month: return BeginsMonths(date, 2000, 1, period.day, 1);
    case rolling: return true;
  }
  return false;
}

std::vector<Period> AllPeriods() {
  std::vector<Period> all;
  for (const PeriodKind kind : {day, iso_week, calendar_month, calendar_quarter, calendar_year}) all.push_back(Plain(kind));
  for (const int on : {1, 2, 15, 28, 29, 30, 31}) all.push_back(Billing(on));
  all.push_back(Rolling(30));
  for (const Date anchor : {On(2024, 2, 29), On(2025, 1, 31), On(2025, 7, 15), On(2025, 1, 1), On(2023, 11, 30)}) {
    for (const PeriodKind kind : {contract_month, contract_quarter, contract_year}) all.push_back(From(anchor, kind));
  }
  return all;
}

}  // namespace

TEST_CASE("periods begin, follow each other and are named as a walk over the days says") {
  for (const Period& period : AllPeriods()) {
    // Contract periods are named from the term's first day on.
    Date start = period.anchor.days != 0 ? period.anchor : On(2019, 1, 1);
    while (!Begins(period, start)) ++start.days;
    const Date end{start.days + 12 * 366};
    std::string last_name;
    std::set<std::string> names;
    while (start < end) {
      Date next{start.days + 1};
      while (!Begins(period, next)) ++next.days;
      const std::string name = PeriodName(period, start);
      INFO(PeriodWords(period) << " " << name << " from " << ToString(start) << " anchored at " << ToString(period.anchor));
      REQUIRE(names.insert(name).second);
      REQUIRE(last_name < name);
      REQUIRE(ParsePeriod(name, period) == start);
      for (Date at = start; at < next; ++at.days) {
        REQUIRE(PeriodStart(period, at) == start);
        REQUIRE(NextPeriod(period, at) == next);
        REQUIRE(PeriodName(period, at) == name);
      }
      last_name = name;
      start = next;
    }
  }
}

TEST_CASE("a name tells the kind of period") {
  std::vector<Period> all;
  for (const PeriodKind kind : {day, iso_week, calendar_month, calendar_quarter, calendar_year}) all.push_back(Plain(kind));
  for (const PeriodKind kind : {contract_month, contract_quarter, contract_year}) all.push_back(From(On(2025, 1, 15), kind));
  all.insert(all.end(), {Billing(1), Billing(15), Billing(31), Rolling(7), Rolling(30)});
  for (const Period& named : all) {
    for (const Period& other : all) {
      INFO(PeriodWords(named) << " read as " << PeriodWords(other));
      CHECK(ParsePeriod(PeriodName(named, On(2026, 3, 1)), other).has_value() == (named == other));
    }
  }
  for (const char* text : {"", "2025-", "2025-Y", "2025-Y0", "2026-Y1", "2025-Y1-Q5", "2025-Y1-M1", "2025-Y1-M13", "2025-Y01", "0000-Y1", "2025-13", "2025-W54", "2025-02-30", "2025-Y99999999999", "2025-01-B16", "2025-13-B15", "2025-01-B5", "2025-01-31-R031", "2025-01-31-R29"}) {
    for (const Period& period : all) CHECK(!ParsePeriod(text, period));
  }
}

TEST_CASE("what one kind of period is made of") {
  const Date first = On(2025, 1, 1), mid = On(2025, 1, 15);
  struct Pair {
    Period longer, shorter;
    bool is_longer, consists;
  };
  for (const Pair& pair : std::vector<Pair>{
           {Plain(calendar_quarter), Plain(calendar_month), true, true},
           {Plain(calendar_month), Plain(calendar_month), false, false},
           {Plain(calendar_month), Plain(calendar_quarter), false, false},
           {Plain(calendar_month), Plain(iso_week), true, false},
           {Plain(calendar_month), Plain(day), true, true},
           {Plain(iso_week), Plain(day), true, true},
           {From(mid, contract_quarter), Plain(calendar_month), true, false},
           {From(first, contract_quarter), Plain(calendar_month), true, true},
           {From(mid, contract_quarter), From(mid, contract_month), true, true},
           {From(mid, contract_month), Plain(calendar_month), false, false},
           {From(first, contract_year), Plain(calendar_quarter), true, true},
           {From(On(2025, 2, 1), contract_year), Plain(calendar_quarter), true, false},
           {From(On(2025, 4, 1), contract_year), Plain(calendar_quarter), true, true},
           {Plain(calendar_year), From(On(2025, 4, 1), contract_quarter), true, true},
           {Plain(calendar_year), From(On(2025, 2, 1), contract_quarter), true, false},
           {From(On(2024, 2, 29), contract_year), From(On(2024, 2, 29), contract_month), true, true},
           {Plain(calendar_quarter), Billing(1), true, true},
           {Plain(calendar_quarter), Billing(15), true, false},
           {From(mid, contract_year), Billing(15), true, true},
           {From(On(2024, 2, 29), contract_year), Billing(29), true, true},
           {From(On(2025, 2, 28), contract_year), Billing(31), true, false},
           {Billing(15), Plain(calendar_month), false, false},
           {Plain(calendar_month), Rolling(30), true, true}}) {
    INFO(PeriodWords(pair.longer) << " of " << PeriodWords(pair.shorter));
    CHECK(IsLonger(pair.longer, pair.shorter) == pair.is_longer);
    CHECK(ConsistsOf(pair.longer, pair.shorter) == pair.consists);
  }
}
