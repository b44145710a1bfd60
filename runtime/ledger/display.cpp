#include "runtime/ledger/display.h"

#include <fmt/format.h>

#include "runtime/ledger/sink.h"
#include "runtime/settle/words.h"

namespace slate::ledger {
namespace {

constexpr int kFewestPlaces = 2, kMostPlaces = 15;

int Sign(UInt128 a, UInt128 b) { return a < b ? -1 : a > b ? 1 : 0; }

// n/d compared with a level. With n, d < 2^64 and a level of at most 62 bits, as terms.h has it, products fit 128 bits.
int Side(UInt128 n, UInt128 d, const Ratio& level) {
  return Sign(n * static_cast<UInt128>(level.denominator), d * static_cast<UInt128>(level.numerator));
}

bool SameSide(UInt128 n, UInt128 d, UInt128 shown, UInt128 unit, const std::optional<Ratio>& level) {
  if ((n == 0) != (shown == 0) || (n == d) != (shown == unit)) return false;
  return !level || Side(n, d, *level) == Side(shown, unit, *level);
}

std::string Fixed(UInt128 digits, int places) {
  std::string text = ToString(static_cast<Int128>(digits));
  const std::size_t scale = static_cast<std::size_t>(places);
  if (scale == 0) return text;
  if (text.size() <= scale) text.insert(0, scale + 1 - text.size(), '0');
  return text.insert(text.size() - scale, 1, '.');
}

}  // namespace

std::string PercentText(std::uint64_t numerator, std::uint64_t denominator, const std::optional<Ratio>& level) {
  if (denominator != 0 && numerator <= denominator) {
    const UInt128 n = numerator, d = denominator;
    UInt128 unit = 10'000;  // 100% at two places
    for (int places = kFewestPlaces; places <= kMostPlaces; ++places, unit *= 10) {
      const UInt128 shown = (2 * n * unit + d) / (2 * d);
      if (SameSide(n, d, shown, unit, level)) return Fixed(shown, places) + "%";
    }
  }
  return fmt::format("{}/{}", numerator, denominator);
}

std::string LevelText(const Ratio& level) {
  for (int places = 0; places <= kMostPlaces; ++places) {
    const auto percent = Multiply(level, MakeRatio(100, 1));
    if (!percent) break;
    const auto down = RoundToScale(*percent, places, RoundingMode::down);
    const auto up = RoundToScale(*percent, places, RoundingMode::up);
    if (down && down == up) return ToDecimalText(*percent, places) + "%";
  }
  return ToString(level.numerator) + "/" + ToString(level.denominator);
}

std::string TargetText(const settle::Target& target) {
  return fmt::format("{} {}", settle::Phrase(target.direction), LevelText(target.level));
}

std::string Counted(std::uint64_t count, std::string_view event) {
  std::string noun(event);
  for (char& c : noun) c = c == '_' ? ' ' : c;
  if (count != 1 && !noun.empty()) {
    const auto ends = [&](std::string_view tail) { return noun.ends_with(tail); };
    const bool vowel_before_y = ends("ay") || ends("ey") || ends("oy") || ends("uy");
    if (ends("y") && !vowel_before_y) noun.replace(noun.size() - 1, 1, "ies");
    else if (ends("s") || ends("x") || ends("z") || ends("ch") || ends("sh")) noun += "es";
    else noun += "s";
  }
  return SeparatedNumber(count) + " " + noun;
}

}  // namespace slate::ledger
