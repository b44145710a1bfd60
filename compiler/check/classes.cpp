#include "compiler/check/classes.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/seasons.h"

namespace slate::check {
namespace {

using syntax::TargetFor;

bool Holds(const std::vector<std::string>& values, const std::string& value) { return std::find(values.begin(), values.end(), value) != values.end(); }

// The timeline whose entities are the groups of a metric; null where there is none, or several.
const CheckedTimeline* TimelineOf(const CheckedContract& contract, const CheckedMetric& metric) {
  const CheckedTimeline* timeline = nullptr;
  const auto see = [&](const CheckedMetric& one) {
    const CheckedEvent& rows = contract.events[one.event];
    const CheckedTimeline* found = IsTimeline(rows.folded) ? &contract.timelines[rows.folded_from] : nullptr;
    const bool same = timeline == nullptr || timeline == found;
    timeline = found;
    return found != nullptr && same && !found->buckets;
  };
  if (!metric.derivation) return see(metric) ? timeline : nullptr;
  for (const std::uint32_t base : metric.derivation->bases) {
    if (!see(contract.metrics[base])) return nullptr;
  }
  return timeline;
}

// By a field that the records of the group's timeline say besides its states.
std::optional<ClassValues> OfTimeline(Scope& scope, const syntax::TargetTable& table, const CheckedTimeline& timeline) {
  const CheckedEvent& records = scope.contract.events[timeline.records];
  const std::size_t own = timeline.rules.source == measure::TimelineSource::intervals ? 4 : 3;  // entity, when, state
  const CheckedField& entity = records.fields.front();
  for (std::size_t i = own; i < records.fields.size(); ++i) {
    const CheckedField& field = records.fields[i];
    if (field.name != table.by.text) continue;
    if (field.type.kind == TypeKind::poison) return std::nullopt;
    if (field.type.kind != TypeKind::enumeration) {
      Diagnostic& problem = scope.Report(DiagnosticKind::type_mismatch, table.by.span, fmt::format("the class of a {} is one of a list of words, but `{}` is {}", entity.name, field.name, Describe(field.type)));
      problem.notes.push_back({field.span, "declared here"});
      problem.help = fmt::format("declare `{} : one of ...` in the timeline", field.name);
      return std::nullopt;
    }
    ClassValues values{.by = field.name, .known = field.values, .unknown = {}, .class_of_group = CheckedClassOfGroup{field.name, timeline.records}};
    if (entity.groups == GroupsKind::roster) values.unknown = fmt::format("a {} on the roster of which no record is known", entity.name);
    else if (field.type.optional) values.unknown = fmt::format("a {} whose records do not say its `{}`", entity.name, field.name);
    values.closed = values.unknown.empty();
    return values;
  }
  scope.Report(DiagnosticKind::type_mismatch, table.by.span, fmt::format("targets by `{}` need records of `{}` that say it", table.by.text, timeline.name)).help =
      fmt::format("declare `{} : one of ...` in the timeline, or write a target for each {}: `target by {} {{ ... }}`", table.by.text, entity.name, entity.name);
  return std::nullopt;
}

std::optional<ClassValues> OfTexts(const Scope& scope, const CheckedField& field) {
  ClassValues values{.by = field.name, .known = {}, .closed = false, .texts = true, .unknown = fmt::format("a {} that is not named", field.name), .class_of_group = {}};
  for (const CheckedRoster& roster : scope.contract.rosters) {
    if (field.groups != GroupsKind::roster || roster.name != field.roster || !roster.in_contract) continue;
    values.closed = true;
    for (const CheckedRosterMember& member : roster.members) {
      if (!Holds(values.known, member.key)) values.known.push_back(member.key);  // one with several lives
    }
    if (field.otherwise && !Holds(values.known, *field.otherwise)) values.known.push_back(*field.otherwise);
  }
  return values;
}

std::string Written(const ClassValues& values, const std::string& value) { return values.texts ? fmt::format("\"{}\"", value) : value; }

}  // namespace

std::optional<ClassValues> ClassValuesOf(Scope& scope, const syntax::Obligation& source, const syntax::TargetTable& table, const CheckedObligation& obligation) {
  const CheckedMetric& metric = scope.contract.metrics[obligation.metric];
  if (obligation.group && table.by.text == *obligation.group) {
    for (const CheckedField& field : scope.contract.events[metric.event].fields) {
      if (field.name != *obligation.group) continue;
      if (field.type.kind == TypeKind::enumeration) return ClassValues{.by = field.name, .known = field.values, .unknown = {}, .class_of_group = {}};
      if (field.type.kind == TypeKind::text) return OfTexts(scope, field);
    }
  } else if (const CheckedTimeline* timeline = obligation.group ? TimelineOf(scope.contract, metric) : nullptr) {
    return OfTimeline(scope, table, *timeline);
  }
  scope.Report(DiagnosticKind::type_mismatch, table.by.span, fmt::format("targets by `{}` need an obligation measured for each {}, one of a list of words", table.by.text, table.by.text))
      .help = fmt::format("write `measure {} for each {} each ...`", source.measure->metric.text, table.by.text);
  return std::nullopt;
}

bool CheckClassRows(Scope& scope, const syntax::TargetTable& table, const ClassValues& values, std::string_view what, const std::string& example) {
  const std::size_t before = scope.diagnostics.ErrorCount();
  const syntax::TargetClass* otherwise = nullptr;
  for (auto one = table.classes.begin(); one != table.classes.end(); ++one) {
    const bool rest = one->form == TargetFor::otherwise;
    const std::string& value = one->value.text;
    const auto same = [&](const syntax::TargetClass& other) { return other.form == one->form && (rest || other.value.text == value); };
    if (const auto first = std::find_if(table.classes.begin(), one, same); first != one) {
      scope.Report(DiagnosticKind::duplicate_name, one->value.span, fmt::format("`{}` has two {}s", value, what)).notes.push_back({first->value.span, "the other"});
    } else if (rest) {
      otherwise = &*one;
    } else if (one->form == TargetFor::months) {
      scope.Report(DiagnosticKind::type_mismatch, one->value.span, fmt::format("`{}` is a month, and these are {}s by `{}`", value, what, values.by)).help = fmt::format("write `{} by month {{ ... }}`", what);
    } else if ((one->form == TargetFor::text) != values.texts) {
      scope.Report(DiagnosticKind::type_mismatch, one->value.span, values.texts ? fmt::format("a {} is a text", values.by) : fmt::format("the values of `{}` are words", values.by)).help =
          fmt::format("write `{} : {}`", Written(values, value), example);
    } else if ((values.closed || !values.texts) && !Holds(values.known, value)) {
      scope.Report(DiagnosticKind::value_not_in_enumeration, one->value.span, fmt::format("`{}` is not one of its values{}", value, DidYouMean(value, values.known))).help = "the values are " + ListOf(values.known);
    }
  }
  if (scope.diagnostics.ErrorCount() != before && values.texts) return false;  // else they may be what seems to be missing
  bool all_named = true;
  for (const std::string& value : values.known) {
    const auto names = [&](const syntax::TargetClass& one) { return one.form != TargetFor::otherwise && one.value.text == value; };
    if (std::any_of(table.classes.begin(), table.classes.end(), names)) continue;
    all_named = false;
    if (otherwise != nullptr) continue;
    scope.Report(DiagnosticKind::undecided, table.span, fmt::format("`{}` has no {}", value, what)).help =
        fmt::format("add `{} : {}`{}", Written(values, value), example, values.texts ? fmt::format(", or `otherwise {}` for all that are not named", example) : "");
  }
  if (!values.closed && otherwise == nullptr) {
    scope.Report(DiagnosticKind::undecided, table.span, fmt::format("{} has no {}", values.unknown, what)).help = fmt::format("add `otherwise {}`", example);
  } else if (values.closed && otherwise != nullptr && all_named) {
    scope.Report(DiagnosticKind::dead_decision, otherwise->value.span, fmt::format("every value of `{}` is named, so `otherwise` decides nothing", values.by)).help = "take it out";
  }
  return scope.diagnostics.ErrorCount() == before;
}

const syntax::Level* LevelOfClass(const syntax::TargetTable& table, const std::string* value) {
  const syntax::Level *own = nullptr, *rest = nullptr;
  for (const syntax::TargetClass& one : table.classes) {
    if (one.form == TargetFor::otherwise) rest = &one.level;
    else if (value != nullptr && one.value.text == *value) own = &one.level;
  }
  return own != nullptr ? own : rest;
}

std::vector<std::string> NamedClasses(const ClassValues& values, const syntax::TargetTable& first, const syntax::TargetTable* second) {
  if (!values.texts) return values.known;
  std::vector<std::string> named;
  for (const syntax::TargetTable* table : {&first, second}) {
    if (table == nullptr) continue;
    for (const syntax::TargetClass& one : table->classes) {
      if (one.form == TargetFor::text && !Holds(named, one.value.text)) named.push_back(one.value.text);
    }
  }
  return named;
}

}  // namespace slate::check
