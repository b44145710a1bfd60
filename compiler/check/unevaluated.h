// Constructs that parse but are not measured or settled yet: one error each, naming the construct.
#pragma once

#include "compiler/check/scope.h"

namespace slate::check {

void ReportUnevaluatedHeader(Scope& scope, const syntax::Contract& contract);
void ReportUnevaluatedClause(Scope& scope, const syntax::Clause& clause);

}  // namespace slate::check
