#include "runtime/settle/verdict.h"

#include <fmt/format.h>

namespace slate::settle {
namespace {

std::string FractionOf(const Ratio& part) { return ToString(part.numerator) + "/" + ToString(part.denominator); }

Decision TooFew(const Row& row, const Volume& volume, std::uint64_t items) {
  return {.verdict = volume.below,
          .reason = fmt::format("{} {}{}, {} needed", items, items == 1 ? "item" : "items",
                                volume.after_exclusions ? "" : " before exclusions",
                                row.part == Ratio{1, 1} ? fmt::format("{}", volume.minimum)
                                                        : fmt::format("{} of {}", FractionOf(row.part), volume.minimum)),
          .too_few = true,
          .has_value = row.value.has_value(),
          .may_pay = volume.below == Verdict::missed};
}

// Of a part of a period the part of the minimum is asked.
bool Below(std::uint64_t items, std::int64_t minimum, const Ratio& part) {
  return minimum > 0 && static_cast<Int128>(items) * part.denominator < static_cast<Int128>(minimum) * part.numerator;
}

}  // namespace

Decision Decide(const Row& row, const Terms& terms, const Deciders& deciders) {
  const Evidence& evidence = row.evidence;
  const Volume* volume = terms.volume ? &*terms.volume : nullptr;
  if (volume != nullptr && !volume->after_exclusions && Below(evidence.selected, volume->minimum, row.part)) {
    return TooFew(row, *volume, evidence.selected);
  }
  if (!row.value) {
    return {.verdict = terms.empty,
            .reason = row.no_value.empty() ? "nothing to measure" : row.no_value,
            .too_few = false,
            .has_value = false,
            .may_pay = terms.empty == Verdict::missed};
  }
  if (volume != nullptr && volume->after_exclusions && Below(evidence.denominator, volume->minimum, row.part)) {
    return TooFew(row, *volume, evidence.denominator);
  }
  const bool met = deciders.target_met(*row.value);
  return {.verdict = met ? Verdict::met : Verdict::missed, .reason = {}, .too_few = false, .has_value = true, .may_pay = true};
}

}  // namespace slate::settle
