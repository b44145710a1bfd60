#include "runtime/settle/verdict.h"

#include <fmt/format.h>

namespace slate::settle {
namespace {

Decision TooFew(const Row& row, const Volume& volume, std::uint64_t items) {
  return {.verdict = volume.below,
          .reason = fmt::format("{} {}{}, {} needed", items, items == 1 ? "item" : "items",
                                volume.after_exclusions ? "" : " before exclusions", volume.minimum),
          .too_few = true,
          .has_value = row.value.has_value(),
          .may_pay = volume.below == Verdict::missed};
}

bool Below(std::uint64_t items, std::int64_t minimum) {
  return minimum > 0 && items < static_cast<std::uint64_t>(minimum);
}

}  // namespace

Decision Decide(const Row& row, const Terms& terms, const Deciders& deciders) {
  const Evidence& evidence = row.evidence;
  const Volume* volume = terms.volume ? &*terms.volume : nullptr;
  if (volume != nullptr && !volume->after_exclusions && Below(evidence.selected, volume->minimum)) {
    return TooFew(row, *volume, evidence.selected);
  }
  if (!row.value) {
    return {.verdict = terms.empty,
            .reason = "nothing to measure",
            .too_few = false,
            .has_value = false,
            .may_pay = terms.empty == Verdict::missed};
  }
  if (volume != nullptr && volume->after_exclusions && Below(evidence.denominator, volume->minimum)) {
    return TooFew(row, *volume, evidence.denominator);
  }
  const bool met = deciders.target_met(*row.value);
  return {.verdict = met ? Verdict::met : Verdict::missed, .reason = {}, .too_few = false, .has_value = true, .may_pay = true};
}

}  // namespace slate::settle
