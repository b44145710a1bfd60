#include "compiler/check/governance.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/declarations.h"
#include "compiler/check/incentives.h"
#include "compiler/check/literals.h"
#include "runtime/settle/acts.h"

namespace slate::check {
namespace {

void CheckRung(Scope& scope, const syntax::Rung& source, CheckedObligation& obligation) {
  CheckedRung rung;
  rung.text = OneLine(scope.sources.Text(source.span));
  rung.span = source.span;
  const auto when = CheckMissCount(scope, source.when, obligation);
  bool sound = when.has_value();
  if (when) rung.when = *when;
  const auto time = [&](const syntax::Quantity& quantity, Within& into) {
    const auto within = CheckWithin(scope, quantity);
    if (within) into = *within;
    sound = sound && within;
  };
  const auto party = [&](const syntax::Identifier& name, std::string& into) {
    if (scope.Find(name, NameKind::party) != nullptr) into = name.text;
    sound = sound && !into.empty();
  };
  if (source.to) {
    const auto to = CheckAddressee(scope, *source.to);
    if (to) rung.to = *to;
    sound = sound && to;
    time(source.within, rung.within);
    if (source.plan_by) {
      party(*source.plan_by, rung.plan_by);
      time(source.plan_within, rung.plan_within);
    }
  } else {
    if (source.may_terminate) {
      party(*source.may_terminate, rung.terminate_by);
      time(source.within, rung.within);
    } else if (source.ends.text != "ends") {
      scope.Report(DiagnosticKind::unexpected_text, source.span, fmt::format("`contract {}` says nothing", source.ends.text)).help = "write `contract ends on 30 days notice`, or `PARTY may terminate within 90 days on 60 days notice`";
      sound = false;
    } else {
      rung.ends = true;
    }
    time(source.notice, rung.notice);
  }
  if (sound) obligation.rungs.push_back(std::move(rung));
}

CheckedField Optional(CheckedField field) {
  field.type.optional = true;
  return field;
}

}  // namespace

std::optional<std::string> CheckAddressee(Scope& scope, const syntax::Identifier& name) {
  const auto found = scope.names.find(name.text);
  const bool forum = found != scope.names.end() && found->second.kind == NameKind::forum;
  return scope.Find(name, forum ? NameKind::forum : NameKind::party) == nullptr ? std::nullopt : std::optional(name.text);
}

std::optional<Within> CheckWithin(Scope& scope, const syntax::Quantity& quantity) {
  if (quantity.unit.empty() && quantity.value.digits == 0) return std::nullopt;  // it did not read
  syntax::NumberLiteral literal{quantity.value, quantity.unit};
  if (literal.unit.size() == 2 && literal.unit[0].text == "calendar") literal.unit.erase(literal.unit.begin());
  const TypedExpression value = NumberConstant(scope, quantity.span, literal);
  Within within{.unit = WithinUnit::elapsed, .amount = value.value, .calendar = nullptr, .text = OneLine(scope.sources.Text(quantity.span))};
  switch (value.type.kind) {
    case TypeKind::duration: within.unit = WithinUnit::elapsed; break;
    case TypeKind::calendar_days: within.unit = WithinUnit::days; break;
    case TypeKind::calendar_months: within.unit = WithinUnit::months; break;
    case TypeKind::business_time: within.unit = WithinUnit::business_time; break;
    case TypeKind::business_days: within.unit = WithinUnit::business_days; break;
    case TypeKind::poison: return std::nullopt;
    default:
      scope.Report(DiagnosticKind::type_mismatch, quantity.span, "this is no time within which something can be done").help = "write `2 working days`, `30 days` or `2 calendar months`";
      return std::nullopt;
  }
  if (within.amount > 100'000 && within.unit != WithinUnit::elapsed && within.unit != WithinUnit::business_time) {
    scope.Report(DiagnosticKind::number_out_of_range, quantity.span, "this is longer than any contract").help = "write `2 working days`, `30 days` or `2 calendar months`";
    return std::nullopt;
  }
  if (within.unit == WithinUnit::business_days && Ask(scope, "business_day_end", quantity.span) == nullptr) {
    scope.Report(DiagnosticKind::undecided, quantity.span, "business days may end with their last day, at its closing time, or at the time of day they were counted from, and nothing says what then")
        .help = "put `decide business_day_end is end_of_day` into the header, or name conventions that decide it";
  }
  for (const CheckedCalendar& calendar : scope.contract.calendars) {
    if (IsBusiness(value.type.kind) && calendar.name == value.type.unit) within.calendar = calendar.hours;
  }
  if (IsBusiness(value.type.kind) && within.calendar == nullptr) return std::nullopt;  // its own problems were told
  return within;
}

void CheckForum(Scope& scope, const syntax::Forum& source, const std::set<std::string>& clauses) {
  CheckedForum forum{.name = source.name.text, .title = source.title ? source.title->value : "", .clause = scope.clause, .chair = source.chair.text, .meets = {}, .reviews = {}, .span = source.span};
  if (const auto meets = CheckPeriodApart(scope, source.meets, "a forum would meet several times for one day")) forum.meets = *meets;
  scope.Find(source.chair, NameKind::party);
  for (const syntax::ClauseNumber& clause : source.reviews) {
    forum.reviews.push_back(clause.text);
    if (clauses.contains(clause.text)) continue;
    scope.Report(DiagnosticKind::unknown_name, clause.span, fmt::format("there is no clause {}{}", clause.text, DidYouMean(clause.text, {clauses.begin(), clauses.end()})))
        .help = "a forum reviews clauses of this contract, by their numbers";
  }
  scope.contract.forums.push_back(std::move(forum));
}

void CheckWatch(Scope& scope, const syntax::Watch& source, Span span) {
  Declaration* found = scope.Find(source.metric, NameKind::metric);
  const auto within = CheckWithin(scope, source.within);
  const auto to = CheckAddressee(scope, source.to);
  if (found == nullptr || found->index == UINT32_MAX) return;
  const CheckedMetric& metric = scope.contract.metrics[found->index];
  CheckedObligation watch;
  watch.watch = true;
  watch.name = "watch_" + metric.name;
  watch.title = metric.title;
  watch.clause = scope.clause;
  watch.span = span;
  watch.metric = found->index;
  for (const CheckedObligation& other : scope.contract.obligations) {
    if (other.name != watch.name) continue;
    scope.Report(DiagnosticKind::duplicate_name, source.metric.span, fmt::format("`{}` is watched twice", metric.name)).notes.push_back({other.span, "here already"});
    return;
  }
  if (const auto group = SingleGroup(scope, source.scope)) {
    watch.group = CheckGroupOf(scope, metric, *group);
    if (!watch.group) return;
  }
  if (!source.scope.period) {
    scope.Report(DiagnosticKind::undecided, source.span, "the watch does not say over which period").help = fmt::format("write `watch {} each ISO week`", metric.name);
    return;
  }
  const auto period = CheckPeriod(scope, *source.scope.period);
  const auto level = CheckLevel(scope, source.level, metric.measured, nullptr);
  if (!period || !level || !within || !to) return;
  watch.period = *period;
  if (watch.group) CheckLivesFit(scope, scope.contract.events[metric.event], *watch.group, *period);
  if (!CheckDerivedScope(scope, metric, watch.group, *period, source.span)) return;
  watch.target = {.direction = source.below ? CheckedLevel::Direction::at_least : CheckedLevel::Direction::at_most, .level = *level, .unit = {}, .span = source.level.span};
  CheckedRung rung;
  rung.text = OneLine(scope.sources.Text(source.span));
  rung.when = {.misses = 1, .window = 0, .below_minimum = false, .text = fmt::format("{} {}", source.below ? "below" : "above", OneLine(scope.sources.Text(source.level.span))), .span = source.level.span};
  rung.to = *to;
  rung.within = *within;
  rung.span = source.span;
  watch.rungs.push_back(std::move(rung));
  scope.contract.obligations.push_back(std::move(watch));
}

void CheckRemedies(Scope& scope, const syntax::Obligation& source, CheckedObligation& obligation) {
  if (source.escalate_span && source.rungs.empty()) {
    scope.Report(DiagnosticKind::obligation_incomplete, *source.escalate_span, "the ladder has no rung, so nothing says what misses lead to").help = "write `1 miss to FORUM within 2 working days`";
  }
  for (const syntax::Rung& rung : source.rungs) CheckRung(scope, rung, obligation);
  if (!source.claim) return;
  const syntax::Claim& claim = *source.claim;
  if (!source.credit) {
    scope.Report(DiagnosticKind::dead_decision, claim.span, fmt::format("obligation `{}` gives no credit that could be claimed", obligation.name)).help = "take `claim` out";
    return;
  }
  if (!claim.lapses) {
    scope.Report(DiagnosticKind::undecided, claim.span, "nothing says what becomes of a credit that is not claimed in time").help = "add `, else lapses`, or take `claim` out: then credits are due without it";
  }
  const auto within = CheckWithin(scope, claim.within);
  if (scope.Find(claim.by, NameKind::party) == nullptr || !within) return;
  if (claim.by.text == obligation.owed_by) {
    scope.Report(DiagnosticKind::type_mismatch, claim.by.span, fmt::format("`{}` owes the credit: it would not claim it from itself", claim.by.text)).help = fmt::format("write `claim by {}`", obligation.owed_to);
  }
  obligation.claim = CheckedClaim{claim.by.text, OneLine(scope.sources.Text(claim.span)), *within, claim.span};
}

void CheckActs(Scope& scope, const syntax::Contract& source) {
  CheckedContract& contract = scope.contract;
  bool to_approve = false;  // also where the recalibration itself is unsound: whoever binds acts is not to blame
  for (const syntax::Schedule& schedule : source.schedules) {
    for (const syntax::Clause& clause : schedule.clauses) {
      const auto* recalibration = std::get_if<syntax::Recalibration>(&clause.body);
      to_approve = to_approve || (recalibration != nullptr && recalibration->approved);
    }
  }
  const auto asks = [](const CheckedObligation& obligation) { return obligation.claim || !obligation.rungs.empty(); };
  if (!to_approve && contract.forums.empty() && contract.improvements.empty() && std::none_of(contract.obligations.begin(), contract.obligations.end(), asks)) return;
  if (const auto taken = scope.names.find("acts"); taken != scope.names.end()) {
    scope.Report(DiagnosticKind::duplicate_name, taken->second.span, "`acts` are what people do under the contract: claims, acknowledgements, plans, notices, approvals").help = "choose another name";
    return;
  }
  const Span span = contract.span;
  CheckedEvent acts{.name = "acts", .title = "Acts", .clause = {}, .span = span, .kind = "event", .fields = {}, .key = {0}};
  acts.recorded = 1;
  acts.fields.push_back(FieldOf("act", TypeKind::text, span));
  acts.fields.push_back(FieldOf("made", TypeKind::instant, span));
  acts.fields.push_back(FieldOf("kind", TypeKind::enumeration, span));
  acts.fields.back().values.assign(std::begin(settle::kActWords), std::end(settle::kActWords));
  acts.fields.push_back(FieldOf("concerns", TypeKind::enumeration, span));
  for (const CheckedObligation& obligation : contract.obligations) acts.fields.back().values.push_back(obligation.name);
  for (const CheckedImprovement& improvement : contract.improvements) acts.fields.back().values.push_back(improvement.name);
  for (const CheckedForum& forum : contract.forums) acts.fields.back().values.push_back(forum.name);
  acts.fields.push_back(FieldOf("party", TypeKind::enumeration, span));
  for (const auto& [name, declaration] : scope.names) {
    if (declaration.kind == NameKind::party || declaration.kind == NameKind::forum) acts.fields.back().values.push_back(name);
  }
  acts.fields.push_back(Optional(FieldOf("group", TypeKind::text, span)));
  acts.fields.push_back(Optional(FieldOf("period", TypeKind::text, span)));
  std::vector<std::string> actions;
  for (const CheckedImprovement& improvement : contract.improvements) {
    for (const CheckedImprovement::Action& action : improvement.actions) {
      if (std::find(actions.begin(), actions.end(), action.text) == actions.end()) actions.push_back(action.text);
    }
  }
  if (!actions.empty()) {
    acts.fields.push_back(Optional(FieldOf("action", TypeKind::enumeration, span)));
    acts.fields.back().values = std::move(actions);
  }
  contract.acts = AddEvent(scope, std::move(acts));
}

}  // namespace slate::check
