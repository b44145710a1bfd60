// What spans several obligations: which of their credits count where one failure misses them all, and what they share
// of a charge.
#pragma once

#include "compiler/check/scope.h"

namespace slate::check {

// A pool before its obligations, which may take their credits out of it; after all charges.
void CheckPool(Scope& scope, const syntax::Pool& source, Span span);
// `credit of POOL`: the pool's charge, with what is allocated to the obligation, whose scope is known. Nothing after
// reporting.
std::optional<std::uint32_t> CheckCreditOfPool(Scope& scope, const syntax::Identifier& name,
                                               CheckedObligation& obligation);

// After all obligations.
void CheckPoolMembers(Scope& scope);
void CheckStacking(Scope& scope, const syntax::Stacking& source, Span span);

// Whether of two obligations of one group and period one credit counts.
bool InOneStacking(const CheckedContract& contract, const CheckedObligation& a, const CheckedObligation& b);

// --- pieces that both share ---

// The obligation that a list names, by its place; `before` are those named already. Nothing after reporting, or where
// what is wrong with the obligation itself was reported. `what` it must give a credit for: "that could stack".
std::optional<std::uint32_t> FindListed(Scope& scope, const syntax::Identifier& name,
                                        const std::vector<std::uint32_t>& before, std::string_view what);
// Whether one party owes both to one other; false after reporting.
bool CheckSameParties(Scope& scope, Span span, const CheckedObligation& one, const CheckedObligation& first,
                      std::string_view what);
// Where an obligation is declared, and in which clause.
Note NoteOn(const Scope& scope, const CheckedObligation& obligation);
// Whether `in this order` is written so; false after reporting.
bool CheckListOrder(Scope& scope, const std::vector<syntax::Identifier>& words);

}  // namespace slate::check
