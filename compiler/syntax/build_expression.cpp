#include <fmt/format.h>

#include "compiler/syntax/build.h"

namespace slate::syntax {

Expression Builder::Binary(BinaryOperator op, Expression left, Expression right) const {
  const Span span = Join(left.span, right.span);
  return {span, BinaryExpression{op, Pointer(std::move(left)), Pointer(std::move(right))}};
}

Expression Builder::ExpressionOf(Grammar::ExpressionContext* context) {
  if (context == nullptr || context->conjunction().empty()) return {SpanOf(context), MissingExpression{}};
  const auto parts = context->conjunction();
  Expression result = Conjunction(parts[0]);
  for (std::size_t i = 1; i < parts.size(); ++i) result = Binary(BinaryOperator::logical_or, std::move(result), Conjunction(parts[i]));
  return result;
}

Expression Builder::Conjunction(Grammar::ConjunctionContext* context) {
  if (context == nullptr || context->negation().empty()) return {SpanOf(context), MissingExpression{}};
  const auto parts = context->negation();
  Expression result = Negation(parts[0]);
  for (std::size_t i = 1; i < parts.size(); ++i) result = Binary(BinaryOperator::logical_and, std::move(result), Negation(parts[i]));
  return result;
}

Expression Builder::Negation(Grammar::NegationContext* context) {
  if (context == nullptr) return {Span{file_, 0, 0}, MissingExpression{}};
  if (context->NOT() == nullptr) return Comparison(context->comparison());
  return {SpanOf(context), UnaryExpression{UnaryOperator::logical_not, Pointer(Negation(context->negation()))}};
}

ComparisonOperator Builder::OperatorOf(Grammar::ComparisonWordContext* context) const {
  const bool no = context->NO() != nullptr;
  if (context->LATER() != nullptr) return no ? ComparisonOperator::no_later_than : ComparisonOperator::later_than;
  if (context->EARLIER() != nullptr) return no ? ComparisonOperator::no_earlier_than : ComparisonOperator::earlier_than;
  if (context->LEAST() != nullptr) return ComparisonOperator::at_least;
  if (context->MOST() != nullptr) return ComparisonOperator::at_most;
  return context->LESS() != nullptr ? ComparisonOperator::less_than : ComparisonOperator::more_than;
}

Expression Builder::Comparison(Grammar::ComparisonContext* context) {
  if (context == nullptr || context->substitute().empty()) return {SpanOf(context), MissingExpression{}};
  const auto sums = context->substitute();
  Expression left = Substitute(sums[0]);
  const Span span = SpanOf(context);
  if (context->comparisonWord() != nullptr) {
    Expression right = sums.size() > 1 ? Substitute(sums[1]) : Expression{span, MissingExpression{}};
    return {span, ComparisonExpression{OperatorOf(context->comparisonWord()), Pointer(std::move(left)), Pointer(std::move(right))}};
  }
  if (context->RECORDED() != nullptr) return {span, RecordedExpression{Pointer(std::move(left)), context->NOT() != nullptr}};
  if (context->IS() != nullptr) {
    Expression right = sums.size() > 1 ? Substitute(sums[1]) : Expression{span, MissingExpression{}};
    return {span, IsExpression{Pointer(std::move(left)), Pointer(std::move(right)), context->NOT() != nullptr}};
  }
  if (context->WITHIN() != nullptr) return {span, WithinExpression{Pointer(std::move(left)), IntervalOf(context->interval())}};
  return left;
}

Expression Builder::Substitute(Grammar::SubstituteContext* context) {
  const Span span = SpanOf(context);
  if (context == nullptr || context->sum().empty()) return {span, MissingExpression{}};
  const auto sums = context->sum();
  Expression first = Sum(sums[0]);
  if (sums.size() < 2) return first;
  return {span, OtherwiseExpression{Pointer(std::move(first)), Pointer(Sum(sums[1]))}};
}

namespace {

// The signs between the operands, in order.
template <typename Context>
std::vector<std::size_t> Signs(Context* context, std::initializer_list<std::size_t> kinds) {
  std::vector<std::size_t> signs;
  for (auto* child : context->children) {
    auto* terminal = dynamic_cast<antlr4::tree::TerminalNode*>(child);
    if (terminal == nullptr) continue;
    for (const std::size_t kind : kinds) {
      if (terminal->getSymbol()->getType() == kind) signs.push_back(kind);
    }
  }
  return signs;
}

}  // namespace

Expression Builder::Sum(Grammar::SumContext* context) {
  if (context == nullptr || context->product().empty()) return {SpanOf(context), MissingExpression{}};
  const auto parts = context->product();
  const auto signs = Signs(context, {Grammar::PLUS, Grammar::MINUS});
  Expression result = Product(parts[0]);
  for (std::size_t i = 1; i < parts.size() && i <= signs.size(); ++i) {
    result = Binary(signs[i - 1] == Grammar::PLUS ? BinaryOperator::add : BinaryOperator::subtract, std::move(result), Product(parts[i]));
  }
  return result;
}

Expression Builder::Product(Grammar::ProductContext* context) {
  if (context == nullptr || context->edge().empty()) return {SpanOf(context), MissingExpression{}};
  const auto parts = context->edge();
  const auto signs = Signs(context, {Grammar::STAR, Grammar::SLASH});
  Expression result = Edge(parts[0]);
  for (std::size_t i = 1; i < parts.size() && i <= signs.size(); ++i) {
    result = Binary(signs[i - 1] == Grammar::STAR ? BinaryOperator::multiply : BinaryOperator::divide, std::move(result), Edge(parts[i]));
  }
  return result;
}

Expression Builder::Edge(Grammar::EdgeContext* context) {
  if (context == nullptr) return {Span{file_, 0, 0}, MissingExpression{}};
  const Span span = SpanOf(context);
  if (context->edge() != nullptr) {
    const UnaryOperator op = context->START() != nullptr ? UnaryOperator::start_of : UnaryOperator::end_of;
    return {span, UnaryExpression{op, Pointer(Edge(context->edge()))}};
  }
  if (context->plainName() != nullptr) {
    const auto moments = context->moment();
    const auto moment = [&](std::size_t i) { return Pointer(i < moments.size() ? Moment(moments[i]) : Expression{span, MissingExpression{}}); };
    if (context->UNTIL() != nullptr) return {span, BusinessTimeExpression{Word(context->plainName()), WordOf(context->WORD()), moment(0), moment(1)}};
    BusinessDayExpression day{Word(context->plainName()), WordOf(context->WORD()), moment(0), std::nullopt, context->LATER() != nullptr};
    if (context->TIME_OF_DAY() != nullptr) day.cutoff = TimeOf(context->TIME_OF_DAY());
    return {span, std::move(day)};
  }
  return context->primary() != nullptr ? Primary(context->primary()) : Expression{span, MissingExpression{}};
}

Expression Builder::Moment(Grammar::MomentContext* context) {
  const Span span = SpanOf(context);
  if (context->primary() == nullptr) return {span, MissingExpression{}};
  Expression primary = Primary(context->primary());
  if (context->OF() == nullptr) return primary;
  return {span, UnaryExpression{context->START() != nullptr ? UnaryOperator::start_of : UnaryOperator::end_of, Pointer(std::move(primary))}};
}

MoneyLiteral Builder::MoneyOf(Grammar::MoneyContext* context) {
  MoneyLiteral money;
  if (context == nullptr || context->CODE() == nullptr) return money;
  const Span span = SpanOf(context->CODE()->getSymbol());
  money.currency = {std::string(sources_.Text(span)), span};
  money.value = context->GROUPED() != nullptr ? NumberOf(context->GROUPED(), true)
                                              : NumberOf(context->INTEGER() != nullptr ? context->INTEGER() : context->DECIMAL());
  return money;
}

Expression Builder::MoneyExpression(Grammar::MoneyContext* context) { return {SpanOf(context), MoneyOf(context)}; }

Expression Builder::Primary(Grammar::PrimaryContext* context) {
  const Span span = SpanOf(context);
  if (context == nullptr || context->exception != nullptr) return {span, MissingExpression{}};
  if (context->PERCENT() != nullptr) {
    const Decimal percent = NumberOf(context->PERCENT(), false, 1);
    if (context->primary() != nullptr) return {span, PercentOfExpression{percent, Pointer(Primary(context->primary()))}};
    return {span, PercentLiteral{percent}};
  }
  if (context->POINTS() != nullptr) return {span, PointsLiteral{NumberOf(context->POINTS(), false, 2)}};
  if (context->money() != nullptr) return MoneyExpression(context->money());
  if (context->INTEGER() != nullptr || context->DECIMAL() != nullptr) {
    NumberLiteral number{NumberOf(context->INTEGER() != nullptr ? context->INTEGER() : context->DECIMAL()), UnitOf(context->unitWord())};
    if (!number.unit.empty() && number.unit.front().text == "pp") {  // apart from its number, by a line break
      if (number.unit.size() == 1) return {span, PointsLiteral{number.value}};
      diagnostics_.Report(DiagnosticKind::unexpected_text, number.unit.back().span, "percentage points take no further unit").help = "write `0.5 pp`";
      return {span, MissingExpression{}};
    }
    return {span, std::move(number)};
  }
  if (context->DATE() != nullptr) {
    const std::optional<Date> date = DateOf(context->DATE());
    if (!date) return {span, MissingExpression{}};
    if (context->TIME_OF_DAY() == nullptr) return {span, DateLiteral{*date}};
    const Span time_span = SpanOf(context->TIME_OF_DAY()->getSymbol());
    const std::optional<LocalTimeLiteral> time = ParseLocalTime(*date, sources_.Text(time_span));
    if (time) return {span, *time};
    diagnostics_.Report(DiagnosticKind::bad_date, time_span, fmt::format("`{}` is not a time of day", sources_.Text(time_span)))
        .help = "times run from 00:00 to 23:59";
    return {span, MissingExpression{}};
  }
  if (context->text() != nullptr) return {span, TextLiteral{TextOf(context->text()).value}};
  if (context->plainName() != nullptr || context->TARGET() != nullptr) {
    PathExpression path;
    const Span head = SpanOf(context->start);
    path.parts.push_back({std::string(sources_.Text(head)), head});
    for (Identifier& part : Words(context->anyWord())) path.parts.push_back(std::move(part));
    if (path.parts.front().text.empty()) return {span, MissingExpression{}};
    return {span, std::move(path)};
  }
  return context->expression() != nullptr ? ExpressionOf(context->expression()) : Expression{span, MissingExpression{}};
}

Interval Builder::IntervalOf(Grammar::IntervalContext* context) {
  Interval interval;
  interval.span = SpanOf(context);
  const auto bounds = context == nullptr ? std::vector<Grammar::ExpressionContext*>{} : context->expression();
  interval.lower = Pointer(bounds.empty() ? Expression{interval.span, MissingExpression{}} : ExpressionOf(bounds[0]));
  interval.upper = Pointer(bounds.size() < 2 ? Expression{interval.span, MissingExpression{}} : ExpressionOf(bounds[1]));
  if (context == nullptr) return interval;
  interval.lower_inclusive = context->LBRACK() != nullptr;
  interval.upper_inclusive = context->RBRACK() != nullptr;
  return interval;
}

}  // namespace slate::syntax
