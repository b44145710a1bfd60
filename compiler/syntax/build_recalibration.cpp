#include "compiler/syntax/build.h"

namespace slate::syntax {

LastPeriods Builder::LastOf(Grammar::LastPeriodsContext* context) {
  LastPeriods last{.count = 0, .periods = {}, .span = SpanOf(context)};
  if (context == nullptr) return last;
  last.count = SmallNumberOf(context->INTEGER()).value_or(0);
  last.periods = PeriodOf(context->periodName());
  return last;
}

RecalibrationRule Builder::RuleOf(Grammar::RecalibrationItemContext* context) {
  auto* move = context->recalibrationRule();
  RecalibrationRule rule;
  rule.span = SpanOf(context);
  rule.level = Expression{rule.span, MissingExpression{}};
  rule.each = PeriodOf(context->periodName());
  auto words = move->WORD();
  if (move->RATCHET() != nullptr) {
    rule.word = WordOf(move->RATCHET());
  } else if (!words.empty()) {
    rule.word = WordOf(words.front());
    words.erase(words.begin());
  }
  if (auto* steps = move->levelSteps()) rule.steps = Sum(steps->sum());
  if (move->PERCENT() != nullptr) {
    rule.kind = RecalibrationKind::share_of_gap;
    rule.percent = NumberOf(move->PERCENT(), false, 1);
  } else if (move->lastPeriods() != nullptr) {
    rule.kind = RecalibrationKind::reached;
    rule.last = LastOf(move->lastPeriods());
  }
  if (move->MEAN() != nullptr) rule.of = WordOf(move->MEAN());
  else if (!words.empty()) rule.of = WordOf(words.front());
  rule.minus = move->MINUS() != nullptr;
  if (move->sum() != nullptr) rule.level = Sum(move->sum());
  if (auto* when = context->metInEach()) {
    rule.when = MetInEach{.every = {}, .last = LastOf(when->lastPeriods()), .span = SpanOf(when)};
    if (when->plainName() != nullptr) rule.when->every = Word(when->plainName());
  }
  return rule;
}

Recalibration Builder::RecalibrationOf(Grammar::RecalibrationContext* context) {
  Recalibration recalibration;
  recalibration.span = SpanOf(context);
  if (context->plainName() != nullptr) recalibration.obligation = Word(context->plainName());
  if (context->anyWord() != nullptr) recalibration.part = Word(context->anyWord());
  for (auto* item : context->recalibrationItem()) {
    const Span span = SpanOf(item);
    if (item->recalibrationRule() != nullptr) {
      SetOnce(recalibration.rule, RuleOf(item), item, "how the target moves");
    } else if (item->RANGE() != nullptr) {
      RecalibrationRange range{.levels = IntervalOf(item->interval()), .at_most = {}, .span = span};
      if (item->sum() != nullptr) range.at_most = Sum(item->sum());
      SetOnce(recalibration.range, std::move(range), item, "`range`");
    } else if (item->APPROVED() != nullptr) {
      RecalibrationApproval approved{.by = {}, .within = QuantityOf(item->quantity()), .silence = {}, .span = span};
      for (auto* name : item->plainName()) approved.by.push_back(Word(name));
      if (auto* silence = item->silence()) {
        approved.silence.push_back(Word(silence->anyWord()));
        if (silence->TARGET() != nullptr) approved.silence.push_back(WordOf(silence->TARGET()));
      }
      SetOnce(recalibration.approved, std::move(approved), item, "`approved`");
    } else if (item->EFFECTIVE() != nullptr) {
      SetOnce(recalibration.effective, RecalibrationEffect{PeriodOf(item->periodName()), span}, item, "`effective`");
    }
  }
  return recalibration;
}

}  // namespace slate::syntax
