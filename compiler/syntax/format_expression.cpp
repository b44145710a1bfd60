#include <fmt/format.h>

#include "compiler/syntax/format.h"
#include "compiler/syntax/format_text.h"

namespace slate::syntax {
namespace {

std::string_view Words(ComparisonOperator op) {
  switch (op) {
    case ComparisonOperator::at_least: return "at least";
    case ComparisonOperator::at_most: return "at most";
    case ComparisonOperator::more_than: return "more than";
    case ComparisonOperator::less_than: return "less than";
    case ComparisonOperator::no_earlier_than: return "no earlier than";
    case ComparisonOperator::no_later_than: return "no later than";
    case ComparisonOperator::later_than: return "later than";
    case ComparisonOperator::earlier_than: return "earlier than";
  }
  return "";
}

// Binding strength, so that brackets are printed exactly where the tree needs them.
enum Strength { kOr, kAnd, kNot, kComparison, kSubstitute, kSum, kProduct, kEdge, kPrimary };

Strength StrengthOf(const Expression& e) {
  if (const auto* binary = std::get_if<BinaryExpression>(&e.form)) {
    switch (binary->op) {
      case BinaryOperator::logical_or: return kOr;
      case BinaryOperator::logical_and: return kAnd;
      case BinaryOperator::add:
      case BinaryOperator::subtract: return kSum;
      case BinaryOperator::multiply:
      case BinaryOperator::divide: return kProduct;
    }
  }
  if (const auto* unary = std::get_if<UnaryExpression>(&e.form)) return unary->op == UnaryOperator::logical_not ? kNot : kEdge;
  if (std::holds_alternative<OtherwiseExpression>(e.form)) return kSubstitute;
  if (std::holds_alternative<ComparisonExpression>(e.form) || std::holds_alternative<IsExpression>(e.form) ||
      std::holds_alternative<RecordedExpression>(e.form) || std::holds_alternative<WithinExpression>(e.form)) {
    return kComparison;
  }
  if (std::holds_alternative<BusinessTimeExpression>(e.form) || std::holds_alternative<BusinessDayExpression>(e.form)) return kEdge;
  return kPrimary;
}

std::string Print(const Expression& e, Strength least);

// What business time is measured between: a primary, or the start or end of one.
std::string PrintMoment(const Expression& e) {
  const auto* unary = std::get_if<UnaryExpression>(&e.form);
  const bool edge = unary != nullptr && unary->op != UnaryOperator::logical_not && StrengthOf(*unary->operand) == kPrimary;
  return Print(e, edge ? kEdge : kPrimary);
}

struct Printer {
  std::string operator()(const MissingExpression&) const { return ""; }
  std::string operator()(const PathExpression& path) const {
    std::string text;
    for (const Identifier& part : path.parts) text += (text.empty() ? "" : ".") + part.text;
    return text;
  }
  std::string operator()(const NumberLiteral& number) const {
    std::string text = ToString(number.value);
    for (const Identifier& word : number.unit) text += " " + word.text;
    return text;
  }
  std::string operator()(const PercentLiteral& percent) const { return ToString(percent.value) + "%"; }
  std::string operator()(const PointsLiteral& points) const { return ToString(points.value) + " pp"; }
  std::string operator()(const MoneyLiteral& money) const { return FormatMoney(money); }
  std::string operator()(const TextLiteral& text) const { return FormatText(text.value); }
  std::string operator()(const DateLiteral& date) const { return ToString(date.value); }
  std::string operator()(const LocalTimeLiteral& time) const {
    std::string text = ToString(time.value);
    if (!time.offset_minutes) return text;
    if (*time.offset_minutes == 0) return text + "Z";
    const int minutes = std::abs(*time.offset_minutes);
    return text + fmt::format("{}{:02}:{:02}", *time.offset_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
  }
  std::string operator()(const UnaryExpression& unary) const {
    if (unary.op == UnaryOperator::logical_not) return "not " + Print(*unary.operand, kNot);
    return (unary.op == UnaryOperator::start_of ? "start of " : "end of ") + Print(*unary.operand, kEdge);
  }
  std::string operator()(const BinaryExpression& binary) const {
    const auto join = [&](std::string_view sign, Strength left, Strength right) {
      return fmt::format("{} {} {}", Print(*binary.left, left), sign, Print(*binary.right, right));
    };
    switch (binary.op) {
      case BinaryOperator::logical_or: return join("or", kOr, kAnd);
      case BinaryOperator::logical_and: return join("and", kAnd, kNot);
      case BinaryOperator::add: return join("+", kSum, kProduct);
      case BinaryOperator::subtract: return join("-", kSum, kProduct);
      case BinaryOperator::multiply: return join("*", kProduct, kEdge);
      case BinaryOperator::divide: return join("/", kProduct, kEdge);
    }
    return "";
  }
  std::string operator()(const ComparisonExpression& e) const { return fmt::format("{} {} {}", Print(*e.left, kSubstitute), Words(e.op), Print(*e.right, kSubstitute)); }
  std::string operator()(const IsExpression& e) const { return fmt::format("{} is {}{}", Print(*e.left, kSubstitute), e.negated ? "not " : "", Print(*e.right, kSubstitute)); }
  std::string operator()(const RecordedExpression& e) const { return fmt::format("{} is {}recorded", Print(*e.operand, kSubstitute), e.negated ? "not " : ""); }
  std::string operator()(const OtherwiseExpression& e) const { return fmt::format("{} otherwise {}", Print(*e.operand, kSum), Print(*e.fallback, kSum)); }
  std::string operator()(const PercentOfExpression& e) const { return fmt::format("{}% of {}", ToString(e.percent), Print(*e.operand, kPrimary)); }
  std::string operator()(const BusinessTimeExpression& e) const {
    return fmt::format("{} {} from {} until {}", e.calendar.text, e.unit.text, PrintMoment(*e.from), PrintMoment(*e.until));
  }
  std::string operator()(const BusinessDayExpression& e) const {
    std::string text = fmt::format("{} {} of {}", e.calendar.text, e.unit.text, PrintMoment(*e.at));
    if (e.cutoff) text += (e.cutoff_included ? " if no later than " : " if before ") + FormatTimeOfDay(e.cutoff->micros);
    return text;
  }
  std::string operator()(const WithinExpression& e) const { return fmt::format("{} within {}", Print(*e.operand, kSubstitute), Format(e.interval)); }
};

std::string Print(const Expression& e, Strength least) {
  const std::string text = std::visit(Printer{}, e.form);
  return StrengthOf(e) < least ? "(" + text + ")" : text;
}

}  // namespace

std::string FormatText(std::string_view value) {
  std::string text = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') text += '\\';
    if (c == '\n') text += "\\n";
    else if (c == '\t') text += "\\t";
    else text += c;
  }
  return text + '"';
}

std::string FormatMoney(const MoneyLiteral& money) {
  std::string digits = ToString(money.value);
  for (std::size_t i = std::min(digits.find('.'), digits.size()); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return money.currency.text + " " + digits;
}

std::string FormatLevel(const Level& level) { return fmt::format("{} {}", Words(level.op), Format(level.value)); }

std::string FormatTarget(const TargetClass& row) {
  const std::string level = FormatLevel(row.level);
  switch (row.form) {
    case TargetFor::word: return row.value.text + " : " + level;
    case TargetFor::text: return FormatText(row.value.text) + " : " + level;
    case TargetFor::months: return row.value.text + (row.last ? " to " + row.last->text : "") + " : " + level;
    case TargetFor::otherwise: return "otherwise " + level;
  }
  return level;
}

std::string Format(const Expression& expression) { return Print(expression, kOr); }

std::string Format(const Interval& interval) {
  return fmt::format("{}{}, {}{}", interval.lower_inclusive ? '[' : '(', Format(*interval.lower), Format(*interval.upper), interval.upper_inclusive ? ']' : ')');
}

}  // namespace slate::syntax
