// Bands of a credit table: resolved, ordered, and proven total and disjoint over [0%, 100%], in step with the target.
#pragma once

#include "compiler/check/scope.h"

namespace slate::check {

// Values between two bounds.
struct Range {
  Ratio lower, upper;
  bool lower_inclusive = true, upper_inclusive = true;
};
bool IsEmpty(const Range& range);
Range Intersect(const Range& a, const Range& b);
Range RangeOf(const CheckedBand& band);
// Every value the metric can have.
Range DomainOf(const MeasuredType& type);
// Those of them that meet a target, and those that miss it.
Range MetRange(const CheckedLevel& target, const Range& domain);
Range MissedRange(const CheckedLevel& target, const Range& domain);

// The fraction with the smallest denominator of at least `least_denominator` that lies between the bounds: a value that so
// many items can really have. Nothing if there is none up to 1,000,000 items.
std::optional<Ratio> AttainableBetween(const Ratio& lower, bool lower_inclusive, const Ratio& upper, bool upper_inclusive,
                                       std::int64_t least_denominator, std::int64_t* denominator);

enum class TableKind : std::uint8_t { credit, bonus };

// The bands of a table, ascending; every gap, overlap and contradiction with the target is reported with an attainable value. A
// credit is given for what misses the target alone, a bonus for what meets it. `charge`: what shares are shares of.
std::vector<CheckedBand> CheckBands(Scope& scope, const syntax::BandTable& table, TableKind kind, const CheckedObligation& obligation, std::optional<std::uint32_t> charge);

// What a band pays, into `band`, whose bounds are known; false after reporting.
bool CheckConsequence(Scope& scope, const syntax::Consequence& consequence, TableKind kind, const CheckedObligation& obligation, CheckedBand& band);
// Of a marginal table: each band's rate holds for the part of the distance from the target that lies in it, so what is due grows
// steadily over them all. False after reporting.
bool MakeMarginal(Scope& scope, const CheckedObligation& obligation, std::vector<CheckedBand>& bands);

}  // namespace slate::check
