#include "runtime/time/deadline.h"

#include "runtime/functions.h"

namespace slate {

Instant DeadlineAfter(Instant from, const Within& within, const Zone& zone) {
  switch (within.unit) {
    case WithinUnit::elapsed: return {from.micros + within.amount};
    case WithinUnit::days: return {slate_time_add_days(&zone, from.micros, within.amount)};
    case WithinUnit::months: return {slate_time_add_months(&zone, from.micros, within.amount)};
    case WithinUnit::business_time: return within.calendar->AddOpen(from, within.amount);
    case WithinUnit::business_days: return within.calendar->AddDays(from, within.amount);
  }
  return from;
}

Instant DeadlineAfterPeriod(Date end_day, const Within& within, const Zone& zone) {
  const Instant end = zone.StartOf(end_day);
  return DeadlineAfter(within.unit == WithinUnit::business_days ? Instant{end.micros - 1} : end, within, zone);
}

}  // namespace slate
