// Which credit counts where one failure misses several obligations.
#include <algorithm>
#include <fmt/format.h>

#include "compiler/check/declarations.h"
#include "compiler/check/joint.h"

namespace slate::check {
namespace {

std::string ScopeWords(const CheckedObligation& obligation) {
  return fmt::format("{} each {}", obligation.group ? "for each " + *obligation.group : "all together",
                     PeriodWords(obligation.period));
}

bool CheckOneScope(Scope& scope, Span span, const CheckedObligation& one, const CheckedObligation& first) {
  if (one.period == first.period && one.group == first.group) return true;
  Diagnostic& problem = scope.Report(
      DiagnosticKind::type_mismatch, span,
      fmt::format("`{}` is measured {}, but `{}` {}: nothing says which of their credits are for one failure", one.name,
                  ScopeWords(one), first.name, ScopeWords(first)));
  problem.notes.push_back(NoteOn(scope, first));
  problem.help = "measure both for the same groups and periods";
  return false;
}

}  // namespace

void CheckStacking(Scope& scope, const syntax::Stacking& source, Span span) {
  CheckedStacking stacking;
  stacking.name = source.name.text;
  stacking.title = source.title ? source.title->value : "";
  stacking.clause = scope.clause;
  stacking.span = span;
  stacking.highest = source.order == syntax::ListOrder::highest;
  if (source.order == syntax::ListOrder::listed && !CheckListOrder(scope, source.order_words)) return;
  stacking.text =
      fmt::format("{} stack {} ({})", scope.clause, stacking.name, stacking.highest ? "highest" : "in this order");
  if (source.of.size() == 1) {
    scope
        .Report(DiagnosticKind::dead_decision, source.of.front().span,
                "one obligation alone has no other credit to be stacked with")
        .help =
        "list all obligations that one failure can miss; of the groups of one obligation say in it `stack highest of "
        "all ...`";
  }
  const std::vector<CheckedObligation>& all = scope.contract.obligations;
  for (const syntax::Identifier& name : source.of) {
    const auto index = FindListed(scope, name, stacking.obligations, "that could stack");
    if (!index) continue;
    const auto other =
        std::find_if(scope.contract.stackings.begin(), scope.contract.stackings.end(), [&](const CheckedStacking& one) {
          return std::find(one.obligations.begin(), one.obligations.end(), *index) != one.obligations.end();
        });
    if (other != scope.contract.stackings.end()) {
      scope
          .Report(DiagnosticKind::type_mismatch, name.span,
                  fmt::format("the credits of `{}` stack in clause {} already, and nothing says which of the two "
                              "clauses goes first",
                              name.text, other->clause))
          .help = "list all obligations that one failure can miss in one clause";
      continue;
    }
    const CheckedObligation& first = all[stacking.obligations.empty() ? *index : stacking.obligations.front()];
    const bool same = CheckOneScope(scope, name.span, all[*index], first);
    if (CheckSameParties(scope, name.span, all[*index], first, "stacking") && same)
      stacking.obligations.push_back(*index);
  }
  scope.contract.stackings.push_back(std::move(stacking));
}

bool InOneStacking(const CheckedContract& contract, const CheckedObligation& a, const CheckedObligation& b) {
  return std::any_of(contract.stackings.begin(), contract.stackings.end(), [&](const CheckedStacking& stacking) {
    const auto lists = [&](const CheckedObligation& wanted) {
      return std::any_of(stacking.obligations.begin(), stacking.obligations.end(),
                         [&](std::uint32_t one) { return contract.obligations[one].name == wanted.name; });
    };
    return lists(a) && lists(b);
  });
}

}  // namespace slate::check
