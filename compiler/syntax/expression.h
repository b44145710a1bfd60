// Expressions of the language as the parser leaves them: names unresolved, units still words, nothing typed.
// One struct per form; Expression holds exactly one of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/base/span.h"
#include "runtime/number/decimal.h"
#include "runtime/time/civil.h"

namespace slate::syntax {

struct Identifier {
  std::string text;
  Span span;
};

// A decoded string literal ("..."), without quotes and escapes.
struct Text {
  std::string value;
  Span span;
};

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

// `late_tolerance`, `d.promised`, `i.resolution.decided`: one or more names joined by dots.
struct PathExpression {
  std::vector<Identifier> parts;
};

// `5`, `30 minutes`, `9 support hours`: a number with the words that follow it as its unit (may be empty).
struct NumberLiteral {
  Decimal value;
  std::vector<Identifier> unit;
};
struct PercentLiteral {   // 98%
  Decimal value;          // 98, not 0.98
};
struct PointsLiteral {    // 0.5 pp
  Decimal value;
};
struct MoneyLiteral {     // EUR 288,000
  Identifier currency;
  Decimal value;
};
struct TextLiteral {
  std::string value;
};
struct DateLiteral {
  Date value;
};
struct LocalTimeLiteral {  // 2025-03-03 10:30, optionally with seconds and an offset (minutes east of UTC)
  LocalTime value;
  std::optional<std::int32_t> offset_minutes;
};

// "10:30", "10:30:15.5Z", "10:30+02:00" on a day; nothing for 24:00 or 10:60.
std::optional<LocalTimeLiteral> ParseLocalTime(Date day, std::string_view text);

enum class UnaryOperator : std::uint8_t { logical_not, start_of, end_of };
struct UnaryExpression {
  UnaryOperator op;
  ExpressionPtr operand;
};

enum class BinaryOperator : std::uint8_t { logical_and, logical_or, add, subtract, multiply, divide };
struct BinaryExpression {
  BinaryOperator op;
  ExpressionPtr left, right;
};

// `at least`, `at most`, `more than`, `less than` compare quantities; the four others compare points in time.
enum class ComparisonOperator : std::uint8_t {
  at_least, at_most, more_than, less_than, no_earlier_than, no_later_than, later_than, earlier_than,
};
struct ComparisonExpression {
  ComparisonOperator op;
  ExpressionPtr left, right;
};

struct IsExpression {        // d.cause is weather; d.cause is not weather
  ExpressionPtr left, right;
  bool negated = false;
};
struct RecordedExpression {  // d.delivered is recorded; d.delivered is not recorded
  ExpressionPtr operand;
  bool negated = false;
};
struct OtherwiseExpression { // d.received otherwise 0
  ExpressionPtr operand, fallback;
};
struct PercentOfExpression { // 10% of site_charge
  Decimal percent;
  ExpressionPtr operand;
};

// [a, b], [a, b), (a, b], (a, b)
struct Interval {
  ExpressionPtr lower, upper;
  bool lower_inclusive = true, upper_inclusive = true;
  Span span;
};
struct WithinExpression {    // d.delivered within [a, b]
  ExpressionPtr operand;
  Interval interval;
};

// A reading of a day's clock in microseconds since 00:00; 24:00 is the day's end.
struct TimeOfDay {
  std::int64_t micros = 0;
  Span span;
};
// "08:00", "13:30:15", "24:00"; nothing for 25:00, or with an offset.
std::optional<std::int64_t> ParseTimeOfDay(std::string_view text);
std::string FormatTimeOfDay(std::int64_t micros);

struct BusinessTimeExpression {  // support hours from i.opened until i.resolved; working days from ... until ...
  Identifier calendar, unit;
  ExpressionPtr from, until;
};
struct BusinessDayExpression {   // working day of d.ordered if before 13:00
  Identifier calendar, unit;
  ExpressionPtr at;
  std::optional<TimeOfDay> cutoff;
  bool cutoff_included = false;  // `if no later than 13:00`
};

// What recovery leaves where an expression could not be read: typed as poison, reports nothing further.
struct MissingExpression {};

struct Expression {
  Span span;
  std::variant<MissingExpression, PathExpression, NumberLiteral, PercentLiteral, PointsLiteral, MoneyLiteral, TextLiteral,
               DateLiteral, LocalTimeLiteral, UnaryExpression, BinaryExpression, ComparisonExpression, IsExpression,
               RecordedExpression, OtherwiseExpression, PercentOfExpression, WithinExpression, BusinessTimeExpression, BusinessDayExpression>
      form;
};

}  // namespace slate::syntax
