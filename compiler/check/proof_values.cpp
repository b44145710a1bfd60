// Values that a metric can really have, and money as messages write it.
#include <algorithm>
#include <fmt/format.h>

#include "compiler/check/literals.h"
#include "compiler/check/proofs.h"

namespace slate::check {
namespace {

using measure::AggregateKind;

// Beyond it lies no value that is measured, so no example is looked for there.
constexpr Int128 kFar = static_cast<Int128>(1) << 100;
bool IsFar(const Ratio& bound) {
  return bound.numerator >= kFar || bound.numerator <= -kFar;
}

Int128 Floor(const Ratio& value) {
  const Int128 quotient = value.numerator / value.denominator;
  return value.numerator % value.denominator < 0 ? quotient - 1 : quotient;
}

bool Holds(const Range& range, const Ratio& value) {
  return !IsEmpty(Intersect(range, {value, value, true, true}));
}

// Whether values are whole in base units: what is counted, added up or picked from records that are.
bool IsWhole(const CheckedMetric& metric) {
  if (metric.derivation && !IsPooled(metric.derivation->kind)) return false;
  switch (metric.aggregate.kind) {
    case AggregateKind::count:
    case AggregateKind::distinct:
    case AggregateKind::sum:
    case AggregateKind::minimum:
    case AggregateKind::maximum: return true;
    case AggregateKind::percentile: return !metric.aggregate.interpolated && metric.aggregate.kept_bits == 0;
    default: return false;
  }
}

bool IsOfItems(const CheckedMetric& metric) {
  return !metric.derivation && metric.aggregate.kind == AggregateKind::ratio && !metric.measured.of_time;
}

bool IsShare(const MeasuredType& type) {
  return type.kind == TypeKind::ratio || type.kind == TypeKind::points;
}

// At most `places` digits after the point, without the zeros at the end.
std::string Digits(const Ratio& value, int places) {
  std::string text = ToDecimalText(value, places);
  if (places > 0) text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

bool HasDigits(const Ratio& value, int places) {
  Ratio scale{1, 1};
  for (int i = 0; i < places; ++i) scale.numerator *= 10;
  const auto shifted = Multiply(value, scale);
  return shifted && shifted->denominator == 1;
}

std::string PercentText(const Ratio& share) {
  const auto percent = Multiply(share, Ratio{100, 1});
  if (!percent) return "a percentage";
  if (HasDigits(*percent, 6)) return Digits(*percent, 6) + "%";
  // 99.996% is not 100.00%.
  const bool near_bound = Compare(*percent, Ratio{999, 10}) > 0 || Compare(*percent, Ratio{1, 10}) < 0;
  return fmt::format("about {}%", ToDecimalText(*percent, near_bound ? 4 : 2));
}

// What "1" is of the unit a value is written in, in base units.
Ratio UnitSize(const MeasuredType& type, const std::string& unit) {
  if (IsShare(type)) return Ratio{1, 100};
  Ratio one =
      type.kind == TypeKind::duration || type.kind == TypeKind::business_time ? MicrosPerUnit(unit) : Ratio{1, 1};
  for (std::int32_t i = 0; i < type.scale; ++i) one.numerator *= 10;
  return one;
}

// The multiple of a step that lies in the range nearest to its lower bound, or, where it has none, to its upper one.
std::optional<Ratio> MultipleIn(const Range& range, const Ratio& step) {
  const bool from_above = IsFar(range.lower);
  if (from_above && IsFar(range.upper)) return Ratio{0, 1};
  const auto steps = Divide(from_above ? range.upper : range.lower, step);
  if (!steps) return std::nullopt;
  const Int128 first = Floor(*steps) + (from_above ? 1 : 0);
  for (int i = 0; i < 3; ++i) {
    const auto value = Multiply(Ratio{first + (from_above ? -i : i), 1}, step);
    if (value && Holds(range, *value)) return value;
  }
  return std::nullopt;
}

// As round as the range allows, in the unit it is written in.
std::optional<Ratio> RoundValueIn(const Range& range, const Ratio& one, bool whole) {
  Ratio step = one;
  for (int i = 0; i < 12; ++i) {
    if (whole && step.denominator != 1) break;
    if (const auto value = MultipleIn(range, step)) return value;
    const auto smaller = Divide(step, Ratio{10, 1});
    if (!smaller) return std::nullopt;
    step = *smaller;
  }
  if (whole) return MultipleIn(range, Ratio{1, 1});
  const auto sum = Add(range.lower, range.upper);
  return sum ? Multiply(*sum, Ratio{1, 2}) : std::nullopt;
}

}  // namespace

std::string ValueText(const Scope& scope, const Ratio& value, const CheckedObligation& obligation) {
  const MeasuredType& type = scope.contract.metrics[obligation.metric].measured;
  if (type.kind == TypeKind::ratio) return PercentText(value);
  const std::string unit = UnitOf(type, obligation.target.unit);
  const auto shown = Divide(value, UnitSize(type, unit));
  if (!shown) return "a value";
  const std::string number = Digits(*shown, 6);
  if (type.kind == TypeKind::money) return fmt::format("{} {}", scope.contract.currency.code, number);
  return number + (type.kind == TypeKind::points ? " pp" : unit.empty() ? "" : " " + unit);
}

std::optional<Attained> AttainableIn(const Scope& scope, const Range& range, const CheckedObligation& obligation) {
  const CheckedMetric& metric = scope.contract.metrics[obligation.metric];
  if (IsEmpty(range)) return std::nullopt;
  if (IsOfItems(metric)) {
    // A hundred items make percentages of whole numbers, where the volume asks for fewer.
    const std::int64_t least = std::max<std::int64_t>(100, obligation.volume ? obligation.volume->minimum : 0);
    std::int64_t items = 0;
    const auto value =
        AttainableBetween(range.lower, range.lower_inclusive, range.upper, range.upper_inclusive, least, &items);
    if (!value) return std::nullopt;
    const Int128 good = value->numerator * (items / static_cast<std::int64_t>(value->denominator));
    return Attained{*value, fmt::format("{} of {} items ({})", ToString(good), items, PercentText(*value))};
  }
  const auto value =
      RoundValueIn(range, UnitSize(metric.measured, UnitOf(metric.measured, obligation.target.unit)), IsWhole(metric));
  if (!value || !Holds(range, *value)) return std::nullopt;
  return Attained{*value, ValueText(scope, *value, obligation)};
}

Range Attainable(const Range& range, const CheckedMetric& metric) {
  Range part = Intersect(range, DomainOf(metric.measured));
  if (!IsWhole(metric) || IsEmpty(part)) return part;
  if (!IsFar(part.lower)) {
    const Int128 floor = Floor(part.lower);
    part.lower = Ratio{part.lower.denominator == 1 && part.lower_inclusive ? floor : floor + 1, 1};
    part.lower_inclusive = true;
  }
  if (!IsFar(part.upper)) {
    const Int128 floor = Floor(part.upper);
    part.upper = Ratio{part.upper.denominator == 1 && !part.upper_inclusive ? floor - 1 : floor, 1};
    part.upper_inclusive = true;
  }
  return part;
}

bool HoldsError(const Scope& scope, Span span) {
  const std::vector<Diagnostic> all = scope.diagnostics.Sorted();
  return std::any_of(all.begin(), all.end(), [&](const Diagnostic& problem) {
    const bool inside =
        problem.span.file == span.file && span.begin <= problem.span.begin && problem.span.begin < span.end;
    return inside && KindSeverity(problem.kind) == Severity::error;
  });
}

std::optional<Ratio> PaidAt(const CheckedBand& band, const Ratio& value) {
  if (band.none) return Ratio{0, 1};
  if (band.per != PerWord::once) return std::nullopt;  // it depends on more than the value
  if (band.slope.numerator == 0) return band.intercept;
  const auto rise = Multiply(band.slope, value);
  return rise ? Add(band.intercept, *rise) : std::nullopt;
}

bool PaysNothing(const CheckedBand& band) {
  return band.none || (band.intercept.numerator == 0 && band.slope.numerator == 0);
}

std::string PaidText(const Scope& scope, const CheckedBand& band, const Ratio& amount) {
  if (amount.numerator == 0) return "nothing";
  if (band.of_charge) return PercentText(amount);
  return fmt::format("{}{} {}", HasDigits(amount, 6) ? "" : "about ", scope.contract.currency.code,
                     HasDigits(amount, 6) ? Digits(amount, 6) : ToDecimalText(amount, 2));
}

}  // namespace slate::check
