#include "runtime/time/civil.h"

#include <fmt/format.h>

#include <algorithm>

namespace slate {
namespace {

std::int64_t FloorDivide(std::int64_t a, std::int64_t b) { return a / b - (a % b != 0 && (a % b < 0) != (b < 0) ? 1 : 0); }

bool IsLeap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

std::string ClockText(std::int64_t micros_of_day, bool seconds_always) {
  const std::int64_t seconds = micros_of_day / kMicrosPerSecond, fraction = micros_of_day % kMicrosPerSecond;
  std::string text = fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
  if (seconds_always || seconds % 60 != 0 || fraction != 0) text += fmt::format(":{:02}", seconds % 60);
  if (fraction != 0) {
    std::string digits = fmt::format("{:06}", fraction);
    while (digits.back() == '0') digits.pop_back();
    text += "." + digits;
  }
  return text;
}

}  // namespace

int DaysInMonth(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeap(year) ? 29 : kDays[month - 1];
}

bool IsValid(const CivilDate& date) {
  return date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
         date.day <= DaysInMonth(date.year, date.month);
}

Date ToDate(const CivilDate& date) {
  // Years begin in March, so that the leap day is the last of its year and months follow a fixed rhythm of 153 days in five.
  const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = FloorDivide(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t month = (date.month + 9) % 12;
  const std::int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return {static_cast<std::int32_t>(era * 146097 + day_of_era - 719468)};
}

CivilDate ToCivil(Date date) {
  const std::int64_t days = static_cast<std::int64_t>(date.days) + 719468;
  const std::int64_t era = FloorDivide(days, 146097);
  const std::int64_t day_of_era = days - era * 146097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month = (5 * day_of_year + 2) / 153;
  const std::int32_t civil_month = static_cast<std::int32_t>(month < 10 ? month + 3 : month - 9);
  return {static_cast<std::int32_t>(year_of_era + era * 400 + (civil_month <= 2 ? 1 : 0)), civil_month,
          static_cast<std::int32_t>(day_of_year - (153 * month + 2) / 5 + 1)};
}

Date AddMonths(Date date, int months) {
  CivilDate civil = ToCivil(date);
  const std::int64_t total = static_cast<std::int64_t>(civil.year) * 12 + (civil.month - 1) + months;
  civil.year = static_cast<std::int32_t>(FloorDivide(total, 12));
  civil.month = static_cast<std::int32_t>(total - static_cast<std::int64_t>(civil.year) * 12) + 1;
  civil.day = std::min(civil.day, static_cast<std::int32_t>(DaysInMonth(civil.year, civil.month)));
  return ToDate(civil);
}

int IsoWeekday(Date date) {
  const int from_thursday = (date.days % 7 + 7) % 7;  // 1970-01-01 was a Thursday
  return (from_thursday + 3) % 7 + 1;
}

std::optional<Date> ParseDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t count) {
    int value = 0;
    for (std::size_t i = from; i < from + count; ++i) {
      if (text[i] < '0' || text[i] > '9') return -1;
      value = value * 10 + (text[i] - '0');
    }
    return value;
  };
  const CivilDate date{number(0, 4), number(5, 2), number(8, 2)};
  if (!IsValid(date)) return std::nullopt;
  return ToDate(date);
}

std::string ToString(Date date) {
  const CivilDate civil = ToCivil(date);
  if (civil.year < 0 || civil.year > 9999) return fmt::format("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day);
  std::string text = "0000-00-00";
  const auto put = [&](std::size_t at, int number, int digits) {
    for (; digits > 0; number /= 10) text[at + static_cast<std::size_t>(--digits)] = static_cast<char>('0' + number % 10);
  };
  put(0, civil.year, 4);
  put(5, civil.month, 2);
  put(8, civil.day, 2);
  return text;
}

std::string ToString(LocalTime time) {
  const std::int64_t day = FloorDivide(time.micros, kMicrosPerDay);
  return fmt::format("{} {}", ToString(Date{static_cast<std::int32_t>(day)}), ClockText(time.micros - day * kMicrosPerDay, false));
}

std::string ToString(Instant instant) {
  const std::int64_t day = FloorDivide(instant.micros, kMicrosPerDay);
  return fmt::format("{}T{}Z", ToString(Date{static_cast<std::int32_t>(day)}), ClockText(instant.micros - day * kMicrosPerDay, true));
}

}  // namespace slate
