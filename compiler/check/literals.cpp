#include "compiler/check/literals.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/calendar.h"

namespace slate::check {
namespace {

// Constants stay far below 2^63, so that sums and products of a few of them still fit.
constexpr std::int64_t kMaxConstant = 1'000'000'000'000'000'000;

struct Unit {
  std::string_view word;
  TypeKind kind;
  std::int64_t factor;
};
constexpr Unit kUnits[] = {
    {"ms", TypeKind::duration, 1'000},
    {"second", TypeKind::duration, 1'000'000},
    {"minute", TypeKind::duration, 60'000'000},
    {"hour", TypeKind::duration, 3'600'000'000},
    {"day", TypeKind::calendar_days, 1},
    {"week", TypeKind::calendar_days, 7},
    {"month", TypeKind::calendar_months, 1},
    {"year", TypeKind::calendar_months, 12},
};

TypedExpression Constant(Type type, Span span, std::int64_t value) {
  type.non_negative = value >= 0;
  TypedExpression e;
  e.op = TypedOp::constant;
  e.type = std::move(type);
  e.span = span;
  e.value = value;
  return e;
}

// An instant as a contract writes it: "2025-10-26 00:30:00Z".
std::string AsLiteral(Instant instant) {
  std::string text = ToString(instant);
  std::replace(text.begin(), text.end(), 'T', ' ');
  return text;
}

TypedExpression OutOfRange(Scope& scope, Span span, std::string_view why) {
  scope.Report(DiagnosticKind::number_out_of_range, span, fmt::format("`{}` {}", scope.sources.Text(span), why));
  TypedExpression poison;
  poison.span = span;
  return poison;
}

// Whether a field of the contract is a `number of UNIT`.
bool IsDeclaredUnit(const Scope& scope, std::string_view words) {
  for (const CheckedEvent& event : scope.contract.events) {
    for (const CheckedField& field : event.fields) {
      if (!field.type.unit.empty() && field.type.unit == words) return true;
    }
  }
  return false;
}

// `9 support hours`, `10 working days`; nothing where the second word is no unit that business time has.
std::optional<TypedExpression> BusinessConstant(Scope& scope, Span span, const syntax::NumberLiteral& literal) {
  const std::string& word = literal.unit[1].text;
  for (const Unit& unit : kUnits) {
    if (word != unit.word && word != fmt::format("{}s", unit.word)) continue;
    const bool days = unit.kind == TypeKind::calendar_days && unit.factor == 1;
    if (!days && unit.kind != TypeKind::duration) return std::nullopt;
    const auto calendar = FindCalendar(scope, literal.unit[0]);
    TypedExpression poison;
    poison.span = span;
    if (!calendar) return poison;
    const std::optional<Ratio> scaled = Multiply(FromDecimal(literal.value), MakeRatio(unit.factor, 1));
    if (!scaled || scaled->denominator != 1) return OutOfRange(scope, span, days ? "is no whole number of days: write its hours instead" : "is finer than a microsecond");
    if (scaled->numerator > (days ? Int128{1'000'000} : Int128{kMaxConstant})) return OutOfRange(scope, span, "is longer than any contract");
    Type type{.kind = days ? TypeKind::business_days : TypeKind::business_time};
    type.unit = scope.contract.calendars[*calendar].name;
    return Constant(std::move(type), span, static_cast<std::int64_t>(scaled->numerator));
  }
  return std::nullopt;
}

}  // namespace

Ratio MicrosPerUnit(std::string_view unit) {
  unit.remove_prefix(unit.rfind(' ') + 1);  // npos + 1 is 0
  for (const Unit& one : kUnits) {
    if (one.kind == TypeKind::duration && (unit == one.word || unit == fmt::format("{}s", one.word))) return {one.factor, 1};
  }
  return {1, 1};
}

std::string UnitOf(const MeasuredType& type, const std::string& stated) {
  const std::string hours = stated.empty() ? "hours" : stated;
  switch (type.kind) {
    case TypeKind::duration: return hours;
    case TypeKind::business_time: return type.unit + " " + hours;
    case TypeKind::business_days: return type.unit + " days";
    default: return type.unit;
  }
}

TypedExpression NumberConstant(Scope& scope, Span span, const syntax::NumberLiteral& literal) {
  std::string words;
  for (const syntax::Identifier& word : literal.unit) words += (words.empty() ? "" : " ") + word.text;
  if (literal.unit.empty() || IsDeclaredUnit(scope, words)) {
    Decimal value = literal.value;
    while (value.scale > 0 && value.digits % 10 == 0) {
      value.digits /= 10;
      --value.scale;
    }
    if (value.digits > kMaxConstant / 1000) return OutOfRange(scope, span, "is too large to compare with");
    Type type{.kind = value.scale == 0 && words.empty() ? TypeKind::count : TypeKind::number};
    type.scale = value.scale;
    type.unit = words;
    return Constant(type, span, value.digits);
  }
  for (const Unit& unit : kUnits) {
    if (words != unit.word && words != fmt::format("{}s", unit.word)) continue;
    const std::optional<Ratio> scaled = Multiply(FromDecimal(literal.value), MakeRatio(unit.factor, 1));
    if (!scaled || scaled->denominator != 1) return OutOfRange(scope, span, unit.kind == TypeKind::duration ? "is finer than a microsecond" : "is no whole number of them: calendar time is counted whole");
    if (scaled->numerator > kMaxConstant) return OutOfRange(scope, span, "is longer than any contract");
    return Constant({.kind = unit.kind}, span, static_cast<std::int64_t>(scaled->numerator));
  }
  if (literal.unit.size() == 2) {
    if (auto constant = BusinessConstant(scope, span, literal)) return *constant;
  }
  const Span unit_span = Join(literal.unit.front().span, literal.unit.back().span);
  std::vector<std::string> known;
  for (const Unit& unit : kUnits) known.push_back(unit.word == "ms" ? "ms" : fmt::format("{}s", unit.word));
  scope.Report(DiagnosticKind::unknown_unit, unit_span, fmt::format("there is no unit `{}`{}", words, DidYouMean(words, known)))
      .help = "units of time are " + ListOf(known);
  TypedExpression poison;
  poison.span = span;
  return poison;
}

TypedExpression MoneyConstant(Scope& scope, const syntax::Expression& expression, const syntax::MoneyLiteral& literal) {
  TypedExpression poison;
  poison.span = expression.span;
  if (!CheckMoney(scope, expression)) return poison;
  const std::optional<Int128> minor = MinorUnits(literal.value, scope.contract.currency);
  if (!minor || *minor > kMaxConstant) return OutOfRange(scope, expression.span, "is too large");
  Type type{.kind = TypeKind::money};
  type.scale = scope.contract.currency.scale;
  return Constant(type, expression.span, static_cast<std::int64_t>(*minor));
}

TypedExpression InstantConstant(Scope& scope, Span span, const syntax::LocalTimeLiteral& literal) {
  const Type type{.kind = TypeKind::instant};
  if (literal.offset_minutes) return Constant(type, span, literal.value.micros - *literal.offset_minutes * 60 * kMicrosPerSecond);
  TypedExpression poison;
  poison.span = span;
  if (scope.contract.zone == nullptr) return poison;
  const Zone::Reading reading = scope.contract.zone->Read(literal.value);
  if (reading.kind == Zone::Kind::unique) return Constant(type, span, reading.first.micros);
  const bool skipped = reading.kind == Zone::Kind::skipped;
  scope.Report(DiagnosticKind::local_time_not_unique, span,
               fmt::format("{} {} in {}: the clocks change", ToString(literal.value), skipped ? "does not exist" : "occurs twice",
                           scope.contract.zone->name()))
      .help = skipped ? fmt::format("the clocks jump over it; read with the offset before the jump it is `{}`", AsLiteral(reading.first))
                      : fmt::format("say which: `{}` is the first, `{}` the second", AsLiteral(reading.first), AsLiteral(reading.second));
  return poison;
}

}  // namespace slate::check
