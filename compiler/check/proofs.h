// What is proven of obligations beyond bands that are total, disjoint and in step with the target (bands.h): that worse
// service never pays less, that every band can pay, that a target can be missed, and that obligations don't contradict
// each other. In: checked obligations. Out: problems, each with values that can really be measured.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/check/bands.h"

namespace slate::check {

// Why money is paid: for service worse than the target, or for better one.
enum class Money : std::uint8_t { credit, bonus };

// A credit never falls as service gets worse, a bonus never as it gets better. `bands` ascend, total and disjoint.
// Shares of a charge and amounts of money are not compared with each other.
void ProveMonotone(Scope& scope, const std::vector<CheckedBand>& bands, Money money,
                   const CheckedObligation& obligation);

// All else, when every obligation is checked.
void ProveObligations(Scope& scope);

// --- values that can be measured -----------------------------------------------------------------------------------

struct Attained {
  Ratio value;       // in base units
  std::string text;  // "190 of 199 items (about 95.47%)", "13 hours"
};
// A value of the range that the obligation's metric can have; nothing where there is none.
std::optional<Attained> AttainableIn(const Scope& scope, const Range& range, const CheckedObligation& obligation);
// The part of the range between the least and the greatest value the metric can have there; empty where it has none.
Range Attainable(const Range& range, const CheckedMetric& metric);
// A value of the metric as its contract would write it: "97.4%", "13 hours".
std::string ValueText(const Scope& scope, const Ratio& value, const CheckedObligation& obligation);

// Whether an error was reported inside the span: what recovery made of it is nothing of the author's.
bool HoldsError(const Scope& scope, Span span);

// What a band gives at a value, of the charge or in major units; nothing where that has too many digits.
std::optional<Ratio> PaidAt(const CheckedBand& band, const Ratio& value);
bool PaysNothing(const CheckedBand& band);
// "8%", "EUR 800", "nothing"
std::string PaidText(const Scope& scope, const CheckedBand& band, const Ratio& amount);

}  // namespace slate::check
