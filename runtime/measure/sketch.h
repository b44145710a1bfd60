// Values of which only the leading digits are kept, and how often each occurs: what an approximate percentile is taken of. In:
// values. Out: the same multiset with every value cut, toward zero, to its leading bits, so that none is further from what it was
// than 2^-bits of it; a nearest rank among the cut values is the cut value at that rank. Whole numbers throughout.
// Law: a cell holds at most 2 * 64 * 2^bits + 1 different values, however many are added; Merge is addition.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "runtime/number/ratio.h"

namespace slate::measure {

// The first bit that is set and the `bits` after it; the rest zero.
std::int64_t CutTo(std::int64_t value, std::int32_t bits);

class Sketch {
 public:
  void Add(std::int64_t value, std::uint64_t times = 1) { counts_[value] += times; }  // one that is cut already
  void Merge(const Sketch& other);
  bool empty() const { return counts_.empty(); }
  std::size_t different() const { return counts_.size(); }
  // The smallest value that at least that share of all does not exceed. Not of an empty one.
  std::int64_t AtRank(const Ratio& rank) const;
  void AppendBytes(std::string& bytes) const;

 private:
  std::map<std::int64_t, std::uint64_t> counts_;
};

}  // namespace slate::measure
