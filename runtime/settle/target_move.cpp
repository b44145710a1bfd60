#include "runtime/settle/target_move.h"

#include <algorithm>

namespace slate::settle {
namespace {

Exact Of(const Ratio& ratio) { return Exact(ratio.numerator, ratio.denominator); }

bool Harder(const TargetMove& move, const Exact& level, const Exact& than) { return move.more_is_harder ? level > than : level < than; }

// The multiple of `unit` next below, or next above. Levels and units fit 62 bits, so their quotient fits.
Exact MultipleOf(const Exact& level, const Exact& unit, bool below) {
  const Exact multiples = level / unit;
  const std::optional<Int128> whole = multiples.Round(RoundingMode::down);
  if (!whole) return level;
  const Exact near(*whole);
  if (below && multiples < near) return (near - Exact(1)) * unit;
  if (!below && near < multiples) return (near + Exact(1)) * unit;
  return near * unit;
}

// Where the move would lead if nothing bounded it.
Exact Goal(const TargetMove& move, const Exact& present, const std::optional<Exact>& reached) {
  switch (move.kind) {
    case MoveKind::step: return move.more_is_harder ? present + Of(move.step) : present - Of(move.step);
    case MoveKind::share_of_gap: return present + Of(move.share) * (Of(move.towards) - present);
    case MoveKind::best:
    case MoveKind::mean: return reached.value_or(present);
  }
  return present;
}

}  // namespace

Exact MoveTarget(const TargetMove& move, const Exact& present, const std::optional<Exact>& reached) {
  Exact level = Goal(move, present, reached);
  if (move.steps) level = MultipleOf(level, Of(*move.steps), move.more_is_harder);
  if (move.at_most) {
    const Exact most = present + Of(*move.at_most), least = present - Of(*move.at_most);
    const bool too_high = level > most;
    if (too_high || level < least) {
      level = too_high ? most : least;
      if (move.steps) level = MultipleOf(level, Of(*move.steps), too_high);
      if (too_high ? level < present : level > present) level = present;
    }
  }
  level = std::clamp(level, Of(move.least), Of(move.most));
  return move.kind == MoveKind::mean || Harder(move, level, present) ? level : present;
}

std::optional<std::vector<Exact>> LevelsOf(const TargetMove& move, const Exact& start, std::size_t reviews, std::size_t limit) {
  std::vector<Exact> levels{start};
  if (move.kind == MoveKind::step || move.kind == MoveKind::share_of_gap) {
    for (std::size_t i = 0; i < reviews; ++i) {
      Exact next = MoveTarget(move, levels.back(), std::nullopt);
      if (next == levels.back()) break;
      if (levels.size() == limit) return std::nullopt;
      levels.push_back(std::move(next));
    }
    return levels;
  }
  const auto add = [&](const Exact& level) {
    const bool easier = move.kind == MoveKind::best && Harder(move, start, level);
    if (!easier && std::find(levels.begin(), levels.end(), level) == levels.end()) levels.push_back(level);
    return levels.size() <= limit;
  };
  const Exact steps = Of(*move.steps), least = Of(move.least), most = Of(move.most);
  if (!add(least)) return std::nullopt;
  for (Exact level = MultipleOf(least, steps, false); level <= most; level = level + steps) {
    if (!add(level)) return std::nullopt;
  }
  if (!add(most)) return std::nullopt;
  std::sort(levels.begin() + 1, levels.end());
  return levels;
}

}  // namespace slate::settle
