#include "compiler/plan/packing.h"

#include <algorithm>
#include <bit>

namespace slate::plan {
namespace {

NodeId AmountOf(const Measurement& one) { return one.aggregate.kind == measure::AggregateKind::time_share ? one.value : kNoNode; }

bool SameItems(const Measurement& a, const Measurement& b) {
  const auto same = [](const Exclusion& x, const Exclusion& y) { return x.condition == y.condition && x.pending == y.pending; };
  return a.by == b.by && a.selected == b.selected && a.grid == b.grid && a.group_column == b.group_column && AmountOf(a) == AmountOf(b) &&
         std::equal(a.exclusions.begin(), a.exclusions.end(), b.exclusions.begin(), b.exclusions.end(), same);
}

template <typename Item>
std::uint32_t PlaceOf(std::vector<Item>& items, const Item& item) {
  const auto found = std::find(items.begin(), items.end(), item);
  if (found != items.end()) return static_cast<std::uint32_t>(found - items.begin());
  items.push_back(item);
  return static_cast<std::uint32_t>(items.size() - 1);
}

std::uint32_t NumeratorOf(const Scan& scan, Bundle& bundle, NodeId numerator) {
  const Node& node = scan.nodes[numerator];
  if (node.op == Op::constant && node.immediate != 0) return 0;  // all that is counted
  return 1 + bundle.exclusions + PlaceOf(bundle.numerators, numerator);
}

}  // namespace

std::uint32_t Bundle::tally_words() const {
  if (paired()) return 2 * tallies();
  const std::uint32_t last = (tallies() - 1) / 8 * 8;  // where the last row of lanes begins
  return 2 * (last + LanesFrom(last));
}

std::uint32_t Bundle::stride() const {
  const auto words = ExtremeAt(static_cast<std::uint32_t>(extremes.size()));
  return words <= 8 ? std::bit_ceil(words) : (words + 7) / 8 * 8;
}

Packing PackingOf(const Scan& scan) {
  Packing packing;
  for (std::uint32_t m = 0; m < scan.measurements.size(); ++m) {
    const Measurement& one = scan.measurements[m];
    const auto same = [&](const Bundle& bundle) { return SameItems(scan.measurements[bundle.first], one); };
    auto found = std::find_if(packing.bundles.begin(), packing.bundles.end(), same);
    if (found == packing.bundles.end()) {
      Bundle bundle;
      bundle.first = m;
      bundle.amount = AmountOf(one);
      bundle.exclusions = static_cast<std::uint32_t>(one.exclusions.size());
      found = packing.bundles.insert(found, std::move(bundle));
    }
    Packing::Place place{.bundle = static_cast<std::uint32_t>(found - packing.bundles.begin()), .numerator = NumeratorOf(scan, *found, one.numerator)};
    using measure::AggregateKind;
    switch (one.aggregate.kind) {
      case AggregateKind::weighted_ratio:
        place.sum = PlaceOf(found->sums, {one.value, 0});
        place.good = PlaceOf(found->sums, {one.value, place.numerator});
        break;
      case AggregateKind::sum:
      case AggregateKind::average: place.sum = PlaceOf(found->sums, {one.value, 0}); break;
      case AggregateKind::minimum:
      case AggregateKind::maximum: place.extreme = PlaceOf(found->extremes, {one.value, one.aggregate.kind == AggregateKind::minimum}); break;
      default: break;
    }
    packing.places.push_back(place);
  }
  return packing;
}

}  // namespace slate::plan
