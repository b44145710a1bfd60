// Dates, local times and instants. Proleptic Gregorian, years 0001 to 9999.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slate {

// Days since 1970-01-01.
struct Date {
  std::int32_t days = 0;
  friend auto operator<=>(Date, Date) = default;
};

// Microseconds since 1970-01-01 00:00 UTC, without leap seconds.
struct Instant {
  std::int64_t micros = 0;
  friend auto operator<=>(Instant, Instant) = default;
};

// A wall clock reading without a zone: microseconds since 1970-01-01 00:00 of that clock.
struct LocalTime {
  std::int64_t micros = 0;
  friend auto operator<=>(LocalTime, LocalTime) = default;
};

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;
inline constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

struct CivilDate {
  std::int32_t year = 1970;
  std::int32_t month = 1;  // 1..12
  std::int32_t day = 1;    // 1..31
  friend auto operator<=>(const CivilDate&, const CivilDate&) = default;
};

bool IsValid(const CivilDate& date);  // 2025-02-30 is not
Date ToDate(const CivilDate& date);   // `date` must be valid
CivilDate ToCivil(Date date);
int DaysInMonth(int year, int month);
Date AddMonths(Date date, int months);  // clamps to the month's last day [C month_end]
int IsoWeekday(Date date);              // Monday 1 .. Sunday 7

std::optional<Date> ParseDate(std::string_view text);  // "2025-03-31"
std::string ToString(Date date);                       // "2025-03-31"
std::string ToString(LocalTime time);                  // "2025-03-31 10:30", with seconds and fraction only when not zero
// RFC 3339 in UTC: "2025-03-31T08:30:00Z", fraction only when not zero.
std::string ToString(Instant instant);

}  // namespace slate
