// The target of an obligation, one or one for each class, its minimum, and the tables written from it: as agreed, and as amended.
#pragma once

#include <functional>

#include "compiler/check/scope.h"

namespace slate::check {

// As they hold for periods that begin on `day`; nothing after reporting. Targets by class are added to the obligation, of which the
// first is returned; `grouped`: whether its group is known.
std::optional<CheckedLevel> CheckTargets(Scope& scope, const syntax::Obligation& source, Date day, const CheckedEvent& event, bool grouped, CheckedObligation& obligation);
// Goes over the values in their order, each with its level in the table, or null after reporting that it has none; `what`: target or
// minimum. False where something was reported, or `each` said so.
bool EachClass(Scope& scope, const syntax::TargetTable& table, const std::vector<std::string>& values, std::string_view what, const std::string& example,
               const std::function<bool(const std::string& value, const syntax::Level* level)>& each);
// Bands are written from `target`, so each class has its own.
void CheckTables(Scope& scope, const syntax::Obligation& source, Date day, CheckedObligation& obligation);
// The minimum and the tables of one level of the target, as for a class; what is reported says so.
CheckedClass CheckTablesAt(Scope& scope, const syntax::Obligation& source, const CheckedLevel& target, const CheckedObligation& obligation);
// What amendments make of both, once those of the term's first day are checked.
void CheckVersions(Scope& scope, const syntax::Obligation& source, const CheckedEvent& event, CheckedObligation& obligation);

}  // namespace slate::check
