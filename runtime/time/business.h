// Business time: how long a calendar is open between two moments, when an amount of its time has passed, and the same for its
// days. In: the hours of each weekday, and the days that differ. Out: exact answers in microseconds, each O(log n).
//
// A time of day is read as the decision `clock_change` says: one that the clocks skip is the moment of the jump, one that
// they repeat is the first of the two. So a counter open [22:00, 24:00) and [00:00, 06:00) is open seven hours in a night of
// 25 hours' day, and hours that begin inside a skipped hour begin at the jump.
//
// Nothing is open outside the calendar's days [first, last]; that makes every function total. The compiler lets a contract
// use a calendar only if its days reach from before the term to well after it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "runtime/time/civil.h"
#include "runtime/time/interval_set.h"
#include "runtime/time/zone.h"

namespace slate {

// A stretch of one day, on its clock: microseconds since 00:00, 0 <= from < until <= kMicrosPerDay.
struct DayInterval {
  std::int64_t from = 0, until = 0;
  friend bool operator==(const DayInterval&, const DayInterval&) = default;
};
using DayHours = std::vector<DayInterval>;  // ascending, not overlapping; empty: closed

// Where on its last day a number of business days ends, counted forward; counted backward it begins at the mirror image:
// the start of that day, its opening, the same time of day.
enum class DaysEnd : std::uint8_t { end_of_day, closing_time, same_time };

struct BusinessRules {
  std::string name;
  const Zone* zone = nullptr;
  std::array<DayHours, 7> week;        // Monday first
  std::map<Date, DayHours> special;    // instead of the week's: holidays (empty), half days, special openings
  Date first, last;                    // the days the calendar knows, both included; 0001-01-02 to 9999-12-30 at the most
  bool due_at_next_opening = false;    // an amount used up exactly at closing is due then, or at the next opening
  DaysEnd days_end = DaysEnd::end_of_day;
};

// Immutable once made: any number of threads may read one.
class BusinessCalendar {
 public:
  explicit BusinessCalendar(BusinessRules rules);

  const BusinessRules& rules() const { return rules_; }
  bool NeverOpen() const { return opens_.empty(); }

  // Open time in [from, to), in microseconds; negative where `to` is before `from`.
  std::int64_t OpenBetween(Instant from, Instant to) const;

  // The part of a set of moments at which it is open.
  IntervalSet Open(const IntervalSet& set) const;

  // The moment at which `micros` of open time have passed since `from`; the first such moment (a closing time), or the last
  // (the next opening), as the rules say. Negative: before it. No time leads to `from` itself, even while closed.
  // The calendar's end, or its begin, where it has not as much.
  Instant AddOpen(Instant from, std::int64_t micros) const;

  // The first moment at which `micros` of open time have passed since `from`, and the last until which no more have: one
  // moment while it is open, else a closing time and the next opening. Nothing where the calendar's end comes before. Not
  // for negative amounts.
  std::optional<Instant> FirstWith(Instant from, std::int64_t micros) const;
  std::optional<Instant> LastWithin(Instant from, std::int64_t micros) const;

  // A business day is a local day on which the calendar is open at all.
  bool IsBusinessDay(Date day) const;
  Date LocalDate(Instant at) const { return rules_.zone->LocalDate(at); }

  // The end of the nth business day after the day of `from`, which itself never counts. Negative: the start of the nth before
  // it. None leads to `from` itself.
  Instant AddDays(Instant from, std::int64_t days) const;
  Date AddDays(Date from, std::int64_t days) const;  // the business day itself

  // The least n for which the nth business day after the day of `from` is no earlier than the day of `to`: 0 on the same day.
  // Negative, and likewise backward, where the day of `to` is before that of `from`.
  std::int64_t DaysBetween(Instant from, Instant to) const;

  // The longest elapsed time that AddOpen and AddDays of a positive amount take from a moment of the days [first, last].
  std::int64_t LongestOpen(std::int64_t micros, Date first, Date last) const;
  std::int64_t LongestDays(std::int64_t days, Date first, Date last) const;

  // The business day that `at` belongs to: its own day if that is one and `at` is before `cutoff` (microseconds since 00:00)
  // on its clock, else the next one. A cutoff of kMicrosPerDay never cuts.
  Date DayOf(Instant at, std::int64_t cutoff) const;

 private:
  Instant MomentOf(Date day, std::int64_t of_day) const;
  std::int64_t OpenUntil(Instant at) const;  // since the calendar's begin
  std::size_t DaysBefore(Date day) const;    // business days earlier than it
  std::size_t DaysThrough(Date day) const;   // the same and it

  BusinessRules rules_;
  Instant begin_, end_;                       // of the days [first, last]
  std::vector<std::int64_t> opens_, closes_;  // moments of the opening intervals, ascending
  std::vector<std::int64_t> open_after_;      // open time until each closes_, in all
  std::vector<Date> days_;                    // business days, ascending
  std::vector<std::size_t> first_opening_;    // of each day, as an index; one more entry: all of them
};

}  // namespace slate
