#include "compiler/check/expressions.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "compiler/check/amendment.h"
#include "compiler/check/calendar.h"
#include "compiler/check/declarations.h"
#include "compiler/check/distance.h"
#include "compiler/check/literals.h"

namespace slate::check {
namespace {

using syntax::Expression;

TypedExpression Poison(Span span) { return {.op = TypedOp::poison, .type = {}, .span = span}; }

bool IsPoison(const TypedExpression& e) { return e.type.kind == TypeKind::poison; }

TypedExpression Make(TypedOp op, Type type, Span span, std::vector<TypedExpression> operands) {
  TypedExpression e;
  e.op = op;
  e.type = std::move(type);
  e.span = span;
  e.operands = std::move(operands);
  return e;
}

Type Kind(TypeKind kind) { return {.kind = kind}; }

Facts Union(const Facts& a, const Facts& b) {
  Facts all = a;
  all.insert(b.begin(), b.end());
  return all;
}

Facts Intersection(const Facts& a, const Facts& b) {
  Facts both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(both, both.begin()));
  return both;
}

bool IsQuantity(TypeKind kind) {
  return kind == TypeKind::count || kind == TypeKind::number || kind == TypeKind::money || kind == TypeKind::duration ||
         kind == TypeKind::calendar_days || kind == TypeKind::calendar_months || IsBusiness(kind);
}

// One checker for one expression tree; holds what does not change on the way down.
class Checker {
 public:
  explicit Checker(const ItemScope& item) : item_(item), scope_(item.scope) {}

  CheckedCondition Condition(const Expression& e, const Facts& facts) {
    if (const auto* binary = std::get_if<syntax::BinaryExpression>(&e.form)) {
      if (binary->op == syntax::BinaryOperator::logical_and) return And(e, *binary, facts);
      if (binary->op == syntax::BinaryOperator::logical_or) return Or(e, *binary, facts);
    }
    if (const auto* unary = std::get_if<syntax::UnaryExpression>(&e.form);
        unary && unary->op == syntax::UnaryOperator::logical_not) {
      CheckedCondition inner = Condition(*unary->operand, facts);
      return {Not(std::move(inner.expression), e.span), inner.if_false, inner.if_true};
    }
    if (const auto* recorded = std::get_if<syntax::RecordedExpression>(&e.form)) return Recorded(e, *recorded, facts);
    TypedExpression value = Value(e, facts);
    if (!IsPoison(value) && value.type.kind != TypeKind::boolean) {
      scope_.Report(DiagnosticKind::type_mismatch, e.span, fmt::format("this is {}, but a condition is needed", Describe(value.type)))
          .help = "compare it with something, such as `d.delivered no later than d.promised`";
      value = Poison(e.span);
    }
    return {std::move(value), facts, facts};
  }

  TypedExpression Value(const Expression& e, const Facts& facts) {
    return std::visit([&](const auto& form) { return Typed(e, form, facts); }, e.form);
  }

  // `now` where the condition holds, else `before`: two values of one Defined Term.
  TypedExpression Choose(Span span, TypedExpression condition, TypedExpression now, TypedExpression before) {
    if (IsPoison(condition) || IsPoison(now) || IsPoison(before)) return Poison(span);
    if (!SameKind(now, before) || now.type.kind == TypeKind::text) {
      const bool text = now.type.kind == TypeKind::text && before.type.kind == TypeKind::text;
      scope_.Report(DiagnosticKind::amendment_not_covered, span,
                    text ? std::string("a Defined Term that stands for a text can't be amended")
                         : fmt::format("the amendment makes {} of what was {}", Describe(now.type), Describe(before.type)))
          .help = text ? "define another term for the new text, and let the metric ask for either" : "a Defined Term stays what it is, and its value alone is amended";
      return Poison(span);
    }
    AlignScales(now, before);
    Type type = now.type.kind == TypeKind::number ? now.type : before.type;
    type.non_negative = now.type.non_negative && before.type.non_negative;
    std::vector<TypedExpression> operands = Two(std::move(condition), std::move(now));
    operands.push_back(std::move(before));
    return Make(TypedOp::choose, std::move(type), span, std::move(operands));
  }

  TypedExpression Beside(Span span, TypedExpression moment, bool before, TypedExpression distance) {
    if (IsPoison(moment) || IsPoison(distance)) return Poison(span);
    const Expression whole{span, syntax::MissingExpression{}};
    return Sum(whole, before ? TypedOp::subtract : TypedOp::add, std::move(moment), std::move(distance));
  }

 private:
  CheckedCondition And(const Expression& e, const syntax::BinaryExpression& binary, const Facts& facts) {
    CheckedCondition left = Condition(*binary.left, facts);
    CheckedCondition right = Condition(*binary.right, left.if_true);
    Facts if_false = Intersection(left.if_false, Union(left.if_true, right.if_false));
    return {Make(TypedOp::logical_and, Kind(TypeKind::boolean), e.span, Two(left.expression, right.expression)),
            Union(left.if_true, right.if_true), Union(facts, if_false)};
  }

  CheckedCondition Or(const Expression& e, const syntax::BinaryExpression& binary, const Facts& facts) {
    CheckedCondition left = Condition(*binary.left, facts);
    CheckedCondition right = Condition(*binary.right, left.if_false);
    Facts if_true = Intersection(left.if_true, Union(left.if_false, right.if_true));
    return {Make(TypedOp::logical_or, Kind(TypeKind::boolean), e.span, Two(left.expression, right.expression)),
            Union(facts, if_true), Union(left.if_false, right.if_false)};
  }

  CheckedCondition Recorded(const Expression& e, const syntax::RecordedExpression& form, const Facts& facts) {
    const std::optional<std::uint32_t> field = FieldOf(*form.operand);
    if (!field) {
      if (!reported_) {
        scope_.Report(DiagnosticKind::type_mismatch, form.operand->span, "only a field of the event can be recorded or not");
      }
      reported_ = false;
      return {Poison(e.span), facts, facts};
    }
    const CheckedField& declared = item_.event->fields[*field];
    TypedExpression test = Make(TypedOp::recorded, Kind(TypeKind::boolean), e.span, {});
    test.field = *field;
    if (!declared.type.optional) {
      scope_.Report(DiagnosticKind::always_recorded, e.span,
                    fmt::format("`{}` is recorded in every event: its type has no `?`", declared.name))
          .help = fmt::format("leave the test out, or declare `{} : ...?` if a record may come without it", declared.name);
      test = BooleanConstant(true, e.span);
    }
    Facts known = facts;
    known.insert(*field);
    if (form.negated) return {Not(std::move(test), e.span), facts, known};
    return {std::move(test), known, facts};
  }

  // --- forms that are values -----------------------------------------------------------------------------------------

  TypedExpression Typed(const Expression& e, const syntax::MissingExpression&, const Facts&) { return Poison(e.span); }

  TypedExpression Typed(const Expression& e, const syntax::PathExpression& path, const Facts& facts) {
    if (path.parts.size() == 1 && (item_.event == nullptr || path.parts[0].text != item_.variable)) {
      Declaration* define = scope_.Find(path.parts[0], NameKind::define);
      if (define == nullptr) return Poison(e.span);
      TypedExpression value = CheckDefine(item_, *define, e.span);
      value.span = e.span;
      return value;
    }
    const std::optional<std::uint32_t> field = FieldOf(e);
    reported_ = false;
    if (!field) return Poison(e.span);
    const CheckedField& declared = item_.event->fields[*field];
    if (declared.type.optional && !facts.contains(*field)) {
      const std::string name = fmt::format("{}.{}", item_.variable, declared.name);
      Diagnostic& problem = scope_.Report(DiagnosticKind::missing_value_unhandled, e.span,
                                          fmt::format("`{}` may be missing here, and nothing says what then", name));
      problem.notes.push_back({declared.span, fmt::format("`{}` is declared with `?`: a record may come without it", declared.name)});
      problem.help = fmt::format(
          "decide it: `{0} is recorded and ...` before it in the same condition (`where`, `numerator when`, an exclusion's `when`) makes\n"
          "an item without it fail that condition: in a numerator it is a miss; `where {0} is recorded` leaves such items out of the metric", name);
      return Poison(e.span);
    }
    TypedExpression value = Make(TypedOp::field, declared.type, e.span, {});
    value.type.optional = false;
    value.field = *field;
    return value;
  }

  TypedExpression Typed(const Expression& e, const syntax::NumberLiteral& literal, const Facts&) {
    return NumberConstant(scope_, e.span, literal);
  }
  TypedExpression Typed(const Expression& e, const syntax::MoneyLiteral& literal, const Facts&) {
    return MoneyConstant(scope_, e, literal);
  }
  TypedExpression Typed(const Expression& e, const syntax::TextLiteral& literal, const Facts&) {
    TypedExpression value = Make(TypedOp::constant, Kind(TypeKind::text), e.span, {});
    value.text = literal.value;
    return value;
  }
  TypedExpression Typed(const Expression& e, const syntax::DateLiteral& literal, const Facts&) {
    TypedExpression value = Make(TypedOp::constant, Kind(TypeKind::date), e.span, {});
    value.value = literal.value.days;
    return value;
  }
  TypedExpression Typed(const Expression& e, const syntax::LocalTimeLiteral& literal, const Facts&) {
    return InstantConstant(scope_, e.span, literal);
  }
  TypedExpression Typed(const Expression& e, const syntax::PercentLiteral&, const Facts&) { return NoItemValue(e, "a percentage"); }
  TypedExpression Typed(const Expression& e, const syntax::PointsLiteral&, const Facts&) { return NoItemValue(e, "percentage points"); }
  TypedExpression Typed(const Expression& e, const syntax::PercentOfExpression&, const Facts&) {
    return NoItemValue(e, "a share of something");
  }
  TypedExpression Typed(const Expression& e, const syntax::OtherwiseExpression& form, const Facts& facts) {
    const std::optional<std::uint32_t> field = FieldOf(*form.operand);
    if (!field) {
      if (!reported_) scope_.Report(DiagnosticKind::type_mismatch, form.operand->span, "`otherwise` stands behind a field of the event, for records without it");
      reported_ = false;
      return Poison(e.span);
    }
    const CheckedField& declared = item_.event->fields[*field];
    if (declared.type.kind == TypeKind::poison) return Poison(e.span);
    if (!declared.type.optional || facts.contains(*field)) {
      scope_.Report(DiagnosticKind::always_recorded, e.span, fmt::format("`{}` is always recorded here, so nothing happens otherwise", declared.name))
          .help = declared.type.optional ? "a condition before this one says so already; leave `otherwise` out"
                                         : fmt::format("leave `otherwise` out, or declare `{} : ...?` if a record may come without it", declared.name);
    }
    TypedExpression value = Make(TypedOp::field, declared.type, form.operand->span, {});
    value.type.optional = false;
    value.field = *field;
    TypedExpression fallback = value.type.kind == TypeKind::enumeration ? EnumerationValue(*form.fallback, value.type)
                               : value.type.kind == TypeKind::boolean   ? BooleanWord(*form.fallback)
                                                                        : Value(*form.fallback, facts);
    if (IsPoison(value) || IsPoison(fallback)) return Poison(e.span);
    if (!SameKind(value, fallback)) return Mismatch(e.span, value, fallback);
    if (value.type.kind == TypeKind::text && fallback.op != TypedOp::constant) {
      scope_.NotEvaluatedYet(form.fallback->span, "the text of another field in place of a missing one");
      return Poison(e.span);
    }
    AlignScales(value, fallback);
    if (value.op != TypedOp::field) {
      scope_.Report(DiagnosticKind::number_out_of_range, form.fallback->span, fmt::format("`{}` has fewer places than this", declared.name))
          .help = "write the number with the places of the field";
      return Poison(e.span);
    }
    Type type = value.type;
    type.non_negative = value.type.non_negative && fallback.type.non_negative;
    return Make(TypedOp::otherwise, type, e.span, Two(std::move(value), std::move(fallback)));
  }
  TypedExpression Typed(const Expression& e, const syntax::RecordedExpression&, const Facts& facts) {
    return Condition(e, facts).expression;
  }

  TypedExpression Typed(const Expression& e, const syntax::UnaryExpression& unary, const Facts& facts) {
    if (unary.op == syntax::UnaryOperator::logical_not) return Condition(e, facts).expression;
    TypedExpression day = Value(*unary.operand, facts);
    if (IsPoison(day)) return day;
    if (day.type.kind != TypeKind::date) {
      scope_.Report(DiagnosticKind::type_mismatch, unary.operand->span,
                    fmt::format("`start of` and `end of` need a date, but this is {}", Describe(day.type)))
          .help = day.type.kind == TypeKind::instant ? "a point in time lies within a day, and is none: take a field of type `date`, or the day a calendar gives it,\n"
                                                       "`start of working day of d.promised`; or leave `start of` out, if the moment itself is meant"
                                                     : "a field of type `date` has a start and an end";
      return Poison(e.span);
    }
    return EdgeOf(unary.op == syntax::UnaryOperator::start_of ? TypedOp::start_of_date : TypedOp::end_of_date, e.span, std::move(day));
  }

  TypedExpression Typed(const Expression& e, const syntax::BinaryExpression& binary, const Facts& facts) {
    if (binary.op == syntax::BinaryOperator::logical_and || binary.op == syntax::BinaryOperator::logical_or) {
      return Condition(e, facts).expression;
    }
    TypedExpression left = Value(*binary.left, facts);
    TypedExpression right = Value(*binary.right, facts);
    if (IsPoison(left) || IsPoison(right)) return Poison(e.span);
    switch (binary.op) {
      case syntax::BinaryOperator::add: return Sum(e, TypedOp::add, std::move(left), std::move(right));
      case syntax::BinaryOperator::subtract: return Sum(e, TypedOp::subtract, std::move(left), std::move(right));
      case syntax::BinaryOperator::multiply: return Product(e, std::move(left), std::move(right));
      default:
        scope_.Report(DiagnosticKind::type_mismatch, e.span, "a condition on one item can't divide: the result would have to be rounded")
            .help = "multiply the other side instead: `a at least 2 * b` for `a / b at least 2`";
        return Poison(e.span);
    }
  }

  TypedExpression Typed(const Expression& e, const syntax::ComparisonExpression& form, const Facts& facts) {
    TypedExpression left = Value(*form.left, facts);
    TypedExpression right = Value(*form.right, facts);
    return Compare(e.span, form.op, std::move(left), std::move(right));
  }

  TypedExpression Typed(const Expression& e, const syntax::IsExpression& form, const Facts& facts) {
    TypedExpression left = Value(*form.left, facts);
    if (IsPoison(left)) return left;
    TypedExpression right = left.type.kind == TypeKind::enumeration ? EnumerationValue(*form.right, left.type)
                            : left.type.kind == TypeKind::boolean   ? BooleanWord(*form.right)
                                                                    : Value(*form.right, facts);
    if (IsPoison(right)) return right;
    if (!SameKind(left, right)) return Mismatch(e.span, left, right);
    if (left.type.kind == TypeKind::text) {
      // Each field has numbers of its own for its texts; two that the contract writes have none.
      const bool written_left = left.op == TypedOp::constant, written_right = right.op == TypedOp::constant;
      if (written_left && written_right) return BooleanConstant((left.text == right.text) != form.negated, e.span);
      if (!written_left && !written_right) {
        scope_.NotEvaluatedYet(e.span, "a comparison of the texts of two fields");
        return Poison(e.span);
      }
    }
    return Make(form.negated ? TypedOp::not_equal : TypedOp::equal, Kind(TypeKind::boolean), e.span, Two(left, right));
  }

  TypedExpression Typed(const Expression& e, const syntax::BusinessTimeExpression& form, const Facts& facts) {
    const auto calendar = FindCalendar(scope_, form.calendar);
    TypedExpression from = Value(*form.from, facts), until = Value(*form.until, facts);
    const bool days = form.unit.text == "days";
    static const std::vector<std::string> kUnits = {"hours", "minutes", "seconds", "ms", "days"};
    if (std::find(kUnits.begin(), kUnits.end(), form.unit.text) == kUnits.end()) {
      scope_.Report(DiagnosticKind::unknown_unit, form.unit.span, fmt::format("business time is not measured in `{}`{}", form.unit.text, DidYouMean(form.unit.text, kUnits)))
          .help = "its units are " + ListOf(kUnits);
      return Poison(e.span);
    }
    if (!calendar || IsPoison(from) || IsPoison(until)) return Poison(e.span);
    Type type = Kind(days ? TypeKind::business_days : TypeKind::business_time);
    type.unit = scope_.contract.calendars[*calendar].name;
    for (TypedExpression* side : {&from, &until}) {
      if (days && side->type.kind == TypeKind::date) {
        side->type.unit = type.unit;  // a day of that calendar's own clock
        const Span span = side->span;
        *side = EdgeOf(TypedOp::start_of_date, span, std::move(*side));
      }
      if (side->type.kind == TypeKind::instant) continue;
      scope_.Report(side->type.kind == TypeKind::date ? DiagnosticKind::date_against_instant : DiagnosticKind::type_mismatch, side->span,
                    fmt::format("business time passes between two points in time, but this is {}", Describe(side->type)))
          .help = "write `support hours from d.opened until d.resolved`; of a date, say `start of` or `end of`";
      return Poison(e.span);
    }
    TypedExpression measured = Make(days ? TypedOp::business_days_between : TypedOp::business_time_between, type, e.span, Two(std::move(from), std::move(until)));
    measured.place = *calendar;
    return measured;
  }

  TypedExpression Typed(const Expression& e, const syntax::BusinessDayExpression& form, const Facts& facts) {
    const auto calendar = FindCalendar(scope_, form.calendar);
    TypedExpression at = Value(*form.at, facts);
    if (form.unit.text != "day") {
      scope_.Report(DiagnosticKind::unknown_unit, form.unit.span, fmt::format("nothing is called the `{}` of a point in time", form.unit.text)).help = "write `working day of d.ordered`";
      return Poison(e.span);
    }
    if (!calendar || IsPoison(at)) return Poison(e.span);
    if (at.type.kind != TypeKind::instant) {
      scope_.Report(DiagnosticKind::type_mismatch, at.span, fmt::format("a point in time has a business day, but this is {}", Describe(at.type)));
      return Poison(e.span);
    }
    Type type = Kind(TypeKind::date);
    type.unit = scope_.contract.calendars[*calendar].name;
    TypedExpression cutoff = Make(TypedOp::constant, Kind(TypeKind::count), e.span, {});
    cutoff.value = form.cutoff ? form.cutoff->micros + (form.cutoff_included ? 1 : 0) : kMicrosPerDay;
    TypedExpression day = Make(TypedOp::business_day_of, type, e.span, Two(std::move(at), std::move(cutoff)));
    day.place = *calendar;
    return day;
  }

  TypedExpression Typed(const Expression& e, const syntax::WithinExpression& form, const Facts& facts) {
    TypedExpression value = Value(*form.operand, facts);
    TypedExpression lower = Value(*form.interval.lower, facts);
    TypedExpression upper = Value(*form.interval.upper, facts);
    if (IsPoison(value) || IsPoison(lower) || IsPoison(upper)) return Poison(e.span);
    const bool time = value.type.kind == TypeKind::instant || value.type.kind == TypeKind::date;
    CheckNotEmpty(form.interval, lower, upper);
    using enum syntax::ComparisonOperator;
    TypedExpression above = Compare(form.interval.span, form.interval.lower_inclusive ? (time ? no_earlier_than : at_least)
                                                                                      : (time ? later_than : more_than),
                                    value, std::move(lower));
    TypedExpression below = Compare(form.interval.span, form.interval.upper_inclusive ? (time ? no_later_than : at_most)
                                                                                      : (time ? earlier_than : less_than),
                                    std::move(value), std::move(upper));
    if (IsPoison(above) || IsPoison(below)) return Poison(e.span);
    return Make(TypedOp::logical_and, Kind(TypeKind::boolean), e.span, Two(above, below));
  }

  void CheckNotEmpty(const syntax::Interval& interval, TypedExpression lower, TypedExpression upper) {
    if (!SameKind(lower, upper)) return;
    AlignScales(lower, upper);
    const Distance distance = DistanceOf(lower, upper);
    if (!distance.known || distance.most > 0 || (distance.most == 0 && interval.lower_inclusive && interval.upper_inclusive)) return;
    scope_.Report(DiagnosticKind::never_holds, interval.span,
                  distance.most < 0 ? "this interval ends before it begins, so no item ever lies within it" : "this interval is empty: its two ends are the same, and not both belong to it")
        .help = "write the lower bound first, then the upper one; `[` and `]` include a bound, `(` and `)` leave it out";
  }

  // --- helpers -------------------------------------------------------------------------------------------------------

  static std::vector<TypedExpression> Two(TypedExpression a, TypedExpression b) {
    std::vector<TypedExpression> both;
    both.push_back(std::move(a));
    both.push_back(std::move(b));
    return both;
  }

  // `start of` or `end of` a date, in the zone whose day it is.
  TypedExpression EdgeOf(TypedOp op, Span span, TypedExpression day) const {
    const std::uint32_t zone = ZoneOf(scope_, day.type);
    std::vector<TypedExpression> operands;
    operands.push_back(std::move(day));
    TypedExpression edge = Make(op, Kind(TypeKind::instant), span, std::move(operands));
    edge.place = zone;
    return edge;
  }

  static TypedExpression BooleanConstant(bool value, Span span) {
    TypedExpression e = Make(TypedOp::constant, Kind(TypeKind::boolean), span, {});
    e.value = value ? 1 : 0;
    return e;
  }

  static TypedExpression Not(TypedExpression inner, Span span) {
    std::vector<TypedExpression> operands;
    operands.push_back(std::move(inner));
    return Make(TypedOp::logical_not, Kind(TypeKind::boolean), span, std::move(operands));
  }

  TypedExpression NoItemValue(const Expression& e, std::string_view what) {
    scope_.Report(DiagnosticKind::type_mismatch, e.span, fmt::format("{} says nothing about one item", what))
        .help = "targets and bands are where percentages belong";
    return Poison(e.span);
  }

  // The field a path such as `d.promised` names. Sets reported_ when it reported why not.
  std::optional<std::uint32_t> FieldOf(const Expression& e) {
    reported_ = false;
    const auto* path = std::get_if<syntax::PathExpression>(&e.form);
    if (path == nullptr) return std::nullopt;
    const syntax::Identifier& head = path->parts.front();
    if (item_.event == nullptr) {
      reported_ = true;
      scope_.Report(DiagnosticKind::unknown_name, e.span, fmt::format("`{}` can't be used here: no item is being looked at", head.text));
      return std::nullopt;
    }
    if (head.text != item_.variable) {
      reported_ = true;
      scope_.Report(DiagnosticKind::unknown_name, head.span,
                    fmt::format("nothing here is called `{}`; the item is called `{}`", head.text, item_.variable));
      return std::nullopt;
    }
    if (path->parts.size() < 2 || (path->parts.size() > 2 && !HasClocks())) {
      reported_ = true;
      scope_.Report(DiagnosticKind::type_mismatch, e.span, fmt::format("name a field of `{0}`, such as `{0}.{1}`", item_.variable,
                                                                       item_.event->fields.empty() ? "field" : item_.event->fields[0].name));
      return std::nullopt;
    }
    // `i.resolution.decided` is one field: what a clock knows.
    syntax::Identifier name = path->parts[1];
    for (std::size_t part = 2; part < path->parts.size(); ++part) {
      name.text += "." + path->parts[part].text;
      name.span = Join(name.span, path->parts[part].span);
    }
    std::vector<std::string> known;
    for (std::uint32_t i = 0; i < item_.event->fields.size(); ++i) {
      if (item_.event->fields[i].hidden) continue;
      if (item_.event->fields[i].name == name.text) return i;
      known.push_back(item_.event->fields[i].name);
    }
    reported_ = true;
    Diagnostic& problem = scope_.Report(DiagnosticKind::unknown_name, name.span,
                                        fmt::format("{} `{}` has no field `{}`{}", item_.event->kind, item_.event->name, name.text,
                                                    DidYouMean(name.text, known)));
    problem.notes.push_back({item_.event->span, "its fields are " + ListOf(known)});
    return std::nullopt;
  }

  bool HasClocks() const { return item_.event->folded == Folded::cases; }

  TypedExpression EnumerationValue(const Expression& e, const Type& type) {
    const auto* path = std::get_if<syntax::PathExpression>(&e.form);
    if (path != nullptr && path->parts.size() == 1) {
      const auto found = std::find(type.values->begin(), type.values->end(), path->parts[0].text);
      if (found != type.values->end()) {
        TypedExpression value = Make(TypedOp::constant, type, e.span, {});
        value.value = found - type.values->begin();
        value.text = *found;
        return value;
      }
      scope_.Report(DiagnosticKind::value_not_in_enumeration, e.span,
                    fmt::format("`{}` is not one of its values{}", path->parts[0].text, DidYouMean(path->parts[0].text, *type.values)))
          .help = "the values are " + ListOf(*type.values);
      return Poison(e.span);
    }
    if (!std::holds_alternative<syntax::MissingExpression>(e.form)) {
      scope_.Report(DiagnosticKind::value_not_in_enumeration, e.span, "one of the declared values is needed here")
          .help = "the values are " + ListOf(*type.values);
    }
    return Poison(e.span);
  }

  TypedExpression BooleanWord(const Expression& e) {
    const auto* path = std::get_if<syntax::PathExpression>(&e.form);
    if (path != nullptr && path->parts.size() == 1 && (path->parts[0].text == "true" || path->parts[0].text == "false")) {
      return BooleanConstant(path->parts[0].text == "true", e.span);
    }
    scope_.Report(DiagnosticKind::type_mismatch, e.span, "`true` or `false` is needed here");
    return Poison(e.span);
  }

  static bool SameKind(const TypedExpression& a, const TypedExpression& b) {
    const auto number = [](TypeKind kind) { return kind == TypeKind::count || kind == TypeKind::number; };
    if (number(a.type.kind) && number(b.type.kind)) {
      return a.type.unit == b.type.unit || a.type.unit.empty() || b.type.unit.empty();
    }
    if (a.type.kind == TypeKind::enumeration && b.type.kind == TypeKind::enumeration) return a.type.values == b.type.values;
    if (IsBusiness(a.type.kind) && a.type.unit != b.type.unit) return false;
    return a.type.kind == b.type.kind;
  }

  TypedExpression Mismatch(Span span, const TypedExpression& a, const TypedExpression& b) {
    const auto either = [&](TypeKind x, TypeKind y) {
      return (a.type.kind == x && b.type.kind == y) || (a.type.kind == y && b.type.kind == x);
    };
    if (either(TypeKind::date, TypeKind::instant)) {
      scope_.Report(DiagnosticKind::date_against_instant, span, "a date is a whole day, the other side is a point in time within one")
          .help = "say which end of the day counts: `start of` or `end of` the date, in the contract's time zone";
    } else if (IsTime(a.type.kind) && IsTime(b.type.kind) && (IsBusiness(a.type.kind) || IsBusiness(b.type.kind))) {
      ReportMixed(span, a, b, "compared");
    } else if (either(TypeKind::duration, TypeKind::calendar_days)) {
      scope_.Report(DiagnosticKind::days_against_hours, span, "calendar days and elapsed hours can't be compared: a day has 23 to 25 hours")
          .help = "write `24 hours` if elapsed time is meant";
    } else {
      scope_.Report(DiagnosticKind::type_mismatch, span,
                    fmt::format("{} and {} can't be compared", Describe(a.type), Describe(b.type)));
    }
    return Poison(span);
  }

  void ReportMixed(Span span, const TypedExpression& a, const TypedExpression& b, std::string_view done) {
    const Type& business = IsBusiness(a.type.kind) ? a.type : b.type;
    scope_.Report(DiagnosticKind::business_time_mixed, span, fmt::format("{} and {} can't be {}: how much of one passes in the other depends on when it begins", Describe(a.type), Describe(b.type), done))
        .help = fmt::format("measure both by one calendar, such as `{0} {1} from A until B` and `9 {0} {1}`", business.unit, business.kind == TypeKind::business_days ? "days" : "hours");
  }

  // Brings two quantities to the same scale; constants are rescaled, columns multiplied.
  static void AlignScales(TypedExpression& a, TypedExpression& b) {
    const std::int32_t scale = std::max(a.type.scale, b.type.scale);
    for (TypedExpression* side : {&a, &b}) {
      std::int64_t factor = 1;
      for (std::int32_t s = side->type.scale; s < scale; ++s) factor *= 10;
      if (factor == 1) continue;
      Type type = side->type;
      type.scale = scale;
      TypedExpression constant = Make(TypedOp::constant, Kind(TypeKind::count), side->span, {});
      constant.value = factor;
      const Span span = side->span;
      *side = Make(TypedOp::multiply, type, span, Two(std::move(*side), std::move(constant)));
    }
  }

  TypedExpression Compare(Span span, syntax::ComparisonOperator op, TypedExpression left, TypedExpression right) {
    if (IsPoison(left) || IsPoison(right)) return Poison(span);
    if (!SameKind(left, right)) return Mismatch(span, left, right);
    using enum syntax::ComparisonOperator;
    const bool of_times = op == no_earlier_than || op == no_later_than || op == later_than || op == earlier_than;
    const bool times = left.type.kind == TypeKind::instant || left.type.kind == TypeKind::date;
    if (of_times != times || (!times && !IsQuantity(left.type.kind))) {
      scope_.Report(DiagnosticKind::type_mismatch, span, fmt::format("these words do not compare {} with {}", Describe(left.type), Describe(right.type)))
          .help = times ? "points in time and dates are `earlier than`, `no later than`, `later than` or `no earlier than` another"
                        : IsQuantity(left.type.kind) ? "quantities are `at least`, `at most`, `more than` or `less than` another"
                                                     : "use `is` or `is not`";
      return Poison(span);
    }
    AlignScales(left, right);
    const Type boolean = Kind(TypeKind::boolean);
    switch (op) {
      case at_least: case no_earlier_than: return Make(TypedOp::less_equal, boolean, span, Two(std::move(right), std::move(left)));
      case at_most: case no_later_than: return Make(TypedOp::less_equal, boolean, span, Two(std::move(left), std::move(right)));
      case more_than: case later_than: return Make(TypedOp::less, boolean, span, Two(std::move(right), std::move(left)));
      case less_than: case earlier_than: return Make(TypedOp::less, boolean, span, Two(std::move(left), std::move(right)));
    }
    return Poison(span);
  }

  TypedExpression Sum(const Expression& e, TypedOp op, TypedExpression left, TypedExpression right) {
    const TypeKind a = left.type.kind, b = right.type.kind;
    if ((a == TypeKind::instant || a == TypeKind::date) && (b == TypeKind::calendar_days || b == TypeKind::calendar_months)) {
      if (op == TypedOp::subtract) {
        TypedExpression zero = Make(TypedOp::constant, right.type, right.span, {});
        const Type type = right.type;
        const Span span = right.span;
        right = Make(TypedOp::subtract, type, span, Two(std::move(zero), std::move(right)));
      }
      if (a == TypeKind::date && b == TypeKind::calendar_days) {
        const Type day = left.type;
        return Make(TypedOp::add, day, e.span, Two(std::move(left), std::move(right)));
      }
      if (a == TypeKind::instant) {
        Decided(e, "clock_change", "first_moment", "the time of day it leads to may be one that the clocks skip or repeat");
        if (b == TypeKind::calendar_months) Decided(e, "month_end", "clamped", "the month it leads to may be too short for the day");
        return Make(b == TypeKind::calendar_days ? TypedOp::add_days : TypedOp::add_months, Kind(TypeKind::instant), e.span,
                    Two(std::move(left), std::move(right)));
      }
    }
    if ((a == TypeKind::instant || a == TypeKind::date) && IsBusiness(b)) return AddBusiness(e, op, std::move(left), std::move(right));
    if (a == TypeKind::instant && b == TypeKind::duration) {
      return Make(op, Kind(TypeKind::instant), e.span, Two(std::move(left), std::move(right)));
    }
    if (op == TypedOp::add && a == TypeKind::duration && b == TypeKind::instant) {
      return Make(op, Kind(TypeKind::instant), e.span, Two(std::move(left), std::move(right)));
    }
    if (op == TypedOp::subtract && a == TypeKind::instant && b == TypeKind::instant) {
      return Make(op, Kind(TypeKind::duration), e.span, Two(std::move(left), std::move(right)));
    }
    if (IsTime(a) && IsTime(b) && (IsBusiness(a) || IsBusiness(b)) && !SameKind(left, right)) {
      ReportMixed(e.span, left, right, op == TypedOp::add ? "added" : "subtracted");
      return Poison(e.span);
    }
    if (IsQuantity(a) && SameKind(left, right)) {
      AlignScales(left, right);
      Type type = a == TypeKind::number ? left.type : right.type;
      type.non_negative = op == TypedOp::add && left.type.non_negative && right.type.non_negative;
      return Make(op, type, e.span, Two(std::move(left), std::move(right)));
    }
    scope_.Report(DiagnosticKind::type_mismatch, e.span,
                  fmt::format("{} and {} can't be {}", Describe(left.type), Describe(right.type), op == TypedOp::add ? "added" : "subtracted"));
    return Poison(e.span);
  }

  // A moment and business time or business days: a moment. A date and business days: a business day.
  TypedExpression AddBusiness(const Expression& e, TypedOp op, TypedExpression left, TypedExpression right) {
    const bool days = right.type.kind == TypeKind::business_days, date = left.type.kind == TypeKind::date;
    const Type amount = right.type;
    if (date && !days) {
      scope_.Report(DiagnosticKind::date_against_instant, e.span, "a date is a whole day, and business time begins at a point within one")
          .help = "say `start of` or `end of` the date";
      return Poison(e.span);
    }
    if (!date && !days) Decided(e, "closing_time", "due_at_closing", "the time may be used up exactly at closing, and be due then or at the next opening");
    if (!date && days) Decided(e, "business_day_end", "end_of_day", "business days may end with their last day, at its closing time, or at the time of day they were counted from");
    std::uint32_t calendar = 0;
    while (scope_.contract.calendars[calendar].name != amount.unit) ++calendar;
    if (op == TypedOp::subtract) {
      const Span span = right.span;
      right = Make(TypedOp::subtract, amount, span, Two(Make(TypedOp::constant, amount, span, {}), std::move(right)));
    }
    Type type = Kind(date ? TypeKind::date : TypeKind::instant);
    if (date) type.unit = amount.unit;
    TypedExpression sum = Make(date ? TypedOp::shift_business_day : days ? TypedOp::add_business_days : TypedOp::add_business_time, type, e.span, Two(std::move(left), std::move(right)));
    sum.place = calendar;
    return sum;
  }

  // Calendar arithmetic rests on decisions that only the contract or its conventions can make.
  void Decided(const Expression& e, std::string_view question, std::string_view answer, std::string_view why) {
    if (Ask(scope_, question, e.span) != nullptr) return;
    scope_.Report(DiagnosticKind::undecided, e.span, fmt::format("{}, and nothing says what then", why))
        .help = fmt::format("put `decide {} is {}` into the header, or name conventions that decide it", question, answer);
  }

  TypedExpression Product(const Expression& e, TypedExpression left, TypedExpression right) {
    const bool plain_left = left.type.kind == TypeKind::count;
    const bool plain_right = right.type.kind == TypeKind::count;
    if ((plain_left && IsQuantity(right.type.kind)) || (plain_right && IsQuantity(left.type.kind))) {
      Type type = plain_left ? right.type : left.type;
      type.non_negative = left.type.non_negative && right.type.non_negative;
      return Make(TypedOp::multiply, type, e.span, Two(std::move(left), std::move(right)));
    }
    scope_.Report(DiagnosticKind::type_mismatch, e.span,
                  fmt::format("{} and {} can't be multiplied", Describe(left.type), Describe(right.type)))
        .help = "one side of a product must be a plain count";
    return Poison(e.span);
  }

  const ItemScope& item_;
  Scope& scope_;
  bool reported_ = false;
};

}  // namespace

CheckedCondition CheckCondition(const ItemScope& item, const syntax::Expression& expression, const Facts& facts) {
  return Checker(item).Condition(expression, facts);
}

TypedExpression CheckValue(const ItemScope& item, const syntax::Expression& expression, const Facts& facts) {
  return Checker(item).Value(expression, facts);
}

TypedExpression MomentBeside(const ItemScope& item, Span span, TypedExpression moment, bool before, TypedExpression distance) {
  return Checker(item).Beside(span, std::move(moment), before, std::move(distance));
}

TypedExpression CheckDefine(const ItemScope& user, Declaration& declaration, Span use) {
  Scope& scope = user.scope;
  const auto* define = std::get_if<syntax::Define>(declaration.body);
  if (define == nullptr) return Poison(declaration.span);
  if (declaration.resolving) {
    const bool amended = scope.amended.terms.contains(define->name.text);  // then the circle is closed where it is asked for
    const InClause declaring(scope, declaration.clause);
    scope.Report(DiagnosticKind::circular_definition, amended ? use : declaration.span, fmt::format("`{}` is defined by itself", define->name.text))
        .help = "a Defined Term must come down to a number, a time or an amount";
    return Poison(declaration.span);
  }
  const CheckedEvent* placed = user.placed != nullptr ? user.placed : user.event;
  const ItemScope constants{scope, nullptr, {}, placed};
  const bool by_item = placed != nullptr && IsAmended(scope, define->name.text) && !scope.amended.settled_on;
  const syntax::Expression& agreed = by_item ? define->value : TermWithoutItem(scope, *define, use);
  declaration.resolving = true;
  TypedExpression value;
  {
    const InClause declaring(scope, declaration.clause);
    value = CheckValue(constants, agreed, {});
  }
  if (by_item) {
    for (const Amended::Term& term : scope.amended.terms.find(define->name.text)->second) {
      auto in_force = InForce(scope, term.amendment, *placed, use);
      TypedExpression now = CheckValue(constants, *term.value, {});
      const Span span = now.span;
      value = in_force ? Checker(constants).Choose(span, *std::move(in_force), std::move(now), std::move(value)) : Poison(span);
    }
  }
  declaration.resolving = false;
  return value;
}

}  // namespace slate::check
