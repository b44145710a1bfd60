#include "runtime/ingest/day_table.h"

#include <cstring>

#include "runtime/ingest/swar.h"
#include "runtime/ingest/timestamp.h"

namespace slate::ingest {
namespace {

// "hh:mm:ss" as values; most that a byte of each may be, and what carries a pair beyond its bound into its highest bit.
constexpr std::uint64_t kClock = 0x30303A30303A3030;
constexpr std::uint64_t kClockMost = 0x76767F76767F7676;
constexpr std::uint64_t kClockBounds = 0x0044000044000068;  // 0x80 - 24 for hours, 0x80 - 60 for minutes and seconds

// Micros since midnight, or -1: not a time of day.
inline std::int64_t TimeOfDay(std::uint64_t word) {
  bool fits = false;
  const std::uint64_t values = swar::Match(word, kClock, kClockMost, fits);
  const std::uint64_t pairs = (values * 10 + (values >> 8)) & 0x00FF0000FF0000FF;  // hours, minutes, seconds
  fits = fits && ((pairs + kClockBounds) & swar::kHigh) == 0;
  const std::uint64_t seconds = (pairs & 0xFF) * 3600 + ((pairs >> 24) & 0xFF) * 60 + (pairs >> 48);
  return fits ? static_cast<std::int64_t>(seconds) * kMicrosPerSecond : -1;
}

// A number for ten bytes that hold a day: 384 a year, 32 a month. For other bytes any number.
inline std::size_t Ordinal(const char* text) {
  const std::uint64_t digits = swar::Load(text + 2) & 0x0F0F000F0F000F0F;                   // YY-MM-DD
  const std::uint64_t pairs = (digits * 10 + (digits >> 8)) & 0x00FF0000FF0000FF;           // year, month, day
  return static_cast<std::size_t>((pairs * (std::uint64_t{384} << 48 | 32 << 24 | 1)) >> 48);  // each moved to the top and added there
}

inline bool Two(const char* text, int& value) {
  const unsigned tens = static_cast<unsigned char>(text[0]) - '0', ones = static_cast<unsigned char>(text[1]) - '0';
  value = static_cast<int>(tens * 10 + ones);
  return tens <= 9 && ones <= 9;
}

}  // namespace

DayTable::DayTable(const ColumnSpec& spec) : spec_(spec), days_(kDays) {
  // An empty place holds ten zero bytes, which are looked for in the first place alone; this is no day, and looked for elsewhere.
  days_[0].first = std::uint64_t{1} << 24;
}

bool DayTable::Learn(const char* text, Day& day) const {
  Timestamp stamp;
  if (ParseIso({text, 10}, stamp) != nullptr) return false;
  Day learned;
  learned.first = swar::Load(text);
  std::memcpy(&learned.last, text + 8, sizeof learned.last);
  learned.number = static_cast<std::int32_t>(stamp.local.micros / kMicrosPerDay);
  if (stamp.local.micros < 0) learned.number = static_cast<std::int32_t>((stamp.local.micros - (kMicrosPerDay - 1)) / kMicrosPerDay);
  if (spec_.zone != nullptr) {
    const Zone::Reading first = spec_.zone->Read(stamp.local), last = spec_.zone->Read({stamp.local.micros + kMicrosPerDay - 1});
    learned.local = first.kind == Zone::Kind::unique && last.kind == Zone::Kind::unique && last.first.micros - first.first.micros == kMicrosPerDay - 1;
    learned.local_start = first.first.micros;
  }
  day = learned;
  return true;
}

bool DayTable::Read(const char* text, std::size_t size, std::int64_t& value) {
  if (size < 10) return false;
  Day& day = days_[Ordinal(text) % kDays];
  std::uint16_t last;
  std::memcpy(&last, text + 8, sizeof last);
  if (day.first != swar::Load(text) || day.last != last) {
    if (!Learn(text, day)) return false;
  }
  if (spec_.type == ColumnType::date) {
    value = day.number;
    return size == 10;
  }
  if (size < 16 || (text[10] != ' ' && text[10] != 'T')) return false;
  std::uint64_t clock = swar::Load(text + 11);
  const bool seconds = size > 16 && text[16] == ':';
  if (!seconds) clock = swar::First(clock, 5) | std::uint64_t{0x30303A} << 40;  // ":00"
  else if (size < 19) return false;
  const std::int64_t time = TimeOfDay(clock);
  if (time < 0) return false;
  const char* tail = text + (seconds ? 19 : 16);
  if (tail != text + size) return (seconds || *tail != '.') && ReadTail(tail, text + size, day, time, value);
  value = day.local_start + time;
  return day.local;
}

bool DayTable::ReadTail(const char* at, const char* end, const Day& day, std::int64_t time, std::int64_t& value) const {
  if (*at == '.') {
    std::int64_t unit = kMicrosPerSecond / 10;
    for (++at; at != end && static_cast<unsigned char>(*at - '0') <= 9; ++at, unit /= 10) {
      if (unit == 0) return false;  // seven digits and more are rare
      time += (*at - '0') * unit;
    }
    if (unit == kMicrosPerSecond / 10) return false;  // a point without a digit
    if (at == end) {
      value = day.local_start + time;
      return day.local;
    }
  }
  const std::ptrdiff_t left = end - at;
  const std::int64_t start = day.number * kMicrosPerDay;
  if (*at == 'Z') {
    value = start + time;
    return left == 1;
  }
  int hours = 0, minutes = 0;
  if ((*at != '+' && *at != '-') || left < 3 || !Two(at + 1, hours) || hours > 15) return false;
  if (left == 6 ? at[3] != ':' || !Two(at + 4, minutes) : left == 5 ? !Two(at + 3, minutes) : left != 3) return false;
  if (minutes > 59) return false;
  const std::int64_t offset = (hours * 60 + minutes) * 60 * kMicrosPerSecond;
  value = start + time - (*at == '-' ? -offset : offset);
  return true;
}

}  // namespace slate::ingest
