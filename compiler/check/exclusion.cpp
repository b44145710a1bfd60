// Exclusions: of time, an interval from its own records; of items, a condition, and the notices and decisions it depends on.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/calendar.h"
#include "compiler/check/declarations.h"
#include "compiler/check/governance.h"
#include "compiler/check/literals.h"
#include "compiler/check/pieces.h"

namespace slate::check {
namespace {

void FindParties(Scope& scope, const syntax::Notice& notice) {
  for (const syntax::Identifier* party : {&notice.by, &notice.to}) scope.Find(*party, NameKind::party);
}

bool SilenceAccepts(const syntax::Decider& decider) { return decider.silence.text == "accepts"; }

// Whether it can be: what silence means is said, and there is a notice to answer.
bool CheckDecider(Scope& scope, const syntax::Exclusion& source) {
  const syntax::Decider& decider = *source.decider;
  CheckAddressee(scope, decider.by);
  if (!SilenceAccepts(decider) && decider.silence.text != "refuses") {
    scope.Report(DiagnosticKind::undecided, decider.span, "nothing says what holds when nobody decides in time").help = "end with `silence accepts` or `silence refuses`";
    return false;
  }
  if (source.notice) return true;
  scope.Report(DiagnosticKind::metric_incomplete, decider.span, "a decision is due some time after the notice, and no notice is asked for")
      .help = "add `notice by PARTY to PARTY within 4 hours after ...`; of time, `at least 48 hours before start`";
  return false;
}

void CheckTimeExclusion(Scope& scope, const syntax::Exclusion& source, Span span, CheckedTimeline& timeline) {
  const CheckedField entity = scope.contract.events[timeline.pieces].fields[0];
  CheckedTimeExclusion checked{.name = source.name.text, .title = source.title ? source.title->value : "", .clause = scope.clause, .span = span};
  if (source.when) {
    scope.Report(DiagnosticKind::type_mismatch, source.when->span, fmt::format("an exclusion of `{}` is an interval of time from its own records, so no condition chooses it", timeline.name))
        .help = "leave `when` out; bind its records with `exclusion " + checked.name + " from csv { ... }`";
  }
  CheckedEvent records{.name = checked.name, .title = checked.title, .clause = scope.clause, .span = span, .kind = "exclusion"};
  records.no_key = true;  // intervals are united: one that is reported twice changes nothing
  records.fields.push_back(entity);
  records.fields.push_back(FieldOf("start", TypeKind::instant, span));
  records.fields.push_back(FieldOf("end", TypeKind::instant, span));
  if (source.notice) {
    const syntax::Notice& notice = *source.notice;
    FindParties(scope, notice);
    if (!notice.at_least || !notice.before || notice.moment) {
      scope.Report(DiagnosticKind::type_mismatch, notice.span, "an interval is announced some time before it starts")
          .help = "write `notice by PARTY to PARTY at least 48 hours before start`";
    } else {
      checked.notice = CheckElapsed(scope, notice.lead);
      records.fields.push_back(FieldOf("notified", TypeKind::instant, notice.span));
    }
  }
  if (source.decider) {
    const syntax::Decider& decider = *source.decider;
    CheckDecider(scope, source);
    checked.decision = CheckElapsed(scope, decider.within);
    checked.silence_accepts = SilenceAccepts(decider);
    if (checked.notice) {
      CheckedField decided = FieldOf(SilenceAccepts(decider) ? "refused" : "accepted", TypeKind::instant, decider.span);
      decided.type.optional = true;
      records.fields.push_back(std::move(decided));
    }
  }
  if (source.only_in) checked.only_in = CheckHoursOfWeek(scope, checked.name, *source.only_in);
  if (source.budget) {
    const syntax::Budget& budget = *source.budget;
    const bool own = budget.scope.groups.size() == 1 && budget.scope.groups[0].text == entity.name;
    if (!budget.quantity || !budget.scope.period || !own || !budget.earliest_first) {
      scope.Report(DiagnosticKind::undecided, budget.span, "the ceiling does not say how much time, for whom, for how long and which intervals use it up")
          .help = fmt::format("write `at most 8 hours for each {} each calendar month, earliest first`", entity.name);
    } else {
      checked.budget = CheckElapsed(scope, *budget.quantity);
      checked.budget_period = CheckPeriodApart(scope, *budget.scope.period, "an interval would use up several ceilings").value_or(Period{});
    }
  }
  checked.records = AddEvent(scope, std::move(records));
  AddField(scope.contract.events[timeline.pieces], FieldOf(checked.name, TypeKind::boolean, span));
  timeline.exclusions.push_back(std::move(checked));
}

std::string NotifiedField(const syntax::Exclusion& source) { return source.name.text + "_notified"; }
std::string DecidedField(const syntax::Exclusion& source) {
  return source.name.text + (SilenceAccepts(*source.decider) ? "_refused" : "_accepted");
}

void AddMoment(Scope& scope, CheckedEvent& event, std::string name, Span span) {
  for (const CheckedField& field : event.fields) {
    if (field.name != name) continue;
    scope.Report(DiagnosticKind::duplicate_name, span, fmt::format("the exclusion needs a field `{}`, and `{}` declares one", name, event.name))
        .notes.push_back({field.span, "declared here"});
    return;
  }
  CheckedField field = FieldOf(std::move(name), TypeKind::instant, span);
  field.type.optional = true;
  AddField(event, std::move(field));
}

void CheckItemExclusion(Scope& scope, const syntax::Exclusion& source, CheckedEvent& event) {
  if (source.only_in) {
    scope.Report(DiagnosticKind::type_mismatch, source.only_in->span, fmt::format("items of `{}` are no stretch of time that could lie in hours of the week", event.name))
        .help = "an exclusion of a timeline can be confined to hours; of items, write the times into `when`";
  }
  if (source.notice) {
    FindParties(scope, *source.notice);
    if (!source.notice->moment || (source.notice->at_least != source.notice->before)) {
      scope.Report(DiagnosticKind::type_mismatch, source.notice->span, "the notice of an item that is left out is due within a time after a moment of the item, or at least a time before it")
          .help = fmt::format("write `notice by PARTY to PARTY within 4 hours after {}.MOMENT`", source.source.variable.text);
    } else {
      AddMoment(scope, event, NotifiedField(source), source.notice->span);
    }
  }
  if (source.decider) {
    if (CheckDecider(scope, source)) AddMoment(scope, event, DecidedField(source), source.decider->span);
  }
  if (source.budget) {
    if (auto ceiling = CheckCeiling(scope, *source.budget, event)) scope.ceilings.emplace(source.name.text, *std::move(ceiling));
  }
}

// A moment that is known to be there.
TypedExpression MomentOf(const CheckedEvent& event, std::uint32_t field, Span span) {
  TypedExpression moment = FieldValue(event, field, span);
  moment.type.optional = false;
  return moment;
}

// The field holds a moment, no later than the deadline.
TypedExpression InTime(const CheckedEvent& event, std::uint32_t field, const TypedExpression& deadline, Span span) {
  TypedExpression recorded = Condition(TypedOp::recorded, span, {});
  recorded.field = field;
  return Condition(TypedOp::logical_and, span, {std::move(recorded), Condition(TypedOp::less_equal, span, {MomentOf(event, field, span), deadline})});
}

// The moment that lies `distance` beside another; nothing after reporting.
std::optional<TypedExpression> Beside(const ItemScope& item, TypedExpression moment, bool before, const syntax::Quantity& distance, Span span) {
  if (distance.unit.empty()) return std::nullopt;  // left by recovery
  TypedExpression length = NumberConstant(item.scope, distance.span, {distance.value, distance.unit});
  TypedExpression deadline = MomentBeside(item, span, std::move(moment), before, std::move(length));
  if (deadline.type.kind == TypeKind::poison) return std::nullopt;
  if (deadline.type.kind == TypeKind::instant) return deadline;
  item.scope.Report(DiagnosticKind::type_mismatch, span, fmt::format("a deadline is a point in time, not {}", Describe(deadline.type)))
      .help = "count from a moment, such as `d.promised` or `end of d.day`";
  return std::nullopt;
}

// A case is told by its steps, so what an exclusion depends on is one of them.
void CheckCaseExclusion(Scope& scope, const syntax::Exclusion& source, const CheckedCase& of) {
  const auto refuse = [&](const auto& part, std::string_view what, std::string help) {
    if (part) scope.Report(DiagnosticKind::type_mismatch, part->span, fmt::format("an exclusion of case `{}` cannot have {}", of.name, what)).help = std::move(help);
  };
  const std::string& item = source.source.variable.text.empty() ? of.name : source.source.variable.text;
  refuse(source.notice, "a notice of its own: what happens to a case is a step of it",
         fmt::format("list the notice in `steps`, and demand it in the condition: `when {0}.NOTICE no later than {0}.{1} + 4 hours`", item, of.steps.front()));
  refuse(source.decider, "a decision of its own: what happens to a case is a step of it",
         fmt::format("list the decision in `steps`, and demand it in the condition, such as `when {}.ACCEPTED is recorded`", item));
  refuse(source.only_in, "hours of the week: it takes out whole cases", "pause the clock instead, or measure it in the hours of a calendar");
  refuse(source.budget, "a ceiling: it takes out whole cases", "a pause of a clock may have one: `pause from STEP until STEP, at most 8 hours`");
}

}  // namespace

void CheckExclusion(Scope& scope, const syntax::Exclusion& source, Span span) {
  const auto found = scope.names.find(source.source.event.text);
  if (found == scope.names.end() || found->second.index == UINT32_MAX) return;  // reported where a metric uses it
  if (found->second.kind == NameKind::timeline) CheckTimeExclusion(scope, source, span, scope.contract.timelines[found->second.index]);
  if (found->second.kind == NameKind::event) CheckItemExclusion(scope, source, scope.contract.events[found->second.index]);
  if (found->second.kind == NameKind::case_clause) CheckCaseExclusion(scope, source, scope.contract.cases[found->second.index]);
}

std::optional<TypedExpression> CheckEffect(const ItemScope& item, const syntax::Exclusion& source, const Facts& facts) {
  if (!source.notice || !source.notice->moment) return std::nullopt;
  const syntax::Notice& notice = *source.notice;
  const auto notified = FindField(*item.event, NotifiedField(source));
  TypedExpression moment = CheckValue(item, *notice.moment, facts);
  const auto due = Beside(item, std::move(moment), notice.before, notice.lead, notice.span);
  if (!notified || !due) return std::nullopt;
  TypedExpression effect = InTime(*item.event, *notified, *due, notice.span);
  const auto decided = source.decider ? FindField(*item.event, DecidedField(source)) : std::nullopt;
  if (!decided) return effect;
  const auto answered = Beside(item, MomentOf(*item.event, *notified, notice.span), false, source.decider->within, source.decider->span);
  if (!answered) return std::nullopt;
  TypedExpression decision = InTime(*item.event, *decided, *answered, source.decider->span);
  if (SilenceAccepts(*source.decider)) decision = Condition(TypedOp::logical_not, source.decider->span, {std::move(decision)});
  return Condition(TypedOp::logical_and, source.decider->span, {std::move(effect), std::move(decision)});
}

}  // namespace slate::check
