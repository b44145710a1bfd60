// A scenario: records, charges and what must come of them. Its records become texts as intake reads them, so that identity and
// every check of a record are those of real events; its binding is made here.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/check/check.h"
#include "compiler/check/clock.h"
#include "compiler/check/cuts.h"
#include "compiler/check/declarations.h"
#include "compiler/check/expressions.h"

namespace slate::check {
namespace {

constexpr std::int64_t kMostRecords = 1'000'000;

std::optional<std::string> WordOf(const syntax::RecordField& field) {
  const auto* expression = std::get_if<syntax::Expression>(&field.value);
  const auto* path = expression == nullptr ? nullptr : std::get_if<syntax::PathExpression>(&expression->form);
  if (path == nullptr || path->parts.size() != 1) return std::nullopt;
  return path->parts[0].text;
}

// 12345 with 2 places: "123.45".
std::string Scaled(Int128 value, std::int32_t scale) {
  Ratio number{value, 1};
  for (std::int32_t i = 0; i < scale; ++i) number.denominator *= 10;
  return ToDecimalText(MakeRatio(number.numerator, number.denominator), scale);
}

class ScenarioChecker {
 public:
  ScenarioChecker(Scope& scope, const syntax::Scenario& source) : scope_(scope), source_(source) {}

  CheckedScenario Run() {
    checked_.title = source_.title.value;
    checked_.span = source_.title.span;
    Bind();
    for (const syntax::ScenarioItem& item : source_.items) {
      if (const auto* charge = std::get_if<syntax::ChargeBinding>(&item)) CheckChargeBinding(scope_, *charge, checked_.binding);
      else if (const auto* records = std::get_if<syntax::GivenRecords>(&item)) Given(*records);
    }
    for (const syntax::ScenarioItem& item : source_.items) {
      if (const auto* expected = std::get_if<syntax::ExpectedResult>(&item)) Expect(*expected);
    }
    PlaceProbes();
    if (checked_.expectations.empty() && checked_.case_expectations.empty()) {
      scope_.Report(DiagnosticKind::scenario_invalid, source_.title.span, "the scenario expects nothing, so it can't fail")
          .help = "add `expect OBLIGATION in 2025-03 { verdict: met }`";
    }
    return std::move(checked_);
  }

 private:
  // Every field from the member of its own name, in a JSON object a record.
  void Bind() {
    const CheckedContract& contract = scope_.contract;
    for (std::uint32_t e = 0; e < contract.events.size(); ++e) {
      if (contract.events[e].folded != Folded::no) continue;
      CheckedEventBinding binding;
      binding.event = e;
      binding.format = "ndjson";
      for (std::uint32_t f = 0; f < contract.events[e].fields.size(); ++f) {
        CheckedFieldBinding field;
        field.field = f;
        field.column = contract.events[e].fields[f].name;
        field.zone = contract.zone;
        binding.fields.push_back(std::move(field));
      }
      checked_.binding.events.push_back(std::move(binding));
    }
    for (const CheckedRoster& roster : contract.rosters) {
      if (!roster.in_contract) checked_.binding.rosters.push_back(roster);  // members: the groups the scenario names
    }
  }

  // A group of a roster that the binding would list exists in the scenario for the whole term.
  void AddMember(const CheckedField& field, const std::string& group) {
    for (CheckedRoster& roster : checked_.binding.rosters) {
      if (!field.dimension || field.groups != GroupsKind::roster || roster.name != field.roster) continue;
      for (const CheckedRosterMember& member : roster.members) {
        if (member.key == group) return;
      }
      roster.members.push_back({group, scope_.contract.term_first, Date{scope_.contract.term_last.days + 1}});
    }
  }

  void Given(const syntax::GivenRecords& given) {
    const CheckedContract& contract = scope_.contract;
    std::vector<std::string> known;
    std::uint32_t event = UINT32_MAX;
    for (std::uint32_t e = 0; e < contract.events.size(); ++e) {
      if (contract.events[e].folded != Folded::no) continue;
      known.push_back(contract.events[e].name);
      if (contract.events[e].name == given.event.text) event = e;
    }
    if (event == UINT32_MAX) {
      if (given.event.text.empty()) return;
      scope_.Report(DiagnosticKind::unknown_name, given.event.span, fmt::format("the contract has no event `{}`{}", given.event.text, DidYouMean(given.event.text, known)));
      return;
    }
    GivenRecords record;
    record.event = event;
    record.values.resize(contract.events[event].fields.size());
    record.span = given.span;
    if (given.count) {
      record.count = given.count->scale == 0 ? given.count->digits : 0;
      if (record.count < 1 || record.count > kMostRecords) {
        scope_.Report(DiagnosticKind::number_out_of_range, given.count_span, "a scenario gives between 1 and 1,000,000 records at once");
        record.count = 1;
      }
    }
    const bool of_case = contract.events[event].kind == "case";
    std::map<std::string, std::string> moments;  // by step
    for (const syntax::RecordField& field : given.fields) {
      if (of_case && field.as_above) moments = moments_above_[event];
      if (of_case && StepField(field, record, moments)) continue;
      Field(field, record);
    }
    if (given.group_field && given.group) {
      if (const auto f = FieldIndex(event, *given.group_field)) record.values[*f] = given.group->value;
    }
    if (of_case) return GivenSteps(given, std::move(record), std::move(moments));
    if (record.probes && given.count) {
      scope_.Report(DiagnosticKind::scenario_invalid, given.count_span, "the probes of one series are given once").help = "take the number out";
    }
    Complete(given, record);
    if (record.probes && JoinsOther(record)) return;
    checked_.records.push_back(std::move(record));
  }

  // What the probes of one entity saw is one series, in however many parts it is given; true where it was added to another part.
  bool JoinsOther(const GivenRecords& record) {
    for (GivenRecords& other : checked_.records) {
      if (other.event != record.event || !other.probes || other.values[0] != record.values[0]) continue;
      if (other.values != record.values) {
        scope_.Report(DiagnosticKind::scenario_invalid, record.span, fmt::format("the probes of \"{}\" are given twice, and not alike", record.values[0].value_or(""))).help =
            "begin with `as above`: they are one series, in which the intervals of both are seen";
      }
      other.probes->seen.insert(other.probes->seen.end(), record.probes->seen.begin(), record.probes->seen.end());
      return true;
    }
    return false;
  }

  // Probes are given for the periods of which something is expected.
  void PlaceProbes() {
    const CheckedContract& contract = scope_.contract;
    std::int64_t count = 0;
    for (GivenRecords& record : checked_.records) {
      if (!record.probes || contract.zone == nullptr) continue;
      GivenProbes& probes = *record.probes;
      probes.from = contract.zone->StartOf(std::max(first_expected_, contract.term_first));
      probes.until = contract.zone->StartOf(std::min(end_expected_, Date{contract.term_last.days + 1}));
      for (const GivenProbes::Seen& seen : probes.seen) {
        if (probes.until <= probes.from || (seen.from < probes.until && probes.from < seen.until)) continue;
        scope_.Report(DiagnosticKind::scenario_invalid, seen.span, "this interval lies in no period of which something is expected, and no probes are given there").help = "expect something of its period";
      }
      count += std::max<std::int64_t>(0, (probes.until.micros - probes.from.micros) / probes.every);
      if (count <= kMostRecords) continue;
      scope_.Report(DiagnosticKind::number_out_of_range, record.span, "a scenario gives at most 1,000,000 probes: one after the other, over all periods of which something is expected").help = "expect something of shorter periods, or of fewer at once";
      record.broken = true;
      return;
    }
  }

  void SeeExpected(const Period& period, Date first) {
    first_expected_ = std::min(first_expected_, first);
    end_expected_ = std::max(end_expected_, NextPeriod(period, first));
  }

  // `opened: 2026-03-06 16:00` of a case; false for any other field.
  bool StepField(const syntax::RecordField& field, GivenRecords& record, std::map<std::string, std::string>& moments) {
    const std::vector<std::string>& steps = scope_.contract.events[record.event].fields[0].values;
    if (field.name.text == "step" || field.name.text == "at") {
      scope_.Report(DiagnosticKind::scenario_invalid, field.span, "a case is given whole: each of its steps by its own name").help = fmt::format("write `{}: MOMENT`", steps.front());
      record.broken = true;
      return true;
    }
    if (field.as_above || std::find(steps.begin(), steps.end(), field.name.text) == steps.end()) return false;
    const auto* expression = std::get_if<syntax::Expression>(&field.value);
    const auto moment = expression != nullptr ? MomentText(*expression) : std::nullopt;
    if (expression == nullptr) scope_.Report(DiagnosticKind::type_mismatch, field.span, "a step happens at one moment").help = "write it like 2026-03-01 02:00";
    if (moment) moments[field.name.text] = *moment;
    else record.broken = true;
    return true;
  }

  // A record for each step that is named.
  void GivenSteps(const syntax::GivenRecords& given, GivenRecords record, std::map<std::string, std::string> moments) {
    if (moments.empty() && !record.broken) {
      scope_.Report(DiagnosticKind::scenario_invalid, given.span, fmt::format("no step of this `{}` is given", given.event.text))
          .help = "name a step and its moment: its steps are " + ListOf(scope_.contract.events[record.event].fields[0].values);
    }
    bool complete = false;
    for (const auto& [step, moment] : moments) {
      record.values[0] = step;
      record.values[1] = moment;
      if (!complete) Complete(given, record);  // once for all of them
      complete = true;
      checked_.records.push_back(record);
    }
    moments_above_[record.event] = std::move(moments);
  }

  std::optional<std::uint32_t> FieldIndex(std::uint32_t event, const syntax::Identifier& name) {
    const CheckedEvent& declared = scope_.contract.events[event];
    std::vector<std::string> known;
    for (std::uint32_t f = 0; f < declared.fields.size(); ++f) {
      if (declared.fields[f].name == name.text) return f;
      known.push_back(declared.fields[f].name);
    }
    scope_.Report(DiagnosticKind::unknown_name, name.span, fmt::format("event `{}` has no field `{}`{}", declared.name, name.text, DidYouMean(name.text, known)));
    return std::nullopt;
  }

  void Field(const syntax::RecordField& field, GivenRecords& record) {
    if (field.as_above) {
      const auto above = std::find_if(checked_.records.rbegin(), checked_.records.rend(), [&](const GivenRecords& r) { return r.event == record.event; });
      if (above == checked_.records.rend()) {
        scope_.Report(DiagnosticKind::scenario_invalid, field.span, fmt::format("no `{}` is given above", scope_.contract.events[record.event].name));
        return;
      }
      record.values = above->values;
      return;
    }
    if (const auto* interval = std::get_if<syntax::Interval>(&field.value)) return IntervalField(field, *interval, record);
    const auto index = FieldIndex(record.event, field.name);
    if (!index) return;
    const CheckedField& declared = scope_.contract.events[record.event].fields[*index];
    if (auto value = ValueOf(field, declared)) record.values[*index] = std::move(*value);
    else record.broken = true;
  }

  // `down: [2026-03-01 02:00, 2026-03-01 02:40)` of a timeline from intervals, `interval: [...)` of an exclusion of time.
  void IntervalField(const syntax::RecordField& field, const syntax::Interval& interval, GivenRecords& record) {
    const CheckedEvent& event = scope_.contract.events[record.event];
    const auto position = [&](std::string_view name) {
      return std::find_if(event.fields.begin(), event.fields.end(), [&](const CheckedField& one) { return one.name == name; }) - event.fields.begin();
    };
    const auto start = position("start"), end = position("end"), state = position("state");
    const auto known = std::ssize(event.fields);
    record.broken = true;
    for (const CheckedTimeline& timeline : scope_.contract.timelines) {
      if (event.kind == "timeline" && !timeline.buckets && timeline.records == record.event && timeline.rules.source == measure::TimelineSource::probes) return ProbesField(field, interval, timeline, record);
    }
    if (event.kind == "event" || start == known || end == known || (event.kind == "exclusion" && field.name.text != "interval")) {
      scope_.Report(DiagnosticKind::scenario_invalid, field.span, fmt::format("`{}` has no interval `{}`", event.name, field.name.text))
          .help = event.kind == "exclusion" ? "write `interval: [START, END)`" : "only a timeline from intervals or from probes, or an exclusion of time, is given by intervals; write a value for each field";
      return;
    }
    if (event.kind == "timeline") {
      const std::vector<std::string>& states = event.fields[static_cast<std::size_t>(state)].values;
      if (std::find(states.begin(), states.end(), field.name.text) == states.end()) {
        scope_.Report(DiagnosticKind::value_not_in_enumeration, field.name.span, fmt::format("no interval of `{}` has the state `{}`{}", event.name, field.name.text, DidYouMean(field.name.text, states)))
            .help = "its intervals have the states " + ListOf(states);
        return;
      }
      record.values[static_cast<std::size_t>(state)] = field.name.text;
    }
    if (!interval.lower_inclusive || interval.upper_inclusive) {
      scope_.Report(DiagnosticKind::scenario_invalid, interval.span, "an interval of time begins with its first moment and ends before its last").help = "write it `[START, END)`";
      return;
    }
    const auto from = MomentText(*interval.lower), until = MomentText(*interval.upper);
    if (!from || !until) return;
    record.values[static_cast<std::size_t>(start)] = *from;
    record.values[static_cast<std::size_t>(end)] = *until;
    record.broken = false;
  }

  // `down: [2026-03-01 02:00, 2026-03-01 02:40)` of a timeline from probes: what those of that time saw. Outside of all such intervals they
  // saw the state that is listed first.
  void ProbesField(const syntax::RecordField& field, const syntax::Interval& interval, const CheckedTimeline& timeline, GivenRecords& record) {
    const std::vector<std::string> states(timeline.states.begin(), timeline.states.end() - 1);
    const auto found = std::find(states.begin(), states.end(), field.name.text);
    if (found == states.end() || found == states.begin()) {
      scope_.Report(found == states.end() ? DiagnosticKind::value_not_in_enumeration : DiagnosticKind::scenario_invalid, field.name.span,
                    found == states.end() ? fmt::format("no probe of `{}` sees `{}`{}", timeline.name, field.name.text, DidYouMean(field.name.text, states))
                                          : fmt::format("outside the intervals that are given the probes see `{}` anyway", field.name.text))
          .help = "give the intervals in which they see " + ListOf({states.begin() + 1, states.end()}, "or");
      return;
    }
    if (!interval.lower_inclusive || interval.upper_inclusive) {
      scope_.Report(DiagnosticKind::scenario_invalid, interval.span, "an interval of time begins with its first moment and ends before its last").help = "write it `[START, END)`";
      return;
    }
    const auto from = MomentOf(*interval.lower), until = MomentOf(*interval.upper);
    if (!from || !until) return;
    if (!record.probes) record.probes = GivenProbes{.moment = 1, .state = 2, .every = timeline.rules.each, .otherwise = states.front(), .seen = {}, .from = {}, .until = {}};
    record.probes->seen.push_back({field.name.text, *from, *until, field.span});
    record.broken = false;
  }

  std::optional<std::string> MomentText(const syntax::Expression& expression) {
    const auto moment = MomentOf(expression);
    return moment ? std::optional(ToString(*moment)) : std::nullopt;
  }

  std::optional<Instant> MomentOf(const syntax::Expression& expression) {
    const ItemScope constants{scope_, nullptr, {}};
    const TypedExpression value = CheckValue(constants, expression, {});
    if (value.type.kind == TypeKind::poison) return std::nullopt;
    if (value.type.kind == TypeKind::instant && value.op == TypedOp::constant) return Instant{value.value};
    scope_.Report(DiagnosticKind::type_mismatch, expression.span, fmt::format("a moment is needed here, not {}", Describe(value.type))).help = "write it like 2026-03-01 02:00";
    return std::nullopt;
  }

  // The text intake would read; nothing after reporting.
  std::optional<std::string> ValueOf(const syntax::RecordField& field, const CheckedField& declared) {
    const auto* expression = std::get_if<syntax::Expression>(&field.value);
    const auto mismatch = [&](std::string_view what) -> std::optional<std::string> {
      scope_.Report(DiagnosticKind::type_mismatch, field.span, fmt::format("`{}` is {}, but this is {}", declared.name, Describe(declared.type), what));
      return std::nullopt;
    };
    if (expression == nullptr) return mismatch("no single value");
    const auto word = WordOf(field);
    if (declared.type.kind == TypeKind::enumeration) {
      if (word && std::find(declared.values.begin(), declared.values.end(), *word) != declared.values.end()) return word;
      scope_.Report(DiagnosticKind::value_not_in_enumeration, field.span, fmt::format("`{}` is not one of its values{}", scope_.sources.Text(expression->span), word ? DidYouMean(*word, declared.values) : ""))
          .help = "the values are " + ListOf(declared.values);
      return std::nullopt;
    }
    if (declared.type.kind == TypeKind::boolean) {
      if (word && (*word == "true" || *word == "false")) return word;
      return mismatch("neither `true` nor `false`");
    }
    if (declared.type.kind == TypeKind::count || declared.type.kind == TypeKind::number || declared.type.kind == TypeKind::money) {
      const MeasuredType type{.kind = declared.type.kind, .scale = declared.type.scale, .unit = declared.type.unit, .non_negative = false};
      const auto value = CheckLevel(scope_, *expression, type, nullptr);
      if (!value) return std::nullopt;
      if (value->denominator != 1) return mismatch("finer than its places");
      return Scaled(value->numerator, declared.type.scale);
    }
    const ItemScope constants{scope_, nullptr, {}};
    const TypedExpression value = CheckValue(constants, *expression, {});
    if (value.type.kind == TypeKind::poison) return std::nullopt;
    if (value.type.kind != declared.type.kind) return mismatch(Describe(value.type));
    if (value.op != TypedOp::constant) return mismatch("a calculation");
    if (value.type.kind == TypeKind::text) return value.text;
    if (value.type.kind == TypeKind::date) return ToString(Date{static_cast<std::int32_t>(value.value)});
    return ToString(Instant{value.value});
  }

  void Complete(const syntax::GivenRecords& given, const GivenRecords& record) {
    const CheckedEvent& event = scope_.contract.events[record.event];
    std::vector<std::string> missing;
    for (std::uint32_t f = 0; f < event.fields.size(); ++f) {
      const bool of_probe = record.probes && (f == record.probes->moment || f == record.probes->state);
      if (!record.values[f] && !event.fields[f].type.optional && !of_probe) missing.push_back(event.fields[f].name);
      if (record.values[f]) AddMember(event.fields[f], *record.values[f]);
    }
    if (missing.empty() || record.broken) return;
    scope_.Report(DiagnosticKind::scenario_invalid, given.span, fmt::format("the record leaves out {}, which every `{}` has", ListOf(missing), event.name))
        .help = "give a value for each, or begin with `as above`";
  }

  void Expect(const syntax::ExpectedResult& source) {
    const CheckedContract& contract = scope_.contract;
    CheckedExpectation expected;
    expected.name = source.name.text;
    expected.span = source.span;
    for (const CheckedCase& one : contract.cases) {
      if (one.name == source.name.text) return ExpectCase(source, one);
    }
    if (source.item) {
      scope_.Report(DiagnosticKind::scenario_invalid, source.item->span, fmt::format("`{}` is no case, so nothing of it is called \"{}\"", source.name.text, source.item->value))
          .help = "write `for GROUP \"NAME\"` if a group is meant";
      return;
    }
    const CheckedMetric* metric = nullptr;
    std::optional<std::string> group;
    std::vector<std::string> known;
    for (const CheckedObligation& one : contract.obligations) {
      known.push_back(one.name);
      if (one.name != source.name.text) continue;
      expected.is_obligation = true;
      metric = &contract.metrics[one.metric];
      group = one.group;
      expected.kind_of_period = one.period;
      obligation_ = &one;
    }
    for (const CheckedMetric& one : contract.metrics) {
      known.push_back(one.name);
      if (metric != nullptr || one.name != source.name.text) continue;
      metric = &one;
      group = one.group;
      expected.kind_of_period = one.period;
      obligation_ = nullptr;
    }
    if (metric == nullptr) {
      if (!source.name.text.empty()) {
        scope_.Report(DiagnosticKind::unknown_name, source.name.span, fmt::format("the contract has no obligation or metric `{}`{}", source.name.text, DidYouMean(source.name.text, known)));
      }
      return;
    }
    if (!Place(source, *metric, group, expected)) return;
    for (const syntax::RecordField& field : source.fields) ExpectField(field, *metric, expected);
    if (source.fields.empty()) scope_.Report(DiagnosticKind::scenario_invalid, source.span, "nothing is expected of it").help = "write `{ value: 57/60, verdict: missed, credit: EUR 5.00 }`";
    checked_.expectations.push_back(std::move(expected));
  }

  // `expect incident "I-7" { resolution: 9 support hours, verdict: met }`
  void ExpectCase(const syntax::ExpectedResult& source, const CheckedCase& one) {
    if (!source.item || source.period || source.group) {
      scope_.Report(DiagnosticKind::scenario_invalid, source.span, fmt::format("what is expected of a case is expected of one case: the key of an `{}` says which", one.name))
          .help = fmt::format("write `expect {} \"KEY\" {{ ... }}`", one.name);
      return;
    }
    std::vector<std::string> clocks;
    for (const CheckedClock& clock : one.clocks) clocks.push_back(clock.name);
    CheckedCaseExpectation expected{.case_name = one.name, .key = source.item->value, .clock = clocks.size() == 1 ? clocks.front() : "", .span = source.span};
    for (const syntax::RecordField& field : source.fields) {
      const auto* expression = std::get_if<syntax::Expression>(&field.value);
      const auto* words = std::get_if<syntax::VerdictWord>(&field.value);
      if (field.name.text == "verdict") {
        const auto word = words != nullptr && *words == syntax::VerdictWord::not_assessed ? std::optional<std::string>("not assessed") : WordOf(field);
        if (word && (*word == "met" || *word == "missed" || *word == "pending" || *word == "not assessed")) expected.verdict = *word;
        else scope_.Report(DiagnosticKind::scenario_invalid, field.span, "a clock is `met`, `missed` or `pending`, or `not assessed` where its case is left out");
        continue;
      }
      if (std::find(clocks.begin(), clocks.end(), field.name.text) == clocks.end()) {
        scope_.Report(DiagnosticKind::scenario_invalid, field.span, fmt::format("case `{}` has no clock `{}`{}", one.name, field.name.text, DidYouMean(field.name.text, clocks)))
            .help = "expect the time of a clock (" + ListOf(clocks) + "), or a verdict";
        continue;
      }
      if (expected.used) {
        scope_.Report(DiagnosticKind::scenario_invalid, field.span, "two clocks are expected at once, so a verdict could be of either").help = "write an `expect` for each";
        continue;
      }
      expected.clock = field.name.text;
      if (expression != nullptr) ExpectTime(*expression, expected);
    }
    // A case that is left out is so for all its clocks.
    if (expected.clock.empty() && expected.verdict == "not assessed" && !clocks.empty()) expected.clock = clocks.front();
    if (expected.clock.empty() || (!expected.used && !expected.verdict)) {
      scope_.Report(DiagnosticKind::scenario_invalid, source.span, clocks.empty() ? fmt::format("case `{}` has no clock to expect anything of", one.name) : fmt::format("nothing says which clock of `{}` is meant, and what it comes to", one.name))
          .help = clocks.empty() ? "" : fmt::format("write `{{ {}: 4 hours, verdict: met }}`", clocks.front());
      return;
    }
    checked_.case_expectations.push_back(std::move(expected));
  }

  void ExpectTime(const syntax::Expression& expression, CheckedCaseExpectation& expected) {
    const ItemScope constants{scope_, nullptr, {}};
    const TypedExpression value = CheckValue(constants, expression, {});
    expected.written = OneLine(scope_.sources.Text(expression.span));
    expected.used = value.value;
    if (value.type.kind == TypeKind::poison) return;
    if (value.op != TypedOp::constant || (value.type.kind != TypeKind::duration && value.type.kind != TypeKind::business_time)) {
      scope_.Report(DiagnosticKind::type_mismatch, expression.span, fmt::format("a clock measures time, and this is {}", Describe(value.type))).help = "write hours, or those of a calendar, such as `9 support hours`";
      return;
    }
    if (value.type.kind == TypeKind::business_time) expected.calendar = CalendarOf(scope_, value.type.unit);
  }

  bool Place(const syntax::ExpectedResult& source, const CheckedMetric& metric, const std::optional<std::string>& group, CheckedExpectation& expected) {
    if (group.has_value() != source.group.has_value() || (source.group_field && group && source.group_field->text != *group)) {
      scope_.Report(DiagnosticKind::scenario_invalid, source.span, group ? fmt::format("`{}` is measured for each {}: say which", expected.name, *group)
                                                                         : fmt::format("`{}` is measured for all groups together", expected.name))
          .help = group ? fmt::format("write `expect {} for {} \"NAME\" in ...`", expected.name, *group) : "take `for ...` out";
      return false;
    }
    if (source.group) {
      expected.group = source.group->value;
      for (const CheckedField& field : scope_.contract.events[metric.event].fields) {
        if (field.name == *group) AddMember(field, expected.group);
      }
    }
    if (!source.period) {
      scope_.Report(DiagnosticKind::scenario_invalid, source.span, fmt::format("the expectation does not say which {} it is about", PeriodWords(expected.kind_of_period)))
          .help = fmt::format("write `in {}`", PeriodName(expected.kind_of_period, scope_.contract.term_first));
      return false;
    }
    if (NamesPiece(source.period->value)) return PlaceInPart(*source.period, metric, expected);
    const auto first = ParsePeriod(source.period->value, expected.kind_of_period);
    if (!first || NextPeriod(expected.kind_of_period, *first) <= scope_.contract.term_first || scope_.contract.term_last < *first) {
      scope_.Report(DiagnosticKind::scenario_invalid, source.period->span, fmt::format("`{}` is no {} of the term", source.period->value, PeriodWords(expected.kind_of_period)));
      return false;
    }
    expected.period = PeriodName(expected.kind_of_period, *first);
    SeeExpected(expected.kind_of_period, *first);
    const std::vector<std::string> parts = obligation_ == nullptr ? std::vector<std::string>() : PartNames(scope_.contract, obligation_->period, obligation_->splits, *first);
    if (parts.size() < 2) return true;
    scope_.Report(DiagnosticKind::scenario_invalid, source.period->span, fmt::format("an amendment splits {} of `{}`, whose parts are settled by themselves", expected.period, expected.name))
        .help = "write one of them: " + ListOf(parts);
    return false;
  }

  // A metric has the parts of every obligation that measures it.
  bool PlaceInPart(const syntax::Text& written, const CheckedMetric& metric, CheckedExpectation& expected) {
    const auto day = ParseDate(written.value.substr(0, 10));
    std::vector<std::string> known;
    for (const CheckedObligation& obligation : scope_.contract.obligations) {
      if (!day || (obligation_ != nullptr ? obligation.name != obligation_->name : scope_.contract.metrics[obligation.metric].name != metric.name)) continue;
      const std::vector<std::string> parts = PartNames(scope_.contract, obligation.period, obligation.splits, *day);
      if (parts.size() > 1) known.insert(known.end(), parts.begin(), parts.end());
    }
    expected.period = written.value;
    if (day) SeeExpected(expected.kind_of_period, PeriodStart(expected.kind_of_period, *day));
    if (std::find(known.begin(), known.end(), written.value) != known.end()) return true;
    scope_.Report(DiagnosticKind::scenario_invalid, written.span, fmt::format("`{}` is no part of a {} that an amendment splits for `{}`", written.value, PeriodWords(expected.kind_of_period), expected.name))
        .help = known.empty() ? fmt::format("write `in {}`", PeriodName(expected.kind_of_period, day.value_or(scope_.contract.term_first))) : "its parts are " + ListOf(known);
    return false;
  }

  void ExpectField(const syntax::RecordField& field, const CheckedMetric& metric, CheckedExpectation& expected) {
    const auto* expression = std::get_if<syntax::Expression>(&field.value);
    const auto* words = std::get_if<syntax::VerdictWord>(&field.value);
    const std::string written = OneLine(scope_.sources.Text(field.span));
    if (!expected.is_obligation && field.name.text != "value") {
      scope_.Report(DiagnosticKind::scenario_invalid, field.span, fmt::format("a metric has a value, but no {}", field.name.text)).help = "expect it of the obligation that measures it";
      return;
    }
    if (field.name.text == "value") {
      if (words != nullptr && *words == syntax::VerdictWord::no_data) expected.no_value = written;
      else if (expression != nullptr) ExpectValue(*expression, metric, expected, written);
    } else if (field.name.text == "verdict") {
      const auto word = words != nullptr ? std::optional<std::string>(*words == syntax::VerdictWord::no_data ? "no data" : "not assessed") : WordOf(field);
      if (word && (*word == "met" || *word == "missed" || *word == "pending" || *word == "no data" || *word == "not assessed")) expected.verdict = *word;
      else scope_.Report(DiagnosticKind::scenario_invalid, field.span, "a verdict is `met`, `missed`, `not assessed`, `no data` or `pending`");
    } else if (field.name.text == "band") {
      const auto* interval = std::get_if<syntax::Interval>(&field.value);
      if (interval != nullptr) expected.band = OneLine(scope_.sources.Text(interval->span));
      else scope_.Report(DiagnosticKind::scenario_invalid, field.span, "a band is named by its interval, as in the credit table").help = "write `band: [90%, target)`";
    } else if (std::optional<Int128>* paid = field.name.text == "credit" ? &expected.credit : field.name.text == "bonus" ? &expected.bonus : field.name.text == "earned_back" ? &expected.earned_back : nullptr;
               paid != nullptr && expression != nullptr) {
      if (const auto amount = CheckMoney(scope_, *expression)) *paid = RoundToScale(*amount, scope_.contract.currency.scale, RoundingMode::down);
    } else {
      const std::vector<std::string> known{"value", "verdict", "band", "credit", "bonus", "earned_back"};
      scope_.Report(DiagnosticKind::scenario_invalid, field.span, fmt::format("nothing of a result is called `{}`{}", field.name.text, DidYouMean(field.name.text, known)))
          .help = "expect a value, a verdict, a band, a credit, a bonus or what is earned back";
    }
  }

  // `57/60` is compared as written, `95%` and `9 hours` by what they are worth.
  void ExpectValue(const syntax::Expression& expression, const CheckedMetric& metric, CheckedExpectation& expected, const std::string& written) {
    const auto* fraction = std::get_if<syntax::BinaryExpression>(&expression.form);
    if (fraction != nullptr && fraction->op == syntax::BinaryOperator::divide) {
      const auto* n = std::get_if<syntax::NumberLiteral>(&fraction->left->form);
      const auto* d = std::get_if<syntax::NumberLiteral>(&fraction->right->form);
      const bool whole = n != nullptr && d != nullptr && n->unit.empty() && d->unit.empty() && n->value.scale == 0 && d->value.scale == 0 && d->value.digits > 0;
      const bool of_values = metric.derivation && !IsPooled(metric.derivation->kind);
      if (whole && of_values && metric.measured.kind != TypeKind::ratio) {
        scope_.Report(DiagnosticKind::scenario_invalid, expression.span, fmt::format("`{}` is no fraction of items", expected.name)).help = fmt::format("write its value, such as `{}`", LevelExample(metric.measured));
      } else if (whole && (metric.measured.of_time || of_values)) expected.worth = MakeRatio(n->value.digits, d->value.digits);  // minutes of minutes: whatever the unit
      else if (whole) expected.fraction = {n->value.digits, d->value.digits};
      else scope_.Report(DiagnosticKind::scenario_invalid, expression.span, "a fraction is of two whole numbers, the second above 0").help = "write `57/60`; of nothing to measure, `no data`";
    } else {
      const CheckedLevel* minimum = obligation_ != nullptr && obligation_->minimum ? &*obligation_->minimum : nullptr;
      expected.worth = CheckLevel(scope_, expression, metric.measured, obligation_ != nullptr ? &obligation_->target.level : nullptr, minimum != nullptr ? &minimum->level : nullptr);
    }
    expected.value_written = written;
  }

  Scope& scope_;
  const syntax::Scenario& source_;
  const CheckedObligation* obligation_ = nullptr;
  Date first_expected_{INT32_MAX}, end_expected_{INT32_MIN};  // half-open: the periods of what is expected
  std::map<std::uint32_t, std::map<std::string, std::string>> moments_above_;  // by event: the steps of the case given last
  CheckedScenario checked_;
};

}  // namespace

CheckedScenario CheckScenario(const syntax::Scenario& scenario, const CheckedContract& contract, const SourceSet& sources, Diagnostics& diagnostics) {
  CheckedContract view = contract;  // a Scope may write to its contract; a scenario must not change it
  Scope scope{.contract = view, .sources = sources, .diagnostics = diagnostics, .names = {}, .decisions = {}, .clause = {}};
  return ScenarioChecker(scope, scenario).Run();
}

}  // namespace slate::check
