#include "compiler/driver/packed_states.h"

#include <algorithm>

#include "runtime/digest.h"

namespace slate::driver {

PackedStates::PackedStates(const plan::Plan& plan, std::size_t scan)
    : scan_(&plan.scans[scan]), packing_(plan::PackingOf(*scan_)), states_(packing_.bundles.size()), words_(packing_.bundles.size(), nullptr) {
  for (std::size_t bundle = 0; bundle < states_.size(); ++bundle) states_[bundle].periods = plan.grids[Of(bundle).grid].size();
}

void PackedStates::Reserve(std::size_t bundle, std::size_t groups) {
  State& state = states_[bundle];
  if (groups <= state.groups) return;
  state.words.resize(groups * state.periods * packing_.bundles[bundle].stride(), 0);  // the vector doubles: group by group stays linear
  state.groups = groups;
  words_[bundle] = state.words.data();
}

void PackedStates::Unpack(std::size_t measurement, measure::Counters& into) const {
  const plan::Measurement& one = scan_->measurements[measurement];
  const plan::Packing::Place& place = packing_.places[measurement];
  const plan::Bundle& bundle = packing_.bundles[place.bundle];
  const State& state = states_[place.bundle];
  into.Reserve(state.groups);
  const std::size_t stride = bundle.stride(), values = into.value_words_at();
  std::uint64_t* cell = into.data();
  for (const std::uint64_t* record = state.words.data(); record != state.words.data() + state.words.size(); record += stride, cell += into.stride()) {
    const std::uint64_t good = record[bundle.HashAt(place.numerator)];
    cell[0] = record[bundle.CountAt(0)];
    cell[1] = record[bundle.CountAt(place.numerator)];
    std::uint64_t digest = (record[bundle.HashAt(0)] - good) * digest::Weight(0) + good * digest::Weight(1);
    for (std::uint32_t e = 0; e < bundle.exclusions; ++e) {
      cell[2 + e] = record[bundle.CountAt(1 + e)];
      digest += record[bundle.HashAt(1 + e)] * digest::Weight(one.item_class(e));
    }
    switch (one.aggregate.kind) {
      case measure::AggregateKind::weighted_ratio: std::copy_n(record + bundle.SumAt(place.good), 2, cell + values + 2); [[fallthrough]];
      case measure::AggregateKind::sum:
      case measure::AggregateKind::average: std::copy_n(record + bundle.SumAt(place.sum), 2, cell + values); break;
      case measure::AggregateKind::minimum:
      case measure::AggregateKind::maximum: cell[values] = record[bundle.ExtremeAt(place.extreme)]; break;
      default: break;
    }
    cell[into.digest_at()] = digest;
  }
}

}  // namespace slate::driver
