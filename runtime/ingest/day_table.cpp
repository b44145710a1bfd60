#include "runtime/ingest/day_table.h"

#include "runtime/ingest/timestamp.h"

namespace slate::ingest {
namespace {

inline bool Two(const char* text, int& value) {
  const unsigned tens = static_cast<unsigned char>(text[0]) - '0', ones = static_cast<unsigned char>(text[1]) - '0';
  value = static_cast<int>(tens * 10 + ones);
  return tens <= 9 && ones <= 9;
}

}  // namespace

DayTable::DayTable(const ColumnSpec& spec) : spec_(spec), last_mask_(spec.type == ColumnType::date ? 0x00FFFFFF : 0xFFFFFFFF), days_(kDays) {
  // An empty place holds zero bytes, which are looked for in the first place alone; this is no day, and looked for elsewhere.
  days_[0].first = std::uint64_t{1} << 24;
}

bool DayTable::Learn(const char* text, Day& day) {
  Timestamp stamp;
  if (ParseIso({text, 10}, stamp) != nullptr || (spec_.type == ColumnType::instant && text[10] != ' ' && text[10] != 'T')) return false;
  Day learned;
  learned.first = swar::Load(text);
  learned.last = LastOf(text);
  learned.number = static_cast<std::int32_t>(stamp.local.micros / kMicrosPerDay);
  if (stamp.local.micros < 0) learned.number = static_cast<std::int32_t>((stamp.local.micros - (kMicrosPerDay - 1)) / kMicrosPerDay);
  if (spec_.zone != nullptr && spec_.type == ColumnType::instant) {
    const Zone::Reading first = spec_.zone->Read(stamp.local), last = spec_.zone->Read({stamp.local.micros + kMicrosPerDay - 1});
    const bool one_offset = first.kind == Zone::Kind::unique && last.kind == Zone::Kind::unique && last.first.micros - first.first.micros == kMicrosPerDay - 1;
    if (one_offset) learned.local_start = first.first.micros;
  }
  if (starts_) {
    const auto digits = [&](std::size_t at) { return static_cast<std::uint64_t>(10 * (text[at] - '0') + text[at + 1] - '0'); };
    const std::int64_t utc = learned.number * kMicrosPerDay;
    starts_->Set(DayStarts::Place(100 * digits(0) + digits(2), digits(5), digits(8)), learned.local_start == kNoLocal ? 0 : learned.local_start, utc);
  }
  day = learned;
  return true;
}

bool DayTable::Read(const char* text, std::size_t size, std::int64_t& value) {
  if (size < 10) return false;
  Day& day = days_[Ordinal(text) % kDays];
  if ((day.first != swar::Load(text) || day.last != LastOf(text)) && !Learn(text, day)) return false;
  if (spec_.type == ColumnType::date) {
    value = day.number;
    return size == 10;
  }
  if (size < 16) return false;
  std::uint64_t clock = swar::Load(text + 11);
  const bool seconds = size > 16 && text[16] == ':';
  if (!seconds) clock = swar::First(clock, 5) | std::uint64_t{0x30303A} << 40;  // ":00"
  else if (size < 19) return false;
  std::int64_t time = 0;
  if (!TimeOfDay(clock, time)) return false;
  const char* tail = text + (seconds ? 19 : 16);
  if (tail != text + size) return (seconds || *tail != '.') && ReadTail(tail, text + size, day, time, value);
  return Local(day, time, value);
}

bool DayTable::ReadTail(const char* at, const char* end, const Day& day, std::int64_t time, std::int64_t& value) const {
  if (*at == '.') {
    std::int64_t unit = kMicrosPerSecond / 10;
    for (++at; at != end && static_cast<unsigned char>(*at - '0') <= 9; ++at, unit /= 10) {
      if (unit == 0) return false;  // seven digits and more are rare
      time += (*at - '0') * unit;
    }
    if (unit == kMicrosPerSecond / 10) return false;  // a point without a digit
    if (at == end) return Local(day, time, value);
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
