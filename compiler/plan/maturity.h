// Which items are still undecided at a knowledge time: a field that is not recorded yet may still come, and where the outcome
// depends on it the item is pending, not missed. In: a checked condition. Out: a condition that tells undecided items.
//
// An instant that comes later than the knowledge time is no earlier than it; any other missing value may turn out as anything.
#pragma once

#include <optional>

#include "compiler/check/checked.h"
#include "runtime/time/civil.h"

namespace slate::plan {

// Nothing where no field can be missing: every item is decided as soon as its record is there.
std::optional<check::TypedExpression> Undecided(const check::TypedExpression& condition, const check::CheckedEvent& event, Instant known);

// How long after the moment that places an item its outcome can still change, where the condition says so: the longest of its
// deadlines counted from that moment (`d.promised + 24 hours` with `by d.promised`), a day taken as 25 hours, business time and
// business days as what they take at their longest in the term. In microseconds.
std::int64_t LongestDeadline(const check::TypedExpression& condition, const check::TypedExpression& by, const check::CheckedContract& contract, std::uint32_t event);

}  // namespace slate::plan
