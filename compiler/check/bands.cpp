#include "compiler/check/bands.h"

#include <fmt/format.h>

#include <algorithm>

namespace slate::check {
namespace {

bool Less(const Ratio& a, const Ratio& b) { return Compare(a, b) < 0; }
bool Same(const Ratio& a, const Ratio& b) { return Compare(a, b) == 0; }

struct Range {
  Ratio lower, upper;
  bool lower_inclusive = true, upper_inclusive = true;
};

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

// "195 of 199 items (about 97.99%)"
std::string Example(const Range& range, const CheckedObligation& obligation) {
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

bool CheckConsequence(Scope& scope, const syntax::Band& band, CheckedBand& checked) {
  const syntax::Consequence& consequence = band.consequence;
  checked.none = consequence.kind == syntax::ConsequenceKind::none;
  if (checked.none) return true;
  if (!consequence.from) return false;
  const auto is_percent = [](const syntax::Expression& e) { return std::holds_alternative<syntax::PercentLiteral>(e.form); };
  checked.of_charge = is_percent(*consequence.from);
  const auto amount = [&](const syntax::Expression& e) { return checked.of_charge ? CheckRatio(scope, e, nullptr) : CheckMoney(scope, e); };
  const std::optional<Ratio> from = amount(*consequence.from);
  if (!from) return false;
  checked.intercept = *from;
  if (consequence.kind != syntax::ConsequenceKind::linear || !consequence.to) return true;
  if (is_percent(*consequence.to) != checked.of_charge) {
    scope.Report(DiagnosticKind::type_mismatch, consequence.span, "a line can't lead from a percentage to an amount of money");
    return false;
  }
  const std::optional<Ratio> to = amount(*consequence.to);
  if (!to) return false;
  const auto rise = Subtract(*to, *from);
  const auto run = Subtract(checked.upper, checked.lower);
  const auto slope = rise && run ? Divide(*rise, *run) : std::nullopt;
  const auto offset = slope ? Multiply(*slope, checked.lower) : std::nullopt;
  const auto intercept = offset ? Subtract(*from, *offset) : std::nullopt;
  if (!intercept) {
    scope.Report(DiagnosticKind::number_out_of_range, consequence.span, "this line can't be computed exactly: its numbers have too many digits");
    return false;
  }
  checked.slope = *slope;
  checked.intercept = *intercept;
  return true;
}

void ProveTotalAndDisjoint(Scope& scope, const syntax::BandTable& table, const CheckedObligation& obligation) {
  Ratio edge = MakeRatio(0, 1);
  bool edge_covered = false;  // whether `edge` itself belongs to a band already
  const CheckedBand* previous = nullptr;
  const auto gap = [&](const Range& range) {
    if (IsEmpty(range)) return;
    Diagnostic& problem = scope.Report(DiagnosticKind::bands_have_gap, table.span, fmt::format("no band says what happens at {}", Example(range, obligation)));
    if (previous != nullptr) problem.notes.push_back({previous->span, "the band before the gap"});
    problem.help = "bands must cover every value from 0% to 100%: move a bound, or turn `)` into `]`";
  };
  for (const CheckedBand& band : obligation.bands) {
    gap({edge, band.lower, !edge_covered, !band.lower_inclusive});
    if (previous != nullptr) {
      const Range shared = Intersect(RangeOf(*previous), RangeOf(band));
      if (!IsEmpty(shared)) {
        Diagnostic& problem = scope.Report(DiagnosticKind::bands_overlap, band.span, fmt::format("{} fall into two bands", Example(shared, obligation)));
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
  gap({edge, MakeRatio(1, 1), !edge_covered, true});
}

Range MetRange(const CheckedLevel& target) {
  using enum CheckedLevel::Direction;
  const Ratio zero = MakeRatio(0, 1), one = MakeRatio(1, 1);
  switch (target.direction) {
    case at_least: return {target.level, one, true, true};
    case more_than: return {target.level, one, false, true};
    case at_most: return {zero, target.level, true, true};
    case less_than: return {zero, target.level, true, false};
  }
  return {};
}

Range MissedRange(const CheckedLevel& target) {
  using enum CheckedLevel::Direction;
  const Ratio zero = MakeRatio(0, 1), one = MakeRatio(1, 1);
  switch (target.direction) {
    case at_least: return {zero, target.level, true, false};
    case more_than: return {zero, target.level, true, true};
    case at_most: return {target.level, one, false, true};
    case less_than: return {target.level, one, true, true};
  }
  return {};
}

void ProveInStepWithTarget(Scope& scope, const CheckedObligation& obligation) {
  for (const CheckedBand& band : obligation.bands) {
    const Range wrong = Intersect(RangeOf(band), band.none ? MissedRange(obligation.target) : MetRange(obligation.target));
    if (IsEmpty(wrong)) continue;
    Diagnostic& problem = scope.Report(DiagnosticKind::bands_against_target, band.span,
                                       fmt::format("{} {}", Example(wrong, obligation),
                                                   band.none ? "miss the target, but this band gives no credit for it"
                                                             : "meet the target, but this band charges a credit for it"));
    problem.notes.push_back({obligation.target.span, "the target"});
    problem.help = "write the bound as `target`, so that band and target can't drift apart";
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

void CheckBands(Scope& scope, const syntax::BandTable& table, CheckedObligation& obligation) {
  bool sound = true;
  for (const syntax::Band& band : table.bands) {
    CheckedBand checked;
    checked.span = band.span;
    checked.text = OneLine(scope.sources.Text(band.span));
    if (!band.interval.lower || !band.interval.upper) {
      sound = false;
      continue;
    }
    const auto lower = CheckRatio(scope, *band.interval.lower, &obligation.target.level);
    const auto upper = CheckRatio(scope, *band.interval.upper, &obligation.target.level);
    if (!lower || !upper) {
      sound = false;
      continue;
    }
    checked.lower = *lower;
    checked.upper = *upper;
    checked.lower_inclusive = band.interval.lower_inclusive;
    checked.upper_inclusive = band.interval.upper_inclusive;
    if (IsEmpty(RangeOf(checked))) {
      scope.Report(DiagnosticKind::band_empty, band.interval.span, fmt::format("no value lies in `{}`", scope.sources.Text(band.interval.span)))
          .help = "write the smaller bound first";
      sound = false;
      continue;
    }
    if (Less(checked.lower, MakeRatio(0, 1)) || Less(MakeRatio(1, 1), checked.upper)) {
      scope.Report(DiagnosticKind::band_empty, band.interval.span, "a ratio of items lies between 0% and 100%");
      sound = false;
      continue;
    }
    if (!CheckConsequence(scope, band, checked)) {
      sound = false;
      continue;
    }
    if (checked.of_charge && !obligation.charge) {
      if (!table.charge) {
        scope.Report(DiagnosticKind::obligation_incomplete, band.consequence.span, "a percentage of what? the credit names no charge")
            .help = "write `credit of CHARGE { ... }`";
      }
      sound = false;
      continue;
    }
    obligation.bands.push_back(std::move(checked));
  }
  std::stable_sort(obligation.bands.begin(), obligation.bands.end(), [](const CheckedBand& a, const CheckedBand& b) {
    if (!Same(a.lower, b.lower)) return Less(a.lower, b.lower);
    if (a.lower_inclusive != b.lower_inclusive) return a.lower_inclusive;
    return Less(a.upper, b.upper);
  });
  if (!sound || obligation.bands.empty()) return;  // a proof over half the bands would only repeat what was reported
  const std::size_t before = scope.diagnostics.ErrorCount();
  ProveTotalAndDisjoint(scope, table, obligation);
  if (scope.diagnostics.ErrorCount() == before) ProveInStepWithTarget(scope, obligation);
}

}  // namespace slate::check
