#include "runtime/settle/verdict.h"

#include <fmt/format.h>

namespace slate::settle {
namespace {

Decision TooFew(const Evidence& evidence, const Volume& volume, std::uint64_t items) {
  return {.verdict = volume.below,
          .reason = fmt::format("{} {}{}, {} needed", items, items == 1 ? "item" : "items",
                                volume.after_exclusions ? "" : " before exclusions", volume.minimum),
          .has_value = evidence.denominator > 0,
          .may_pay = volume.below == Verdict::missed};
}

bool Below(std::uint64_t items, std::int64_t minimum) {
  return minimum > 0 && items < static_cast<std::uint64_t>(minimum);
}

}  // namespace

Decision Decide(const Evidence& evidence, const Terms& terms, const Deciders& deciders) {
  const Volume* volume = terms.volume ? &*terms.volume : nullptr;
  if (volume != nullptr && !volume->after_exclusions && Below(evidence.selected, volume->minimum)) {
    return TooFew(evidence, *volume, evidence.selected);
  }
  if (evidence.denominator == 0) {
    return {.verdict = terms.empty,
            .reason = "nothing to measure",
            .has_value = false,
            .may_pay = terms.empty == Verdict::missed};
  }
  if (volume != nullptr && volume->after_exclusions && Below(evidence.denominator, volume->minimum)) {
    return TooFew(evidence, *volume, evidence.denominator);
  }
  const bool met = deciders.target_met(static_cast<std::int64_t>(evidence.numerator),
                                       static_cast<std::int64_t>(evidence.denominator));
  return {.verdict = met ? Verdict::met : Verdict::missed, .reason = {}, .has_value = true, .may_pay = true};
}

}  // namespace slate::settle
