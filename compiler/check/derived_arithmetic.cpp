// Arithmetic over the values of metrics. Percentages carry a weight: a metric that is a percentage has the weight 100%, percentage
// points have none, `60% *` makes it 60%, sums add and differences subtract. What comes to 100% is a percentage again, what comes
// to nothing is percentage points, and anything else means nothing.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/amendment.h"
#include "compiler/check/derived.h"
#include "compiler/check/expressions.h"

namespace slate::check {
namespace {

using Op = ArithmeticStep::Op;

// A part of the expression. A constant has no step until it is added to something that has one.
struct Term {
  MeasuredType type;
  Ratio weight;                          // of percentages and points
  std::optional<Ratio> constant;         // its value, in base units
  std::uint32_t step = 0;
  bool always_defined = true;
  Span span;
};

bool IsShare(const Term& term) { return term.type.kind == TypeKind::ratio; }
bool IsPlain(TypeKind kind) { return kind == TypeKind::count || kind == TypeKind::number; }
// What may stand before a `*`: `60%`, `2`, `1.5`.
bool IsFactor(const Term& term) { return term.constant && (IsShare(term) || (IsPlain(term.type.kind) && term.type.unit.empty())); }

Ratio PowerOfTen(std::int32_t places) {
  Ratio power{1, 1};
  for (std::int32_t i = 0; i < places; ++i) power.numerator *= 10;
  return power;
}

std::string Words(const Term& term) {
  if (IsShare(term)) return term.weight.numerator == 0 ? "percentage points" : "a percentage";
  if (term.type.kind == TypeKind::count && !term.type.unit.empty()) return "a count of " + term.type.unit;
  return Describe({.kind = term.type.kind, .scale = 0, .unit = term.type.unit});
}

class ArithmeticChecker {
 public:
  ArithmeticChecker(Scope& scope, CheckedMetric& checked) : scope_(scope), checked_(checked), derivation_(*checked.derivation) {}

  bool Run(const syntax::Expression& expression) {
    std::optional<Term> result = Part(expression);
    if (!result) return false;
    if (result->constant) {
      scope_.Report(DiagnosticKind::type_mismatch, expression.span, "this is calculated from no metric: it would be the same in every period").help = "name a metric, as in `calculated as 60% * otif + 40% * undamaged`";
      return false;
    }
    checked_.measured = result->type;
    derivation_.always_defined = result->always_defined;
    if (!IsShare(*result) || Compare(result->weight, Ratio{1, 1}) == 0) return true;
    if (result->weight.numerator == 0) {
      checked_.measured.kind = TypeKind::points;
      return true;
    }
    if (derivation_.weighed) {
      scope_.Report(DiagnosticKind::weights_off, expression.span, fmt::format("the weights come to {}, and only a sum of percentages whose weights come to 100% is a percentage", Percent(result->weight)))
          .help = "change the weights, or name a further metric for what is missing";
    } else {
      scope_.Report(DiagnosticKind::type_mismatch, expression.span, "percentages can't be added up: two of 60% are not 120% of anything")
          .help = "give each a weight, as in `60% * otif + 40% * undamaged`, or write `-`: a difference of percentages is in percentage points";
    }
    return false;
  }

 private:
  static std::string Percent(const Ratio& share) {
    const auto percent = Multiply(share, Ratio{100, 1});
    if (!percent) return "too much";
    std::string text = ToDecimalText(*percent, 4);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text + "%";
  }

  std::uint32_t Add(ArithmeticStep step) {
    derivation_.arithmetic.push_back(step);
    return static_cast<std::uint32_t>(derivation_.arithmetic.size() - 1);
  }
  std::uint32_t ConstantStep(const Ratio& value) { return Add({.op = Op::constant, .left = 0, .right = 0, .constant = value}); }
  std::uint32_t StepOf(const Term& term) { return term.constant ? ConstantStep(*term.constant) : term.step; }

  std::nullopt_t TooManyDigits(Span span) {
    scope_.Report(DiagnosticKind::number_out_of_range, span, "this can't be computed exactly: its numbers have too many digits");
    return std::nullopt;
  }

  std::optional<Term> Part(const syntax::Expression& e) {
    if (std::holds_alternative<syntax::MissingExpression>(e.form)) return std::nullopt;
    if (const auto* binary = std::get_if<syntax::BinaryExpression>(&e.form)) {
      using enum syntax::BinaryOperator;
      if (binary->op == add || binary->op == subtract || binary->op == multiply) {
        const auto left = Part(*binary->left), right = Part(*binary->right);
        if (!left || !right) return std::nullopt;
        return binary->op == multiply ? Product(e.span, *left, *right) : Sum(e.span, *left, *right, binary->op == subtract);
      }
      if (binary->op == divide) {
        scope_.Report(DiagnosticKind::type_mismatch, e.span, "a metric is not calculated by division: what one part in another is, is a metric of its own")
            .help = "write `ratio of EVENT x by x.FIELD`, or multiply by a constant such as `0.5`";
        return std::nullopt;
      }
    }
    if (const auto* path = std::get_if<syntax::PathExpression>(&e.form); path != nullptr && path->parts.size() == 1) return Name(path->parts[0], e.span);
    if (std::holds_alternative<syntax::PercentLiteral>(e.form) || std::holds_alternative<syntax::PointsLiteral>(e.form)) return Share(e);
    if (std::holds_alternative<syntax::NumberLiteral>(e.form) || std::holds_alternative<syntax::MoneyLiteral>(e.form)) return Quantity(e);
    scope_.Report(DiagnosticKind::type_mismatch, e.span, "a metric is calculated from other metrics and from constants, with `+`, `-` and `*`")
        .help = "conditions and fields belong into a metric with items of its own";
    return std::nullopt;
  }

  std::optional<Term> Share(const syntax::Expression& e) {
    const auto* percent = std::get_if<syntax::PercentLiteral>(&e.form);
    const auto* points = std::get_if<syntax::PointsLiteral>(&e.form);
    const auto value = Divide(FromDecimal(percent != nullptr ? percent->value : points->value), Ratio{100, 1});
    if (!value) return TooManyDigits(e.span);
    Term term{.type = {}, .weight = percent != nullptr ? Ratio{1, 1} : Ratio{0, 1}, .constant = *value, .span = e.span};
    term.type.least = term.type.most = *value;
    return term;
  }

  std::optional<Term> Quantity(const syntax::Expression& e) {
    const TypedExpression value = CheckValue({scope_, nullptr, {}}, e, {});
    if (value.type.kind == TypeKind::poison) return std::nullopt;
    if (value.type.kind == TypeKind::calendar_days || value.type.kind == TypeKind::calendar_months) {
      scope_.Report(DiagnosticKind::type_mismatch, e.span, fmt::format("nothing that is measured is {}", Describe(value.type))).help = "write hours, or days of a calendar";
      return std::nullopt;
    }
    Term term{.type = {.kind = value.type.kind, .scale = value.type.scale, .unit = value.type.unit, .non_negative = true}, .weight = {}, .constant = Ratio{value.value, 1}, .span = e.span};
    return term;
  }

  std::optional<Term> Name(const syntax::Identifier& name, Span span) {
    const auto found = scope_.names.find(name.text);
    if (found != scope_.names.end() && found->second.kind == NameKind::define) return Defined(name, found->second, span);
    const auto metric = OperandOf(scope_, name);
    if (!metric) return std::nullopt;
    const CheckedMetric& operand = scope_.contract.metrics[*metric];
    auto& operands = derivation_.operands;
    auto at = std::find(operands.begin(), operands.end(), *metric);
    if (at == operands.end()) at = operands.insert(at, *metric);
    Term term{.type = operand.measured, .weight = operand.measured.kind == TypeKind::ratio ? Ratio{1, 1} : Ratio{0, 1}, .constant = {}, .span = span};
    term.type.of_time = false;
    if (term.type.kind == TypeKind::points) term.type.kind = TypeKind::ratio;
    term.always_defined = operand.derivation ? operand.derivation->always_defined : measure::DefinedWhenEmpty(operand.aggregate.kind);
    term.step = Add({.op = Op::operand, .left = static_cast<std::uint32_t>(at - operands.begin()), .right = 0, .constant = {}});
    return term;
  }

  std::optional<Term> Defined(const syntax::Identifier& name, Declaration& declaration, Span span) {
    declaration.used = true;
    const auto* define = std::get_if<syntax::Define>(declaration.body);
    if (define == nullptr) return std::nullopt;
    if (declaration.resolving) {
      scope_.Report(DiagnosticKind::circular_definition, span, fmt::format("`{}` is defined by itself", name.text));
      return std::nullopt;
    }
    const syntax::Expression& in_force = TermWithoutItem(scope_, *define, span);
    declaration.resolving = true;
    std::optional<Term> term;
    {
      const InClause declaring(scope_, declaration.clause);
      term = Part(in_force);
    }
    declaration.resolving = false;
    if (term && !term->constant) {
      scope_.Report(DiagnosticKind::wrong_kind_of_name, span, fmt::format("`{}` stands for something that is measured, not for a constant", name.text)).help = "calculate a metric of that name instead";
      return std::nullopt;
    }
    if (term) term->span = span;
    return term;
  }

  std::optional<Term> Product(Span span, const Term& left, const Term& right) {
    const bool by_left = IsFactor(left);
    if (!by_left && !IsFactor(right)) {
      scope_.Report(DiagnosticKind::type_mismatch, span, fmt::format("{} can't be multiplied by {}", Words(left), Words(right)))
          .help = "one side of `*` is a constant without a unit, such as `60%` or `1.5`";
      return std::nullopt;
    }
    const Term& by = by_left ? left : right;
    Term product = by_left ? right : left;
    const auto factor = IsShare(by) ? by.constant : slate::Divide(*by.constant, PowerOfTen(by.type.scale));
    if (!factor) return TooManyDigits(span);
    if (IsShare(by)) derivation_.weighed = true;
    product.span = span;
    if (product.constant) {
      product.constant = Multiply(*product.constant, *factor);
      if (!product.constant) return TooManyDigits(span);
    } else {
      product.step = Add({.op = Op::multiply, .left = ConstantStep(*factor), .right = product.step, .constant = {}});
    }
    if (IsShare(product)) {
      // Of a constant the value alone grows: twice 30% is 60%.
      const auto weight = product.constant ? std::optional(product.weight) : Multiply(product.weight, *factor);
      const auto least = Multiply(product.type.least, *factor), most = Multiply(product.type.most, *factor);
      if (!weight || !least || !most) return TooManyDigits(span);
      product.weight = *weight;
      product.type.least = factor->numerator < 0 ? *most : *least;
      product.type.most = factor->numerator < 0 ? *least : *most;
    }
    product.type.non_negative = product.type.non_negative && factor->numerator >= 0;
    return product;
  }

  std::optional<Term> Sum(Span span, const Term& left, const Term& right, bool minus) {
    Term sum = left;
    sum.span = span;
    sum.always_defined = left.always_defined && right.always_defined;
    if (IsShare(left) != IsShare(right)) return Mismatch(span, left, right, minus);
    std::optional<Term> scaled;  // the right side at the scale of the sum
    if (IsShare(left)) {
      const auto weight = minus ? Subtract(left.weight, right.weight) : slate::Add(left.weight, right.weight);
      const auto least = minus ? Subtract(left.type.least, right.type.most) : slate::Add(left.type.least, right.type.least);
      const auto most = minus ? Subtract(left.type.most, right.type.least) : slate::Add(left.type.most, right.type.most);
      if (!weight || !least || !most) return TooManyDigits(span);
      sum.weight = *weight;
      sum.type.least = *least;
      sum.type.most = *most;
      scaled = right;
    } else {
      if (!Alike(left, right)) return Mismatch(span, left, right, minus);
      sum.type.kind = left.type.kind == right.type.kind ? left.type.kind : TypeKind::number;
      if (left.constant) sum.type.unit = right.type.unit;
      sum.type.non_negative = !minus && left.type.non_negative && right.type.non_negative;
      const std::int32_t scale = std::max(left.type.scale, right.type.scale);
      const auto of_left = AtScale(left, scale);
      scaled = AtScale(right, scale);
      if (!of_left || !scaled) return TooManyDigits(span);
      sum.constant = of_left->constant;
      sum.step = of_left->step;
      sum.type.scale = scale;
    }
    if (sum.constant && scaled->constant) {
      sum.constant = minus ? Subtract(*sum.constant, *scaled->constant) : slate::Add(*sum.constant, *scaled->constant);
      if (!sum.constant) return TooManyDigits(span);
      return sum;
    }
    const std::uint32_t of_left = StepOf(sum), of_right = StepOf(*scaled);
    sum.constant.reset();
    sum.step = Add({.op = minus ? Op::subtract : Op::add, .left = of_left, .right = of_right, .constant = {}});
    return sum;
  }

  // Whether two quantities may be added: of one kind and one unit; a constant without a unit takes that of the other side.
  static bool Alike(const Term& left, const Term& right) {
    const bool bare = (left.constant && left.type.unit.empty()) || (right.constant && right.type.unit.empty());
    if (IsPlain(left.type.kind) && IsPlain(right.type.kind)) return left.type.unit == right.type.unit || bare;
    return left.type.kind == right.type.kind && (!IsBusiness(left.type.kind) || left.type.unit == right.type.unit);
  }

  std::optional<Term> AtScale(Term term, std::int32_t scale) {
    if (term.type.scale == scale) return term;
    const Ratio power = PowerOfTen(scale - term.type.scale);
    term.type.scale = scale;
    if (term.constant) {
      term.constant = Multiply(*term.constant, power);
      return term.constant ? std::optional(term) : std::nullopt;
    }
    term.step = Add({.op = Op::multiply, .left = ConstantStep(power), .right = term.step, .constant = {}});
    return term;
  }

  std::nullopt_t Mismatch(Span span, const Term& left, const Term& right, bool minus) {
    scope_.Report(DiagnosticKind::type_mismatch, span, minus ? fmt::format("{} can't be taken from {}", Words(right), Words(left)) : fmt::format("{} and {} can't be added", Words(left), Words(right)))
        .help = "only what is measured in the same unit can be added up";
    return std::nullopt;
  }

  Scope& scope_;
  CheckedMetric& checked_;
  CheckedDerivation& derivation_;
};

}  // namespace

bool CheckArithmetic(Scope& scope, const syntax::Expression& expression, CheckedMetric& checked) { return ArithmeticChecker(scope, checked).Run(expression); }

}  // namespace slate::check
