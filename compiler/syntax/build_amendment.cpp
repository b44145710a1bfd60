#include "compiler/syntax/build.h"

namespace slate::syntax {

Effect Builder::EffectOf(Grammar::EffectiveContext* context) {
  Effect effect;
  effect.span = SpanOf(context);
  if (context->WORD() != nullptr) {
    const Span span = SpanOf(context->WORD()->getSymbol());
    effect.retroactive = Identifier{std::string(sources_.Text(span)), span};
  }
  if (const auto names = context->plainName(); names.size() == 2) {
    effect.items = ItemSource{Word(names[0]), Word(names[1]), ExpressionOf(context->expression()), Join(SpanOf(names[0]), SpanOf(context->expression()))};
  }
  const auto dates = context->date();
  if (!dates.empty()) effect.from = DateOf(dates[0]);
  if (dates.size() > 1) effect.last = DateOf(dates[1]);
  effect.until = context->UNTIL() != nullptr;
  if (auto* splitting = context->splitting(); splitting != nullptr && splitting->WORD() != nullptr) {
    effect.split = Identifier{std::string(sources_.Text(SpanOf(splitting->WORD()->getSymbol()))), SpanOf(splitting)};
  }
  return effect;
}

Notwithstanding Builder::NotwithstandingOf(Grammar::NotwithstandingContext* context) {
  Notwithstanding change;
  change.span = SpanOf(context);
  if (context->CLAUSE_NUMBER() != nullptr) {
    const Span span = SpanOf(context->CLAUSE_NUMBER()->getSymbol());
    change.clause = {std::string(sources_.Text(span)), span};
  }
  if (context->TARGET() == nullptr) {
    change.name = Word(context->plainName());
    change.value = ExpressionOf(context->expression());
  } else if (context->BY() != nullptr) {
    change.target_by = TargetTable{Word(context->plainName()), TargetsOf(context->targetTable()), change.span};
  } else if (context->level() != nullptr && context->level()->comparisonWord() != nullptr) {
    change.target = LevelOf(context->level());
  }
  return change;
}

Amendment Builder::AmendmentOf(Grammar::AmendmentContext* context) {
  Amendment amendment;
  amendment.span = SpanOf(context);
  amendment.head = SpanOf(context->start);
  if (context->INTEGER() != nullptr) {
    amendment.number = NumberOf(context->INTEGER()).digits;
    amendment.head = Join(amendment.head, SpanOf(context->INTEGER()->getSymbol()));
  }
  amendment.title = OptionalText(context->text());
  for (auto* item : context->amendmentItem()) {
    for (auto* approval : item->approval()) amendment.approvals.push_back({Word(approval->plainName()), DateOf(approval->date()), SpanOf(approval)});
    if (item->effective() != nullptr) amendment.effects.push_back(EffectOf(item->effective()));
    if (item->notwithstanding() != nullptr) amendment.changes.push_back(NotwithstandingOf(item->notwithstanding()));
  }
  return amendment;
}

}  // namespace slate::syntax
