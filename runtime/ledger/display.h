// How figures are shown to people. Showing never decides anything, but it must not mislead either: a miss never looks like
// the target, and a value that is not whole never looks like 0% or 100%.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/settle/settle.h"

namespace slate::ledger {

// The value n/d (n <= d, d > 0) as a percentage with two digits after the point, and with as many more as it takes until
// the text lies on the same side of `level`, of 0% and of 100% as the value: 979999/1000000 against 98% is "97.9999%".
// Where 15 digits do not tell them apart the counts are shown instead: "n/d".
std::string PercentText(std::uint64_t numerator, std::uint64_t denominator, const std::optional<Ratio>& level);

// A level of a contract, exactly and as short as possible: "98%", "99.95%"; "1/3" where no decimal is exact.
std::string LevelText(const Ratio& level);

// "at least 98%"
std::string TargetText(const settle::Target& target);

// An event's name as a counted noun: `delivery` is "1 delivery", "10,000 deliveries".
std::string Counted(std::uint64_t count, std::string_view event);

}  // namespace slate::ledger
