#include "compiler/syntax/build.h"

namespace slate::syntax {

Case Builder::CaseOf(Grammar::CaseClauseContext* context) {
  Case result;
  result.name = Word(context->plainName());
  result.title = OptionalText(context->text());
  result.steps_span = result.name.span;
  for (auto* item : context->caseItem()) {
    if (item->eventField() != nullptr) {
      result.fields.push_back(FieldOf(item->eventField()));
    } else if (item->STEPS() != nullptr) {
      if (!result.steps.empty()) Repeated(item, "the steps");
      result.steps.clear();
      result.steps_span = SpanOf(item);
      if (item->nameList() != nullptr) {
        for (auto* name : item->nameList()->plainName()) result.steps.push_back(Word(name));
      }
    } else if (auto* on = item->onItem(); on != nullptr && !on->plainName().empty()) {
      const auto names = on->plainName();
      const auto words = on->WORD();
      if (on->CHANGE() != nullptr) {
        ClassChange change;
        change.of = Word(names[0]);
        change.of_clock = on->CLOCK() != nullptr;
        change.span = SpanOf(on);
        std::size_t next = 0;
        const auto take = [&] { return next < words.size() ? WordOf(words[next++]) : Identifier{{}, change.span}; };
        change.verb = take();
        if (!change.of_clock) change.elapsed = take();
        if (on->COUNT() != nullptr) {
          change.under = take();
          change.which = take();
        }
        result.changes.push_back(std::move(change));
      } else if (on->LEAVE() != nullptr) {
        LeaveOut out{Word(names[0]), {}, SpanOf(on)};
        if (names.size() > 1) out.by = Word(names[1]);
        result.leave_out.push_back(std::move(out));
      } else {
        Reopening reopening{Word(names[0]), QuantityOf(on->quantity()), words.empty() ? Identifier{{}, SpanOf(on)} : WordOf(words[0]), {}, {}, SpanOf(on)};
        if (on->nameList() != nullptr) {
          for (auto* name : on->nameList()->plainName()) reopening.clocks.push_back(Word(name));
        }
        if (words.size() > 1) reopening.otherwise = WordOf(words[1]);
        SetOnce(result.reopening, std::move(reopening), item, "what becomes of a case that is opened again");
      }
    }
  }
  return result;
}

std::vector<TargetClass> Builder::LevelsOf(Grammar::LevelTableContext* context) {
  std::vector<TargetClass> classes;
  if (context == nullptr) return classes;
  const auto values = context->anyWord();
  const auto levels = context->level();
  for (std::size_t i = 0; i < std::min(values.size(), levels.size()); ++i) {
    if (levels[i]->comparisonWord() != nullptr) classes.push_back({Word(values[i]), LevelOf(levels[i])});
  }
  return classes;
}

Clock Builder::ClockOf(Grammar::ClockContext* context) {
  Clock clock;
  const auto names = context->plainName();
  if (!names.empty()) clock.name = Word(names[0]);
  if (names.size() > 1) clock.of = Word(names[1]);
  clock.title = OptionalText(context->text());
  for (auto* item : context->clockItem()) {
    const auto steps = item->plainName();
    if (item->START() != nullptr && !steps.empty()) {
      SetOnce(clock.start, Word(steps[0]), item, "where the clock starts");
      clock.begin.reset();
      if (steps.size() > 1) clock.begin = Word(steps[1]);
      if (item->WORD() != nullptr) clock.retroactive = WordOf(item->WORD());
    } else if (item->PAUSE() != nullptr && steps.size() > 1) {
      ClockPause pause{Word(steps[0]), Word(steps[1]), {}, SpanOf(item)};
      if (item->quantity() != nullptr) pause.at_most = QuantityOf(item->quantity());
      clock.pauses.push_back(std::move(pause));
    } else if (item->STOP() != nullptr && !steps.empty()) {
      SetOnce(clock.stop, Word(steps[0]), item, "where the clock stops");
    } else if (item->LIMIT() != nullptr) {
      if (clock.limit || clock.limit_by) Repeated(item, "the limit");
      clock.limit.reset();
      clock.limit_by.reset();
      if (item->BY() != nullptr && !steps.empty()) clock.limit_by = TargetTable{Word(steps[0]), LevelsOf(item->levelTable()), SpanOf(item)};
      else if (item->level() != nullptr && item->level()->comparisonWord() != nullptr) clock.limit = LevelOf(item->level());
    }
  }
  return clock;
}

}  // namespace slate::syntax
