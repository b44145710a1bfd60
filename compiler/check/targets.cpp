#include "compiler/check/targets.h"

#include <set>

#include "compiler/check/amendment.h"
#include "compiler/check/bands.h"
#include "compiler/check/classes.h"
#include "compiler/check/cuts.h"
#include "compiler/check/declarations.h"
#include "compiler/check/minimum.h"
#include "compiler/check/seasons.h"

namespace slate::check {
namespace {

// Each value of the group, or of its class, has a target of its own, and its own bands, since they are written from `target`.
bool CheckClasses(Scope& scope, const syntax::Obligation& source, const syntax::TargetTable& table, const MeasuredType& type, CheckedObligation& obligation) {
  const auto values = ClassValuesOf(scope, source, table, obligation);
  if (!values) return false;
  bool sound = CheckClassRows(scope, table, *values, "target", "at least 98%");
  const auto add = [&](const std::string* value) {
    const syntax::Level* level = LevelOfClass(table, value);
    const auto target = level == nullptr ? std::nullopt : CheckTarget(scope, *level, type);
    if (target) obligation.classes.push_back({value == nullptr ? "" : *value, *target, {}, {}, {}, value == nullptr});
    sound = sound && target;
  };
  const syntax::TargetTable* minimum = source.minimum_by && source.minimum_by->by.text == table.by.text ? &*source.minimum_by : nullptr;
  for (const std::string& value : NamedClasses(*values, table, minimum)) add(&value);
  if ((values->texts || !values->closed) && LevelOfClass(table, nullptr) != nullptr) add(nullptr);
  obligation.class_of_group = values->class_of_group;
  return sound && !obligation.classes.empty();
}

// The level of the season, and the table once, when the term's first day is settled.
std::optional<CheckedLevel> CheckSeason(Scope& scope, const syntax::TargetTable& table, const MeasuredType& type, CheckedObligation& obligation) {
  obligation.by_month = true;
  const Date day = *scope.amended.settled_on;
  if (day == scope.contract.term_first) {
    bool sound = CheckSeasons(scope, table, "target", "at least " + LevelExample(type));
    for (const syntax::TargetClass& row : table.classes) sound = CheckTarget(scope, row.level, type).has_value() && sound;
    if (!sound) return std::nullopt;
  }
  const syntax::TargetClass& row = SeasonAt(table, day);
  scope.amended.in_season.push_back(&row);
  obligation.season = SeasonName(row);
  return CheckTarget(scope, row.level, type);
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

std::optional<CheckedLevel> CheckTargets(Scope& scope, const syntax::Obligation& source, Date day, bool grouped, CheckedObligation& obligation) {
  const SettledOn settled(scope.amended, day);
  scope.amended.asked.clear();
  scope.amended.in_season.clear();
  const MeasuredType& type = scope.contract.metrics[obligation.metric].measured;
  const TargetWords words = TargetInForce(scope, source);
  std::optional<CheckedLevel> target;
  if (words.one != nullptr) target = CheckTarget(scope, *words.one, type);
  else if (words.by_class != nullptr && IsByMonth(source, *words.by_class)) target = CheckSeason(scope, *words.by_class, type, obligation);
  else if (grouped && words.by_class != nullptr && CheckClasses(scope, source, *words.by_class, type, obligation)) target = obligation.classes.front().target;
  return target && CheckMinimum(scope, source, type, *target, obligation) ? target : std::nullopt;
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

void CheckVersions(Scope& scope, const syntax::Obligation& source, CheckedObligation& obligation) {
  auto before = std::exchange(scope.amended.asked, {});
  auto season = std::exchange(scope.amended.in_season, {});
  if (before.empty() && season.empty()) return;  // what is not amended at first is amended never
  std::set<Date> days = SeasonStarts(scope, source);
  days.merge(DaysOfChange(scope));
  for (const Date day : days) {
    const std::size_t errors = scope.diagnostics.ErrorCount();
    CheckedObligation changed = obligation;
    changed.classes.clear();
    const auto target = CheckTargets(scope, source, day, true, changed);
    if (!target) return;
    changed.target = *target;
    CheckTables(scope, source, day, changed);
    if (scope.diagnostics.ErrorCount() != errors) return;  // what follows would only repeat it
    if (scope.amended.asked == before && scope.amended.in_season == season) continue;
    const bool cut = obligation.period.kind == PeriodKind::rolling || PeriodStart(obligation.period, day) != day;
    if (cut && scope.amended.in_season != season) return CutBySeason(scope, obligation, day, season);
    if (cut) CutPeriod(scope, obligation, day, before);
    CheckedVersion version{day, {}, changed.season, *target, changed.minimum, std::move(changed.bands), std::move(changed.bonus), std::move(changed.classes)};
    std::set<std::int64_t> numbers;
    for (const auto& [name, amendment] : scope.amended.asked) {
      if (amendment != 0) numbers.insert(amendment);
    }
    version.amendments.assign(numbers.begin(), numbers.end());
    obligation.versions.push_back(std::move(version));
    before = scope.amended.asked;
    season = scope.amended.in_season;
  }
}

}  // namespace slate::check
