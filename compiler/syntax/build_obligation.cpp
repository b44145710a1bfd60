#include "compiler/syntax/build.h"

namespace slate::syntax {

VerdictWord Builder::VerdictOf(Grammar::VerdictContext* context) const {
  if (context->ASSESSED() != nullptr) return VerdictWord::not_assessed;
  if (context->DATA() != nullptr) return VerdictWord::no_data;
  return context->MET() != nullptr ? VerdictWord::met : VerdictWord::missed;
}

// What the last unit word is: with a number before it a quantity, else a name.
Rate Builder::RateOf(Grammar::RateContext* context) {
  Rate rate;
  rate.span = SpanOf(context);
  std::vector<antlr4::tree::TerminalNode*> words = context->WORD();
  if (context->TARGET() != nullptr) {
    auto* side = context->ABOVE() != nullptr ? context->ABOVE() : context->BELOW();
    if (side == nullptr && !words.empty()) {
      side = words.back();
      words.pop_back();
    }
    if (side != nullptr) rate.beyond = WordOf(side);
  }
  for (auto* word : words) rate.words.push_back(WordOf(word));
  if (context->plainName() != nullptr) rate.unit = Word(context->plainName());
  if (context->POINTS() != nullptr) {
    rate.step = Expression{SpanOf(context->POINTS()->getSymbol()), PointsLiteral{NumberOf(context->POINTS(), false, 2)}};
  } else if (auto* number = context->INTEGER() != nullptr ? context->INTEGER() : context->DECIMAL(); number != nullptr) {
    Span span = SpanOf(number->getSymbol());
    if (const auto units = context->unitWord(); !units.empty()) span.end = SpanOf(units.back()).end;
    rate.step = Expression{span, NumberLiteral{NumberOf(number), UnitOf(context->unitWord())}};
  }
  return rate;
}

BandTable Builder::BandsOf(Grammar::BandTableContext* context, Grammar::PlainNameContext* charge, antlr4::tree::TerminalNode* method, Span head) {
  BandTable table;
  table.span = head;
  if (charge != nullptr) table.charge = Word(charge);
  if (method != nullptr) table.method = WordOf(method);
  if (context == nullptr) return table;
  for (auto* row : context->band()) {
    if (row->interval() == nullptr || row->consequence() == nullptr) continue;
    Band band{IntervalOf(row->interval()), {}, SpanOf(row)};
    auto* consequence = row->consequence();
    band.consequence.span = SpanOf(consequence);
    const auto amounts = consequence->expression();
    if (!amounts.empty()) band.consequence.from = ExpressionOf(amounts[0]);
    if (amounts.size() > 1) band.consequence.to = ExpressionOf(amounts[1]);
    if (consequence->rate() != nullptr) band.consequence.rate = RateOf(consequence->rate());
    if (consequence->OF() != nullptr) band.consequence.of = WordOf(consequence->WORD());
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

MissCount Builder::MissCountOf(Grammar::MissCountContext* context) {
  MissCount count;
  count.span = SpanOf(context);
  const auto numbers = context->INTEGER();
  if (!numbers.empty()) count.misses = SmallNumberOf(numbers[0]).value_or(0);
  count.consecutive = context->CONSECUTIVE() != nullptr;
  count.below_minimum = context->BELOW() != nullptr;
  if (numbers.size() > 1) count.window = SmallNumberOf(numbers[1]).value_or(0);
  if (context->periodName() != nullptr) count.of = PeriodOf(context->periodName());
  return count;
}

std::vector<TargetClass> Builder::TargetsOf(Grammar::TargetTableContext* context) {
  std::vector<TargetClass> rows;
  if (context == nullptr) return rows;
  for (auto* row : context->targetRow()) {
    if (row->level() == nullptr || row->level()->comparisonWord() == nullptr) continue;
    const auto months = row->PROPER();
    if (row->anyWord() != nullptr) {
      rows.push_back({Word(row->anyWord()), LevelOf(row->level()), TargetFor::word, {}});
    } else if (row->text() != nullptr) {
      const Text text = TextOf(row->text());
      rows.push_back({{text.value, text.span}, LevelOf(row->level()), TargetFor::text, {}});
    } else if (!months.empty()) {
      rows.push_back({WordOf(months[0]), LevelOf(row->level()), TargetFor::months, months.size() > 1 ? std::optional(WordOf(months[1])) : std::nullopt});
    } else if (row->OTHERWISE() != nullptr) {
      rows.push_back({WordOf(row->OTHERWISE()), LevelOf(row->level()), TargetFor::otherwise, {}});
    }
  }
  return rows;
}

// A target or a minimum: one level, or one for each class.
template <typename Item>
void Builder::SetLevel(std::optional<Level>& one, std::optional<TargetTable>& by_class, Item* context, antlr4::ParserRuleContext* item, std::string_view what) {
  if (context->level() != nullptr && context->level()->comparisonWord() != nullptr) {
    SetOnce(one, LevelOf(context->level()), item, what);
  } else if (context->targetTable() != nullptr) {
    SetOnce(by_class, TargetTable{Word(context->plainName()), TargetsOf(context->targetTable()), SpanOf(context)}, item, what);
  }
}

Cap Builder::CapOf(Grammar::CapItemContext* context) {
  Cap cap;
  cap.span = SpanOf(context);
  cap.of_bonus = context->BONUS() != nullptr;
  cap.limit = ExpressionOf(context->expression());
  if (context->periodName() != nullptr) cap.period = PeriodOf(context->periodName());
  cap.whole_term = context->TERM() != nullptr;
  const auto names = context->plainName();
  std::size_t next = 0;
  if (context->FOR() != nullptr && next < names.size()) cap.each_group = Word(names[next++]);
  if (context->TOGETHER() != nullptr && next < names.size()) cap.together = Word(names[next]);
  if (auto* order = context->capOrder()) cap.order = order->EARLIEST() != nullptr ? CapOrder::earliest_first : CapOrder::pro_rata;
  if (auto* carried = context->carried()) {
    for (auto* word : carried->WORD()) cap.carried.push_back(WordOf(word));
    if (carried->periodName() != nullptr) cap.carried_to = PeriodOf(carried->periodName());
  }
  return cap;
}

Rung Builder::RungOf(Grammar::RungContext* context) {
  Rung rung;
  rung.span = SpanOf(context);
  rung.when = MissCountOf(context->missCount());
  auto* what = context->rungConsequence();
  const auto names = what->plainName();
  const auto times = what->quantity();
  if (what->TERMINATE() != nullptr || what->CONTRACT() != nullptr) {
    if (!names.empty()) rung.may_terminate = Word(names[0]);
    if (what->WORD() != nullptr) rung.ends = WordOf(what->WORD());
    if (times.size() > 1) rung.within = QuantityOf(times[0]);
    if (!times.empty()) rung.notice = QuantityOf(times.back());
    return rung;
  }
  if (!names.empty()) rung.to = Word(names[0]);
  if (!times.empty()) rung.within = QuantityOf(times[0]);
  if (names.size() > 1) rung.plan_by = Word(names[1]);
  if (times.size() > 1) rung.plan_within = QuantityOf(times[1]);
  return rung;
}

Cap Builder::AmountLimitOf(LimitKind kind, Grammar::MoneyContext* money, antlr4::ParserRuleContext* item) {
  Cap limit;
  limit.kind = kind;
  limit.limit = MoneyExpression(money);
  limit.span = SpanOf(item);
  return limit;
}

Guard Builder::GuardOf(Grammar::GuardItemContext* context) {
  Guard guard{Word(context->plainName()), LevelOf(context->level()), false, false, SpanOf(context)};
  for (auto* loss : context->guardLoss()) (loss->BONUS() != nullptr ? guard.no_bonus : guard.no_earn_back) = true;
  return guard;
}

Relief Builder::ReliefOf(Grammar::ReliefItemContext* context) {
  const auto names = context->plainName();
  Relief relief;
  relief.span = SpanOf(context);
  if (names.empty()) return relief;
  relief.by = Word(names.back());
  if (names.size() == 3) {
    relief.event = Word(names[0]);
    relief.item = Word(names[1]);
  }
  return relief;
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
    if (auto* measure = item->measureItem()) {
      SetOnce(obligation.measure, Measure{Word(measure->plainName()), ScopeOf(measure->scope()), SpanOf(measure)}, item, "the measure");
    } else if (auto* target = item->targetItem()) {
      SetLevel(obligation.target, obligation.target_by, target, item, "the target");
    } else if (auto* minimum = item->minimumItem()) {
      SetLevel(obligation.minimum, obligation.minimum_by, minimum, item, "the minimum");
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
      SetOnce(obligation.credit, BandsOf(credit->bandTable(), credit->plainName(), credit->WORD(), SpanOf(credit->start)), item, "the credit");
    } else if (auto* cap = item->capItem()) {
      obligation.caps.push_back(CapOf(cap));
    } else if (auto* rounding = item->roundingItem()) {
      SetOnce(obligation.rounding, RoundingOf(rounding), item, "the rounding");
    } else if (auto* bonus = item->bonusItem()) {
      SetOnce(obligation.bonus, BandsOf(bonus->bandTable(), bonus->plainName(), bonus->WORD(), SpanOf(bonus->start)), item, "the bonus");
    } else if (auto* repeats = item->repeatsItem()) {
      SetOnce(obligation.repeats_span, SpanOf(repeats), item, "`repeats`");
      for (auto* row : repeats->repeat()) {
        if (row->missCount() == nullptr || row->PERCENT() == nullptr) continue;
        obligation.repeats.push_back({MissCountOf(row->missCount()), Expression{SpanOf(row->PERCENT()->getSymbol()), PercentLiteral{NumberOf(row->PERCENT(), false, 1)}}});
      }
    } else if (auto* relief = item->reliefItem()) {
      obligation.relief.push_back(ReliefOf(relief));
    } else if (auto* guard = item->guardItem()) {
      if (guard->level() != nullptr && guard->level()->comparisonWord() != nullptr) obligation.guards.push_back(GuardOf(guard));
    } else if (auto* earned = item->earnBackItem()) {
      if (earned->PERCENT() != nullptr) SetOnce(obligation.earn_back, EarnBack{NumberOf(earned->PERCENT(), false, 1), SmallNumberOf(earned->INTEGER()).value_or(0), SpanOf(earned)}, item, "`earn back`");
    } else if (auto* floor = item->floorItem()) {
      obligation.caps.push_back(AmountLimitOf(LimitKind::floor, floor->money(), item));
    } else if (auto* ladder = item->escalateItem()) {
      SetOnce(obligation.escalate_span, SpanOf(ladder), item, "`escalate`");
      for (auto* rung : ladder->rung()) {
        if (rung->missCount() != nullptr && rung->rungConsequence() != nullptr) obligation.rungs.push_back(RungOf(rung));
      }
    } else if (auto* claim = item->claimItem()) {
      SetOnce(obligation.claim, Claim{Word(claim->plainName()), QuantityOf(claim->quantity()), claim->LAPSES() != nullptr, SpanOf(claim)}, item, "the claim");
    } else if (item->deMinimisItem() != nullptr) {
      for (const Cap& cap : obligation.caps) {
        if (cap.kind == LimitKind::de_minimis) Repeated(item, "`de minimis`");
      }
      obligation.caps.push_back(AmountLimitOf(LimitKind::de_minimis, item->deMinimisItem()->money(), item));
    } else if (auto* stack = item->stackItem()) {
      SetOnce(obligation.stack, Stack{Word(stack->plainName()), SpanOf(stack)}, item, "`stack`");
    }
  }
  return obligation;
}

}  // namespace slate::syntax
