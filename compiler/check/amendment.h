// Amendments: whether they were agreed on, and which words hold when. Clauses that measure go by the declared moment of each item,
// clauses that settle by the first day of the period; what does neither can't rest on an amended term.
#pragma once

#include <optional>
#include <vector>

#include "compiler/check/scope.h"

namespace slate::check {

// After all clauses are declared: approvals, days, and what is amended.
void CheckAmendments(Scope& scope, const syntax::Contract& contract, const std::vector<const syntax::Amendment*>& amendments);
// After all clauses are checked: moments of items that no amended term is asked by.
void CheckMomentsUsed(Scope& scope);

bool IsAmended(const Scope& scope, const std::string& term);
// What a Defined Term stands for where no item is looked at: its value on the day that is settled. Reports one that is amended where
// there is no such day.
const syntax::Expression& TermWithoutItem(Scope& scope, const syntax::Define& define, Span use);
// Whether an amendment is in force for an item; nothing after reporting that it does not say by which moment. `use`: where it is asked.
std::optional<TypedExpression> InForce(Scope& scope, std::size_t amendment, const CheckedEvent& event, Span use);
// The target of an obligation on the day that is settled: one, or one for each class.
struct TargetWords {
  const syntax::Level* one = nullptr;
  const syntax::TargetTable* by_class = nullptr;
};
TargetWords TargetInForce(Scope& scope, const syntax::Obligation& obligation);

}  // namespace slate::check
