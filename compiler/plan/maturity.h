// Which items are still undecided at a knowledge time: a field that is not recorded yet may still come, and where it depends on it
// whether an item is selected, excluded or good, what it is worth or where it belongs, the item is pending: neither counted nor
// missed. In: a checked metric. Out: a condition that tells undecided items.
//
// An instant that comes later than the knowledge time is no earlier than it; any other missing value may turn out as anything.
// What a clock comes to is unknown while it runs within its limit, or can still be resumed.
#pragma once

#include <optional>

#include "compiler/check/checked.h"
#include "runtime/time/civil.h"

namespace slate::plan {

// Nothing where no field can be missing: every item is decided as soon as its record is there. An item that nothing places yet,
// since the very field it goes by or is grouped by is missing, is not there yet. What an exclusion takes for certain is good or bad no
// more. `group`: the field it is grouped by.
std::optional<check::TypedExpression> Undecided(const check::CheckedMetric& metric, const check::CheckedEvent& event, std::optional<std::uint32_t> group, Instant known);

// The same by clocks alone: what is not recorded will not come any more, but a clock that runs is neither kept nor missed.
std::optional<check::TypedExpression> UndecidedByClocks(const check::CheckedMetric& metric, const check::CheckedEvent& event);

// How long after the moment that places an item its outcome can still change, where its conditions say so: the longest of their
// deadlines counted from that moment (`d.promised + 24 hours` with `by d.promised`), a day taken as 25 hours, business time and
// business days as what they take at their longest in the term. In microseconds. Nothing where a clock may run for any time.
std::optional<std::int64_t> LongestDeadline(const check::CheckedMetric& metric, const check::CheckedContract& contract);

}  // namespace slate::plan
