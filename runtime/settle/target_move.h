// How a recalibration moves a target: arithmetic on levels, exact. The check asks for every level that a target can come to, so that
// bands written from it are proven at each; settling asks for the next one. Levels are in base units.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "runtime/number/exact.h"
#include "runtime/number/ratio.h"

namespace slate::settle {

enum class MoveKind : std::uint8_t {
  step,          // by a fixed step
  share_of_gap,  // by a share of what lacks to a level
  best,          // to the best that was reached
  mean,          // to what was reached on average; the others make the target harder or leave it
};

struct TargetMove {
  MoveKind kind = MoveKind::step;
  bool more_is_harder = true;     // a target `at least`, or `more than`
  Ratio step;                     // step: how far, always positive
  Ratio share, towards;           // share_of_gap
  std::optional<Ratio> steps;     // new levels are multiples of it; for a fixed step absent
  std::optional<Ratio> at_most;   // how far one review may move it
  Ratio least, most;              // the range, both included
};

// The target after a review. `reached`: of best and mean, what the move goes by. Rounded to multiples of `steps` on the easier side, so that no
// more is asked than was reached; where `at_most` stops it, on the side of the present target.
Exact MoveTarget(const TargetMove& move, const Exact& present, const std::optional<Exact>& reached);

// Every level that the target can have after up to `reviews` moves: the one it starts from first, then in the order in which they are reached, or
// ascending. Nothing where there are more than `limit`.
std::optional<std::vector<Exact>> LevelsOf(const TargetMove& move, const Exact& start, std::size_t reviews, std::size_t limit);

}  // namespace slate::settle
