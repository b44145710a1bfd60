// The target of an obligation, one or one for each class or season, its minimum, and the tables written from it: as agreed, as amended, and as seasons
// have it.
#pragma once

#include "compiler/check/scope.h"

namespace slate::check {

// As they hold for periods that begin on `day`; nothing after reporting. Targets by class are added to the obligation, of which the
// first is returned; `grouped`: whether its group is known.
std::optional<CheckedLevel> CheckTargets(Scope& scope, const syntax::Obligation& source, Date day, bool grouped, CheckedObligation& obligation);
// Bands are written from `target`, so each class has its own.
void CheckTables(Scope& scope, const syntax::Obligation& source, Date day, CheckedObligation& obligation);
// The minimum and the tables of one level of the target, as for a class; what is reported says so.
CheckedClass CheckTablesAt(Scope& scope, const syntax::Obligation& source, const CheckedLevel& target, const CheckedObligation& obligation);
// What amendments and seasons make of both, once those of the term's first day are checked.
void CheckVersions(Scope& scope, const syntax::Obligation& source, CheckedObligation& obligation);

}  // namespace slate::check
