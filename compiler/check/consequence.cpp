// What a band pays: nothing, an amount or a share of a charge, a line from bound to bound, an amount for each unit that failed or for
// each step beyond the target, days of service.
#include <fmt/format.h>

#include "compiler/check/bands.h"
#include "compiler/check/expressions.h"
#include "compiler/check/literals.h"

namespace slate::check {
namespace {

bool Same(const Ratio& a, const Ratio& b) { return Compare(a, b) == 0; }

bool IsPercent(const syntax::Expression& e) { return std::holds_alternative<syntax::PercentLiteral>(e.form); }

// Whether values beyond the target are below it.
bool MissesBelow(const CheckedLevel& target) { return target.direction == CheckedLevel::Direction::at_least || target.direction == CheckedLevel::Direction::more_than; }

class Consequence {
 public:
  Consequence(Scope& scope, const syntax::Consequence& source, TableKind kind, const CheckedObligation& obligation, CheckedBand& band)
      : scope_(scope), source_(source), kind_(kind), obligation_(obligation), metric_(scope.contract.metrics[obligation.metric]), band_(band) {}

  bool Run() {
    band_.none = source_.kind == syntax::ConsequenceKind::none;
    if (band_.none) return true;
    if (!source_.from) return false;
    if (source_.of) return DaysOfService();
    band_.of_charge = IsPercent(*source_.from);
    const std::optional<Ratio> from = Amount(*source_.from);
    if (!from) return false;
    band_.intercept = *from;
    if (source_.rate) return AtRate(*source_.rate);
    return source_.kind != syntax::ConsequenceKind::linear || !source_.to || Line(*source_.to);
  }

 private:
  bool Refuse(Span span, std::string message, std::string help) {
    scope_.Report(DiagnosticKind::type_mismatch, span, std::move(message)).help = std::move(help);
    return false;
  }

  bool TooWide() {
    scope_.Report(DiagnosticKind::number_out_of_range, source_.span, "this can't be computed exactly: its numbers have too many digits").help = "use bounds and amounts with fewer digits";
    return false;
  }

  std::optional<Ratio> Amount(const syntax::Expression& e) { return band_.of_charge ? CheckRatio(scope_, e, nullptr) : CheckMoney(scope_, e); }

  bool Line(const syntax::Expression& end) {
    if (band_.lower_unbounded || band_.upper_unbounded) {
      return Refuse(source_.span, "a line leads from one bound of the band to the other, and this band has no end", "end the line at a bound, and give what lies beyond it a band of its own");
    }
    if (IsPercent(end) != band_.of_charge) {
      return Refuse(source_.span, "a line leads between two percentages or between two amounts, not from one to the other", "write both ends alike: `linear from 10% to 0%`");
    }
    const std::optional<Ratio> to = Amount(end);
    if (!to) return false;
    if (Same(band_.lower, band_.upper)) return Refuse(source_.span, "this band is a single value, and a line needs two ends", "write one percentage or amount");
    const auto rise = Subtract(*to, band_.intercept);
    const auto run = Subtract(band_.upper, band_.lower);
    return Slope(rise && run ? Divide(*rise, *run) : std::nullopt, band_.lower, band_.intercept);
  }

  // A line through a point.
  bool Slope(const std::optional<Ratio>& slope, const Ratio& at, const Ratio& amount) {
    const auto offset = slope ? Multiply(*slope, at) : std::nullopt;
    const auto intercept = offset ? Subtract(amount, *offset) : std::nullopt;
    if (!intercept) return TooWide();
    band_.slope = *slope;
    band_.intercept = *intercept;
    return true;
  }

  // 5 days of service: so many days' part of the charge of the period.
  bool DaysOfService() {
    const auto* number = std::get_if<syntax::NumberLiteral>(&source_.from->form);
    const bool days = number != nullptr && number->unit.size() == 1 && (number->unit[0].text == "days" || number->unit[0].text == "day");
    if (!days || source_.of->text != "service") return Refuse(source_.span, "what is paid is an amount, a percentage of a charge, or days of service", "write `EUR 500`, `10%` or `5 days of service`");
    if (obligation_.allocation && kind_ == TableKind::credit) return Refuse(source_.span, "days of service are days of a charge, and this credit is of what a pool has at risk", "write a percentage of the allocation: `50%`");
    band_.of_charge = true;
    band_.per = PerWord::day;
    band_.intercept = FromDecimal(number->value);
    return true;
  }

  bool AtRate(const syntax::Rate& rate) {
    if (rate.beyond) return BeyondTarget(rate);
    if (rate.words.size() != 1 || rate.words[0].text != "failed" || rate.step) {
      return Refuse(rate.span, "an amount is paid for each item that failed, or for each step beyond the target", fmt::format("write `per failed {}`, or `per {} beyond target`", ItemWord(), StepWord()));
    }
    return PerFailed(rate);
  }

  std::string ItemWord() const { return scope_.contract.events[metric_.event].name; }
  std::string StepWord() const {
    switch (metric_.measured.kind) {
      case TypeKind::ratio:
      case TypeKind::points: return "1 pp";
      case TypeKind::duration:
      case TypeKind::business_time: return "hour";
      case TypeKind::money: return "EUR 100";
      default: return metric_.measured.unit.empty() ? "1 item" : "1 " + metric_.measured.unit;
    }
  }

  // Items of a ratio, or what they weigh, that are not in its numerator.
  bool PerFailed(const syntax::Rate& rate) {
    using enum measure::AggregateKind;
    const bool weighted = metric_.aggregate.kind == weighted_ratio;
    if (metric_.derivation || (metric_.aggregate.kind != ratio && !weighted)) return Refuse(rate.span, "only a ratio of items has items that failed", "write what one step beyond the target costs: `per " + StepWord() + " beyond target`");
    if (obligation_.volume && obligation_.volume->pooled_by) {
      return Refuse(rate.span, "a pooled period has no failed items of its own to pay for", "pay a share of a charge or an amount, or let the volume fall back to a verdict");
    }
    band_.per = PerWord::failed;
    if (kind_ == TableKind::bonus) return Refuse(rate.span, "a bonus is for what is met, not for what failed", "pay a share of a charge, an amount, or a step beyond the target");
    const Type weight = weighted && metric_.value ? metric_.value->type : Type{};
    if (band_.of_charge) {
      if (weight.kind != TypeKind::money) return Refuse(source_.from->span, "a percentage of what failed needs a ratio that is weighted by money", "weigh it by an amount: `weighted by d.goods`; or pay an amount for each");
      band_.of_charge = false;  // of the weight itself, which is money
    } else if (rate.unit.text != (weighted ? weight.unit : ItemWord())) {
      return Refuse(rate.unit.span, fmt::format("`{}` is not what the metric counts", rate.unit.text), fmt::format("write `per failed {}`", weighted ? weight.unit.empty() ? "kg" : weight.unit : ItemWord()));
    }
    for (std::int32_t i = 0; i < weight.scale; ++i) {
      const auto scaled = Divide(band_.intercept, Ratio{10, 1});
      if (!scaled) return TooWide();
      band_.intercept = *scaled;
    }
    return true;
  }

  // An amount for each step between the target and the value: a line, or, `started`, stairs.
  bool BeyondTarget(const syntax::Rate& rate) {
    if (rate.beyond->text != "beyond") return Refuse(rate.beyond->span, "what is paid for lies beyond the target, on whichever side misses it", fmt::format("write `per {} beyond target`", StepWord()));
    const bool started = rate.words.size() == 1 && rate.words[0].text == "started";
    if (!rate.words.empty() && !started) return Refuse(rate.words[0].span, fmt::format("`{}` says nothing here", rate.words[0].text), fmt::format("write `per {0} beyond target`, or `per started {0} beyond target`", StepWord()));
    const auto step = StepOf(rate);
    if (!step) return false;
    if (step->numerator <= 0) return Refuse(rate.span, "a step is more than nothing", fmt::format("write `per {} beyond target`", StepWord()));
    if (started) {
      if (kind_ == TableKind::bonus) return Refuse(rate.span, "a bonus grows steadily beyond the target", "take `started` out");
      band_.per = PerWord::started;
      band_.step = *step;
      return true;
    }
    auto slope = Divide(band_.intercept, *step);
    const bool falls = MissesBelow(obligation_.target) == (kind_ == TableKind::credit);
    if (slope && falls) slope = Subtract(Ratio{0, 1}, *slope);
    return Slope(slope, obligation_.target.level, Ratio{0, 1});
  }

  // How long a step is, in the metric's base units.
  std::optional<Ratio> StepOf(const syntax::Rate& rate) {
    if (rate.step) return CheckStep(*rate.step);
    syntax::NumberLiteral one{Decimal{1, 0}, {rate.unit}};
    if (rate.unit.text == "hour" || rate.unit.text == "minute" || rate.unit.text == "second") one.unit[0].text += "s";
    return CheckStep(syntax::Expression{rate.unit.span, std::move(one)});
  }

  std::optional<Ratio> CheckStep(const syntax::Expression& step) {
    if (metric_.measured.kind != TypeKind::ratio && metric_.measured.kind != TypeKind::points) return CheckLevel(scope_, step, metric_.measured, nullptr);
    if (const auto* points = std::get_if<syntax::PointsLiteral>(&step.form)) return Divide(FromDecimal(points->value), Ratio{100, 1});
    Refuse(step.span, "the distance of a percentage from the target is counted in percentage points", "write `per 1 pp beyond target`");
    return std::nullopt;
  }

  Scope& scope_;
  const syntax::Consequence& source_;
  TableKind kind_;
  const CheckedObligation& obligation_;
  const CheckedMetric& metric_;
  CheckedBand& band_;
};

}  // namespace

bool CheckConsequence(Scope& scope, const syntax::Consequence& consequence, TableKind kind, const CheckedObligation& obligation, CheckedBand& band) {
  return Consequence(scope, consequence, kind, obligation, band).Run();
}

bool MakeMarginal(Scope& scope, const CheckedObligation& obligation, std::vector<CheckedBand>& bands) {
  // From the target on: each band begins with what all of those before it come to.
  const bool below = MissesBelow(obligation.target);
  Ratio due{0, 1};
  for (std::size_t i = 0; i < bands.size(); ++i) {
    CheckedBand& band = bands[below ? bands.size() - 1 - i : i];
    if (band.none) continue;
    if (band.per != PerWord::once || (band.slope.numerator == 0 && band.intercept.numerator != 0)) {
      scope.Report(DiagnosticKind::type_mismatch, band.span, "in a marginal table each band says what a step in it costs").help = "write `EUR 100 per hour beyond target`, or take `marginal` out";
      return false;
    }
    const Ratio& near = below ? band.upper : band.lower;
    const Ratio& far = below ? band.lower : band.upper;
    const auto begins = Multiply(band.slope, near);
    const auto intercept = begins ? Subtract(due, *begins) : std::nullopt;
    const bool last = below ? band.lower_unbounded : band.upper_unbounded;
    const auto width = last ? std::optional(Ratio{0, 1}) : Subtract(far, near);
    const auto grows = width ? Multiply(band.slope, *width) : std::nullopt;
    const auto after = grows ? Add(due, *grows) : std::nullopt;
    if (!intercept || !after) {
      scope.Report(DiagnosticKind::number_out_of_range, band.span, "this table can't be computed exactly: its numbers have too many digits").help = "use bounds and amounts with fewer digits";
      return false;
    }
    band.intercept = *intercept;
    due = *after;
  }
  return true;
}

}  // namespace slate::check
