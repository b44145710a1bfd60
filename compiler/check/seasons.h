// Targets and minimums by month: `target by month { November to February : at least 90%  otherwise at least 95% }`. Every month has one level.
#pragma once

#include <set>

#include "compiler/check/scope.h"

namespace slate::check {

// Whether a table is about months, and not about the values of a group.
bool IsByMonth(const syntax::Obligation& source, const syntax::TargetTable& table);
// Whether each month has one level, each of which fits; false after reporting. `what`: target or minimum; `example`: of a level.
bool CheckSeasons(Scope& scope, const syntax::TargetTable& table, std::string_view what, const std::string& example);
// The row that holds for periods that begin on a day, of a table that is sound.
const syntax::TargetClass& SeasonAt(const syntax::TargetTable& table, Date day);
std::string SeasonName(const syntax::TargetClass& row);
// The days within the term on which another row begins to hold.
std::set<Date> SeasonStarts(const Scope& scope, const syntax::Obligation& source);
// An error: on the day another season begins, inside of a measured period. `before`: the rows that held until then.
void CutBySeason(Scope& scope, const CheckedObligation& obligation, Date day, const std::vector<const syntax::TargetClass*>& before);

}  // namespace slate::check
