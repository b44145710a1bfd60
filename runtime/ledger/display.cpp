#include <fmt/format.h>

#include <algorithm>

#include "runtime/ledger/ledger.h"

namespace slate::ledger {
namespace {

using settle::ValueKind;

// Differences beyond this many places are shown as a fraction.
constexpr int kMostPlaces = 12;

std::string Trimmed(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string FractionText(const Ratio& value) { return ToString(value.numerator) + "/" + ToString(value.denominator); }

Int128 PowerOfTen(int places) {
  Int128 power = 1;
  for (int i = 0; i < places; ++i) power *= 10;
  return power;
}

// With as many places, 2 to 12, as it takes for the shown value to stand on the same side of each landmark as the real one.
std::optional<std::string> Shown(const Ratio& value, const std::vector<Ratio>& landmarks) {
  for (int places = 2; places <= kMostPlaces; ++places) {
    const auto digits = RoundToScale(value, places, RoundingMode::half_away_from_zero);
    if (!digits) return std::nullopt;
    const Ratio shown = MakeRatio(*digits, PowerOfTen(places));
    const bool same_sides = std::all_of(landmarks.begin(), landmarks.end(), [&](const Ratio& mark) { return Compare(shown, mark) == Compare(value, mark); });
    if (same_sides) return Trimmed(ToDecimalText(value, places));
  }
  return std::nullopt;
}

// Whether the two can't be told apart in the most places that are shown.
bool Near(const Ratio& value, const Ratio& mark) {
  const auto difference = Subtract(value, mark);
  const Ratio least{1, PowerOfTen(kMostPlaces)};
  return !difference || (Compare(*difference, least) < 0 && Compare(Ratio{-1, least.denominator}, *difference) < 0);
}

// What one unit of the form shows of a value in base units: a percentage of a share, hours of microseconds.
Ratio InUnits(const Ratio& value, const settle::ValueForm& form) {
  const Ratio factor = form.kind == ValueKind::quantity ? MakeRatio(form.per_unit.denominator, form.per_unit.numerator) : Ratio{100, 1};
  return Multiply(value, factor).value_or(value);
}

std::string Suffix(const settle::ValueForm& form) { return form.kind != ValueKind::quantity ? "%" : form.unit.empty() ? "" : " " + form.unit; }

}  // namespace

std::uint64_t Excluded(const Intake& i) { return i.outside_periods + i.not_selected + i.superseded + i.withdrawn + i.not_yet_recorded + i.without_notice + i.left_out; }

bool Balanced(const Intake& i) { return i.read == i.used + Excluded(i) + i.duplicates + i.rejected; }

std::string ExactText(const Ratio& value) {
  if (PowerOfTen(kMostPlaces) % value.denominator != 0) return FractionText(value);
  return Trimmed(ToDecimalText(value, kMostPlaces));
}

namespace {

const settle::Target* PointerTo(const std::optional<settle::Target>& level) { return level ? &*level : nullptr; }

}  // namespace

std::string ValueText(const settle::Row& row) { return ValueText(*row.value, row.form, PointerTo(row.target), PointerTo(row.minimum)); }

std::string ValueText(const abi::Value& value, const settle::ValueForm& form, const settle::Target* target, const settle::Target* minimum) {
  const Ratio exact = MakeRatio(value.numerator, value.denominator);
  // What a reader would take an equal display for: nothing at all, everything, the target itself, or the minimum.
  std::vector<Ratio> landmarks{Ratio{0, 1}};
  if (form.kind != ValueKind::quantity) landmarks.push_back(Ratio{100, 1});
  if (target != nullptr) landmarks.push_back(InUnits(target->level, form));
  if (minimum != nullptr) landmarks.push_back(InUnits(minimum->level, form));
  const Ratio shown = InUnits(exact, form);
  if (const auto text = Shown(shown, landmarks)) return *text + Suffix(form);
  // Nobody reads a fraction that long, and it may stand in the place of a longer one.
  constexpr Int128 kLongest = static_cast<Int128>(1) << 62;
  for (const Ratio& mark : landmarks) {
    if (exact.denominator <= kLongest || !Near(shown, mark)) continue;
    return (Compare(shown, mark) < 0 ? "just below " : "just above ") + ExactText(mark) + Suffix(form);
  }
  if (form.kind == ValueKind::quantity) return FractionText(shown) + Suffix(form);
  return ToString(value.numerator) + "/" + ToString(value.denominator);
}

std::string LevelText(const Ratio& level, const settle::ValueForm& form) {
  const Ratio shown = InUnits(level, form);
  if (form.kind != ValueKind::quantity && PowerOfTen(kMostPlaces) % shown.denominator != 0) return FractionText(level);
  return ExactText(shown) + Suffix(form);
}

std::string ExactText(const abi::Value& value, const std::optional<Exact>& exact, const settle::ValueForm& form) {
  const auto units = exact ? std::nullopt : Divide(MakeRatio(value.numerator, value.denominator), form.per_unit);
  if (units) return ExactText(*units);
  const Exact whole = exact ? *exact : Exact(value.numerator, value.denominator);
  return (whole / Exact(form.per_unit.numerator, form.per_unit.denominator)).ToText();
}

std::string FractionText(const abi::Value& value, const std::optional<Exact>& exact, const settle::ValueForm& form) {
  if (exact) return exact->ToText();
  const auto part = [&](Int128 of) { return form.kind == ValueKind::time_share ? PartText(of, form) : ToString(of); };
  return part(value.numerator) + (value.denominator == 1 ? "" : "/" + part(value.denominator));
}

std::string WorkedText(const abi::Value& value, const std::optional<Exact>& exact, const settle::ValueForm& form, const settle::Target* target, const settle::Target* minimum) {
  const std::string shown = ValueText(value, form, target, minimum);
  const std::string whole = form.kind == ValueKind::quantity ? ExactText(value, exact, form) + Suffix(form) : FractionText(value, exact, form);
  return whole == shown ? shown : whole + " = " + shown;
}

std::string MomentText(Instant moment, const Zone* zone) {
  if (zone == nullptr) return ToString(moment);
  const std::int64_t offset = (zone->ToLocal(moment).micros - moment.micros) / (60 * kMicrosPerSecond);
  std::string text = ToString(Instant{moment.micros + offset * 60 * kMicrosPerSecond});
  text.pop_back();  // the `Z`
  return text + fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', std::abs(offset) / 60, std::abs(offset) % 60);
}

std::string DigestText(std::uint64_t digest) {
  std::string text(16, '0');
  for (std::size_t i = text.size(); i-- > 0; digest >>= 4) text[i] = "0123456789abcdef"[digest & 15];
  return text;
}

std::string EvidenceText(std::uint64_t count, const settle::ValueForm& form) {
  return form.kind == ValueKind::time_share ? PartText(static_cast<Int128>(count), form) : ToString(static_cast<Int128>(count));
}

std::string PartText(Int128 part, const settle::ValueForm& form) {
  return ExactText(Divide(Ratio{part, 1}, form.per_unit).value_or(Ratio{part, 1}));
}

}  // namespace slate::ledger
