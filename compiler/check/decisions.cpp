#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/check/check.h"
#include "compiler/check/declarations.h"

namespace slate::check {

const std::vector<Question>& Questions() {
  static const std::vector<Question> questions = {
      {"empty_period", {"no_data", "met", "missed", "not_assessed"}, "the verdict of a period in which nothing is left to measure"},
      {"credit_rounding", {"half_away_from_zero", "half_even", "down", "up"}, "how a credit line is rounded"},
      {"rounding_order", {"before_caps", "after_caps"}, "whether a credit line is rounded before or after caps"},
      {"cap_rounding", {"down"}, "how a cap that is a share of a charge is rounded"},
      {"partial_period", {"ignored", "met", "prorated"}, "what becomes of a period that the term cuts"},
      {"straddling_period", {"last_day"}, "which of two caps or pools a period belongs to that lies in both"},
      {"clock_change", {"first_moment"}, "which moment a time of day is that the clocks skip (the jump) or repeat (the first)"},
      {"month_end", {"clamped"}, "what one month after the 31st is where the month is shorter"},
      {"bucket_rate", {"twelve_places"}, "to how many places a rate is kept of which a mean over buckets is taken"},
      {"closing_time", {"due_at_closing", "due_at_next_opening"}, "when an amount of business time is due that is used up exactly at closing"},
      {"business_day_end", {"end_of_day", "closing_time", "same_time"}, "where on its last day a number of business days ends"},
      {"moving_average", {"no_data", "shorter"}, "the value over the last periods where there are fewer of them yet"},
      {"mean_over_groups", {"left_out", "no_data"}, "what becomes of a group without a value in a mean over groups"},
      {"guard_no_data", {"fails", "holds"}, "whether a guard is held in a period in which its metric has nothing to measure"},
      {"unassessed_review", {"fails", "left_out"}, "what a period that was not assessed is to a recalibration that looks at it"},
      {"grace", {}, "how long after a period's end its result stays provisional"},
      {"restatement_horizon", {}, "until how long after a period's end late and corrected records change what was posted of it"},
  };
  return questions;
}

namespace {

const Question* FindQuestion(std::string_view name) {
  for (const Question& question : Questions()) {
    if (question.name == name) return &question;
  }
  return nullptr;
}

void Decide(Scope& scope, const syntax::Decision& decision, const std::string& decided_by) {
  const Question* question = FindQuestion(decision.question.text);
  if (question == nullptr) {
    std::vector<std::string> known;
    for (const Question& q : Questions()) known.emplace_back(q.name);
    scope.Report(DiagnosticKind::unknown_decision, decision.question.span,
                 fmt::format("no question is called `{}`{}", decision.question.text, DidYouMean(decision.question.text, known)))
        .help = "the questions are " + ListOf(known);
    return;
  }
  Decided decided{.question = decision.question.text, .answer = {}, .decided_by = decided_by, .span = decision.span};
  if (question->answers.empty()) {
    const bool in_days = decision.quantity && decision.quantity->unit.size() == 1 && decision.quantity->value.scale == 0 &&
                         (decision.quantity->unit[0].text == "days" || decision.quantity->unit[0].text == "day");
    if (!in_days || decision.quantity->value.digits > 3660) {
      scope.Report(DiagnosticKind::unknown_decision, decision.span,
                   fmt::format("`{}` is answered with a number of days, at most 3660", question->name))
          .help = fmt::format("write `decide {} is 30 days`", question->name);
      return;
    }
    decided.quantity = decision.quantity->value.digits;
    decided.answer = fmt::format("{} days", decided.quantity);
  } else {
    for (const syntax::Identifier& word : decision.answer) decided.answer += (decided.answer.empty() ? "" : "_") + word.text;
    bool known = false;
    for (const std::string& answer : question->answers) known = known || answer == decided.answer;
    if (!known) {
      scope.Report(DiagnosticKind::unknown_decision, decision.span,
                   fmt::format("`{}` is no answer to `{}`{}", decided.answer, question->name, DidYouMean(decided.answer, question->answers)))
          .help = fmt::format("{} is one of {}", question->text, ListOf(question->answers, "or"));
      return;
    }
  }
  Decided& in_force = scope.decisions[decided.question];
  if (!in_force.question.empty() && in_force.decided_by != decided_by) decided.overridden.push_back(std::move(in_force));
  in_force = std::move(decided);
}

void Note(Scope& scope, DecisionUse use) {
  std::vector<DecisionUse>& uses = scope.contract.decision_uses;
  if (std::find(uses.begin(), uses.end(), use) == uses.end()) uses.push_back(std::move(use));  // some clauses are checked several times
}

void OnceEach(Scope& scope, const std::vector<syntax::Decision>& decisions) {
  std::map<std::string, Span> seen;
  for (const syntax::Decision& decision : decisions) {
    const auto [first, fresh] = seen.emplace(decision.question.text, decision.span);
    if (fresh) continue;
    Diagnostic& problem = scope.Report(DiagnosticKind::clause_repeated, decision.span, fmt::format("`{}` is decided twice", decision.question.text));
    problem.notes.push_back({first->second, "decided here already"});
    problem.help = "two answers to one question invite two readings: keep one";
  }
}

}  // namespace

const Decided* Decision(const Scope& scope, std::string_view question) {
  const auto found = scope.decisions.find(question);
  return found == scope.decisions.end() ? nullptr : &found->second;
}

const Decided* Ask(Scope& scope, std::string_view question, Span span) {
  Note(scope, {.question = std::string(question), .clause = scope.clause, .answer = {}, .span = span});
  return Decision(scope, question);
}

void AnswerInClause(Scope& scope, std::string_view question, std::string answer, Span span) {
  Note(scope, {.question = std::string(question), .clause = scope.clause, .answer = std::move(answer), .span = span});
}

void CheckConventions(Scope& scope, const std::vector<const syntax::Conventions*>& library, std::string_view used) {
  std::map<std::string, Span> modules;
  for (const syntax::Conventions* module : library) {
    const auto [first, fresh] = modules.emplace(module->name.text, module->name.span);
    if (!fresh) {
      scope.Report(DiagnosticKind::duplicate_name, module->name.span, fmt::format("there are conventions called `{}` already", module->name.text))
          .help = "published conventions keep their meaning: give yours a name of their own";
    }
    OnceEach(scope, module->decisions);
    if (module->name.text == used && fresh) continue;  // checked where they are put in force
    auto aside = std::exchange(scope.decisions, {});
    for (const syntax::Decision& decision : module->decisions) Decide(scope, decision, module->name.text);
    scope.decisions = std::move(aside);
  }
}

void CheckDecisions(Scope& scope, const syntax::Contract& contract, const std::vector<const syntax::Conventions*>& library) {
  if (contract.conventions && !contract.conventions->parts.empty()) {
    std::string name;
    for (const syntax::Identifier& part : contract.conventions->parts) name += (name.empty() ? "" : ".") + part.text;
    const syntax::Conventions* module = nullptr;
    std::vector<std::string> known;
    for (const syntax::Conventions* candidate : library) {
      known.push_back(candidate->name.text);
      if (candidate->name.text == name && module == nullptr) module = candidate;
    }
    if (module == nullptr) {
      scope.Report(DiagnosticKind::unknown_conventions, contract.conventions->span,
                   fmt::format("no conventions are called `{}`{}", name, DidYouMean(name, known)))
          .help = "the library has " + ListOf(known);
      // Its answers are taken as given, so that one misspelt name does not raise every question it would have decided.
      if (!library.empty()) module = library.front();
    }
    if (module != nullptr) {
      for (const syntax::Decision& decision : module->decisions) Decide(scope, decision, name);
    }
    scope.contract.conventions = name;
  }
  OnceEach(scope, contract.decisions);
  for (const syntax::Decision& decision : contract.decisions) Decide(scope, decision, "the contract's header");
}

}  // namespace slate::check
