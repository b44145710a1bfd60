// Clauses that span several obligations: stacking and pools.
#include "compiler/syntax/build.h"

namespace slate::syntax {

Stacking Builder::StackingOf(Grammar::StackingContext* context) {
  Stacking stacking;
  stacking.span = SpanOf(context);
  if (context->plainName() != nullptr) stacking.name = Word(context->plainName());
  stacking.title = OptionalText(context->text());
  if (auto* names = context->nameList()) {
    for (auto* name : names->plainName()) stacking.of.push_back(Word(name));
  }
  if (context->HIGHEST() != nullptr) stacking.order = ListOrder::highest;
  if (auto* order = context->listOrder()) {
    stacking.order = ListOrder::listed;
    for (auto* word : order->WORD()) stacking.order_words.push_back(WordOf(word));
  }
  return stacking;
}

Pool Builder::PoolOf(Grammar::PoolContext* context) {
  Pool pool;
  pool.span = SpanOf(context);
  const auto names = context->plainName();
  if (!names.empty()) pool.name = Word(names[0]);
  pool.title = OptionalText(context->text());
  if (names.size() > 1) pool.charge = Word(names[1]);
  const auto order = [&](antlr4::ParserRuleContext* item, ListOrder stated) {
    SetOnce(pool.order_span, SpanOf(item), item, "the order");
    pool.order = stated;
  };
  for (auto* item : context->poolItem()) {
    if (item->AT() != nullptr && item->PERCENT() != nullptr) {
      SetOnce(pool.at_risk_span, SpanOf(item), item, "the amount at risk");
      pool.at_risk = NumberOf(item->PERCENT(), false, 1);
      if (item->WORD() != nullptr) pool.at_word = WordOf(item->WORD());
    } else if (!item->allocation().empty()) {
      for (auto* allocation : item->allocation()) {
        if (allocation->plainName() == nullptr || allocation->PERCENT() == nullptr) continue;
        PoolMember& member = pool.members.emplace_back();
        if (item->WORD() != nullptr) member.word = WordOf(item->WORD());
        member.obligation = Word(allocation->plainName());
        member.percent = NumberOf(allocation->PERCENT(), false, 1);
        member.span = SpanOf(allocation);
      }
    } else if (auto* covered = item->nameList()) {
      for (auto* name : covered->plainName()) {
        PoolMember& member = pool.members.emplace_back();
        member.obligation = Word(name);
        member.span = SpanOf(name);
      }
    } else if (auto* cap_order = item->capOrder()) {
      order(item, cap_order->EARLIEST() != nullptr ? ListOrder::earliest_first : ListOrder::pro_rata);
    } else if (auto* listed = item->listOrder()) {
      order(item, ListOrder::listed);
      pool.order_words.clear();
      for (auto* word : listed->WORD()) pool.order_words.push_back(WordOf(word));
    }
  }
  return pool;
}

}  // namespace slate::syntax
