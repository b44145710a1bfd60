#include "compiler/syntax/build.h"

namespace slate::syntax {

VerdictWord Builder::VerdictOf(Grammar::VerdictContext* context) const {
  if (context->ASSESSED() != nullptr) return VerdictWord::not_assessed;
  if (context->DATA() != nullptr) return VerdictWord::no_data;
  return context->MET() != nullptr ? VerdictWord::met : VerdictWord::missed;
}

BandTable Builder::BandsOf(Grammar::CreditItemContext* context) {
  BandTable table;
  table.span = SpanOf(context->start);
  if (context->plainName() != nullptr) table.charge = Word(context->plainName());
  if (context->bandTable() == nullptr) return table;
  for (auto* row : context->bandTable()->band()) {
    if (row->interval() == nullptr || row->consequence() == nullptr) continue;
    Band band{IntervalOf(row->interval()), {}, SpanOf(row)};
    auto* consequence = row->consequence();
    band.consequence.span = SpanOf(consequence);
    const auto amounts = consequence->expression();
    if (!amounts.empty()) band.consequence.from = ExpressionOf(amounts[0]);
    if (amounts.size() > 1) band.consequence.to = ExpressionOf(amounts[1]);
    if (consequence->LINEAR() != nullptr) {
      band.consequence.kind = ConsequenceKind::linear;
    } else if (band.consequence.from) {
      const auto* path = std::get_if<PathExpression>(&band.consequence.from->form);
      const bool none = path != nullptr && path->parts.size() == 1 && path->parts[0].text == "none";
      const bool percent = std::holds_alternative<PercentLiteral>(band.consequence.from->form);
      band.consequence.kind = none ? ConsequenceKind::none : percent ? ConsequenceKind::share : ConsequenceKind::fixed;
    }
    table.bands.push_back(std::move(band));
  }
  return table;
}

TargetTable Builder::TargetsOf(Grammar::TargetItemContext* context) {
  return {Word(context->plainName()), LevelsOf(context->levelTable()), SpanOf(context)};
}

Cap Builder::CapOf(Grammar::CapItemContext* context) {
  Cap cap;
  cap.span = SpanOf(context);
  cap.limit = ExpressionOf(context->expression());
  if (context->periodName() != nullptr) cap.period = PeriodOf(context->periodName());
  const auto names = context->plainName();
  std::size_t next = 0;
  if (context->FOR() != nullptr && next < names.size()) cap.each_group = Word(names[next++]);
  if (context->TOGETHER() != nullptr && next < names.size()) cap.together = Word(names[next]);
  if (auto* order = context->capOrder()) cap.order = order->EARLIEST() != nullptr ? CapOrder::earliest_first : CapOrder::pro_rata;
  return cap;
}

Rounding Builder::RoundingOf(Grammar::RoundingItemContext* context) {
  Rounding rounding;
  rounding.span = SpanOf(context);
  if (auto* mode = context->roundingMode()) {
    for (auto* child : mode->children) {
      auto* terminal = dynamic_cast<antlr4::tree::TerminalNode*>(child);
      if (terminal == nullptr) continue;
      const Span span = SpanOf(terminal->getSymbol());
      rounding.mode.push_back({std::string(sources_.Text(span)), span});
    }
  }
  rounding.places = SmallNumberOf(context->INTEGER());
  if (context->CAPS() != nullptr) rounding.before_caps = context->BEFORE() != nullptr;
  return rounding;
}

Obligation Builder::ObligationOf(Grammar::ObligationContext* context) {
  Obligation obligation;
  const auto names = context->plainName();
  if (!names.empty()) obligation.name = Word(names[0]);
  obligation.title = OptionalText(context->text());
  if (names.size() > 1) obligation.owed_by = Word(names[1]);
  if (names.size() > 2) obligation.owed_to = Word(names[2]);
  for (auto* item : context->obligationItem()) {
    const auto later = [&](std::string construct, bool affects = true) { obligation.unevaluated.push_back(UnevaluatedOf(std::move(construct), item, affects)); };
    if (auto* measure = item->measureItem()) {
      SetOnce(obligation.measure, Measure{Word(measure->plainName()), ScopeOf(measure->scope()), SpanOf(measure)}, item, "the measure");
    } else if (auto* target = item->targetItem()) {
      if (target->level() != nullptr && target->level()->comparisonWord() != nullptr) {
        SetOnce(obligation.target, LevelOf(target->level()), item, "the target");
      } else if (target->levelTable() != nullptr) {
        SetOnce(obligation.target_by, TargetsOf(target), item, "the target");
      }
    } else if (auto* volume = item->volumeItem()) {
      Volume one{ExpressionOf(volume->expression()), volume->BEFORE() == nullptr, volume->EXCLUSIONS() != nullptr, {}, SpanOf(volume)};
      if (auto* fallback = volume->fallback()) {
        one.otherwise = Fallback{{}, {}, SpanOf(fallback)};
        if (fallback->verdict() != nullptr) one.otherwise->verdict = VerdictOf(fallback->verdict());
        if (fallback->periodName() != nullptr) one.otherwise->pooled_by = PeriodOf(fallback->periodName());
      }
      SetOnce(obligation.volume, std::move(one), item, "the volume");
    } else if (auto* empty = item->emptyItem()) {
      if (empty->verdict() != nullptr) SetOnce(obligation.empty, Empty{VerdictOf(empty->verdict()), SpanOf(empty)}, item, "`empty`");
    } else if (auto* credit = item->creditItem()) {
      SetOnce(obligation.credit, BandsOf(credit), item, "the credit");
    } else if (auto* cap = item->capItem()) {
      obligation.caps.push_back(CapOf(cap));
    } else if (auto* rounding = item->roundingItem()) {
      SetOnce(obligation.rounding, RoundingOf(rounding), item, "the rounding");
    } else if (item->bonusItem() != nullptr) {
      later("`bonus`");
    } else if (item->reliefItem() != nullptr) {
      later("`relief`");
    } else if (item->guardItem() != nullptr) {
      later("`guard`");
    } else if (item->earnBackItem() != nullptr) {
      later("`earn back`");
    } else if (item->escalateItem() != nullptr) {
      later("`escalate`");
    } else if (item->claimItem() != nullptr) {
      later("`claim`");
    } else if (item->deMinimisItem() != nullptr) {
      DeMinimis small{MoneyExpression(item->deMinimisItem()->money()), obligation.caps.size(), SpanOf(item)};
      SetOnce(obligation.de_minimis, std::move(small), item, "`de minimis`");
    } else if (item->stackItem() != nullptr) {
      later("`stack`");
    }
  }
  return obligation;
}

}  // namespace slate::syntax
