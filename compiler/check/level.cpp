// Levels of targets and bands: a percentage for a ratio, a quantity of its own type for any other metric.
#include <fmt/format.h>

#include "compiler/check/amendment.h"
#include "compiler/check/expressions.h"
#include "compiler/check/scope.h"

namespace slate::check {
namespace {

// The value of a typed constant expression, in its own scale.
std::optional<Ratio> Fold(const TypedExpression& e) {
  if (e.op == TypedOp::constant) return Ratio{e.value, 1};
  if (e.operands.size() != 2) return std::nullopt;
  const auto left = Fold(e.operands[0]), right = Fold(e.operands[1]);
  if (!left || !right) return std::nullopt;
  switch (e.op) {
    case TypedOp::add: return Add(*left, *right);
    case TypedOp::subtract: return Subtract(*left, *right);
    case TypedOp::multiply: return Multiply(*left, *right);
    default: return std::nullopt;
  }
}

bool Comparable(const Type& level, const MeasuredType& measured) {
  const auto plain = [](TypeKind kind) { return kind == TypeKind::count || kind == TypeKind::number; };
  if (plain(level.kind) && plain(measured.kind)) return level.unit.empty() || level.unit == measured.unit;
  if (IsBusiness(level.kind) && level.unit != measured.unit) return false;
  return level.kind == measured.kind;
}

std::optional<Ratio> CheckQuantity(Scope& scope, const syntax::Expression& expression, const MeasuredType& type) {
  const Type measured{.kind = type.kind, .optional = false, .scale = type.scale, .non_negative = false, .unit = type.unit, .values = nullptr};
  if (std::holds_alternative<syntax::PercentLiteral>(expression.form)) {
    scope.Report(DiagnosticKind::type_mismatch, expression.span, fmt::format("the metric is {}, but this is a percentage", Describe(measured)))
        .help = fmt::format("write a level such as `{}`", LevelExample(type));
    return std::nullopt;
  }
  const ItemScope constants{scope, nullptr, {}};
  const TypedExpression value = CheckValue(constants, expression, {});
  if (value.type.kind == TypeKind::poison) return std::nullopt;
  if (!Comparable(value.type, type)) {
    const bool times = (IsBusiness(value.type.kind) || IsBusiness(type.kind)) && IsTime(value.type.kind) && IsTime(type.kind);
    scope.Report(times ? DiagnosticKind::business_time_mixed
                 : value.type.kind == TypeKind::calendar_days && type.kind == TypeKind::duration ? DiagnosticKind::days_against_hours : DiagnosticKind::type_mismatch,
                 expression.span, fmt::format("the metric is {}, but this is {}", Describe(measured), Describe(value.type)))
        .help = fmt::format("write a level such as `{}`", LevelExample(type));
    return std::nullopt;
  }
  const auto folded = Fold(value);
  if (!folded) return std::nullopt;
  Ratio scale{1, 1};
  for (std::int32_t i = value.type.scale; i < type.scale; ++i) scale.numerator *= 10;
  for (std::int32_t i = type.scale; i < value.type.scale; ++i) scale.denominator *= 10;
  const auto level = Multiply(*folded, scale);
  constexpr Int128 kLimit = static_cast<Int128>(1) << 62;  // plan/verify.cpp
  if (level && level->numerator > -kLimit && level->numerator < kLimit) return level;
  scope.Report(DiagnosticKind::number_out_of_range, expression.span, fmt::format("`{}` is too large to compare with", scope.sources.Text(expression.span)));
  return std::nullopt;
}

bool IsNamed(const syntax::Expression& expression, std::string_view name) {
  const auto* path = std::get_if<syntax::PathExpression>(&expression.form);
  return path != nullptr && path->parts.size() == 1 && path->parts[0].text == name;
}

// `0.5 pp` as a share.
std::optional<Ratio> Points(const syntax::Expression& expression) {
  const auto* points = std::get_if<syntax::PointsLiteral>(&expression.form);
  return points == nullptr ? std::nullopt : Divide(FromDecimal(points->value), Ratio{100, 1});
}

// Percentage points, or a Defined Term for some.
std::optional<Ratio> CheckPoints(Scope& scope, const syntax::Expression& expression, const Ratio* target) {
  if (std::holds_alternative<syntax::MissingExpression>(expression.form)) return std::nullopt;
  if (const auto points = Points(expression)) return points;
  const auto* path = std::get_if<syntax::PathExpression>(&expression.form);
  const auto found = path == nullptr || path->parts.size() != 1 ? scope.names.end() : scope.names.find(path->parts[0].text);
  const auto* define = found == scope.names.end() || found->second.kind != NameKind::define ? nullptr : std::get_if<syntax::Define>(found->second.body);
  if (define != nullptr && !found->second.resolving) {
    const syntax::Expression& in_force = TermWithoutItem(scope, *define, expression.span);
    found->second.used = found->second.resolving = true;
    const InClause declaring(scope, found->second.clause);
    const auto value = CheckLevel(scope, in_force, {.kind = TypeKind::points}, target);
    found->second.resolving = false;
    return value;
  }
  scope.Report(DiagnosticKind::type_mismatch, expression.span, fmt::format("`{}` is no number of percentage points, and a difference of percentages is", scope.sources.Text(expression.span)))
      .help = "write `0.5 pp`; below nothing, `0 pp - 0.5 pp`";
  return std::nullopt;
}

}  // namespace

std::string LevelExample(const MeasuredType& type) {
  switch (type.kind) {
    case TypeKind::ratio: return "98%";
    case TypeKind::points: return "0.5 pp";
    case TypeKind::duration: return "24 hours";
    case TypeKind::business_time: return fmt::format("9 {} hours", type.unit);
    case TypeKind::business_days: return fmt::format("2 {} days", type.unit);
    case TypeKind::money: return "EUR 100";
    default: return "5";
  }
}

std::optional<Ratio> CheckLevel(Scope& scope, const syntax::Expression& expression, const MeasuredType& type, const Ratio* target, const Ratio* minimum) {
  if (target != nullptr && IsNamed(expression, "target")) return *target;
  if (minimum != nullptr && IsNamed(expression, "minimum")) return *minimum;
  if (const auto* sum = std::get_if<syntax::BinaryExpression>(&expression.form);
      sum != nullptr && (sum->op == syntax::BinaryOperator::add || sum->op == syntax::BinaryOperator::subtract)) {
    const auto points = Points(*sum->right);
    if (type.kind == TypeKind::ratio && !points) {
      scope.Report(DiagnosticKind::type_mismatch, sum->right->span, "only percentage points can be added to a percentage or taken from it")
          .help = "write `target - 0.5 pp`";
      return std::nullopt;
    }
    if (points || IsNamed(*sum->left, "target") || (minimum != nullptr && IsNamed(*sum->left, "minimum"))) {
      const auto left = CheckLevel(scope, *sum->left, type, target, minimum);
      const auto right = points ? points : CheckLevel(scope, *sum->right, type, target, minimum);
      if (!left || !right) return std::nullopt;
      if (points && type.kind != TypeKind::ratio && type.kind != TypeKind::points) {
        scope.Report(DiagnosticKind::type_mismatch, sum->right->span, "percentage points belong to percentages");
        return std::nullopt;
      }
      return sum->op == syntax::BinaryOperator::add ? Add(*left, *right) : Subtract(*left, *right);
    }
  }
  if (type.kind == TypeKind::ratio) return CheckRatio(scope, expression, target);
  if (type.kind == TypeKind::points) return CheckPoints(scope, expression, target);
  if (type.kind == TypeKind::poison) return std::nullopt;
  return CheckQuantity(scope, expression, type);
}

}  // namespace slate::check
