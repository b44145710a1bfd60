// A period of the language: `calendar month`, `contract year`, ... In: what a contract says. Out: when each one of them begins,
// what it is called and which text names it. Whatever asks about a kind of period asks here.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/time/civil.h"

namespace slate {

enum class PeriodKind : std::uint8_t {
  day, iso_week, calendar_month, calendar_quarter, calendar_year,
  contract_month, contract_quarter, contract_year,  // from the term's first day on
  billing_month,                                    // from one day of the month to the next
  rolling,                                          // the last `length` days, seen from each day
};

struct Period {
  PeriodKind kind = PeriodKind::calendar_month;
  int day = 0;     // billing month: the day it begins on, 1..31
  int length = 0;  // rolling: how many days, at least 2
  Date anchor{};   // contract periods: the term's first day; else not looked at, and the same for all
  friend auto operator<=>(const Period&, const Period&) = default;
};

// A rolling window is placed by its last day: the functions below speak of the window that ends with `day`, and of that day alone.
Date PeriodStart(const Period& period, Date day);  // the first day of the period that holds `day`
Date NextPeriod(const Period& period, Date day);   // the first day of the one after that
std::string PeriodWords(const Period& period);     // as a contract says it: "calendar month"

// Of the period that holds `day`. Names sort as their periods follow each other, and tell the kind: "2025-03-31", "2025-W09",
// "2025-03", "2025-Q1", "2025"; contract periods are counted from the term's first day: "2025-Y1" is the first contract year,
// which begins in 2025, "2025-Y1-Q2" and "2025-Y1-M11" are its second quarter and eleventh month.
// "2025-01-B31" is the billing month from day 31 that begins in January; "2025-03-31-R30" the thirty days that end with that day.
std::string PeriodName(const Period& period, Date day);
// The first day of the period that has this name; nothing for any other text.
std::optional<Date> ParsePeriod(std::string_view text, const Period& period);

// Whether `a` is the longer kind of period: a calendar quarter is longer than a contract month.
bool IsLonger(const Period& a, const Period& b);
// Whether each `longer` is made of whole `shorter`s: a calendar quarter is of calendar months, not of ISO weeks.
bool ConsistsOf(const Period& longer, const Period& shorter);
// Whether the shorter months cut it: it begins on the 29th, 30th or 31st.
bool NeedsMonthEnd(const Period& period);

}  // namespace slate
