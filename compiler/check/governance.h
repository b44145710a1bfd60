// Governance: forums, watches, ladders of escalation, claims, recalibrations, improvements, and the acts of people that these ask for.
#pragma once

#include <set>

#include "compiler/check/scope.h"

namespace slate::check {

// `2 working days`, `2 calendar months`, `30 days`, `4 hours`; nothing after reporting.
std::optional<Within> CheckWithin(Scope& scope, const syntax::Quantity& quantity);

// Whoever is told of something or decides it: a forum, or a party. Nothing after reporting.
std::optional<std::string> CheckAddressee(Scope& scope, const syntax::Identifier& name);

void CheckForum(Scope& scope, const syntax::Forum& source, const std::set<std::string>& clauses);
// After metrics: an obligation that nobody owes.
void CheckWatch(Scope& scope, const syntax::Watch& source, Span span);
// `claim` and `escalate` of an obligation whose scope and tables are known.
void CheckRemedies(Scope& scope, const syntax::Obligation& source, CheckedObligation& obligation);

// After obligations.
void CheckRecalibration(Scope& scope, const syntax::Recalibration& source);
// After forums and obligations.
void CheckImprovement(Scope& scope, const syntax::Improvement& source, const syntax::Contract& contract);

// After all obligations: the event `acts`, where anything of the contract asks for acts.
void CheckActs(Scope& scope, const syntax::Contract& contract);

}  // namespace slate::check
