// A time within which something has to be done: elapsed time, calendar days or months, or business time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "runtime/time/business.h"
#include "runtime/time/zone.h"

namespace slate {

enum class WithinUnit : std::uint8_t { elapsed, days, months, business_time, business_days };
struct Within {
  WithinUnit unit = WithinUnit::elapsed;
  std::int64_t amount = 0;                           // microseconds, days, months
  std::shared_ptr<const BusinessCalendar> calendar;  // of business time
  std::string text;                                  // as in the source: "2 working days"
};

// The last moment of it, counted from a moment; of business days, from its day.
Instant DeadlineAfter(Instant from, const Within& within, const Zone& zone);
// Counted from the end of a period, of which this is the first day that it does not hold: business days are those after its last day.
Instant DeadlineAfterPeriod(Date end_day, const Within& within, const Zone& zone);

}  // namespace slate
