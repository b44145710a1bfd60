// Clocks of cases: where they start, pause and stop, what their limit is, and the fields they add to the row of a case.
#include "compiler/check/clock.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/declarations.h"
#include "compiler/check/expressions.h"
#include "compiler/check/literals.h"

namespace slate::check {
namespace {

class ClockChecker {
 public:
  ClockChecker(Scope& scope, const syntax::Clock& source, CheckedCase& of) : scope_(scope), source_(source), case_(of), records_(scope.contract.events[of.records]) {}

  // Nothing where something was reported without which the clock can't be.
  std::optional<measure::ClockRules> Rules() {
    if (!Steps() || !Limits()) return std::nullopt;
    rules_.unit = rules_.limits.front().most.calendar;
    for (const measure::ClockLimit& limit : rules_.limits) {
      if (limit.most.calendar != rules_.unit) rules_.unit = nullptr;  // several units: elapsed
    }
    return rules_;
  }
  std::optional<std::uint32_t> class_field() const { return class_field_; }

 private:
  void Contradiction(Span span, std::string message, std::string help) { scope_.Report(DiagnosticKind::clock_invalid, span, std::move(message)).help = std::move(help); }

  bool Steps() {
    std::string missing, lines;
    const auto need = [&](bool stated, std::string_view what, const std::string& line) {
      if (stated) return;
      missing += (missing.empty() ? "" : ", nor ") + std::string(what);
      lines += "\n  " + line;
    };
    need(source_.start.has_value(), "when it starts", "start at " + case_.steps.front());
    need(source_.stop.has_value(), "when it stops", "stop at " + case_.steps.back());
    need(source_.limit || source_.limit_by, "how long it may run", "limit at most 4 hours");
    if (!missing.empty()) scope_.Report(DiagnosticKind::case_incomplete, source_.name.span, fmt::format("clock `{}` does not say {}", source_.name.text, missing)).help = "add:" + lines;
    constexpr std::uint32_t kNone = UINT32_MAX;
    rules_.start = source_.start ? StepIndex(scope_, case_, *source_.start).value_or(kNone) : kNone;
    rules_.stop = source_.stop ? StepIndex(scope_, case_, *source_.stop).value_or(kNone) : kNone;
    if (source_.begin) {
      if (source_.retroactive.text != "retroactive") {
        scope_.Report(DiagnosticKind::unexpected_text, source_.retroactive.span, fmt::format("`{}` says nothing about where a clock starts", source_.retroactive.text))
            .help = "write `start at STEP retroactive to STEP`";
      }
      rules_.begin = StepIndex(scope_, case_, *source_.begin);
      if (rules_.begin && *rules_.begin == rules_.start) Contradiction(source_.begin->span, fmt::format("the clock starts at `{}` anyway", source_.begin->text), "take `retroactive to` out, or name an earlier step");
    }
    for (const syntax::ClockPause& pause : source_.pauses) Pause(pause);
    if (rules_.start == kNone || rules_.stop == kNone) return false;
    if (rules_.start == rules_.stop) {
      Contradiction(source_.stop->span, fmt::format("the clock starts and stops at `{}`, so it never runs", source_.stop->text), "name two steps");
      return false;
    }
    if (case_.rules.reopening && case_.rules.reopening->step == rules_.stop) {
      Contradiction(source_.stop->span, fmt::format("`{}` stops the clock, and opens a closed case again", source_.stop->text), "name two steps");
      return false;
    }
    return true;
  }

  void Pause(const syntax::ClockPause& pause) {
    const auto from = StepIndex(scope_, case_, pause.from), until = StepIndex(scope_, case_, pause.until);
    if (!from || !until) return;
    if (*from == *until) return Contradiction(pause.span, fmt::format("the pause begins and ends with `{}`, so it never lasts", pause.from.text), "name two steps");
    measure::ClockPause checked{.from = *from, .until = *until, .at_most = {}};
    if (pause.at_most) {
      const TypedExpression value = NumberConstant(scope_, pause.at_most->span, {pause.at_most->value, pause.at_most->unit});
      checked.at_most = CheckTimeAmount(scope_, value, pause.at_most->span, true);
      if (!checked.at_most) return;
    }
    rules_.pauses.push_back(checked);
  }

  std::optional<measure::ClockLimit> Limit(const syntax::Level& level) {
    using enum syntax::ComparisonOperator;
    if (level.op != at_most && level.op != less_than) {
      scope_.Report(DiagnosticKind::type_mismatch, level.span, "a clock's limit is the most it may run").help = "write `at most 4 hours`, or `less than 4 hours`";
      return std::nullopt;
    }
    const ItemScope constants{scope_, nullptr, {}};
    const auto amount = CheckTimeAmount(scope_, CheckValue(constants, level.value, {}), level.value.span, false);
    if (!amount) return std::nullopt;
    return measure::ClockLimit{*amount, level.op == at_most};
  }

  bool Limits() {
    if (source_.limit) {
      const auto limit = Limit(*source_.limit);
      if (limit) rules_.limits.push_back(*limit);
      return limit.has_value();
    }
    if (!source_.limit_by) return false;
    const syntax::TargetTable& table = *source_.limit_by;
    if (const auto field = FindField(records_, table.by.text); field && *field >= 2) class_field_ = field;  // not `step`, not `at`
    if (!class_field_) {
      if (!table.by.text.empty()) scope_.Report(DiagnosticKind::unknown_name, table.by.span, fmt::format("case `{}` has no field `{}`", case_.name, table.by.text)).help = "declare it in the case: `dimension priority : one of p1, p2`";
      return false;
    }
    const CheckedField& field = records_.fields[*class_field_];
    if (field.type.kind == TypeKind::poison) return false;
    if (field.type.kind != TypeKind::enumeration || field.type.optional) {
      scope_.Report(DiagnosticKind::type_mismatch, table.by.span, fmt::format("limits differ by a field that always has one of a list of words, but `{}` is {}", field.name, Describe(field.type)))
          .help = fmt::format("declare `dimension {} : one of ...`", field.name);
      return false;
    }
    Change(field, table);
    return ByClass(field, table);
  }

  bool ByClass(const CheckedField& field, const syntax::TargetTable& table) {
    std::vector<std::optional<measure::ClockLimit>> limits(field.values.size());
    bool sound = true;
    for (const syntax::TargetClass& one : table.classes) {
      const auto found = std::find(field.values.begin(), field.values.end(), one.value.text);
      if (found == field.values.end()) {
        scope_.Report(DiagnosticKind::value_not_in_enumeration, one.value.span, fmt::format("`{}` is not a value of `{}`{}", one.value.text, field.name, DidYouMean(one.value.text, field.values)))
            .help = "the values are " + ListOf(field.values);
        sound = false;
        continue;
      }
      auto& slot = limits[static_cast<std::size_t>(found - field.values.begin())];
      if (slot) scope_.Report(DiagnosticKind::clause_repeated, one.value.span, fmt::format("the limit of `{}` is stated twice", one.value.text)).help = "keep one";
      slot = Limit(one.level);
      sound = sound && slot.has_value();
    }
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < limits.size(); ++i) {
      if (!limits[i]) missing.push_back(field.values[i]);
    }
    if (!missing.empty() && sound) {
      scope_.Report(DiagnosticKind::case_incomplete, table.span, fmt::format("the clock has no limit for {}", ListOf(missing))).help = "every class needs one; a case may have any of them";
    }
    if (!missing.empty()) return false;
    for (const auto& limit : limits) rules_.limits.push_back(*limit);
    return true;
  }

  // What a change of class does must be said.
  void Change(const CheckedField& field, const syntax::TargetTable& table) {
    for (CheckedChange& change : case_.changes) {
      if (change.field != *class_field_) continue;
      change.used = true;
      rules_.change = change.change;
      return;
    }
    scope_.Report(DiagnosticKind::undecided, table.span, fmt::format("the {0} of a case may change while the clock runs, and nothing says which limit counts then", field.name))
        .help = fmt::format("add one of these to case `{1}`:\n  on change of {0} carry elapsed time, count under latest    // against the limit of the class in force\n"
                            "  on change of {0} carry elapsed time, count under worst     // against that of every class it had\n"
                            "  on change of {0} restart clock                             // only the time since the change",
                            field.name, case_.name);
  }

  Scope& scope_;
  const syntax::Clock& source_;
  CheckedCase& case_;
  const CheckedEvent& records_;
  measure::ClockRules rules_;
  std::optional<std::uint32_t> class_field_;
};

// NAME (kept or missed), NAME.decided, NAME.elapsed, and whether the outcome and the time can still change.
void AddFields(CheckedEvent& rows, const std::string& name, const BusinessCalendar* unit, const Scope& scope, Span span) {
  const auto first = static_cast<std::uint32_t>(rows.fields.size());
  CheckedField kept = FieldOf(name, TypeKind::enumeration, span);
  kept.values = {"kept", "missed"};
  kept.open_while = first + 3;
  CheckedField decided = FieldOf(name + ".decided", TypeKind::instant, span);
  decided.open_while = first + 3;
  CheckedField elapsed = FieldOf(name + ".elapsed", unit != nullptr ? TypeKind::business_time : TypeKind::duration, span);
  elapsed.open_while = first + 4;
  elapsed.type.non_negative = true;
  for (const CheckedCalendar& calendar : scope.contract.calendars) {
    if (unit != nullptr && calendar.hours.get() == unit) elapsed.type.unit = calendar.name;
  }
  CheckedField undecided = FieldOf(name + " undecided", TypeKind::boolean, span), unmeasured = FieldOf(name + " unmeasured", TypeKind::boolean, span);
  undecided.hidden = unmeasured.hidden = true;
  for (CheckedField* field : {&kept, &decided, &elapsed, &undecided, &unmeasured}) AddField(rows, std::move(*field));
}

}  // namespace

const BusinessCalendar* CalendarOf(const Scope& scope, const std::string& name) {
  for (const CheckedCalendar& calendar : scope.contract.calendars) {
    if (calendar.name == name) return calendar.hours.get();
  }
  return nullptr;
}

std::optional<measure::TimeAmount> CheckTimeAmount(Scope& scope, const TypedExpression& value, Span span, bool until) {
  if (value.type.kind == TypeKind::poison) return std::nullopt;
  if ((value.type.kind != TypeKind::duration && value.type.kind != TypeKind::business_time) || value.op != TypedOp::constant) {
    scope.Report(DiagnosticKind::type_mismatch, span, fmt::format("a clock counts elapsed or business time, and this is {}", Describe(value.type)))
        .help = "write hours, minutes or seconds, or those of a calendar, such as `9 support hours`";
    return std::nullopt;
  }
  if (value.value <= 0) {
    scope.Report(DiagnosticKind::number_out_of_range, span, "this is no time at all").help = "write how long, such as `4 hours`";
    return std::nullopt;
  }
  if (value.type.kind == TypeKind::duration) return measure::TimeAmount{value.value, nullptr};
  const BusinessCalendar* calendar = CalendarOf(scope, value.type.unit);
  if (calendar == nullptr) return std::nullopt;
  if (until && Ask(scope, "closing_time", span) == nullptr) {
    scope.Report(DiagnosticKind::undecided, span, "the time may be used up exactly at closing, and nothing says whether that is then or at the next opening")
        .help = "put `decide closing_time is due_at_closing` into the header, or name conventions that decide it";
  }
  return measure::TimeAmount{value.value, calendar};
}

void CheckClock(Scope& scope, const syntax::Clock& source, Span span) {
  Declaration* declaration = scope.Find(source.of, NameKind::case_clause);
  if (source.name.text.empty()) return;  // left by recovery
  if (declaration == nullptr || declaration->index == UINT32_MAX) return;
  CheckedCase& of = scope.contract.cases[declaration->index];
  CheckedEvent& rows = scope.contract.events[of.rows];
  for (const CheckedField& field : rows.fields) {
    if (field.name != source.name.text) continue;
    scope.Report(DiagnosticKind::duplicate_name, source.name.span, fmt::format("case `{}` has a field or a step `{}` already", of.name, field.name)).notes.push_back({field.span, "declared here"});
    return;
  }
  ClockChecker checker(scope, source, of);
  const auto rules = checker.Rules();
  if (!rules) {  // whoever uses it is not told that it does not exist
    AddFields(rows, source.name.text, nullptr, scope, span);
    return;
  }
  of.clocks.push_back({.name = source.name.text, .title = source.title ? source.title->value : "", .clause = scope.clause, .span = span,
                       .first_field = static_cast<std::uint32_t>(rows.fields.size()), .class_field = checker.class_field()});
  AddFields(rows, source.name.text, rules->unit, scope, span);
  scope.names.find(source.name.text)->second.index = static_cast<std::uint32_t>(of.clocks.size() - 1);
  of.rules.clocks.push_back(*rules);
}

namespace {

void CheckChangesUsed(Scope& scope, const CheckedCase& one) {
  for (const CheckedChange& change : one.changes) {
    if (change.used) continue;
    scope.Report(DiagnosticKind::dead_decision, change.span, fmt::format("no clock of `{}` has limits that differ by `{}`", one.name, scope.contract.events[one.records].fields[change.field].name)).help = "take it out";
  }
}

// Which clocks run on when the case is opened again: its only one, or those that are named.
void CheckResumed(Scope& scope, const syntax::Reopening& source, CheckedCase& of) {
  std::vector<std::string> names;
  for (const CheckedClock& clock : of.clocks) names.push_back(clock.name);
  if (source.clocks.empty() && names.size() > 1) {
    scope.Report(DiagnosticKind::undecided, source.span, fmt::format("case `{}` has several clocks, and nothing says which of them runs on when it is opened again", of.name))
        .help = fmt::format("name it, or several of them, in place of `clock`, such as `resume {}`: the clocks are {}", names.back(), ListOf(names));
  } else if (source.clocks.empty() && names.size() == 1) {
    of.rules.clocks.front().resumes = true;
  }
  for (const syntax::Identifier& name : source.clocks) {
    const auto declared = scope.names.find(name.text);
    const auto found = std::find(names.begin(), names.end(), name.text);
    if (found != names.end()) {
      of.rules.clocks[static_cast<std::size_t>(found - names.begin())].resumes = true;
    } else if (declared == scope.names.end() || declared->second.kind != NameKind::clock || declared->second.index != UINT32_MAX) {  // else reported
      scope.Report(DiagnosticKind::unknown_name, name.span, fmt::format("case `{}` has no clock `{}`{}", of.name, name.text, DidYouMean(name.text, names))).help =
          names.empty() ? "declare one: `clock NAME of " + of.name + " { ... }`" : "its clocks are " + ListOf(names);
    }
  }
}

}  // namespace

void CheckClocksOfCase(Scope& scope, const syntax::Case& source) {
  const auto declared = scope.names.find(source.name.text);
  if (declared == scope.names.end() || declared->second.kind != NameKind::case_clause || declared->second.index == UINT32_MAX) return;
  CheckedCase& of = scope.contract.cases[declared->second.index];
  CheckChangesUsed(scope, of);
  if (source.reopening && of.rules.reopening) CheckResumed(scope, *source.reopening, of);
}

}  // namespace slate::check
