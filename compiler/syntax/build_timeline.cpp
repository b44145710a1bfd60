#include "compiler/syntax/build.h"

namespace slate::syntax {

StateOrOut Builder::StateOf(Grammar::StateOrOutContext* context) const {
  StateOrOut state{{}, SpanOf(context)};
  if (context != nullptr && context->plainName() != nullptr) state.state = Word(context->plainName());
  return state;
}

Timeline Builder::TimelineOf(Grammar::TimelineContext* context) {
  Timeline timeline;
  const auto names = context->plainName();
  if (!names.empty()) timeline.name = Word(names[0]);
  if (names.size() > 1) timeline.entity = Word(names[1]);
  timeline.title = OptionalText(context->text());
  timeline.groups = GroupsOf(context->groups());
  timeline.states_span = timeline.name.span;
  for (auto* item : context->timelineItem()) {
    if (item->eventField() != nullptr) {
      timeline.fields.push_back(FieldOf(item->eventField()));
    } else if (auto* states = item->statesItem()) {
      if (!timeline.states.empty()) Repeated(item, "the states");
      timeline.states.clear();
      timeline.states_span = SpanOf(states);
      if (states->nameList() != nullptr) {
        for (auto* name : states->nameList()->plainName()) timeline.states.push_back(Word(name));
      }
      timeline.source = states->PROBES()      ? TimelineSource::probes
                        : states->CHANGES()   ? TimelineSource::changes
                        : states->INTERVALS() ? TimelineSource::intervals
                        : states->OVER()      ? TimelineSource::buckets
                                              : TimelineSource::unstated;
      if (states->quantity() != nullptr) timeline.each = QuantityOf(states->quantity());
      if (states->plainName() != nullptr) (states->OVER() ? timeline.metric : timeline.otherwise.emplace()) = Word(states->plainName());
      if (states->stateOrOut() != nullptr) timeline.empty = StateOf(states->stateOrOut());
    } else if (auto* initially = item->initiallyItem()) {
      SetOnce(timeline.initially, StateOf(initially->stateOrOut()), item, "the state at the beginning");
    } else if (auto* rule = item->consecutiveItem(); rule != nullptr && rule->level() != nullptr) {
      Threshold threshold{Word(rule->plainName()), LevelOf(rule->level()), {}, SpanOf(rule)};
      if (rule->INTEGER() != nullptr) threshold.at_least = NumberOf(rule->INTEGER()).digits;
      SetOnce(timeline.threshold, std::move(threshold), item, "the threshold");
    } else if (rule != nullptr) {
      SetOnce(timeline.consecutive,
              Consecutive{Word(rule->plainName()), rule->INTEGER() ? NumberOf(rule->INTEGER()).digits : 1, rule->LAST() == nullptr, SpanOf(rule)}, item,
              "how many probes must fail");
    } else if (auto* gap = item->gapsItem()) {
      Gaps gaps{{}, {}, {}, SpanOf(gap)};
      const auto states = gap->stateOrOut();
      if (!states.empty()) gaps.state = StateOf(states[0]);
      if (gap->quantity() != nullptr) gaps.at_most = QuantityOf(gap->quantity());
      if (states.size() > 1) gaps.then = StateOf(states[1]);
      SetOnce(timeline.gaps, std::move(gaps), item, "what a gap counts as");
    }
  }
  return timeline;
}

}  // namespace slate::syntax
