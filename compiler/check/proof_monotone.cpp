// Worse service never pays less: the bands are walked from the best value to the worst (for a bonus from the worst to
// the best), along which money must never fall. Each is a line, so its two ends tell all of it.
#include <algorithm>
#include <fmt/format.h>

#include "compiler/check/proofs.h"

namespace slate::check {
namespace {

bool Less(const Ratio& a, const Ratio& b) {
  return Compare(a, b) < 0;
}

std::optional<Ratio> Middle(const Ratio& a, const Ratio& b) {
  const auto sum = Add(a, b);
  return sum ? Multiply(*sum, Ratio{1, 2}) : std::nullopt;
}

// A band as the walk meets it.
struct Step {
  const CheckedBand* band;
  Range range;        // of values that can be measured
  Ratio first, last;  // what it pays where the walk enters and where it leaves
};

class Walk {
 public:
  Walk(Scope& scope, Money money, const CheckedObligation& obligation)
      : scope_(scope), money_(money), obligation_(obligation) {
    using enum CheckedLevel::Direction;
    const bool more_is_better = obligation.target.direction == at_least || obligation.target.direction == more_than;
    upward_ = more_is_better == (money == Money::bonus);
  }

  void Run(const std::vector<CheckedBand>& bands) {
    for (std::size_t i = 0; i < bands.size(); ++i) {
      const auto step = Enter(bands[upward_ ? i : bands.size() - 1 - i]);
      if (!step) continue;
      if (Less(step->last, step->first)) return Report(*step, *step);
      for (const std::optional<Step>& most : most_) {
        const bool comparable = most && (PaysNothing(*step->band) || most->band->of_charge == step->band->of_charge);
        if (comparable && Less(step->first, most->last)) return Report(*most, *step);
      }
      std::optional<Step>& most = most_[step->band->of_charge ? 1 : 0];
      if (!PaysNothing(*step->band) && (!most || Less(most->last, step->last))) most = step;
    }
  }

 private:
  // Nothing where the band holds no value, or what it pays has too many digits.
  std::optional<Step> Enter(const CheckedBand& band) const {
    const Range range = Attainable(RangeOf(band), scope_.contract.metrics[obligation_.metric]);
    if (IsEmpty(range)) return std::nullopt;
    const auto first = PaidAt(band, upward_ ? range.lower : range.upper),
               last = PaidAt(band, upward_ ? range.upper : range.lower);
    if (!first || !last) return std::nullopt;
    return Step{&band, range, *first, *last};
  }

  // A value of the band at which it pays more, or less, than `limit`, near the end where the walk leaves it or enters
  // it.
  std::optional<Attained> ValueWhere(const Step& step, bool more, const Ratio& limit, bool leaving) const {
    Range part = step.range;
    if (step.band->slope.numerator != 0) {
      const auto rise = Subtract(limit, step.band->intercept);
      const auto at = rise ? Divide(*rise, step.band->slope) : std::nullopt;
      if (!at) return std::nullopt;
      const bool above = (step.band->slope.numerator > 0) == more;  // there lies what is looked for
      part = Intersect(part, above ? Range{*at, part.upper, false, part.upper_inclusive}
                                   : Range{part.lower, *at, part.lower_inclusive, false});
    }
    if (const auto value = AttainableIn(scope_, LastTenth(part, upward_ == leaving), obligation_)) return value;
    return AttainableIn(scope_, part, obligation_);
  }

  static Range LastTenth(Range range, bool near_upper) {
    const auto width = Subtract(range.upper, range.lower);
    const auto tenth = width ? Divide(*width, Ratio{10, 1}) : std::nullopt;
    const auto bound = !tenth ? std::nullopt : near_upper ? Subtract(range.upper, *tenth) : Add(range.lower, *tenth);
    if (!bound || width->numerator == 0) return range;
    (near_upper ? range.lower : range.upper) = *bound;
    return range;
  }

  void Report(const Step& more, const Step& less) {
    if (HoldsError(scope_, more.band->span) || HoldsError(scope_, less.band->span)) return;
    const bool same = more.band == less.band;  // then it pays less where the walk leaves it than where it enters
    const auto limit = same ? Middle(less.first, less.last) : Middle(more.last, less.first);
    const auto high = limit ? ValueWhere(more, true, *limit, !same) : std::nullopt,
               low = limit ? ValueWhere(less, false, *limit, same) : std::nullopt;
    const auto paid_high = high ? PaidAt(*more.band, high->value) : std::nullopt,
               paid_low = low ? PaidAt(*less.band, low->value) : std::nullopt;
    const std::string_view what = money_ == Money::credit ? "credit" : "bonus";
    std::string message = money_ == Money::credit ? "worse service would pay a smaller credit"
                                                  : "better service would earn a smaller bonus";
    if (paid_high && paid_low) {
      message += fmt::format(": the {} is {} at {}, but {} at {}", what, PaidText(scope_, *more.band, *paid_high),
                             high->text, PaidText(scope_, *less.band, *paid_low), low->text);
    }
    Diagnostic& problem = scope_.Report(DiagnosticKind::bands_reward_worse, less.band->span, std::move(message));
    if (!same) problem.notes.push_back({more.band->span, fmt::format("the larger {}", what)});
    problem.help =
        money_ == Money::credit
            ? "let the credit grow, or stay the same, the further the value is from the target; else it pays to let a "
              "period that is lost get worse"
            : "let the bonus grow, or stay the same, the better the value is; else it pays to stop short of the best";
  }

  Scope& scope_;
  Money money_;
  const CheckedObligation& obligation_;
  bool upward_ = false;
  std::optional<Step> most_[2];  // amounts of money, shares of the charge
};

}  // namespace

void ProveMonotone(Scope& scope, const std::vector<CheckedBand>& bands, Money money,
                   const CheckedObligation& obligation) {
  Walk(scope, money, obligation).Run(bands);
}

}  // namespace slate::check
