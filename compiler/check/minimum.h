// The minimum of an obligation, one or one for each class: a level that is easier than the target, below which a miss is worse.
#pragma once

#include "compiler/check/scope.h"

namespace slate::check {

// As it holds beside the targets of the day that is settled: `target` is that of the obligation, or of its first class. Kept in the
// obligation and in its classes; false after reporting.
bool CheckMinimum(Scope& scope, const syntax::Obligation& source, const MeasuredType& type, const CheckedLevel& target, CheckedObligation& obligation);

}  // namespace slate::check
