#include "compiler/syntax/expression.h"

namespace slate::syntax {

std::optional<LocalTimeLiteral> ParseLocalTime(Date day, std::string_view text) {
  const auto two = [&](std::size_t at) -> int {
    if (at + 2 > text.size() || text[at] < '0' || text[at] > '9' || text[at + 1] < '0' || text[at + 1] > '9') return -1;
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
  };
  const int hour = two(0), minute = two(3);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  std::int64_t micros = (hour * 60 + minute) * 60 * kMicrosPerSecond;
  std::size_t at = 5;
  if (at < text.size() && text[at] == ':') {
    const int second = two(at + 1);
    if (second < 0 || second > 59) return std::nullopt;
    micros += second * kMicrosPerSecond;
    at += 3;
    if (at < text.size() && text[at] == '.') {
      std::int64_t unit = kMicrosPerSecond / 10;
      for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10) {
        if (unit == 0 && text[at] != '0') return std::nullopt;
        micros += (text[at] - '0') * unit;
      }
    }
  }
  LocalTimeLiteral literal{{static_cast<std::int64_t>(day.days) * kMicrosPerDay + micros}, std::nullopt};
  if (at == text.size()) return literal;
  if (text[at] == 'Z') {
    literal.offset_minutes = 0;
    return literal;
  }
  const int hours = two(at + 1), minutes = two(at + 4);
  if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59) return std::nullopt;
  literal.offset_minutes = (text[at] == '-' ? -1 : 1) * (hours * 60 + minutes);
  return literal;
}

std::optional<std::int64_t> ParseTimeOfDay(std::string_view text) {
  if (text == "24:00") return kMicrosPerDay;
  const auto time = ParseLocalTime(Date{0}, text);
  if (!time || time->offset_minutes) return std::nullopt;
  return time->value.micros;
}

std::string FormatTimeOfDay(std::int64_t micros) {
  return micros == kMicrosPerDay ? "24:00" : ToString(LocalTime{micros}).substr(std::string_view("1970-01-01 ").size());
}

}  // namespace slate::syntax
