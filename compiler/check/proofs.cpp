#include "compiler/check/proofs.h"

#include <algorithm>
#include <fmt/format.h>

#include "compiler/check/joint.h"
#include "compiler/check/suggest.h"

namespace slate::check {
namespace {

bool Less(const Ratio& a, const Ratio& b) {
  return Compare(a, b) < 0;
}

// An obligation has one target with its bands, or one for each class; amendments change it from a day on.
struct Variant {
  std::string_view value;  // of the class; empty: of all of them, or of those that `named` does not hold
  std::string_view by;     // what classes it is one of: a class of the group, or empty: the groups themselves
  const std::vector<CheckedClass>* named;  // or null
  const CheckedLevel* target;
  const CheckedLevel* minimum;  // or null
  const std::vector<CheckedBand>* bands;
  Date from, until;        // half-open, of the periods' first days
};

// `of`: an obligation, or a version of one.
template <typename Of>
void AddVariants(const Of& of, std::string_view by, Date from, Date until, std::vector<Variant>& variants) {
  const auto minimum = [](const auto& one) { return one.minimum ? &*one.minimum : nullptr; };
  if (of.classes.empty()) variants.push_back({"", by, nullptr, &of.target, minimum(of), &of.bands, from, until});
  for (const CheckedClass& one : of.classes) variants.push_back({one.value, by, one.otherwise ? &of.classes : nullptr, &one.target, minimum(one), &one.bands, from, until});
}

std::vector<Variant> VariantsOf(const CheckedObligation& obligation) {
  constexpr Date kAlways{INT32_MIN}, kEver{INT32_MAX};
  const std::vector<CheckedVersion>& versions = obligation.versions;
  std::vector<Variant> variants;
  const std::string_view by = obligation.class_of_group ? std::string_view(obligation.class_of_group->field) : std::string_view();
  AddVariants(obligation, by, kAlways, versions.empty() ? kEver : versions.front().from, variants);
  for (std::size_t i = 0; i < versions.size(); ++i) {
    AddVariants(versions[i], by, versions[i].from, i + 1 < versions.size() ? versions[i + 1].from : kEver, variants);
  }
  // Of the targets that a recalibration can give it, the one agreed and those at both ends.
  if (const auto& recalibration = obligation.recalibration) {
    const auto harder = [&](const CheckedClass& a, const CheckedClass& b) { return Less(a.target.level, b.target.level); };
    const auto [least, most] = std::minmax_element(recalibration->levels.begin(), recalibration->levels.end(), harder);
    for (const CheckedClass* end : {&*least, &*most}) {
      if (end->target.level != obligation.target.level) variants.push_back({"", "", nullptr, &end->target, end->minimum ? &*end->minimum : nullptr, &end->bands, kAlways, kEver});
    }
  }
  return variants;
}

// The least and the greatest that a band gives, over the values that lie in it.
struct Amounts {
  Ratio least, most;
};
std::optional<Amounts> PaidBy(const CheckedBand& band, const Range& values) {
  const auto lower = PaidAt(band, values.lower), upper = PaidAt(band, values.upper);
  if (!lower || !upper) return std::nullopt;
  return Less(*lower, *upper) ? Amounts{*lower, *upper} : Amounts{*upper, *lower};
}

class Prover {
 public:
  Prover(Scope& scope, const CheckedObligation& obligation)
      : scope_(scope),
        obligation_(obligation),
        metric_(scope.contract.metrics[obligation.metric]),
        domain_(Attainable(DomainOf(metric_.measured), metric_)) {}

  void Run() {
    for (const Variant& variant : VariantsOf(obligation_)) {
      for (const CheckedBand& band : *variant.bands) {
        if (!Reached(band)) continue;
        for (const CheckedCap& cap : obligation_.caps) {
          if (cap.kind == LimitWord::de_minimis) WorthAnything(band, cap);
        }
      }
      for (const CheckedCap& cap : obligation_.caps) LeavesDifferences(*variant.bands, cap);
      CanBeMissed(*variant.target);
      if (variant.minimum != nullptr) CanFallBelow(*variant.minimum);
    }
    AsksForMore();
  }

 private:
  bool CountsItems() const { return !metric_.derivation && metric_.aggregate.kind == measure::AggregateKind::count; }

  // The values by which a period is judged: a count below the volume is not. What a cut period needs is less.
  Range Assessed() const {
    Range assessed = domain_;
    const auto& volume = obligation_.volume;
    if (!CountsItems() || !volume || !volume->after_exclusions || volume->pooled_by) return assessed;
    if (volume->below == VerdictWord::missed || scope_.contract.partial_periods == PartialPeriods::prorated)
      return assessed;
    return Intersect(assessed, {Ratio{volume->minimum, 1}, domain_.upper, true, domain_.upper_inclusive});
  }

  bool Reached(const CheckedBand& band) {
    const Range values = Attainable(RangeOf(band), metric_);
    if (IsEmpty(values)) {
      scope_
          .Report(DiagnosticKind::band_never_pays, band.span,
                  fmt::format("no value that `{}` can have lies in this band", metric_.name))
          .help = "take the band out, and let one beside it reach over its values";
      return false;
    }
    if (PaysNothing(band) || !IsEmpty(Intersect(values, Assessed()))) return true;
    Diagnostic& problem =
        scope_.Report(DiagnosticKind::band_never_pays, band.span,
                      fmt::format("no period pays this: with fewer than {} it is not assessed by its value",
                                  obligation_.volume->minimum));
    problem.notes.push_back({obligation_.volume->span, "the volume, which counts the same items as the metric"});
    problem.help = "lower the volume, or let too few count as `missed`";
    return false;
  }

  void WorthAnything(const CheckedBand& band, const CheckedCap& small) {
    const auto paid =
        PaysNothing(band) || band.of_charge ? std::nullopt : PaidBy(band, Attainable(RangeOf(band), metric_));
    if (!paid || !small.fixed || !obligation_.repeats.empty() || Less(*small.fixed, paid->most)) return;
    // Rounding may lift a credit over the limit.
    const auto rounded = RoundToScale(paid->most, obligation_.rounding_places, obligation_.rounding_mode);
    Ratio unit{1, 1};
    for (std::int32_t i = 0; i < obligation_.rounding_places; ++i) unit.denominator *= 10;
    const auto credit = rounded ? Multiply(Ratio{*rounded, 1}, unit) : std::nullopt;
    if (!credit || Less(*small.fixed, *credit)) return;
    Diagnostic& problem =
        scope_.Report(DiagnosticKind::band_never_pays, band.span,
                      fmt::format("this band is never paid: the most it gives is {}, and no more than {} is dropped",
                                  PaidText(scope_, band, paid->most), PaidText(scope_, band, *small.fixed)));
    problem.notes.push_back({small.span, "the limit below which nothing is paid"});
    problem.help = "let the band give more, or lower `de minimis`";
  }

  // Only a cap for one period and one group meets one credit at a time.
  void LeavesDifferences(const std::vector<CheckedBand>& bands, const CheckedCap& cap) {
    if (cap.kind != LimitWord::cap || cap.of_bonus || cap.carried || cap.IsShared()) return;
    if (!obligation_.repeats.empty() || obligation_.rounding_places != scope_.contract.currency.scale) return;
    const bool share = cap.share.has_value();
    if (share && (obligation_.charge != cap.charge || obligation_.allocation)) return;
    const Ratio limit = share ? *cap.share : cap.fixed.value_or(Ratio{});
    if (limit.numerator == 0) return;
    struct Levelled {
      const CheckedBand* band;
      Amounts paid;
    };
    std::vector<Levelled> levelled;
    for (const CheckedBand& band : bands) {
      const auto paid = PaysNothing(band) || band.of_charge != share ? std::nullopt
                                                                     : PaidBy(band, Attainable(RangeOf(band), metric_));
      if (paid && !Less(paid->least, limit)) levelled.push_back({&band, *paid});
    }
    const auto by_least = [](const Levelled& a, const Levelled& b) { return Less(a.paid.least, b.paid.least); };
    const auto by_most = [](const Levelled& a, const Levelled& b) { return Less(a.paid.most, b.paid.most); };
    if (levelled.size() < 2) return;
    const Levelled &mildest = *std::min_element(levelled.begin(), levelled.end(), by_least),
                   &hardest = *std::max_element(levelled.begin(), levelled.end(), by_most);
    if (mildest.band == hardest.band || !Less(mildest.paid.least, hardest.paid.most)) return;
    Diagnostic& problem = scope_.Report(
        DiagnosticKind::cap_levels_bands, cap.span,
        fmt::format("under this cap `{}` and `{}` pay the same: {}{}", mildest.band->text, hardest.band->text,
                    PaidText(scope_, *mildest.band, limit), share ? " of the charge" : ""));
    problem.notes.push_back({mildest.band->span, "reaches the cap already"});
    problem.notes.push_back({hardest.band->span, "gives more, which the cap takes"});
    problem.help = "raise the cap, or write one band for both: worse service costs no more here";
  }

  void CanBeMissed(const CheckedLevel& target) {
    if (!IsEmpty(Intersect(Attainable(MissedRange(target, domain_), metric_), Assessed()))) return;
    // Then it asks that there be something to measure.
    if (obligation_.empty == VerdictWord::missed ||
        (obligation_.volume && obligation_.volume->below == VerdictWord::missed))
      return;
    scope_
        .Report(DiagnosticKind::target_never_missed, target.span,
                fmt::format("every value of `{}` by which a period is judged meets this target, so it is never missed",
                            metric_.name))
        .help =
        "ask for a level that can be missed; to have the metric shown without one, let it say `reported each ...` and "
        "take the obligation out";
  }

  // Too few items, or none, may miss the target, but never the minimum: only a value falls below that.
  void CanFallBelow(const CheckedLevel& minimum) {
    const auto& volume = obligation_.volume;
    Range judged = Assessed();
    if (volume && volume->after_exclusions && !volume->pooled_by && CountsItems() && scope_.contract.partial_periods != PartialPeriods::prorated) {
      judged = Intersect(judged, {Ratio{volume->minimum, 1}, domain_.upper, true, domain_.upper_inclusive});
    }
    if (!IsEmpty(Intersect(Attainable(MissedRange(minimum, domain_), metric_), judged))) return;
    scope_
        .Report(DiagnosticKind::target_never_missed, minimum.span,
                fmt::format("every value of `{}` by which a period is judged reaches this minimum, so nothing ever falls below it", metric_.name))
        .help = "write a minimum that can be missed, or take it out";
  }

  // A credit makes it worth while to keep what was reached; without one, a target that was met before asks for nothing.
  void AsksForMore() {
    if (!metric_.baseline || !obligation_.classes.empty() || !obligation_.bands.empty() || !obligation_.bonus.empty()) return;
    if (IsEmpty(Intersect({*metric_.baseline, *metric_.baseline, true, true}, MetRange(obligation_.target, domain_))))
      return;
    Diagnostic& problem =
        scope_.Report(DiagnosticKind::target_met_by_baseline, obligation_.target.span,
                      fmt::format("this target asks for nothing: `{}` was at {} already, and no credit is at stake",
                                  metric_.name, ValueText(scope_, *metric_.baseline, obligation_)));
    problem.notes.push_back({metric_.span, fmt::format("`{}`, with its baseline", metric_.name)});
    problem.help = "ask for more than there was, or say with `credit` what falling behind it costs";
  }

  Scope& scope_;
  const CheckedObligation& obligation_;
  const CheckedMetric& metric_;
  Range domain_;
};

// Two obligations about the same values.
class PairProver {
 public:
  PairProver(Scope& scope, const CheckedObligation& earlier, const CheckedObligation& later, bool sound)
      : scope_(scope),
        sound_(sound),
        earlier_(earlier),
        later_(later),
        metric_(scope.contract.metrics[later.metric]),
        domain_(Attainable(DomainOf(metric_.measured), metric_)) {}

  // True after reporting.
  bool Run() {
    for (const Variant& a : VariantsOf(earlier_)) {
      for (const Variant& b : VariantsOf(later_)) {
        if (MeetOneClass(a, b) && !CanBothBeMet(a, b)) return true;
      }
    }
    if (earlier_.owed_by != later_.owed_by || !sound_ || InOneStacking(scope_.contract, earlier_, later_)) return false;
    for (const Variant& a : VariantsOf(earlier_)) {
      for (const Variant& b : VariantsOf(later_)) {
        if (MeetOneClass(a, b) && PaidTwice(a, b)) return true;
      }
    }
    return false;
  }

 private:
  static bool MeetOneClass(const Variant& a, const Variant& b) {
    const auto leaves_out = [](const Variant& rest, const Variant& one) {
      return rest.named != nullptr && std::any_of(rest.named->begin(), rest.named->end(), [&](const CheckedClass& named) { return !named.otherwise && named.value == one.value; });
    };
    if (a.until <= b.from || b.until <= a.from) return false;
    if (a.by != b.by) return true;  // a group and a class of it
    return !leaves_out(a, b) && !leaves_out(b, a) && (a.value.empty() || b.value.empty() || a.value == b.value);
  }

  bool CanBothBeMet(const Variant& a, const Variant& b) {
    if (!IsEmpty(Attainable(Intersect(MetRange(*a.target, domain_), MetRange(*b.target, domain_)), metric_)))
      return true;
    if (HoldsError(scope_, a.target->span) || HoldsError(scope_, b.target->span)) return true;
    const std::string_view value = a.value.empty() ? b.value : a.value;
    Diagnostic& problem =
        scope_.Report(DiagnosticKind::obligations_conflict, b.target->span,
                      fmt::format("`{}` and `{}` of clause {} can't both be met: no value of `{}` is {} and {}{}",
                                  later_.name, earlier_.name, earlier_.clause, metric_.name, Text(*a.target),
                                  Text(*b.target), value.empty() ? "" : fmt::format(", as {} must be", value)));
    problem.notes.push_back({a.target->span, fmt::format("the target of clause {}", earlier_.clause)});
    problem.help = "let one of the two go, or measure what each of them means by a metric of its own";
    return false;
  }

  bool PaidTwice(const Variant& a, const Variant& b) {
    for (const CheckedBand& one : *a.bands) {
      for (const CheckedBand& other : *b.bands) {
        if (PaysNothing(one) || PaysNothing(other)) continue;
        const Range both = Attainable(Intersect(RangeOf(one), RangeOf(other)), metric_);
        if (IsEmpty(both)) continue;
        const auto value = AttainableIn(scope_, both, later_);
        Diagnostic& problem = scope_.Report(
            DiagnosticKind::paid_twice, other.span,
            fmt::format(
                "`{}` pays twice for one failure: at {} it owes a credit under `{}` and one under `{}` of clause {}",
                later_.owed_by, value ? value->text : "a value of both bands", later_.name, earlier_.name,
                earlier_.clause));
        problem.notes.push_back({one.span, fmt::format("the band of clause {}", earlier_.clause)});
        problem.help = "put both into one table, whose bands say what each value costs in all, or take one credit out";
        if (earlier_.owed_to == later_.owed_to)
          problem.help += fmt::format("; or say which counts: `stack one_remedy of {}, {} {{ highest }}`",
                                      earlier_.name, later_.name);
        return true;
      }
    }
    return false;
  }

  std::string Text(const CheckedLevel& target) const { return OneLine(scope_.sources.Text(target.span)); }

  Scope& scope_;
  bool sound_;
  const CheckedObligation &earlier_, &later_;
  const CheckedMetric& metric_;
  Range domain_;
};

}  // namespace

void ProveObligations(Scope& scope) {
  const std::vector<CheckedObligation>& all = scope.contract.obligations;
  const bool sound =
      !scope.diagnostics.HasErrors();  // else what is missing may stand in what could not be read or checked
  for (const CheckedObligation& later : all) {
    if (later.watch) continue;  // it looks, and asks for nothing
    const InClause citing(scope, later.clause);
    if (sound) Prover(scope, later).Run();
    for (const CheckedObligation& earlier : all) {
      if (&earlier == &later) break;
      if (earlier.watch) continue;
      const bool same_values =
          earlier.metric == later.metric && earlier.group == later.group && earlier.period == later.period;
      if (same_values && PairProver(scope, earlier, later, sound).Run()) break;  // the others say no more
    }
  }
}

}  // namespace slate::check
