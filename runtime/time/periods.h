// The grid of consecutive periods a measurement is reported on: half-open, from local midnight to local midnight.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/number/ratio.h"
#include "runtime/time/period.h"
#include "runtime/time/zone.h"

namespace slate {

struct PeriodGrid {
  Period period;
  const Zone* zone = nullptr;
  std::vector<Date> first_days;     // of each period, ascending; one more entry than periods: the day after the last
  std::vector<Instant> boundaries;  // StartOf(first_days[i]); period i is [boundaries[i], boundaries[i + 1])
  std::int64_t bucket = 0;          // microseconds: its periods are buckets of a day, this long; 0: whole days or more
  std::size_t first_row = 0;        // rolling windows: the grid is of days, and this the first that a window ends with
  std::vector<Date> splits;         // days inside a period that it is split at, ascending: each part is a period of its own

  std::size_t size() const { return boundaries.empty() ? 0 : boundaries.size() - 1; }
  // The period that holds `instant`, or -1 outside the grid. The meaning; compiled code must agree with it.
  std::int32_t Find(Instant instant) const;
  // What is reported under period i: itself, or the rolling window that ends with it, as far as the grid reaches back.
  std::size_t FirstCell(std::size_t i) const;
  Date FirstDay(std::size_t i) const { return first_days[FirstCell(i)]; }
  Date EndDay(std::size_t i) const { return bucket > 0 ? Date{first_days[i].days + 1} : first_days[i + 1]; }
  Ratio Part(std::size_t i) const;  // its days of all days: below 1 where the grid cuts it
  bool IsPiece(std::size_t i) const;  // a part of a period that is split
  // The first day of the period, or of the part of a split one, that holds the day; and that of the next.
  Date StartOf(Date day) const;
  Date NextAfter(Date day) const;
  // "2025-10"; of a part of a split period "2025-10-01 to 2025-10-14". Of several: "2025-10 to 2025-12", or by days where one of them is such a part.
  std::string Name(std::size_t i) const;
  std::string Name(std::size_t first, std::size_t last) const;
};

// Every whole period that lies in [from, through], both days included. `partial_first` / `partial_last` say whether days
// were left over at the edges.
struct GridResult {
  PeriodGrid grid;
  bool partial_first = false;
  bool partial_last = false;
};
GridResult WholePeriods(const Period& period, const Zone& zone, Date from, Date through);

// The day a result becomes final: the day after the period plus the grace, within the calendar's bounds.
Date FinalDay(Date end_day, std::int64_t grace_days);

// The same, and the parts of periods that the term cuts at its ends, where [from, through] reaches them.
PeriodGrid PeriodsOfTerm(const Period& period, const Zone& zone, Date from, Date through, Date term_first, Date term_last);

// Splits periods at days inside them. Each part is then a period, in or out like any other; the grid was made for the same days and term.
void SplitPeriods(PeriodGrid& grid, const std::vector<Date>& splits, Date from, Date through, Date term_first, Date term_last);

// What a part of a split period is called, and whether a name is one of these: no other name of a period is of that form.
std::string PieceName(Date first_day, Date end_day);
bool NamesPiece(std::string_view name);

// Each day of [from, through] cut into buckets of a length that divides a day, counted from its first moment: on a day of
// 23 or 25 hours there are fewer or more, and the last may be shorter. Theirs are the local days they lie in.
PeriodGrid BucketsOfDays(const Zone& zone, Date from, Date through, std::int64_t bucket);

// O(1) lookup for kernels: slot = (instant - base) >> shift, then forward while the next boundary is not after the instant.
// `slots` holds the period at the start of each slot. Used by compiled code; checked against PeriodGrid::Find in tests.
struct PeriodTable {
  std::int64_t shift = 36;           // 2^36 us, about 19 hours: shorter than most days; of buckets, no longer than one
  std::int64_t base = 0;             // boundaries.front()
  std::int64_t end = 0;              // boundaries.back()
  std::vector<std::uint32_t> slots;
  std::vector<std::int64_t> boundaries;
};
PeriodTable BuildPeriodTable(const PeriodGrid& grid);

}  // namespace slate
