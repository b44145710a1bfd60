// The types of the language as far as expressions use them. Units are folded in: a duration is microseconds, money is minor
// units, a number is scaled by its declared places.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace slate::check {

enum class TypeKind : std::uint8_t {
  poison,         // an error was reported already: fits everything, reports nothing further
  boolean, text, enumeration, count, number, money, ratio, points,
  duration,       // elapsed: hours, minutes, seconds, ms; in microseconds
  calendar_days, calendar_months,  // `days`/`weeks`, `months`/`years`: how long they are depends on where they start
  business_time, business_days,    // of the calendar named by `unit`: open microseconds; days on which it is open
  date, instant,
};

struct Type {
  TypeKind kind = TypeKind::poison;
  bool optional = false;                             // must be handled before use
  std::int32_t scale = 0;                            // number, money
  bool non_negative = false;                         // declared `at least 0`, or a count
  std::string unit;                                  // number of kg; business time and its dates: the calendar
  const std::vector<std::string>* values = nullptr;  // enumeration; owned by the CheckedContract
};

constexpr bool IsBusiness(TypeKind kind) { return kind == TypeKind::business_time || kind == TypeKind::business_days; }
// Any length of time.
constexpr bool IsTime(TypeKind kind) {
  return kind == TypeKind::duration || kind == TypeKind::calendar_days || kind == TypeKind::calendar_months || IsBusiness(kind);
}

std::string Describe(const Type& type);  // "an instant that may be missing", "a count", for messages

}  // namespace slate::check
