// Dates and times in ISO form, read through a table of the days met before: a day is checked, and its zone asked, once.
// In: the bytes of a field. Out: the value that Converter would give, or "not this way" for whatever is not plainly one of
//   YYYY-MM-DD            (date columns)
//   YYYY-MM-DD?hh:mm      YYYY-MM-DD?hh:mm:ss      ...:ss.f to ...:ss.ffffff      each with Z, +hh, +hhmm, +hh:mm or nothing behind
// with `?` a blank or T, a day of the calendar, a time of day, and a local day on which the zone changes no clock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

#include "runtime/ingest/day_starts.h"
#include "runtime/ingest/swar.h"
#include "runtime/ingest/table.h"

namespace slate::ingest {

class DayTable {
 public:
  explicit DayTable(const ColumnSpec& spec);  // of a date or an instant in ISO form

  // What is learned from now on goes there, too; null: there is no memory for it.
  const std::int64_t* KeepStarts() {
    if (!starts_) starts_.emplace();
    return starts_->data();
  }
  // Reads up to 19 bytes from `text` on even where it is shorter. False: not this way.
  bool Read(const char* text, std::size_t size, std::int64_t& value);
  // The same for the most usual form, YYYY-MM-DD?hh:mm:ss without an offset on a day met before. False: ask Read.
  bool ReadUsual(const char* text, std::size_t size, std::int64_t& value) const {
    const Day& day = days_[Ordinal(text) % kDays];
    const std::uint64_t first = swar::Load(text);
    const std::uint32_t last = LastOf(text);
    std::int64_t time = 0;
    const bool fits = TimeOfDay(swar::Load(text + 11), time);
    value = static_cast<std::int64_t>(static_cast<std::uint64_t>(day.local_start) + static_cast<std::uint64_t>(time));
    return fits && size == 19 && day.local_start != kNoLocal && first == day.first && last == day.last;
  }

 private:
  static constexpr std::int64_t kNoLocal = INT64_MIN;  // a date; or the zone is not known, or changes a clock on the day
  // The first eleven bytes, of which a date's are ten, and what they mean.
  struct Day {
    std::uint64_t first = 0;        // YYYY-MM-
    std::uint32_t last = 0;         // -DD?
    std::int32_t number = 0;        // days since 1970-01-01
    std::int64_t local_start = kNoLocal;  // what the time of day is added to where nothing says an offset
  };
  // Days of ten years in a row have places of their own.
  static constexpr std::size_t kDays = 4096;

  std::uint32_t LastOf(const char* text) const {
    std::uint32_t last;
    std::memcpy(&last, text + 7, sizeof last);
    return last & last_mask_;
  }
  // A number for ten bytes that hold a day: 384 a year, 32 a month. For other bytes any number.
  static std::size_t Ordinal(const char* text) {
    const std::uint64_t digits = swar::Load(text + 2) & 0x0F0F000F0F000F0F;              // YY-MM-DD
    const std::uint64_t pairs = (digits * 10 + (digits >> 8)) & 0x00FF0000FF0000FF;      // year, month, day
    return static_cast<std::size_t>((pairs * (std::uint64_t{384} << 48 | 32 << 24 | 1)) >> 48);  // each moved to the top and added there
  }
  // Micros since midnight of "hh:mm:ss". False: not a time of day.
  static bool TimeOfDay(std::uint64_t word, std::int64_t& micros) {
    constexpr std::uint64_t kClock = 0x30303A30303A3030, kMost = 0x76767F76767F7676;
    constexpr std::uint64_t kBounds = 0x0044000044000068;  // 0x80 - 24 for hours, 0x80 - 60 for minutes and seconds
    const std::uint64_t values = word ^ kClock;
    const std::uint64_t pairs = (values * 10 + (values >> 8)) & 0x00FF0000FF0000FF;  // hours, minutes, seconds
    micros = static_cast<std::int64_t>((pairs & 0xFF) * 3600 + ((pairs >> 24) & 0xFF) * 60 + (pairs >> 48)) * kMicrosPerSecond;
    return ((values | (values + kMost) | (pairs + kBounds)) & swar::kHigh) == 0;
  }

  static bool Local(const Day& day, std::int64_t time, std::int64_t& value) {
    if (day.local_start == kNoLocal) return false;
    value = day.local_start + time;
    return true;
  }
  bool Learn(const char* text, Day& day);
  bool ReadTail(const char* at, const char* end, const Day& day, std::int64_t time, std::int64_t& value) const;

  const ColumnSpec& spec_;
  std::uint32_t last_mask_;
  std::vector<Day> days_;
  std::optional<DayStarts> starts_;
};

}  // namespace slate::ingest
