// How compiled code keeps the states of a scan's measurements while it reads. In: a scan. Out: the words of a cell, and where each
// measurement finds its own among them.
//
// Measurements that place the same items in the same cells and leave out the same ones are a bundle: one record a cell for all of
// them, in which what several of them count is counted once, next to each other in memory. The interpreter, which says what is meant,
// keeps each measurement's counters by themselves (runtime/abi.h); states are compared as those.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/plan/plan.h"

namespace slate::plan {

// A record's words: of each tally how many items (or how much time) and the sum of their hashes; two words a sum; one an extreme.
// Tally 0 are the items that no exclusion takes, then come those of each exclusion, then those of each numerator.
struct Bundle {
  struct Sum {
    NodeId value = kNoNode;
    std::uint32_t tally = 0;  // over whose items
    friend bool operator==(const Sum&, const Sum&) = default;
  };
  struct Extreme {
    NodeId value = kNoNode;
    bool least = false;
    friend bool operator==(const Extreme&, const Extreme&) = default;
  };

  std::uint32_t first = 0;          // a measurement that says how all of them select, place and leave out
  NodeId amount = kNoNode;          // what an item counts for; absent: one
  std::uint32_t exclusions = 0;
  std::vector<NodeId> numerators;
  std::vector<Sum> sums;
  std::vector<Extreme> extremes;

  std::uint32_t tallies() const { return 1 + exclusions + static_cast<std::uint32_t>(numerators.size()); }
  // Up to two tallies are one vector: count, hash, count, hash. More lie in lanes: a row of counts, then a row of hashes, eight wide or four.
  bool paired() const { return tallies() <= 2; }
  std::uint32_t LanesFrom(std::uint32_t tally) const { return tallies() - tally > 4 ? 8 : 4; }
  std::uint32_t CountAt(std::uint32_t tally) const { return paired() ? 2 * tally : tally / 8 * 16 + tally % 8; }
  std::uint32_t HashAt(std::uint32_t tally) const { return paired() ? 2 * tally + 1 : CountAt(tally) + LanesFrom(tally / 8 * 8); }
  std::uint32_t SumAt(std::uint32_t sum) const { return tally_words() + 2 * sum; }
  std::uint32_t ExtremeAt(std::uint32_t extreme) const { return SumAt(static_cast<std::uint32_t>(sums.size())) + extreme; }
  // Of a record: such that no vector of it lies in two cache lines.
  std::uint32_t stride() const;

 private:
  std::uint32_t tally_words() const;
};

struct Packing {
  // Where a measurement finds its state.
  struct Place {
    std::uint32_t bundle = 0;
    std::uint32_t numerator = 0;     // tally
    std::uint32_t sum = 0, good = 0; // sums: of all values or weights; of the weights in the numerator
    std::uint32_t extreme = 0;
  };
  std::vector<Bundle> bundles;
  std::vector<Place> places;         // by measurement
};

Packing PackingOf(const Scan& scan);

}  // namespace slate::plan
