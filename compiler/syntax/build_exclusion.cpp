#include "compiler/syntax/build.h"

namespace slate::syntax {

Notice Builder::NoticeOf(Grammar::NoticeItemContext* context) {
  Notice notice;
  notice.span = SpanOf(context);
  const auto names = context->plainName();
  if (!names.empty()) notice.by = Word(names[0]);
  if (names.size() > 1) notice.to = Word(names[1]);
  notice.at_least = context->LEAST() != nullptr;
  notice.before = context->BEFORE() != nullptr;
  notice.lead = QuantityOf(context->quantity());
  if (context->expression() != nullptr) notice.moment = ExpressionOf(context->expression());
  return notice;
}

Budget Builder::BudgetOf(Grammar::BudgetItemContext* context) {
  Budget budget;
  budget.span = SpanOf(context);
  if (context->PERCENT() != nullptr) budget.percent = NumberOf(context->PERCENT(), false, 1);
  if (context->quantity() != nullptr) budget.quantity = QuantityOf(context->quantity());
  budget.scope = ScopeOf(context->scope());
  budget.earliest_first = context->EARLIEST() != nullptr;
  return budget;
}

Decider Builder::DeciderOf(Grammar::DecidedItemContext* context) {
  Decider decider;
  decider.span = SpanOf(context);
  decider.by = Word(context->plainName());
  if (context->text() != nullptr) decider.evidence = TextOf(context->text());
  decider.within = QuantityOf(context->quantity());
  if (context->silence() != nullptr) decider.silence = Word(context->silence()->anyWord());
  return decider;
}

Exclusion Builder::ExclusionOf(Grammar::ExclusionContext* context) {
  Exclusion exclusion;
  const auto names = context->plainName();
  if (!names.empty()) exclusion.name = Word(names[0]);
  exclusion.title = OptionalText(context->text());
  if (names.size() > 1) exclusion.source.event = Word(names[1]);
  if (names.size() > 2) exclusion.source.variable = Word(names[2]);
  exclusion.source.span = exclusion.source.event.span;
  for (auto* item : context->exclusionItem()) {
    if (item->expression() != nullptr) {
      SetOnce(exclusion.when, ExpressionOf(item->expression()), item, "when the exclusion applies");
    } else if (auto* notice = item->noticeItem()) {
      SetOnce(exclusion.notice, NoticeOf(notice), item, "the notice");
    } else if (auto* budget = item->budgetItem()) {
      SetOnce(exclusion.budget, BudgetOf(budget), item, "the ceiling");
    } else if (auto* decided = item->decidedItem()) {
      SetOnce(exclusion.decider, DeciderOf(decided), item, "who decides");
    } else if (item->onlyInItem() != nullptr && item->onlyInItem()->weekHours() != nullptr) {
      SetOnce(exclusion.only_in, WeekHoursOf(item->onlyInItem()->weekHours()), item, "the hours of the week");
    }
  }
  return exclusion;
}

}  // namespace slate::syntax
