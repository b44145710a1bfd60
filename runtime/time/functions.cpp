// The functions of functions.def that need a zone or a calendar. Arguments are clamped to the years the calendar has, which makes every
// function total; what the checker and intake let through is never clamped.
#include "runtime/functions.h"

#include <algorithm>
#include <type_traits>

#include "runtime/time/business.h"
#include "runtime/time/civil.h"
#include "runtime/time/zone.h"

namespace slate {
namespace {

// The rows of functions.def are the types of the prototypes.
using i64 = std::int64_t;
using zone = const void*;
using calendar = const void*;
#define SLATE_FUNCTION(name, symbol, result, parameters, doc) \
  static_assert(std::is_same_v<decltype(&symbol), result(*) parameters>, #symbol " differs from functions.def");
#include "runtime/functions.def"
#undef SLATE_FUNCTION

constexpr std::int64_t kFirstDay = -719'162;  // 0001-01-01
constexpr std::int64_t kLastDay = 2'932'896;  // 9999-12-31
constexpr std::int64_t kMonths = 12 * 10'000;

const Zone& AsZone(const void* zone) { return *static_cast<const Zone*>(zone); }
const BusinessCalendar& AsCalendar(const void* calendar) { return *static_cast<const BusinessCalendar*>(calendar); }

Date ClampedDate(std::int64_t days) { return {static_cast<std::int32_t>(std::clamp(days, kFirstDay, kLastDay))}; }

Instant ClampedInstant(std::int64_t micros) {
  return {std::clamp(micros, kFirstDay * kMicrosPerDay, (kLastDay + 1) * kMicrosPerDay - 1)};
}

struct LocalReading {
  Date date;
  std::int64_t of_day;  // microseconds since 00:00
};

LocalReading ReadLocal(const Zone& zone, std::int64_t micros) {
  std::int64_t local = zone.ToLocal(ClampedInstant(micros)).micros;
  std::int64_t days = local / kMicrosPerDay;
  if (local % kMicrosPerDay < 0) --days;
  return {ClampedDate(days), local - days * kMicrosPerDay};
}

// A skipped time moves to the instant of the jump, a repeated one is the first [C].
std::int64_t InstantOf(const Zone& zone, Date date, std::int64_t of_day) {
  Zone::Reading reading = zone.Read({date.days * kMicrosPerDay + of_day});
  return reading.kind == Zone::Kind::skipped ? reading.transition.micros : reading.first.micros;
}

}  // namespace
}  // namespace slate

extern "C" {

std::int64_t slate_time_start_of_date(const void* zone, std::int64_t days) {
  return slate::AsZone(zone).StartOf(slate::ClampedDate(days)).micros;
}

std::int64_t slate_time_end_of_date(const void* zone, std::int64_t days) {
  slate::Date date = slate::ClampedDate(days);
  return slate::AsZone(zone).StartOf({date.days + 1}).micros;
}

std::int64_t slate_time_local_date(const void* zone, std::int64_t micros) {
  return slate::ReadLocal(slate::AsZone(zone), micros).date.days;
}

std::int64_t slate_time_add_days(const void* zone, std::int64_t micros, std::int64_t days) {
  const slate::Zone& where = slate::AsZone(zone);
  slate::LocalReading local = slate::ReadLocal(where, micros);
  std::int64_t bounded = std::clamp(days, slate::kFirstDay - slate::kLastDay, slate::kLastDay - slate::kFirstDay);
  return slate::InstantOf(where, slate::ClampedDate(local.date.days + bounded), local.of_day);
}

std::int64_t slate_time_add_months(const void* zone, std::int64_t micros, std::int64_t months) {
  const slate::Zone& where = slate::AsZone(zone);
  slate::LocalReading local = slate::ReadLocal(where, micros);
  slate::CivilDate civil = slate::ToCivil(local.date);
  std::int64_t from = 12 * std::int64_t{civil.year} + civil.month - 1;
  std::int64_t to = std::clamp<std::int64_t>(from + std::clamp(months, -slate::kMonths, slate::kMonths), 12,
                                             slate::kMonths - 1);
  return slate::InstantOf(where, slate::AddMonths(local.date, static_cast<int>(to - from)), local.of_day);
}

std::int64_t slate_time_business_time_between(const void* calendar, std::int64_t from, std::int64_t to) {
  return slate::AsCalendar(calendar).OpenBetween(slate::ClampedInstant(from), slate::ClampedInstant(to));
}

std::int64_t slate_time_add_business_time(const void* calendar, std::int64_t from, std::int64_t micros) {
  return slate::AsCalendar(calendar).AddOpen(slate::ClampedInstant(from), micros).micros;
}

std::int64_t slate_time_business_days_between(const void* calendar, std::int64_t from, std::int64_t to) {
  return slate::AsCalendar(calendar).DaysBetween(slate::ClampedInstant(from), slate::ClampedInstant(to));
}

std::int64_t slate_time_add_business_days(const void* calendar, std::int64_t from, std::int64_t days) {
  return slate::AsCalendar(calendar).AddDays(slate::ClampedInstant(from), days).micros;
}

std::int64_t slate_time_business_day_of(const void* calendar, std::int64_t at, std::int64_t cutoff) {
  const std::int64_t of_day = std::clamp<std::int64_t>(cutoff, 0, slate::kMicrosPerDay);
  return slate::AsCalendar(calendar).DayOf(slate::ClampedInstant(at), of_day).days;
}

std::int64_t slate_time_shift_business_day(const void* calendar, std::int64_t from, std::int64_t days) {
  return slate::AsCalendar(calendar).AddDays(slate::ClampedDate(from), days).days;
}

}  // extern "C"
