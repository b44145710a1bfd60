#include "compiler/check/targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/check/amendment.h"
#include "compiler/check/bands.h"
#include "compiler/check/cuts.h"
#include "compiler/check/declarations.h"

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
  bool sound = true;
  for (const std::string& value : field->values) {
    const syntax::TargetClass* found = nullptr;
    for (const syntax::TargetClass& one : table.classes) {
      if (one.value.text != value) continue;
      if (found != nullptr) scope.Report(DiagnosticKind::duplicate_name, one.value.span, fmt::format("`{}` has two targets", value)).notes.push_back({found->value.span, "the other"});
      found = &one;
    }
    const auto target = found == nullptr ? std::nullopt : CheckTarget(scope, found->level, type);
    if (found == nullptr) scope.Report(DiagnosticKind::undecided, table.span, fmt::format("`{}` has no target", value)).help = fmt::format("add `{} : at least 98%`", value);
    sound = sound && target.has_value();
    if (target) obligation.classes.push_back({value, *target, {}, {}});
  }
  for (const syntax::TargetClass& one : table.classes) {
    if (std::find(field->values.begin(), field->values.end(), one.value.text) != field->values.end()) continue;
    sound = false;
    scope.Report(DiagnosticKind::value_not_in_enumeration, one.value.span, fmt::format("`{}` is not one of its values{}", one.value.text, DidYouMean(one.value.text, field->values)))
        .help = "the values are " + ListOf(field->values);
  }
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
  if (words.one != nullptr) return CheckTarget(scope, *words.one, type);
  if (!grouped || words.by_class == nullptr || !CheckClasses(scope, source, *words.by_class, event, type, obligation)) return std::nullopt;
  return obligation.classes.front().target;
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
    one.bands = bands(source.credit, TableKind::credit, as_class);
    one.bonus = bands(source.bonus, TableKind::bonus, as_class);
  }
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
    CheckedVersion version{day, {}, *target, std::move(amended.bands), std::move(amended.bonus), std::move(amended.classes)};
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
