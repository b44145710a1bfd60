#include "compiler/syntax/build.h"

namespace slate::syntax {

Forum Builder::ForumOf(Grammar::ForumContext* context) {
  Forum forum;
  forum.span = SpanOf(context);
  const auto names = context->plainName();
  if (!names.empty()) forum.name = Word(names[0]);
  forum.title = OptionalText(context->text());
  if (context->periodName() != nullptr) forum.meets = PeriodOf(context->periodName());
  if (names.size() > 1) forum.chair = Word(names[1]);
  for (auto* number : context->CLAUSE_NUMBER()) {
    const Span span = SpanOf(number->getSymbol());
    forum.reviews.push_back({std::string(sources_.Text(span)), span});
  }
  return forum;
}

Watch Builder::WatchOf(Grammar::WatchContext* context) {
  Watch watch;
  watch.span = SpanOf(context);
  const auto names = context->plainName();
  if (!names.empty()) watch.metric = Word(names[0]);
  watch.scope = ScopeOf(context->scope());
  watch.below = context->BELOW() != nullptr;
  watch.level = ExpressionOf(context->expression());
  if (names.size() > 1) watch.to = Word(names[1]);
  watch.within = QuantityOf(context->quantity());
  return watch;
}

Improvement Builder::ImprovementOf(Grammar::ImprovementContext* context) {
  Improvement improvement;
  improvement.span = SpanOf(context);
  const auto names = context->plainName();
  if (!names.empty()) improvement.name = Word(names[0]);
  improvement.title = OptionalText(context->text());
  if (names.size() > 1) improvement.owner = Word(names[1]);
  for (auto* item : context->improvementItem()) {
    auto* name = item->plainName();
    auto* date = item->date();
    if (item->METRIC() != nullptr) {
      if (name == nullptr || date == nullptr || item->level() == nullptr || item->level()->comparisonWord() == nullptr) continue;
      SetOnce(improvement.goal, ImprovementGoal{Word(name), ExpressionOf(item->expression()), LevelOf(item->level()), DateOf(date), SpanOf(date), SpanOf(item)}, item, "the metric");
    } else if (item->ACTION() != nullptr) {
      if (name == nullptr || date == nullptr || item->text() == nullptr) continue;
      improvement.actions.push_back({Word(name), TextOf(item->text()), DateOf(date), SpanOf(date), SpanOf(item)});
    } else if (item->FUNDED() != nullptr) {
      if (item->PERCENT() != nullptr) SetOnce(improvement.funded, Funding{NumberOf(item->PERCENT(), false, 1), SpanOf(item)}, item, "`funded by`");
    } else if (item->MISSED() != nullptr && name != nullptr) {
      SetOnce(improvement.if_missed, IfMissed{Word(name), QuantityOf(item->quantity()), SpanOf(item)}, item, "`if missed`");
    }
  }
  return improvement;
}

}  // namespace slate::syntax
