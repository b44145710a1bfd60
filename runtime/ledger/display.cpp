#include <algorithm>

#include "runtime/ledger/ledger.h"

namespace slate::ledger {
namespace {

std::string Trimmed(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

// Differences beyond this many places are shown as a fraction.
constexpr int kMostPlaces = 12;

std::string FractionText(const Ratio& value) { return ToString(value.numerator) + "/" + ToString(value.denominator); }

Int128 PowerOfTen(int places) {
  Int128 power = 1;
  for (int i = 0; i < places; ++i) power *= 10;
  return power;
}

}  // namespace

std::uint64_t Excluded(const Intake& i) { return i.outside_periods + i.not_selected + i.superseded + i.withdrawn + i.not_yet_recorded; }

bool Balanced(const Intake& i) { return i.read == i.used + Excluded(i) + i.duplicates + i.rejected; }

std::string PercentText(std::uint64_t numerator, std::uint64_t denominator, const settle::Target* target) {
  const Ratio value = MakeRatio(static_cast<Int128>(numerator) * 100, static_cast<Int128>(denominator));
  // What a reader would take an equal display for: nothing at all, everything, or the target itself.
  std::vector<Ratio> landmarks{Ratio{0, 1}, Ratio{100, 1}};
  if (target != nullptr) landmarks.push_back(MakeRatio(target->level.numerator * 100, target->level.denominator));
  for (int places = 2; places <= kMostPlaces; ++places) {
    const auto digits = RoundToScale(value, places, RoundingMode::half_away_from_zero);
    if (!digits) break;
    const Ratio shown = MakeRatio(*digits, PowerOfTen(places));
    const bool same_sides = std::all_of(landmarks.begin(), landmarks.end(), [&](const Ratio& mark) { return Compare(shown, mark) == Compare(value, mark); });
    if (same_sides) return Trimmed(ToDecimalText(value, places)) + "%";
  }
  return FractionText(MakeRatio(static_cast<Int128>(numerator), static_cast<Int128>(denominator)));
}

std::string LevelText(const Ratio& level) {
  const Ratio percent = MakeRatio(level.numerator * 100, level.denominator);
  if (PowerOfTen(kMostPlaces) % percent.denominator != 0) return FractionText(level);
  return Trimmed(ToDecimalText(percent, kMostPlaces)) + "%";
}

}  // namespace slate::ledger
