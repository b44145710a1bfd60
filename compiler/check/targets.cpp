#include "compiler/check/targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/check/amendment.h"
#include "compiler/check/bands.h"
#include "compiler/check/cuts.h"
#include "compiler/check/declarations.h"
#include "compiler/check/minimum.h"

namespace slate::check {
namespace {

// Each value of the group has a target of its own, and its own bands, since they are written from `target`.
bool CheckClasses(Scope& scope, const syntax::Obligation& source, const syntax::TargetTable& table, const CheckedEvent& event, const MeasuredType& type, CheckedObligation& obligation) {
  const CheckedField* field = nullptr;
  for (const CheckedField& one : event.fields) {
    if (obligation.group && one.name == *obligation.group) field = &one;
  }
  if (field == nullptr || table.by.text != field->name || field->type.kind != TypeKind::enumeration) {
    scope.Report(DiagnosticKind::type_mismatch, table.by.span, fmt::format("targets by `{}` need an obligation measured for each {}, one of a list of words", table.by.text, table.by.text))
        .help = fmt::format("write `measure {} for each {} each ...`", source.measure->metric.text, table.by.text);
    return false;
  }
  const bool sound = EachClass(scope, table, field->values, "target", "at least 98%", [&](const std::string& value, const syntax::Level* level) {
    const auto target = level == nullptr ? std::nullopt : CheckTarget(scope, *level, type);
    if (target) obligation.classes.push_back({value, *target, {}, {}, {}});
    return target.has_value();
  });
  return sound && !obligation.classes.empty();
}

// The days within the term on which an amendment begins to hold, or ends.
std::set<Date> DaysOfChange(const Scope& scope) {
  std::set<Date> days;
  for (const Amended::Amendment& amendment : scope.amended.all) {
    for (const Date day : {amendment.from, Date{amendment.last.days + 1}}) {
      if (scope.contract.term_first < day && day <= scope.contract.term_last) days.insert(day);
    }
  }
  return days;
}

}  // namespace

std::optional<CheckedLevel> CheckTargets(Scope& scope, const syntax::Obligation& source, Date day, const CheckedEvent& event, bool grouped, CheckedObligation& obligation) {
  const SettledOn settled(scope.amended, day);
  scope.amended.asked.clear();
  const MeasuredType& type = scope.contract.metrics[obligation.metric].measured;
  const TargetWords words = TargetInForce(scope, source);
  std::optional<CheckedLevel> target;
  if (words.one != nullptr) target = CheckTarget(scope, *words.one, type);
  else if (grouped && words.by_class != nullptr && CheckClasses(scope, source, *words.by_class, event, type, obligation)) target = obligation.classes.front().target;
  return target && CheckMinimum(scope, source, type, *target, obligation) ? target : std::nullopt;
}

bool EachClass(Scope& scope, const syntax::TargetTable& table, const std::vector<std::string>& values, std::string_view what, const std::string& example,
               const std::function<bool(const std::string& value, const syntax::Level* level)>& each) {
  bool sound = true;
  for (const std::string& value : values) {
    const syntax::TargetClass* found = nullptr;
    for (const syntax::TargetClass& one : table.classes) {
      if (one.value.text != value) continue;
      if (found != nullptr) scope.Report(DiagnosticKind::duplicate_name, one.value.span, fmt::format("`{}` has two {}s", value, what)).notes.push_back({found->value.span, "the other"});
      found = &one;
    }
    const bool kept = each(value, found == nullptr ? nullptr : &found->level);
    if (found == nullptr) scope.Report(DiagnosticKind::undecided, table.span, fmt::format("`{}` has no {}", value, what)).help = fmt::format("add `{} : {}`", value, example);
    sound = sound && kept && found != nullptr;
  }
  for (const syntax::TargetClass& one : table.classes) {
    if (std::find(values.begin(), values.end(), one.value.text) != values.end()) continue;
    sound = false;
    scope.Report(DiagnosticKind::value_not_in_enumeration, one.value.span, fmt::format("`{}` is not one of its values{}", one.value.text, DidYouMean(one.value.text, values)))
        .help = "the values are " + ListOf(values);
  }
  return sound;
}

void CheckTables(Scope& scope, const syntax::Obligation& source, Date day, CheckedObligation& checked) {
  const SettledOn settled(scope.amended, day);
  const auto bands = [&](const std::optional<syntax::BandTable>& table, TableKind kind, const CheckedObligation& of) {
    return table ? CheckBands(scope, *table, kind, of, kind == TableKind::credit ? of.charge : of.bonus_charge) : std::vector<CheckedBand>();
  };
  checked.bands = bands(source.credit, TableKind::credit, checked);
  checked.bonus = bands(source.bonus, TableKind::bonus, checked);
  for (CheckedClass& one : checked.classes) {
    if (scope.diagnostics.HasErrors()) return;  // the bands' own problems were told for the first class
    CheckedObligation as_class = checked;
    as_class.target = one.target;
    as_class.minimum = one.minimum;
    one.bands = bands(source.credit, TableKind::credit, as_class);
    one.bonus = bands(source.bonus, TableKind::bonus, as_class);
  }
}

CheckedClass CheckTablesAt(Scope& scope, const syntax::Obligation& source, const CheckedLevel& target, const CheckedObligation& obligation) {
  CheckedObligation at = obligation;
  at.target = target;
  if (CheckMinimum(scope, source, scope.contract.metrics[obligation.metric].measured, target, at)) CheckTables(scope, source, scope.contract.term_first, at);
  return {.value = {}, .target = target, .minimum = at.minimum, .bands = std::move(at.bands), .bonus = std::move(at.bonus)};
}

void CheckVersions(Scope& scope, const syntax::Obligation& source, const CheckedEvent& event, CheckedObligation& obligation) {
  auto before = std::exchange(scope.amended.asked, {});
  if (before.empty()) return;  // what is not amended at first is amended never
  for (const Date day : DaysOfChange(scope)) {
    const std::size_t errors = scope.diagnostics.ErrorCount();
    CheckedObligation amended = obligation;
    amended.classes.clear();
    const auto target = CheckTargets(scope, source, day, event, true, amended);
    if (!target) return;
    amended.target = *target;
    CheckTables(scope, source, day, amended);
    if (scope.diagnostics.ErrorCount() != errors) return;  // what follows would only repeat it
    if (scope.amended.asked == before) continue;
    if (obligation.period.kind == PeriodKind::rolling || PeriodStart(obligation.period, day) != day) CutPeriod(scope, obligation, day, before);
    CheckedVersion version{day, {}, *target, amended.minimum, std::move(amended.bands), std::move(amended.bonus), std::move(amended.classes)};
    std::set<std::int64_t> numbers;
    for (const auto& [name, amendment] : scope.amended.asked) {
      if (amendment != 0) numbers.insert(amendment);
    }
    version.amendments.assign(numbers.begin(), numbers.end());
    obligation.versions.push_back(std::move(version));
    before = scope.amended.asked;
  }
}

}  // namespace slate::check
