// Timelines: what their records hold, how these become spans of one state, and which time is taken out. A timeline is two
// kinds of rows for metrics: pieces, cut where periods and exclusions begin and end (`share of`), and whole spans (`count of
// NAME x by x.start`).
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/declarations.h"
#include "compiler/check/literals.h"
#include "runtime/measure/aggregate.h"

namespace slate::check {
namespace {

// The state's place in the list; nothing after reporting.
std::optional<std::uint32_t> StateIndex(Scope& scope, const CheckedTimeline& timeline, const syntax::Identifier& name) {
  const auto end = timeline.states.end() - 1;  // the last stands for time left out
  const auto found = std::find(timeline.states.begin(), end, name.text);
  if (found != end) return static_cast<std::uint32_t>(found - timeline.states.begin());
  if (name.text.empty()) return std::nullopt;
  const std::vector<std::string> known(timeline.states.begin(), end);
  scope.Report(DiagnosticKind::value_not_in_enumeration, name.span,
               fmt::format("timeline `{}` has no state `{}`{}", timeline.name, name.text, DidYouMean(name.text, known)))
      .help = "its states are " + ListOf(known);
  return std::nullopt;
}

std::uint32_t StateOrOut(Scope& scope, CheckedTimeline& timeline, const syntax::StateOrOut& state) {
  if (state.state) return StateIndex(scope, timeline, *state.state).value_or(0);
  timeline.leaves_out = true;
  return measure::kLeftOut;
}

std::int64_t PositiveElapsed(Scope& scope, const syntax::Quantity& quantity, std::string_view what) {
  const auto micros = CheckElapsed(scope, quantity);
  if (micros && *micros > 0) return *micros;
  if (micros) scope.Report(DiagnosticKind::number_out_of_range, quantity.span, fmt::format("{} is longer than nothing", what));
  return 1;
}

void CheckStates(Scope& scope, const syntax::Timeline& source, CheckedTimeline& timeline) {
  for (const syntax::Identifier& state : source.states) {
    if (std::find(timeline.states.begin(), timeline.states.end(), state.text) != timeline.states.end()) {
      scope.Report(DiagnosticKind::duplicate_name, state.span, fmt::format("state `{}` is listed twice", state.text));
    } else {
      timeline.states.push_back(state.text);
    }
  }
  if (timeline.states.size() == 1) {
    scope.Report(DiagnosticKind::metric_incomplete, source.states_span, fmt::format("timeline `{}` has one state, so nothing can be told of it", timeline.name))
        .help = "list two states or more: `states up, down from changes`";
  }
  timeline.states.push_back("left out");
}

// Time of which no record tells is a question the contract must answer.
void CheckRules(Scope& scope, const syntax::Timeline& source, const CheckedField& entity, CheckedTimeline& timeline) {
  measure::TimelineRules& rules = timeline.rules;
  const auto dead = [&](bool stated, Span span, std::string_view what, std::string_view where) {
    if (stated) scope.Report(DiagnosticKind::dead_decision, span, fmt::format("`{}` decides nothing here: {}", what, where)).help = "take it out";
  };
  const Span gaps_span = source.gaps ? source.gaps->span : Span{}, initially_span = source.initially ? source.initially->span : Span{},
             rule_span = source.consecutive ? source.consecutive->span : Span{};
  switch (source.source) {
    case syntax::TimelineSource::unstated: return;
    case syntax::TimelineSource::changes:
      rules.source = measure::TimelineSource::changes;
      dead(source.gaps.has_value(), gaps_span, "gaps", "a state lasts until the next change");
      dead(source.consecutive.has_value(), rule_span, "consecutive probes", "the records are changes, not probes");
      if (source.initially) {
        rules.initially = StateOrOut(scope, timeline, *source.initially);
      } else if (entity.groups != GroupsKind::seen_since_term_began) {
        scope.Report(DiagnosticKind::undecided, source.states_span,
                     fmt::format("a {} exists before its first change is recorded, and nothing says in which state", entity.name))
            .help = fmt::format("add `initially {}`, or `initially left out`", timeline.states.front());
      }
      return;
    case syntax::TimelineSource::probes:
      rules.source = measure::TimelineSource::probes;
      dead(source.initially.has_value(), initially_span, "initially", "time before the first probe is a gap, and `gaps` decides it");
      rules.each = source.each ? PositiveElapsed(scope, *source.each, "the time between two probes") : 1;
      if (!source.gaps) {
        scope.Report(DiagnosticKind::undecided, source.states_span, "probes may stay away, and nothing says what such a gap counts as")
            .help = fmt::format("choose one:\n  gaps {1}                                  // no news is bad news\n  gaps {0} for at most 5 minutes, then {1}\n"
                                "  gaps left out                             // neither up nor down: not measured", timeline.states.front(), timeline.states[1]);
      } else {
        rules.gaps.state = StateOrOut(scope, timeline, source.gaps->state);
        if (source.gaps->at_most && source.gaps->then) {
          rules.gaps.at_most = PositiveElapsed(scope, *source.gaps->at_most, "the time a gap is bridged");
          rules.gaps.then = StateOrOut(scope, timeline, *source.gaps->then);
        }
      }
      if (source.consecutive) {
        measure::Consecutive rule{.state = StateIndex(scope, timeline, source.consecutive->state).value_or(0), .at_least = source.consecutive->at_least,
                                  .from_first = source.consecutive->from_first};
        if (rule.at_least < 2 || rule.at_least > 1'000'000) {
          scope.Report(DiagnosticKind::number_out_of_range, source.consecutive->span, "a run of probes has at least 2 of them");
          rule.at_least = 2;
        }
        rules.consecutive = rule;
      }
      return;
    case syntax::TimelineSource::buckets: return;  // CheckBucketStates
    case syntax::TimelineSource::intervals:
      rules.source = measure::TimelineSource::intervals;
      dead(source.gaps.has_value(), gaps_span, "gaps", "outside all intervals the timeline says what holds");
      dead(source.initially.has_value(), initially_span, "initially", "outside all intervals the timeline says what holds");
      dead(source.consecutive.has_value(), rule_span, "consecutive probes", "the records are intervals, not probes");
      if (source.otherwise) rules.otherwise = StateIndex(scope, timeline, *source.otherwise).value_or(0);
      return;
  }
}

// The records: entity first, then moment or start and end, then the state where it is not the only other one.
CheckedEvent RecordsOf(Scope& scope, const syntax::Timeline& source, const CheckedTimeline& timeline, const CheckedField& entity, Span span) {
  CheckedEvent records{.name = timeline.name, .title = timeline.title, .clause = scope.clause, .span = span, .kind = "timeline"};
  records.fields.push_back(entity);
  const bool intervals = timeline.rules.source == measure::TimelineSource::intervals;
  CheckedField state = FieldOf("state", TypeKind::enumeration, source.states_span);
  state.values.assign(timeline.states.begin(), timeline.states.end() - 1);
  if (intervals) {
    state.values.erase(state.values.begin() + std::min<std::ptrdiff_t>(timeline.rules.otherwise, std::ssize(state.values) - 1));
    records.fields.push_back(FieldOf("start", TypeKind::instant, source.states_span));
    records.fields.push_back(FieldOf("end", TypeKind::instant, source.states_span));
    records.fields.back().type.optional = true;
  } else {
    records.fields.push_back(FieldOf("moment", TypeKind::instant, source.states_span));
  }
  records.fields.push_back(std::move(state));
  CheckFields(scope, source.fields, records);
  // Intervals are united, so one that is reported twice changes nothing; two changes at one moment contradict each other.
  if (records.key.empty() && intervals) records.no_key = true;
  else if (records.key.empty()) records.key = {0, 1};
  if (records.no_key && (records.revision || records.withdrawn)) {
    scope.Report(DiagnosticKind::event_without_key, source.states_span, fmt::format("a later record of `{}` is to replace an earlier one, but nothing says which records are about the same interval", timeline.name))
        .help = "add `key NAME : text` to the timeline";
  }
  return records;
}

// What metrics read: a row a span.
CheckedEvent RowsOf(const CheckedTimeline& timeline, const CheckedField& entity, Folded folded, std::uint32_t index, Span span) {
  CheckedEvent rows{.name = timeline.name, .title = timeline.title, .clause = timeline.clause, .span = span, .kind = "timeline", .folded = folded, .folded_from = index};
  rows.no_key = true;
  rows.fields.push_back(entity);  // then TimelineField, in its order
  rows.fields.push_back(FieldOf("start", TypeKind::instant, span));
  rows.fields.push_back(FieldOf("end", TypeKind::instant, span));
  rows.fields.push_back(FieldOf("length", TypeKind::duration, span));
  rows.fields.push_back(FieldOf("state", TypeKind::enumeration, span));
  rows.fields.back().values = timeline.states;
  return rows;
}

// Which state a stretch of a day is in, by what the metric was in it.
bool CheckBucketStates(Scope& scope, const syntax::Timeline& source, CheckedTimeline& timeline) {
  const auto metric = FindMeasured(scope, source.metric);
  const auto width = source.each ? CheckBucketWidth(scope, *source.each) : std::nullopt;
  if (!metric || !width) return false;
  const CheckedMetric& of = scope.contract.metrics[*metric];
  CheckedBuckets buckets{.metric = *metric, .width = *width, .threshold = {}, .empty = {}};
  const bool never_empty = measure::DefinedWhenEmpty(of.aggregate.kind);
  const std::string_view fine = timeline.states.front(), bad = timeline.states[1];
  if (timeline.states.size() != 3) {
    scope.Report(DiagnosticKind::type_mismatch, source.states_span, "one threshold tells two states apart").help = "list two: `states up, down from ...`";
  }
  if (!source.threshold) {
    scope.Report(DiagnosticKind::undecided, source.states_span, fmt::format("nothing says at which `{}` which state holds", of.name))
        .help = fmt::format("add `{} when more than {} for at least 2 consecutive periods`", bad, LevelExample(of.measured));
    return false;
  }
  const auto beyond = StateIndex(scope, timeline, source.threshold->state);
  buckets.threshold = CheckTarget(scope, source.threshold->level, of.measured);
  if (!beyond || !buckets.threshold) return false;
  timeline.beyond = *beyond;
  timeline.within = *beyond == 0 ? 1 : 0;
  timeline.rules.source = measure::TimelineSource::probes;
  timeline.rules.each = *width;
  timeline.rules.gaps.state = measure::kLeftOut;  // of the stretch that is not over yet nothing is known
  timeline.leaves_out = true;
  if (const auto& run = source.threshold->at_least) {
    if (*run < 1 || *run > 1'000'000) scope.Report(DiagnosticKind::number_out_of_range, source.threshold->span, "a run has at least one of them");
    timeline.rules.consecutive = measure::Consecutive{.state = timeline.beyond, .at_least = *run, .from_first = true, .otherwise = timeline.within};
  }
  if (never_empty && source.empty) {
    scope.Report(DiagnosticKind::dead_decision, source.empty->span, "`empty` can't occur: a count or a sum of nothing is zero").help = "take it out";
  } else if (!never_empty && !source.empty) {
    scope.Report(DiagnosticKind::undecided, source.states_span, fmt::format("nothing says what a bucket without anything to measure counts as: `{}` has no value there", of.name))
        .help = fmt::format("choose one:\n  , empty {}        // no news is good news\n  , empty {}\n  , empty left out", fine, bad);
  }
  if (source.empty) timeline.empty = StateOrOut(scope, timeline, *source.empty);
  timeline.buckets = std::move(buckets);
  return true;
}

// The metric's event says which entities there are; nothing after reporting.
std::optional<CheckedField> EntityOfMetric(Scope& scope, const syntax::Timeline& source, const CheckedMetric& metric) {
  const CheckedEvent& event = scope.contract.events[metric.event];
  const auto group = CheckGroup(scope, event, metric.selected_with, source.entity);
  if (!group) return std::nullopt;
  if (source.groups.kind != syntax::GroupsKind::unstated) {
    scope.Report(DiagnosticKind::dead_decision, source.groups.span, fmt::format("event `{}` says which values of `{}` there are", event.name, *group)).help = "take it out";
  }
  for (const CheckedField& field : event.fields) {
    if (field.name != *group) continue;
    if (field.groups == GroupsKind::seen_in_period) {
      scope.Report(DiagnosticKind::type_mismatch, source.entity.span, fmt::format("a {} has a state between its records too, so it can't exist only in periods with a record", field.name))
          .help = fmt::format("let the groups of `{}` exist by a roster, or `seen since the term began`", event.name);
    }
    CheckedField entity = field;
    entity.type.optional = false;
    entity.otherwise.reset();
    return entity;
  }
  return std::nullopt;
}

void CheckTimelineOfBuckets(Scope& scope, const syntax::Timeline& source, Span span, CheckedTimeline timeline) {
  if (source.initially || source.gaps || source.consecutive || !source.fields.empty()) {
    const Span where = source.initially ? source.initially->span : source.gaps ? source.gaps->span : source.consecutive ? source.consecutive->span : source.fields.front().span;
    scope.Report(DiagnosticKind::dead_decision, where, "a timeline out of a metric has no records, so this decides nothing").help = "take it out";
  }
  if (timeline.states.size() < 3 || !CheckBucketStates(scope, source, timeline)) return;
  const auto entity = EntityOfMetric(scope, source, scope.contract.metrics[timeline.buckets->metric]);
  if (!entity) return;
  const auto index = static_cast<std::uint32_t>(scope.contract.timelines.size());
  timeline.pieces = AddEvent(scope, RowsOf(timeline, *entity, Folded::timeline_pieces, index, span));
  timeline.spans = AddEvent(scope, RowsOf(timeline, *entity, Folded::timeline_spans, index, span));
  scope.names.find(source.name.text)->second.index = index;
  scope.contract.timelines.push_back(std::move(timeline));
}

}  // namespace

std::optional<std::int64_t> CheckElapsed(Scope& scope, const syntax::Quantity& quantity) {
  syntax::NumberLiteral literal{quantity.value, quantity.unit};
  if (literal.unit.empty()) return std::nullopt;  // left by recovery
  const TypedExpression value = NumberConstant(scope, quantity.span, literal);
  if (value.type.kind == TypeKind::poison) return std::nullopt;
  if (value.type.kind != TypeKind::duration) {
    scope.Report(DiagnosticKind::type_mismatch, quantity.span, fmt::format("elapsed time is needed here, not {}", Describe(value.type)))
        .help = "write hours, minutes, seconds or ms; how long a day is depends on the day";
    return std::nullopt;
  }
  return value.value;
}

void CheckTimeline(Scope& scope, const syntax::Timeline& source, Span span) {
  CheckedTimeline timeline{.name = source.name.text, .title = source.title ? source.title->value : "", .clause = scope.clause, .span = span};
  if (source.states.empty()) {
    scope.Report(DiagnosticKind::metric_incomplete, source.name.span, fmt::format("timeline `{}` has no states", timeline.name))
        .help = "add `states up, down from changes`, or `from probes each 1 minute`, or `from intervals, otherwise up`";
    return;
  }
  if (source.source == syntax::TimelineSource::buckets) {
    CheckStates(scope, source, timeline);
    return CheckTimelineOfBuckets(scope, source, span, std::move(timeline));
  }
  if (source.threshold) {
    scope.Report(DiagnosticKind::dead_decision, source.threshold->span, "a threshold tells states apart by a metric, and the records of this timeline name their state").help = "take it out, or write `states ... from METRIC over each 1 minute`";
  }
  CheckedField entity = FieldOf(source.entity.text, TypeKind::text, source.entity.span);
  entity.dimension = true;
  // Without a roster there is one way to know them: by their records.
  const bool by_records = source.groups.kind == syntax::GroupsKind::unstated && source.source != syntax::TimelineSource::intervals;
  if (by_records) entity.groups = GroupsKind::seen_since_term_began;
  else CheckGroups(scope, source.groups, source.entity.span, entity);
  if (source.source == syntax::TimelineSource::intervals && source.groups.kind != syntax::GroupsKind::unstated && entity.groups != GroupsKind::roster) {
    scope.Report(DiagnosticKind::groups_undecided, source.groups.span,
                 fmt::format("a {0} that never had such an interval would not be known, and one that had would exist only from its first on", entity.name))
        .help = fmt::format("write `for each {} from ROSTER`: the list says which exist, from when until when", entity.name);
  } else if (entity.groups == GroupsKind::seen_in_period) {
    scope.Report(DiagnosticKind::type_mismatch, source.groups.span, fmt::format("a {} has a state between its records too, so it can't exist only in periods with a record", entity.name))
        .help = "write `from ROSTER`, or `seen since the term began`";
  }
  CheckStates(scope, source, timeline);
  CheckRules(scope, source, entity, timeline);
  if (timeline.states.size() < 3) return;  // reported
  const auto index = static_cast<std::uint32_t>(scope.contract.timelines.size());
  timeline.records = AddEvent(scope, RecordsOf(scope, source, timeline, entity, span));
  timeline.pieces = AddEvent(scope, RowsOf(timeline, entity, Folded::timeline_pieces, index, span));
  timeline.spans = AddEvent(scope, RowsOf(timeline, entity, Folded::timeline_spans, index, span));
  scope.names.find(source.name.text)->second.index = index;
  scope.contract.timelines.push_back(std::move(timeline));
}

}  // namespace slate::check
