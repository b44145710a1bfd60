// Cases: what their records hold, in which steps they go, and the row that metrics read: the case as its latest record has
// it, with the latest moment of each step, and what its clocks come to (clock.cpp).
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/clock.h"
#include "compiler/check/declarations.h"
#include "compiler/check/literals.h"

namespace slate::check {
namespace {

void CheckSteps(Scope& scope, const syntax::Case& source, CheckedCase& checked) {
  for (const syntax::Identifier& step : source.steps) {
    if (std::find(checked.steps.begin(), checked.steps.end(), step.text) != checked.steps.end()) {
      scope.Report(DiagnosticKind::duplicate_name, step.span, fmt::format("step `{}` is listed twice", step.text));
    } else {
      checked.steps.push_back(step.text);
    }
  }
}

CheckedEvent RecordsOf(Scope& scope, const syntax::Case& source, const CheckedCase& checked) {
  CheckedEvent records{.name = checked.name, .title = checked.title, .clause = scope.clause, .span = checked.span, .kind = "case"};
  records.fields.push_back(FieldOf("step", TypeKind::enumeration, source.steps_span));
  records.fields.back().values = checked.steps;
  records.fields.push_back(FieldOf("at", TypeKind::instant, source.steps_span));
  CheckFields(scope, source.fields, records);
  if (records.key.empty()) {
    scope.Report(DiagnosticKind::event_without_key, source.name.span, fmt::format("case `{}` does not say which records are about one case", checked.name))
        .help = "declare `key NAME : text`; a record is a step of the case that has this key";
  }
  records.key.push_back(0);
  records.key.push_back(1);
  return records;
}

CheckedEvent RowsOf(Scope& scope, const syntax::Case& source, const CheckedEvent& records, std::uint32_t index, CheckedCase& checked) {
  CheckedEvent rows{.name = checked.name, .title = checked.title, .clause = scope.clause, .span = checked.span, .kind = "case", .folded = Folded::cases, .folded_from = index};
  for (std::uint32_t i = 2; i < records.fields.size(); ++i) {
    if (records.revision == i || records.withdrawn == i || records.recorded == i) continue;  // said of a record, not of the case
    // Evidence tells cases by it; one that is opened again too late is a second row of its key.
    if (std::find(records.key.begin(), records.key.end(), i) != records.key.end()) rows.key.push_back(static_cast<std::uint32_t>(rows.fields.size()));
    rows.fields.push_back(records.fields[i]);
    checked.carried.push_back(i);
  }
  for (const syntax::Identifier& step : source.steps) {
    if (const auto taken = FindField(rows, step.text)) {
      if (rows.fields[*taken].type.kind == TypeKind::instant && *taken >= checked.carried.size()) continue;  // a step listed twice, reported
      scope.Report(DiagnosticKind::duplicate_name, step.span, fmt::format("`{}` is a field of case `{}` already", step.text, checked.name))
          .notes.push_back({rows.fields[*taken].span, "declared here"});
      continue;
    }
    rows.fields.push_back(FieldOf(step.text, TypeKind::instant, step.span));
    rows.fields.back().type.optional = true;
  }
  return rows;
}

void CheckChange(Scope& scope, const syntax::ClassChange& source, const CheckedEvent& records, CheckedCase& checked) {
  const auto words = [&](Span span, std::string_view found) {
    scope.Report(DiagnosticKind::unexpected_text, span, fmt::format("`{}` says nothing about what a change of class does to a clock", found))
        .help = fmt::format("write one of:\n  on change of {0} carry elapsed time, count under latest\n  on change of {0} carry elapsed time, count under worst\n  on change of {0} restart clock", source.of.text);
  };
  const auto field = FindField(records, source.of.text);
  if (!field || *field < 2) {
    if (!source.of.text.empty()) {
      scope.Report(DiagnosticKind::unknown_name, source.of.span, fmt::format("case `{}` has no field `{}`", checked.name, source.of.text)).help = "name the field by which a clock's limit differs";
    }
    return;
  }
  CheckedChange change{.field = *field, .span = source.span};
  for (const CheckedChange& other : checked.changes) {
    if (other.field != *field) continue;
    scope.Report(DiagnosticKind::clause_repeated, source.span, fmt::format("what a change of `{}` does is stated twice", source.of.text)).help = "two statements of one thing invite two readings: keep one";
    return;
  }
  if (source.of_clock) {
    if (source.verb.text != "restart") return words(source.verb.span, source.verb.text);
    change.change = measure::ClassChange::restart;
    if (!source.which.text.empty()) {
      scope.Report(DiagnosticKind::dead_decision, source.which.span, "a clock that restarts counts under one class at a time").help = "take `count under ...` out";
    }
  } else {
    if (source.verb.text != "carry") return words(source.verb.span, source.verb.text);
    if (source.elapsed.text != "elapsed") return words(source.elapsed.span, source.elapsed.text);
    if (source.which.text.empty()) {
      scope.Report(DiagnosticKind::undecided, source.span, "the time is carried over, and nothing says against which limit it counts")
          .help = "add `, count under latest` (the class in force), or `, count under worst` (every class the case had while the clock ran)";
    } else if (source.under.text != "under" || (source.which.text != "latest" && source.which.text != "worst")) {
      return words(Join(source.under.span, source.which.span), fmt::format("count {} {}", source.under.text, source.which.text));
    }
    if (source.which.text == "worst") change.change = measure::ClassChange::carry_worst;
  }
  checked.changes.push_back(change);
}

void CheckReopening(Scope& scope, const syntax::Reopening& source, CheckedCase& checked) {
  measure::Reopening reopening;
  const auto step = StepIndex(scope, checked, source.step);
  if (source.verb.text != "resume" || (source.otherwise && source.otherwise->text != "new")) {
    scope.Report(DiagnosticKind::unexpected_text, source.span, fmt::format("`{}` is not how a case that is opened again goes on", OneLine(scope.sources.Text(source.span))))
        .help = "write `on reopened within 5 working days resume clock, else new case`";
    return;
  }
  if (!source.otherwise) {
    scope.Report(DiagnosticKind::undecided, source.span, "a case that is opened again later than that is neither the old one nor a new one")
        .help = "add `, else new case`: its clocks then start at the reopening";
  }
  const TypedExpression value = NumberConstant(scope, source.within.span, {source.within.value, source.within.unit});
  if (!step || value.type.kind == TypeKind::poison) return;
  reopening.step = *step;
  if (value.type.kind == TypeKind::business_days) {
    if (Ask(scope, "business_day_end", source.within.span) == nullptr) {
      scope.Report(DiagnosticKind::undecided, source.within.span, "business days may end with their last day, at its closing time, or at the time of day they were counted from, and nothing says what then")
          .help = "put `decide business_day_end is end_of_day` into the header, or name conventions that decide it";
    }
    reopening.business_days = true;
    reopening.days = value.value;
    reopening.within.calendar = CalendarOf(scope, value.type.unit);
    if (reopening.within.calendar == nullptr) return;
  } else {
    const auto amount = CheckTimeAmount(scope, value, source.within.span, true);
    if (!amount) return;
    reopening.within = *amount;
  }
  checked.rules.reopening = reopening;
}

}  // namespace

std::optional<std::uint32_t> StepIndex(Scope& scope, const CheckedCase& of, const syntax::Identifier& name) {
  const auto found = std::find(of.steps.begin(), of.steps.end(), name.text);
  if (found != of.steps.end()) return static_cast<std::uint32_t>(found - of.steps.begin());
  if (name.text.empty()) return std::nullopt;
  scope.Report(DiagnosticKind::unknown_name, name.span, fmt::format("case `{}` has no step `{}`{}", of.name, name.text, DidYouMean(name.text, of.steps)))
      .help = "its steps are " + ListOf(of.steps);
  return std::nullopt;
}

void CheckCase(Scope& scope, const syntax::Case& source, Span span) {
  CheckedCase checked{.name = source.name.text, .title = source.title ? source.title->value : "", .clause = scope.clause, .span = span};
  if (source.steps.empty()) {
    scope.Report(DiagnosticKind::case_incomplete, source.name.span, fmt::format("case `{}` has no steps", checked.name))
        .help = "add the steps it may go through, such as `steps opened, resolved`";
    return;
  }
  CheckSteps(scope, source, checked);
  CheckedEvent records = RecordsOf(scope, source, checked);
  const auto index = static_cast<std::uint32_t>(scope.contract.cases.size());
  CheckedEvent rows = RowsOf(scope, source, records, index, checked);
  for (const syntax::ClassChange& change : source.changes) CheckChange(scope, change, records, checked);
  if (source.reopening) CheckReopening(scope, *source.reopening, checked);
  for (const syntax::LeaveOut& out : source.leave_out) {
    if (out.by) scope.Find(*out.by, NameKind::party);
    if (const auto step = StepIndex(scope, checked, out.step)) checked.rules.leave_out.push_back(*step);
  }
  checked.records = AddEvent(scope, std::move(records));
  checked.rows = AddEvent(scope, std::move(rows));
  if (const auto declared = scope.names.find(source.name.text); declared != scope.names.end()) declared->second.index = index;
  scope.contract.cases.push_back(std::move(checked));
}

}  // namespace slate::check
