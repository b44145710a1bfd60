#include <fmt/format.h>

#include "runtime/ledger/ledger.h"
#include "runtime/ledger/text.h"
#include "runtime/settle/words.h"

namespace slate::ledger {
namespace {

using settle::Improvement;

std::string ToldText(const Ledger& ledger, const std::optional<settle::Told>& told) {
  return told ? fmt::format("      {} acknowledges {}\n", told->to, DutyText(ledger, told->due, told->acknowledged))
              : "";
}

void WriteOne(std::string& out, const Ledger& ledger, const Improvement& one) {
  out += fmt::format("  {} {}, owned by {}\n", one.clause, one.name, one.owner);
  if (const auto& goal = one.goal) {
    out += fmt::format("    {}: {}", Visible(goal->terms.text), settle::Phrase(goal->state));
    if (goal->value) {
      out += fmt::format(", {} in {}{}", ValueText(*goal->value, goal->terms.form, &goal->terms.to), goal->period,
                         goal->status == settle::Status::final ? "" : fmt::format(" ({})", settle::Word(goal->status)));
    } else if (!goal->period.empty()) {
      out += fmt::format(", nothing measured in {}", goal->period);
    }
    out += "\n" + ToldText(ledger, goal->told);
  }
  for (const Improvement::Action& action : one.actions) {
    out += fmt::format("    {} \"{}\" by {}: {}{}\n", action.terms.party, Visible(action.terms.text),
                       ToString(action.terms.by), settle::Phrase(action.state),
                       action.done ? " " + MomentText(*action.done, ledger.zone) : "");
    out += ToldText(ledger, action.told);
  }
  if (!one.problem.empty()) out += fmt::format("    {}\n", one.problem);
  if (const auto& funded = one.funded; funded && one.problem.empty()) {
    out += fmt::format("    {}: {} {} of {} {}\n", Visible(funded->text), ledger.currency.code,
                       GroupedAmountText(funded->amount, ledger.currency), ledger.currency.code,
                       GroupedAmountText(funded->credits, ledger.currency));
  }
}

std::string MomentOrNull(const std::optional<Instant>& moment) {
  return moment ? fmt::format("\"{}\"", ToString(*moment)) : "null";
}

std::string ToldObject(const std::optional<settle::Told>& told) {
  return told ? fmt::format("{{\"to\": {}, \"due\": \"{}\", \"acknowledged\": {}}}", Quoted(told->to),
                            ToString(told->due), MomentOrNull(told->acknowledged))
              : "null";
}

std::string GoalObject(const Improvement::Goal& goal) {
  const settle::ImprovementTerms::Goal& terms = goal.terms;
  std::string out = fmt::format(
      "{{\"metric\": {}, \"from\": {}, \"to\": {{\"direction\": \"{}\", \"level\": {}}}, \"by\": \"{}\", \"state\": "
      "\"{}\",\n",
      Quoted(terms.metric), Quoted(LevelText(terms.from, terms.form)), settle::Phrase(terms.to.direction),
      Quoted(LevelText(terms.to.level, terms.form)), ToString(terms.by), settle::Word(goal.state));
  out += fmt::format("      \"period\": {}, \"status\": {}, \"value\": {}, \"told\": {}}}",
                     goal.period.empty() ? "null" : Quoted(goal.period),
                     goal.period.empty() ? "null" : fmt::format("\"{}\"", settle::Word(goal.status)),
                     goal.value ? ValueJson(*goal.value, goal.exact, terms.form, &terms.to) : "null",
                     ToldObject(goal.told));
  return out;
}

std::string ActionObject(const Improvement::Action& action) {
  return fmt::format("{{\"party\": {}, \"action\": {}, \"by\": \"{}\", \"state\": \"{}\", \"done\": {}, \"told\": {}}}",
                     Quoted(action.terms.party), Quoted(action.terms.text), ToString(action.terms.by),
                     settle::Word(action.state), MomentOrNull(action.done), ToldObject(action.told));
}

}  // namespace

std::string ImprovementsTable(const Ledger& ledger) {
  std::string out = ledger.improvements.empty() ? "" : "\nimprovements\n";
  for (const Improvement& one : ledger.improvements) WriteOne(out, ledger, one);
  return out;
}

std::string ImprovementsJson(const Ledger& ledger) {
  std::string out;
  for (const Improvement& one : ledger.improvements) {
    out +=
        fmt::format("{}\n    {{\"improvement\": {}, \"title\": {}, \"clause\": {}, \"owned_by\": {},\n",
                    out.empty() ? "" : ",", Quoted(one.name), Quoted(one.title), Quoted(one.clause), Quoted(one.owner));
    out += fmt::format("     \"goal\": {},\n     \"actions\": [", one.goal ? GoalObject(*one.goal) : "null");
    for (std::size_t i = 0; i < one.actions.size(); ++i)
      out += (i == 0 ? "\n       " : ",\n       ") + ActionObject(one.actions[i]);
    const auto money = [&](Int128 minor) {
      return fmt::format("{{\"amount\": \"{}\", \"currency\": \"{}\"}}", AmountText(minor, ledger.currency),
                         ledger.currency.code);
    };
    const bool amount = one.funded && one.problem.empty();
    out += fmt::format(
        "],\n     \"funded\": {}}}",
        amount ? fmt::format("{{\"funded\": {}, \"credits\": {}, \"amount\": {}}}", Quoted(one.funded->text),
                             money(one.funded->credits), money(one.funded->amount))
               : "null");
  }
  return out;
}

}  // namespace slate::ledger
