#include "runtime/ledger/ledger.h"

namespace slate::ledger {
namespace {

std::string Trimmed(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

bool Balanced(const Intake& i) { return i.read == i.used + i.outside_periods + i.not_selected + i.duplicates + i.rejected; }

std::string PercentText(std::uint64_t numerator, std::uint64_t denominator, const settle::Target* target) {
  const Ratio value = MakeRatio(static_cast<Int128>(numerator) * 100, static_cast<Int128>(denominator));
  for (int places = 2; places < 12; ++places) {
    if (target == nullptr) return Trimmed(ToDecimalText(value, places)) + "%";
    const auto rounded = RoundToScale(value, places, RoundingMode::half_away_from_zero);
    const Ratio level = MakeRatio(target->level.numerator * 100, target->level.denominator);
    Int128 power = 1;
    for (int i = 0; i < places; ++i) power *= 10;
    // The shown value must lie on the same side of the target as the real one.
    if (rounded && Compare(MakeRatio(*rounded, power), level) == Compare(value, level)) return Trimmed(ToDecimalText(value, places)) + "%";
  }
  return Trimmed(ToDecimalText(value, 12)) + "%";
}

std::string LevelText(const Ratio& level) { return Trimmed(ToDecimalText(MakeRatio(level.numerator * 100, level.denominator), 12)) + "%"; }

}  // namespace slate::ledger
