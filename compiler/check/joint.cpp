#include "compiler/check/joint.h"

#include <algorithm>
#include <fmt/format.h>

namespace slate::check {
namespace {

bool GivesCredit(const CheckedObligation& obligation) {
  return !obligation.bands.empty() || std::any_of(obligation.classes.begin(), obligation.classes.end(),
                                                  [](const CheckedClass& one) { return !one.bands.empty(); });
}

}  // namespace

Note NoteOn(const Scope& scope, const CheckedObligation& obligation) {
  return {scope.names.at(obligation.name).span, fmt::format("clause {}", obligation.clause)};
}

std::optional<std::uint32_t> FindListed(Scope& scope, const syntax::Identifier& name,
                                        const std::vector<std::uint32_t>& before, std::string_view what) {
  if (scope.Find(name, NameKind::obligation) == nullptr) return std::nullopt;
  const std::vector<CheckedObligation>& all = scope.contract.obligations;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const CheckedObligation& one) { return one.name == name.text; });
  if (found == all.end()) return std::nullopt;
  const auto index = static_cast<std::uint32_t>(found - all.begin());
  if (std::find(before.begin(), before.end(), index) != before.end()) {
    scope.Report(DiagnosticKind::duplicate_name, name.span, fmt::format("`{}` is listed twice", name.text)).help =
        "keep one of the two";
    return std::nullopt;
  }
  if (!GivesCredit(*found)) {
    Diagnostic& problem = scope.Report(DiagnosticKind::dead_decision, name.span,
                                       fmt::format("obligation `{}` gives no credit {}", name.text, what));
    problem.notes.push_back(NoteOn(scope, *found));
    problem.help = "take it out of the list, or give it a `credit`";
    return std::nullopt;
  }
  return index;
}

bool CheckSameParties(Scope& scope, Span span, const CheckedObligation& one, const CheckedObligation& first,
                      std::string_view what) {
  if (one.owed_by.empty() || one.owed_to.empty() || first.owed_by.empty() || first.owed_to.empty())
    return true;  // reported there
  if (one.owed_by == first.owed_by && one.owed_to == first.owed_to) return true;
  scope
      .Report(DiagnosticKind::type_mismatch, span,
              fmt::format("`{}` owes `{}` to `{}`, but `{}` owes `{}` to `{}`: {} can't set one against the other",
                          one.owed_by, one.name, one.owed_to, first.owed_by, first.name, first.owed_to, what))
      .help = "list what one party owes to one other, and write a clause of its own for the rest";
  return false;
}

bool CheckListOrder(Scope& scope, const std::vector<syntax::Identifier>& words) {
  if (words.size() == 2 && words[0].text == "this" && words[1].text == "order") return true;
  if (words.empty()) return false;  // left by recovery
  scope.Report(DiagnosticKind::type_mismatch, words.front().span, "the only order that a list has is its own").help =
      "write `in this order`";
  return false;
}

}  // namespace slate::check
