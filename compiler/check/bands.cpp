#include "compiler/check/bands.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/literals.h"
#include "compiler/check/proofs.h"

namespace slate::check {
namespace {

// A bound beyond every value that can be measured.
constexpr Ratio kBeyond{static_cast<Int128>(1) << 120, 1};
constexpr Ratio kBelowAll{-(static_cast<Int128>(1) << 120), 1};

bool Less(const Ratio& a, const Ratio& b) { return Compare(a, b) < 0; }
bool Same(const Ratio& a, const Ratio& b) { return Compare(a, b) == 0; }

}  // namespace

bool IsEmpty(const Range& range) {
  if (Same(range.lower, range.upper)) return !(range.lower_inclusive && range.upper_inclusive);
  return Less(range.upper, range.lower);
}

Range Intersect(const Range& a, const Range& b) {
  Range both = a;
  if (Less(a.lower, b.lower)) {
    both.lower = b.lower;
    both.lower_inclusive = b.lower_inclusive;
  } else if (Same(a.lower, b.lower)) {
    both.lower_inclusive = a.lower_inclusive && b.lower_inclusive;
  }
  if (Less(b.upper, a.upper)) {
    both.upper = b.upper;
    both.upper_inclusive = b.upper_inclusive;
  } else if (Same(a.upper, b.upper)) {
    both.upper_inclusive = a.upper_inclusive && b.upper_inclusive;
  }
  return both;
}

Range RangeOf(const CheckedBand& band) { return {band.lower, band.upper, band.lower_inclusive, band.upper_inclusive}; }

Range DomainOf(const MeasuredType& type) {
  if (type.kind == TypeKind::ratio || type.kind == TypeKind::points) return {type.least, type.most, true, true};
  if (type.non_negative) return {Ratio{0, 1}, kBeyond, true, false};
  return {kBelowAll, kBeyond, false, false};
}

namespace {

// "195 of 199 items (about 97.99%)"
std::string ShareExample(const Range& range, const CheckedObligation& obligation) {
  std::int64_t items = 0;
  const std::int64_t least = obligation.volume ? std::max<std::int64_t>(1, obligation.volume->minimum) : 1;
  const std::optional<Ratio> value =
      AttainableBetween(range.lower, range.lower_inclusive, range.upper, range.upper_inclusive, least, &items);
  if (!value) return "a value between the bounds";
  const Int128 good = value->numerator * (items / static_cast<std::int64_t>(value->denominator));
  const Ratio percent = MakeRatio(value->numerator * 100, value->denominator);
  const bool exact = 10000 % static_cast<std::int64_t>(value->denominator) == 0;
  return fmt::format("{} of {} items ({}{}%)", ToString(good), items, exact ? "" : "about ", ToDecimalText(percent, 2));
}

// "24.5 hours": a value of the range, near a bound and as round as the range allows.
std::string QuantityExample(const Range& range, const MeasuredType& type, const CheckedObligation& obligation) {
  const bool below = Same(range.lower, kBelowAll), above = Same(range.upper, kBeyond);
  const std::string unit = UnitOf(type, obligation.target.unit);
  Ratio one = type.kind == TypeKind::duration || type.kind == TypeKind::business_time ? MicrosPerUnit(unit) : Ratio{1, 1};
  for (std::int32_t i = 0; i < type.scale; ++i) one.numerator *= 10;
  std::optional<Ratio> value;
  if (below && above) value = Ratio{0, 1};
  else if (range.lower_inclusive) value = range.lower;
  else if (range.upper_inclusive) value = range.upper;
  else if (above) value = Add(range.lower, one);
  else if (below) value = Subtract(range.upper, one);
  else if (const auto sum = Add(range.lower, range.upper)) value = Multiply(*sum, Ratio{1, 2});
  if (value && !above && !Less(*value, range.upper) && !range.upper_inclusive) value.reset();
  const auto shown = value ? Divide(*value, one) : std::nullopt;
  if (!shown) return "a value between the bounds";
  const Int128 whole = shown->numerator / shown->denominator;
  const std::string number = shown->denominator == 1 ? ToString(whole) : ToDecimalText(*shown, 3);
  return type.kind == TypeKind::money ? "an amount of " + number : number + (unit.empty() ? "" : " " + unit);
}

// Whether values are shares of items, so that one of them can be told by its items.
bool OfItems(const MeasuredType& type) { return type.kind == TypeKind::ratio && !type.calculated; }

// A percentage, or percentage points, in the middle of the range.
std::string PointsExample(const Range& range, const MeasuredType& type) {
  const auto sum = range.lower_inclusive ? Add(range.lower, range.lower) : range.upper_inclusive ? Add(range.upper, range.upper) : Add(range.lower, range.upper);
  const auto percent = sum ? Multiply(*sum, Ratio{50, 1}) : std::nullopt;
  if (!percent) return "a value between the bounds";
  std::string text = ToDecimalText(*percent, 6);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + (type.kind == TypeKind::ratio ? "%" : " pp");
}

std::string Example(const Range& range, const CheckedObligation& obligation, const MeasuredType& type) {
  if (type.kind == TypeKind::points || (type.kind == TypeKind::ratio && !OfItems(type))) return PointsExample(range, type);
  return type.kind == TypeKind::ratio ? ShareExample(range, obligation) : QuantityExample(range, type, obligation);
}

void ProveTotalAndDisjoint(Scope& scope, const syntax::BandTable& table, const std::vector<CheckedBand>& bands, const CheckedObligation& obligation, const MeasuredType& type) {
  const Range domain = DomainOf(type);
  Ratio edge = domain.lower;
  bool edge_covered = !domain.lower_inclusive;  // whether `edge` itself belongs to a band already
  const CheckedBand* previous = nullptr;
  const auto gap = [&](const Range& range) {
    if (IsEmpty(range)) return;
    Diagnostic& problem = scope.Report(DiagnosticKind::bands_have_gap, table.span, fmt::format("no band says what happens at {}", Example(range, obligation, type)));
    if (previous != nullptr) problem.notes.push_back({previous->span, "the band before the gap"});
    problem.help = type.kind == TypeKind::ratio && domain.lower == Ratio{0, 1} && domain.upper == Ratio{1, 1} ? "bands must cover every value from 0% to 100%: move a bound, or turn `)` into `]`"
                                                : "bands must cover every value: move a bound, turn `)` into `]`, or end the last band at `unbounded`";
  };
  for (const CheckedBand& band : bands) {
    gap({edge, band.lower, !edge_covered, !band.lower_inclusive});
    if (previous != nullptr) {
      const Range shared = Intersect(RangeOf(*previous), RangeOf(band));
      if (!IsEmpty(shared)) {
        Diagnostic& problem = scope.Report(DiagnosticKind::bands_overlap, band.span, fmt::format("{} fall into two bands", Example(shared, obligation, type)));
        problem.notes.push_back({previous->span, "the other band"});
        problem.help = "let each bound belong to one band: `[90%, 95%)` and `[95%, 100%]`";
      }
    }
    if (previous == nullptr || Less(edge, band.upper) || (Same(edge, band.upper) && !edge_covered)) {
      edge = band.upper;
      edge_covered = band.upper_inclusive;
      previous = &band;
    }
  }
  gap({edge, domain.upper, !edge_covered, domain.upper_inclusive});
}

}  // namespace

Range MetRange(const CheckedLevel& target, const Range& domain) {
  using enum CheckedLevel::Direction;
  switch (target.direction) {
    case at_least: return {target.level, domain.upper, true, domain.upper_inclusive};
    case more_than: return {target.level, domain.upper, false, domain.upper_inclusive};
    case at_most: return {domain.lower, target.level, domain.lower_inclusive, true};
    case less_than: return {domain.lower, target.level, domain.lower_inclusive, false};
  }
  return {};
}

Range MissedRange(const CheckedLevel& target, const Range& domain) {
  using enum CheckedLevel::Direction;
  switch (target.direction) {
    case at_least: return {domain.lower, target.level, domain.lower_inclusive, false};
    case more_than: return {domain.lower, target.level, domain.lower_inclusive, true};
    case at_most: return {target.level, domain.upper, false, domain.upper_inclusive};
    case less_than: return {target.level, domain.upper, true, domain.upper_inclusive};
  }
  return {};
}

namespace {

void ProveInStepWithTarget(Scope& scope, const std::vector<CheckedBand>& bands, const CheckedObligation& obligation, const MeasuredType& type) {
  const Range domain = DomainOf(type);
  for (const CheckedBand& band : bands) {
    const bool pays_nothing = band.none || (band.intercept.numerator == 0 && band.slope.numerator == 0);
    const Range wrong = Intersect(RangeOf(band), pays_nothing ? MissedRange(obligation.target, domain) : MetRange(obligation.target, domain));
    if (IsEmpty(wrong)) continue;
    Diagnostic& problem = scope.Report(DiagnosticKind::bands_against_target, band.span,
                                       fmt::format("{} {}", Example(wrong, obligation, type),
                                                   pays_nothing ? "miss the target, but this band gives no credit for it"
                                                             : "meet the target, but this band charges a credit for it"));
    problem.notes.push_back({obligation.target.span, "the target"});
    problem.help = pays_nothing && !band.none ? "let the miss cost something, or lower the target" : "write the bound as `target`, so that band and target can't drift apart";
  }
}

// A bonus is for what meets the target.
void ProveBonusMeetsTarget(Scope& scope, const std::vector<CheckedBand>& bands, const CheckedObligation& obligation, const MeasuredType& type) {
  for (const CheckedBand& band : bands) {
    if (band.none || (band.intercept.numerator == 0 && band.slope.numerator == 0)) continue;
    const Range wrong = Intersect(RangeOf(band), MissedRange(obligation.target, DomainOf(type)));
    if (IsEmpty(wrong)) continue;
    Diagnostic& problem = scope.Report(DiagnosticKind::bands_against_target, band.span, fmt::format("{} miss the target, but this band pays a bonus for it", Example(wrong, obligation, type)));
    problem.notes.push_back({obligation.target.span, "the target"});
    problem.help = "let the bonus begin at the target, or beyond it";
  }
}

}  // namespace

std::optional<Ratio> AttainableBetween(const Ratio& lower, bool lower_inclusive, const Ratio& upper, bool upper_inclusive,
                                       std::int64_t least_denominator, std::int64_t* denominator) {
  for (std::int64_t d = least_denominator; d <= 1'000'000; ++d) {
    const auto scaled = Multiply(lower, MakeRatio(d, 1));
    if (!scaled) return std::nullopt;
    Int128 n = scaled->numerator / scaled->denominator;
    while (Less(MakeRatio(n, d), lower) || (!lower_inclusive && Same(MakeRatio(n, d), lower))) ++n;
    const Ratio value = MakeRatio(n, d);
    if (Less(value, upper) || (upper_inclusive && Same(value, upper))) {
      *denominator = d;
      return value;
    }
  }
  return std::nullopt;
}

namespace {

// Where a bound is written from `minimum`; null: nowhere.
const syntax::Expression* NamesMinimum(const syntax::Expression* at) {
  if (at == nullptr) return nullptr;
  if (const auto* sum = std::get_if<syntax::BinaryExpression>(&at->form)) at = sum->left.get();
  const auto* path = at == nullptr ? nullptr : std::get_if<syntax::PathExpression>(&at->form);
  return path != nullptr && path->parts.size() == 1 && path->parts[0].text == "minimum" ? at : nullptr;
}

// False after reporting, once, a bound that nothing says the level of.
bool MinimumIsKnown(Scope& scope, const syntax::BandTable& table, const CheckedObligation& obligation) {
  if (obligation.minimum || scope.names.contains("minimum")) return true;
  for (const syntax::Band& band : table.bands) {
    const syntax::Expression* named = NamesMinimum(band.interval.lower.get());
    if (named == nullptr) named = NamesMinimum(band.interval.upper.get());
    if (named == nullptr) continue;
    scope.Report(DiagnosticKind::obligation_incomplete, named->span, fmt::format("a bound is written from `minimum`, but `{}` has none", obligation.name))
        .help = "say `minimum at least 90%` beside the target, or write the bound as a level of its own";
    return false;
  }
  return true;
}

}  // namespace

std::vector<CheckedBand> CheckBands(Scope& scope, const syntax::BandTable& table, TableKind kind, const CheckedObligation& obligation, std::optional<std::uint32_t> charge) {
  std::vector<CheckedBand> bands;
  const MeasuredType& type = scope.contract.metrics[obligation.metric].measured;
  if (!MinimumIsKnown(scope, table, obligation)) return bands;
  const Ratio* minimum = obligation.minimum ? &obligation.minimum->level : nullptr;
  const Range domain = DomainOf(type);
  const auto is_unbounded = [](const syntax::Expression& bound) {
    const auto* path = std::get_if<syntax::PathExpression>(&bound.form);
    return path != nullptr && path->parts.size() == 1 && path->parts[0].text == "unbounded";
  };
  bool sound = true;
  for (const syntax::Band& band : table.bands) {
    CheckedBand checked;
    checked.span = band.span;
    checked.text = OneLine(scope.sources.Text(band.span));
    if (!band.interval.lower || !band.interval.upper) {
      sound = false;
      continue;
    }
    checked.lower_unbounded = is_unbounded(*band.interval.lower);
    checked.upper_unbounded = is_unbounded(*band.interval.upper);
    const std::optional<Ratio> lower = checked.lower_unbounded ? std::optional(domain.lower) : CheckLevel(scope, *band.interval.lower, type, &obligation.target.level, minimum);
    const std::optional<Ratio> upper = checked.upper_unbounded ? std::optional(domain.upper) : CheckLevel(scope, *band.interval.upper, type, &obligation.target.level, minimum);
    if (!lower || !upper) {
      sound = false;
      continue;
    }
    checked.lower = *lower;
    checked.upper = *upper;
    // Where the values themselves end, `unbounded` is that end.
    checked.lower_inclusive = checked.lower_unbounded ? domain.lower_inclusive : band.interval.lower_inclusive;
    checked.upper_inclusive = checked.upper_unbounded ? domain.upper_inclusive : band.interval.upper_inclusive;
    if (IsEmpty(RangeOf(checked))) {
      scope.Report(DiagnosticKind::band_empty, band.interval.span, fmt::format("no value lies in `{}`", scope.sources.Text(band.interval.span)))
          .help = Less(checked.upper, checked.lower) ? "write the smaller bound first" : "both bounds are one value: take the band out, or move one of them";
      sound = false;
      continue;
    }
    if (Less(checked.lower, domain.lower) || Less(domain.upper, checked.upper)) {
      scope.Report(DiagnosticKind::band_empty, band.interval.span,
                   OfItems(type) ? "a ratio of items lies between 0% and 100%"
                   : type.kind == TypeKind::ratio || type.kind == TypeKind::points ? fmt::format("what is measured lies between {} and {}", PointsExample({domain.lower, domain.lower}, type), PointsExample({domain.upper, domain.upper}, type))
                                 : std::string("what is measured is never below zero"));
      sound = false;
      continue;
    }
    if (!CheckConsequence(scope, band.consequence, kind, obligation, checked)) {
      sound = false;
      continue;
    }
    if (checked.of_charge && !charge) {
      if (!table.charge) {
        const std::string_view what = kind == TableKind::credit ? "credit" : "bonus";
        scope.Report(DiagnosticKind::obligation_incomplete, band.consequence.span,
                     fmt::format("{} of what? the {} names no charge", checked.per == PerWord::day ? "days" : "a percentage", what))
            .help = fmt::format("write `{} of CHARGE {{ ... }}`", what);
      }
      sound = false;
      continue;
    }
    bands.push_back(std::move(checked));
  }
  std::stable_sort(bands.begin(), bands.end(), [](const CheckedBand& a, const CheckedBand& b) {
    if (!Same(a.lower, b.lower)) return Less(a.lower, b.lower);
    if (a.lower_inclusive != b.lower_inclusive) return a.lower_inclusive;
    return Less(a.upper, b.upper);
  });
  if (table.bands.empty()) {
    scope.Report(DiagnosticKind::bands_have_gap, table.span, kind == TableKind::credit ? "the credit has no band, so nothing says what a miss costs" : "the bonus has no band, so nothing says what is paid")
        .help = kind == TableKind::credit ? "add bands such as `[target, 100%] : none` and `[0%, target) : 10%`, or take the credit out"
                                          : "add bands such as `[99%, 100%] : 1%` and `[0%, 99%) : none`, or take the bonus out";
  }
  if (!sound || bands.empty()) return bands;  // a proof over half the bands would only repeat what was reported
  if (table.method && table.method->text != "marginal") {
    scope.Report(DiagnosticKind::unexpected_text, table.method->span, fmt::format("`{}` is no way of reading a table", table.method->text)).help = "write `marginal`, or take it out: then the band of the value holds for all of it";
    return bands;
  }
  const std::size_t before = scope.diagnostics.ErrorCount();
  ProveTotalAndDisjoint(scope, table, bands, obligation, type);
  if (scope.diagnostics.ErrorCount() != before) return bands;
  if (table.method && !MakeMarginal(scope, obligation, bands)) return bands;
  if (kind == TableKind::credit) ProveInStepWithTarget(scope, bands, obligation, type);
  else ProveBonusMeetsTarget(scope, bands, obligation, type);
  if (scope.diagnostics.ErrorCount() == before) ProveMonotone(scope, bands, kind == TableKind::credit ? Money::credit : Money::bonus, obligation);
  return bands;
}

}  // namespace slate::check
