#include "compiler/check/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/amendment.h"
#include "compiler/check/calendar.h"
#include "compiler/check/cuts.h"
#include "compiler/check/declarations.h"
#include "compiler/check/governance.h"
#include "compiler/check/incentives.h"
#include "compiler/check/joint.h"
#include "compiler/check/expressions.h"
#include "compiler/check/proofs.h"
#include "compiler/check/unevaluated.h"

namespace slate::check {
namespace {

void Declare(Scope& scope, const syntax::Identifier& name, Declaration declaration) {
  if (name.text.empty()) return;  // left by recovery
  declaration.span = name.span;
  declaration.clause = scope.clause;
  const auto [existing, fresh] = scope.names.emplace(name.text, declaration);
  if (fresh) return;
  scope.Report(DiagnosticKind::duplicate_name, name.span, fmt::format("`{}` is declared twice", name.text))
      .notes.push_back({existing->second.span, fmt::format("first here, as {}", Describe(existing->second.kind))});
}

void CheckHeader(Scope& scope, const syntax::Contract& contract) {
  CheckedContract& checked = scope.contract;
  std::vector<std::string> missing;
  const auto need = [&](bool present, std::string_view line) {
    if (!present) missing.emplace_back(line);
  };
  need(contract.parties.size() >= 2, "customer NAME \"...\"   provider NAME \"...\"");
  need(contract.term.has_value(), "term 2025-01-01 through 2025-12-31");
  need(contract.time_zone.has_value(), "time zone \"Europe/Berlin\"");
  need(contract.currency.has_value(), "currency EUR");
  if (!missing.empty()) {
    std::string block;
    for (const std::string& line : missing) block += "\n  " + line;
    scope.Report(DiagnosticKind::header_incomplete, contract.title.span, "the contract's header is incomplete").help = "add:" + block;
  }
  for (const syntax::Party& party : contract.parties) Declare(scope, party.name, {.kind = NameKind::party});
  for (const syntax::CalendarUse& calendar : contract.calendars) Declare(scope, calendar.name, {.kind = NameKind::calendar});
  if (contract.term) {
    checked.term_first = contract.term->first;
    checked.term_last = contract.term->until ? Date{contract.term->last.days - 1} : contract.term->last;
    if (checked.term_last < checked.term_first) {
      scope.Report(DiagnosticKind::term_reversed, contract.term->span, "the term ends before it begins");
    } else if (checked.term_last.days - checked.term_first.days > 366 * 100) {
      scope.Report(DiagnosticKind::number_out_of_range, contract.term->span, "the term is longer than a hundred years");
      checked.term_last = checked.term_first;
    }
  }
  if (contract.time_zone) {
    checked.zone = Zone::Find(contract.time_zone->value);
    if (checked.zone == nullptr) {
      scope.Report(DiagnosticKind::unknown_zone, contract.time_zone->span, fmt::format("the tz database has no zone `{}`", contract.time_zone->value))
          .help = "zones are named like \"Europe/Berlin\" or \"UTC\"";
    }
  }
  if (contract.currency) {
    if (const auto currency = FindCurrency(contract.currency->text)) {
      checked.currency = *currency;
    } else {
      scope.Report(DiagnosticKind::unknown_currency, contract.currency->span, fmt::format("`{}` is not a currency of ISO 4217", contract.currency->text));
    }
  }
}

void DeclareClause(Scope& scope, const syntax::Clause& clause) {
  std::visit(
      [&](const auto& body) {
        using Body = std::decay_t<decltype(body)>;
        Declaration declaration{.kind = NameKind::define, .span = {}, .clause = {}, .index = UINT32_MAX, .body = &clause.body};
        if constexpr (std::is_same_v<Body, syntax::Define>) declaration.kind = NameKind::define;
        else if constexpr (std::is_same_v<Body, syntax::Roster>) declaration.kind = NameKind::roster;
        else if constexpr (std::is_same_v<Body, syntax::Charge>) declaration.kind = NameKind::charge;
        else if constexpr (std::is_same_v<Body, syntax::Event>) declaration.kind = NameKind::event;
        else if constexpr (std::is_same_v<Body, syntax::Timeline>) declaration.kind = NameKind::timeline;
        else if constexpr (std::is_same_v<Body, syntax::Case>) declaration.kind = NameKind::case_clause;
        else if constexpr (std::is_same_v<Body, syntax::Clock>) declaration.kind = NameKind::clock;
        else if constexpr (std::is_same_v<Body, syntax::Metric>) declaration.kind = NameKind::metric;
        else if constexpr (std::is_same_v<Body, syntax::Exclusion>) declaration.kind = NameKind::exclusion;
        else if constexpr (std::is_same_v<Body, syntax::Obligation>) declaration.kind = NameKind::obligation;
        else if constexpr (std::is_same_v<Body, syntax::Forum>) declaration.kind = NameKind::forum;
        else if constexpr (std::is_same_v<Body, syntax::Stacking>) declaration.kind = NameKind::stacking;
        else if constexpr (std::is_same_v<Body, syntax::Pool>) declaration.kind = NameKind::pool;
        else if constexpr (std::is_same_v<Body, syntax::Improvement>) declaration.kind = NameKind::improvement;
        else if constexpr (std::is_same_v<Body, syntax::Calendar>) declaration.kind = NameKind::calendar;
        else return;
        if (clause.unread) declaration.kind = NameKind::unevaluated;  // told where it did not read: whoever uses it is not blamed
        if constexpr (requires { body.name.text; }) Declare(scope, body.name, declaration);
      },
      clause.body);
}

// Runs `check` on every clause whose body is a `Body`, with the scope's clause set.
template <typename Body, typename Function>
void ForEach(Scope& scope, const syntax::Contract& contract, Function check) {
  for (const syntax::Schedule& schedule : contract.schedules) {
    for (const syntax::Clause& clause : schedule.clauses) {
      const auto* body = std::get_if<Body>(&clause.body);
      if (body == nullptr || clause.unread) continue;
      scope.clause = clause.number ? clause.number->text : "";
      check(*body, clause.span);
    }
  }
  scope.clause.clear();
}

// One more than the highest second part of a number in the schedule: `B.11` where there are `B.9` and `B.10.2`.
std::int64_t NextNumber(const syntax::Schedule& schedule) {
  std::int64_t highest = 0;
  for (const syntax::Clause& clause : schedule.clauses) {
    if (!clause.number) continue;
    std::int64_t number = 0;
    for (std::size_t i = clause.number->text.find('.') + 1; i < clause.number->text.size() && clause.number->text[i] != '.'; ++i) {
      number = std::min<std::int64_t>(number * 10 + (clause.number->text[i] - '0'), 1'000'000'000);
    }
    highest = std::max(highest, number);
  }
  return highest + 1;
}

bool IsFirstOnItsLine(const Scope& scope, Span span) {
  const std::string_view before = scope.sources.Text({span.file, 0, span.begin});
  const std::size_t last = before.find_last_not_of(" \t");
  return last == std::string_view::npos || before[last] == '\n';
}

// Messages, the ledger and other clauses cite a clause by its number.
void ReportUnnumbered(Scope& scope, const syntax::Schedule& schedule, const syntax::Clause& clause, std::int64_t free) {
  if (clause.unread || std::holds_alternative<std::monostate>(clause.body) || schedule.letter.text.empty()) return;  // left by recovery, reported there
  if (scope.diagnostics.HasErrors() && !IsFirstOnItsLine(scope, clause.span)) return;  // the rest of something that did not read
  const std::string_view text = scope.sources.Text(clause.span);
  const std::string head(text.substr(0, text.find_first_of(" \n{")));
  scope.Report(DiagnosticKind::clause_without_number, {clause.span.file, clause.span.begin, clause.span.begin + static_cast<std::uint32_t>(head.size())},
               "this clause has no number, so neither the parties nor the ledger can cite it")
      .help = fmt::format("{}.{} is free: write `{}.{} {} ...`", schedule.letter.text, free, schedule.letter.text, free, head);
}

void CheckClauseNumbers(Scope& scope, const syntax::Contract& contract) {
  std::map<std::string, Span> seen, schedules;
  for (const syntax::Schedule& schedule : contract.schedules) {
    const auto [other, first_of_letter] = schedules.emplace(schedule.letter.text, schedule.letter.span);
    if (!first_of_letter && !schedule.letter.text.empty()) {
      scope.Report(DiagnosticKind::duplicate_name, schedule.letter.span, fmt::format("there are two schedules {}", schedule.letter.text))
          .notes.push_back({other->second, "the other one"});
    }
    std::int64_t free = NextNumber(schedule);
    for (const syntax::Clause& clause : schedule.clauses) {
      if (!clause.number) {
        ReportUnnumbered(scope, schedule, clause, free++);
        continue;
      }
      if (!schedule.letter.text.empty() && clause.number->text.rfind(schedule.letter.text + ".", 0) != 0) {
        scope.Report(DiagnosticKind::duplicate_clause_number, clause.number->span, fmt::format("clause {} stands in schedule {}", clause.number->text, schedule.letter.text))
            .help = fmt::format("its number begins with `{}.`, or it belongs into another schedule", schedule.letter.text);
      }
      const auto [first, fresh] = seen.emplace(clause.number->text, clause.number->span);
      if (fresh) continue;
      scope.Report(DiagnosticKind::duplicate_clause_number, clause.number->span, fmt::format("clause {} occurs twice", clause.number->text))
          .notes.push_back({first->second, "first here"});
    }
  }
}

bool IsMadeOfMetric(const syntax::Timeline& timeline) { return timeline.source == syntax::TimelineSource::buckets; }

bool IsMadeOfMetric(const Scope& scope, const syntax::Identifier& source) {
  const auto found = scope.names.find(source.text);
  const auto* timeline = found == scope.names.end() || found->second.body == nullptr ? nullptr : std::get_if<syntax::Timeline>(found->second.body);
  return timeline != nullptr && IsMadeOfMetric(*timeline);
}

bool IsMadeOfMetric(const Scope& scope, const syntax::Metric& metric) {
  return metric.derivation || (metric.share && IsMadeOfMetric(scope, metric.share->timeline)) || (metric.measure && IsMadeOfMetric(scope, metric.measure->source.event));
}

// Of two declarations of one name the first stands.
void SetIndex(Scope& scope, const std::string& name, NameKind kind, std::size_t size_before, std::size_t size_after) {
  const auto found = scope.names.find(name);
  if (found != scope.names.end() && found->second.kind == kind && size_after > size_before) found->second.index = static_cast<std::uint32_t>(size_before);
}

}  // namespace

void CheckConventionsOf(const Library& library, const std::vector<std::string>& used, const SourceSet& sources, Diagnostics& diagnostics) {
  CheckedContract none;
  Scope scope{.contract = none, .sources = sources, .diagnostics = diagnostics, .names = {}, .decisions = {}, .clause = {}};
  CheckConventions(scope, library.conventions, used.empty() ? "" : used.front());
}

CheckedContract CheckContract(const syntax::Contract& contract, const std::vector<const syntax::Amendment*>& amendments, const Library& library,
                              const SourceSet& sources, Diagnostics& diagnostics) {
  CheckedContract checked;
  checked.title = contract.title.value;
  checked.reference = contract.reference ? contract.reference->value : "";
  checked.span = contract.span;
  Scope scope{.contract = checked, .sources = sources, .diagnostics = diagnostics, .names = {}, .decisions = {}, .clause = {}};

  if (contract.unread) {
    checked.unread = true;
    return checked;
  }
  CheckHeader(scope, contract);
  ReportUnevaluatedHeader(scope, contract);
  CheckDecisions(scope, contract, library.conventions);
  CheckClauseNumbers(scope, contract);
  for (const syntax::Schedule& schedule : contract.schedules) {
    for (const syntax::Clause& clause : schedule.clauses) {
      scope.clause = clause.number ? clause.number->text : "";
      DeclareClause(scope, clause);
      if (clause.unread) checked.unread = true, scope.unread.push_back(clause.span);
      else ReportUnevaluatedClause(scope, clause);
    }
  }
  scope.clause.clear();

  CheckAmendments(scope, contract, amendments);
  CheckCalendars(scope, contract, library);
  // In order of dependence: each kind sees the checked form of those before it.
  ForEach<syntax::Roster>(scope, contract, [&](const syntax::Roster& roster, Span span) {
    const std::size_t before = checked.rosters.size();
    CheckRoster(scope, roster, span);
    SetIndex(scope, roster.name.text, NameKind::roster, before, checked.rosters.size());
  });
  ForEach<syntax::Charge>(scope, contract, [&](const syntax::Charge& charge, Span span) {
    const std::size_t before = checked.charges.size();
    CheckCharge(scope, charge, span);
    SetIndex(scope, charge.name.text, NameKind::charge, before, checked.charges.size());
  });
  ForEach<syntax::Pool>(scope, contract, [&](const syntax::Pool& pool, Span span) {
    const std::size_t before = checked.pools.size();
    CheckPool(scope, pool, span);
    SetIndex(scope, pool.name.text, NameKind::pool, before, checked.pools.size());
  });
  ForEach<syntax::Event>(scope, contract, [&](const syntax::Event& event, Span span) {
    const std::size_t before = checked.events.size();
    CheckEvent(scope, event, span);
    SetIndex(scope, event.name.text, NameKind::event, before, checked.events.size());
  });
  ForEach<syntax::Case>(scope, contract, [&](const syntax::Case& one, Span span) { CheckCase(scope, one, span); });
  ForEach<syntax::Clock>(scope, contract, [&](const syntax::Clock& clock, Span span) { CheckClock(scope, clock, span); });
  if (!checked.unread) ForEach<syntax::Case>(scope, contract, [&](const syntax::Case& one, Span) { CheckClocksOfCase(scope, one); });
  // A timeline may be made of a metric, and a metric of others: what is made of nothing else first.
  for (const bool made_of_metrics : {false, true}) {
    ForEach<syntax::Timeline>(scope, contract, [&](const syntax::Timeline& timeline, Span span) {
      if (IsMadeOfMetric(timeline) == made_of_metrics) CheckTimeline(scope, timeline, span);
    });
    ForEach<syntax::Exclusion>(scope, contract, [&](const syntax::Exclusion& exclusion, Span span) {
      if (IsMadeOfMetric(scope, exclusion.source.event) == made_of_metrics) CheckExclusion(scope, exclusion, span);
    });
    ForEach<syntax::Metric>(scope, contract, [&](const syntax::Metric& metric, Span span) {
      if (IsMadeOfMetric(scope, metric) == made_of_metrics) CheckMetric(scope, metric, span);
    });
  }
  ForEach<syntax::Metric>(scope, contract, [&](const syntax::Metric& metric, Span span) { CheckDerived(scope, metric, span); });
  ForEach<syntax::Metric>(scope, contract, [&](const syntax::Metric& metric, Span) { CheckDesignFacts(scope, metric); });
  ForEach<syntax::Obligation>(scope, contract, [&](const syntax::Obligation& obligation, Span span) { CheckObligation(scope, obligation, span); });
  CheckReliefByObligations(scope);
  ForEach<syntax::Watch>(scope, contract, [&](const syntax::Watch& watch, Span span) { CheckWatch(scope, watch, span); });
  std::set<std::string> clauses;
  for (const syntax::Schedule& schedule : contract.schedules) {
    for (const syntax::Clause& clause : schedule.clauses) clauses.insert(clause.number ? clause.number->text : "");
  }
  ForEach<syntax::Forum>(scope, contract, [&](const syntax::Forum& forum, Span) { CheckForum(scope, forum, clauses); });
  ForEach<syntax::Recalibration>(scope, contract, [&](const syntax::Recalibration& recalibration, Span) { CheckRecalibration(scope, recalibration); });
  ForEach<syntax::Improvement>(scope, contract, [&](const syntax::Improvement& improvement, Span) { CheckImprovement(scope, improvement, contract); });
  CheckActs(scope, contract);
  ForEach<syntax::Stacking>(scope, contract, [&](const syntax::Stacking& stacking, Span span) { CheckStacking(scope, stacking, span); });
  CheckPoolMembers(scope);
  CheckSplits(scope);
  CheckUnmeasuredDerived(scope);
  ProveObligations(scope);

  const bool checked_whole = !diagnostics.HasErrors();  // else what could not be read or checked may be where a name is used
  if (checked_whole) CheckMomentsUsed(scope);
  ForEach<syntax::Define>(scope, contract, [&](const syntax::Define& define, Span) {
    const auto found = scope.names.find(define.name.text);
    if (!checked_whole || found == scope.names.end() || found->second.used) return;
    scope.Report(DiagnosticKind::unused_definition, define.name.span, fmt::format("`{}` is defined but used nowhere", define.name.text))
        .help = "use it or take it out: a Defined Term without use invites an argument about what it was for";
  });
  ForEach<syntax::Exclusion>(scope, contract, [&](const syntax::Exclusion& exclusion, Span) {
    const auto found = scope.names.find(exclusion.name.text);
    if (!checked_whole || found == scope.names.end() || found->second.used) return;
    scope.Report(DiagnosticKind::unused_definition, exclusion.name.span, fmt::format("exclusion `{}` is applied by no metric", exclusion.name.text))
        .help = fmt::format("add `excluding {}` to the metric it is meant for, or take it out", exclusion.name.text);
  });

  const bool owes = !checked.obligations.empty();
  if (const Decided* grace = owes ? Ask(scope, "grace", contract.title.span) : Decision(scope, "grace")) {
    checked.grace_days = grace->quantity;
  } else if (owes) {
    scope.Report(DiagnosticKind::undecided, contract.title.span, "nothing says how long after a period's end its result stays provisional")
        .help = "put `decide grace is 30 days` into the header, or name conventions that decide it";
  }
  for (const auto& [question, decided] : scope.decisions) checked.decisions.push_back(decided);
  return checked;
}

}  // namespace slate::check
