#include "runtime/ingest/timestamp.h"

namespace slate::ingest {
namespace {

constexpr const char* kNoTimestamp = "is not a date or time of the form YYYY-MM-DD hh:mm:ss";
constexpr const char* kNoDay = "is not a day of the calendar";
constexpr const char* kNoYear = "lies outside the years 1000 to 9000; if it stands for no date at all, the binding may say `missing` with this text";
constexpr const char* kNoTime = "has no time of day between 00:00:00 and 23:59:59";
constexpr const char* kNoMatch = "does not have the format the binding states";

bool Digits(std::string_view text, std::size_t at, std::size_t count, int& value) {
  if (at + count > text.size()) return false;
  value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    const unsigned digit = static_cast<unsigned char>(text[i]) - '0';
    if (digit > 9) return false;
    value = value * 10 + static_cast<int>(digit);
  }
  return true;
}

// Years outside 1000 to 9000 are typing errors, and bounds keep later arithmetic from overflowing.
const char* SetDay(const CivilDate& date, Timestamp& stamp) {
  if (!IsValid(date)) return kNoDay;
  if (date.year < 1000 || date.year > 9000) return kNoYear;
  stamp.local.micros = static_cast<std::int64_t>(ToDate(date).days) * kMicrosPerDay;
  return nullptr;
}

bool AddTime(int hour, int minute, int second, Timestamp& stamp) {
  if (hour > 23 || minute > 59 || second > 59) return false;
  stamp.local.micros += ((hour * 60 + minute) * 60 + second) * kMicrosPerSecond;
  stamp.has_time = true;
  return true;
}

}  // namespace

const char* ParseIso(std::string_view text, Timestamp& stamp) {
  CivilDate date;
  if (text.size() < 10 || text[4] != '-' || text[7] != '-' || !Digits(text, 0, 4, date.year) || !Digits(text, 5, 2, date.month) ||
      !Digits(text, 8, 2, date.day)) {
    return kNoTimestamp;
  }
  if (const char* why = SetDay(date, stamp)) return why;
  if (text.size() == 10) return nullptr;
  int hour = 0, minute = 0, second = 0;
  if ((text[10] != ' ' && text[10] != 'T') || text.size() < 16 || text[13] != ':' || !Digits(text, 11, 2, hour) || !Digits(text, 14, 2, minute)) return kNoTimestamp;
  std::size_t at = 16;
  if (at < text.size() && text[at] == ':') {
    if (!Digits(text, 17, 2, second)) return kNoTimestamp;
    at = 19;
  }
  if (!AddTime(hour, minute, second, stamp)) return kNoTime;
  if (at < text.size() && text[at] == '.' && at == 19) {
    std::int64_t unit = kMicrosPerSecond / 10;
    const std::size_t first = ++at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10) {
      if (unit == 0 && text[at] != '0') return "is finer than a microsecond";
      stamp.local.micros += (text[at] - '0') * unit;
    }
    if (at == first) return kNoTimestamp;
  }
  if (at == text.size()) return nullptr;
  stamp.has_offset = true;
  if (text[at] == 'Z' && at + 1 == text.size()) return nullptr;
  int hours = 0, minutes = 0;
  const bool colon = at + 6 == text.size() && text[at + 3] == ':';
  const bool shape = (text[at] == '+' || text[at] == '-') && Digits(text, at + 1, 2, hours) &&
                     (at + 3 == text.size() || (colon && Digits(text, at + 4, 2, minutes)) || (at + 5 == text.size() && Digits(text, at + 3, 2, minutes)));
  if (!shape || hours > 15 || minutes > 59) return kNoTimestamp;
  stamp.offset_minutes = (text[at] == '-' ? -1 : 1) * (hours * 60 + minutes);
  return nullptr;
}

const char* ParsePattern(std::string_view text, std::string_view pattern, Timestamp& stamp) {
  CivilDate date{0, 0, 0};
  int hour = 0, minute = 0, second = 0;
  bool time = false;
  std::size_t at = 0;
  for (std::size_t i = 0; i < pattern.size();) {
    const auto is = [&](std::string_view part) { return pattern.substr(i, part.size()) == part; };
    const auto flexible = [&](int& value) {  // one or two digits
      std::size_t count = 0;
      while (count < 2 && at + count < text.size() && text[at + count] >= '0' && text[at + count] <= '9') ++count;
      const bool ok = count > 0 && Digits(text, at, count, value);
      at += count;
      return ok;
    };
    bool ok = true;
    if (is("YYYY")) { ok = Digits(text, at, 4, date.year); at += 4; i += 4; }
    else if (is("MM")) { ok = Digits(text, at, 2, date.month); at += 2; i += 2; }
    else if (is("DD")) { ok = Digits(text, at, 2, date.day); at += 2; i += 2; }
    else if (is("hh")) { ok = Digits(text, at, 2, hour); at += 2; i += 2; time = true; }
    else if (is("mm")) { ok = Digits(text, at, 2, minute); at += 2; i += 2; }
    else if (is("ss")) { ok = Digits(text, at, 2, second); at += 2; i += 2; }
    else if (is("M")) { ok = flexible(date.month); i += 1; }
    else if (is("D")) { ok = flexible(date.day); i += 1; }
    else if (is("h")) { ok = flexible(hour); i += 1; time = true; }
    else { ok = at < text.size() && text[at] == pattern[i]; at += 1; i += 1; }
    if (!ok) return kNoMatch;
  }
  if (at != text.size()) return kNoMatch;
  if (const char* why = SetDay(date, stamp)) return why;
  if (time && !AddTime(hour, minute, second, stamp)) return kNoTime;
  return nullptr;
}

}  // namespace slate::ingest
