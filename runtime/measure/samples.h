// The values of counted items, by group and period, for aggregates that need them all (percentile, distinct).
// Law: a cell is a multiset; Merge is its union, so results do not depend on how rows were cut into batches and threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/measure/sketch.h"
#include "runtime/measure/value_lists.h"

namespace slate::measure {

class Samples {
 public:
  // `kept_bits`: of each value only so many leading bits are kept (sketch.h); 0: every value as it is.
  explicit Samples(std::size_t periods, std::int32_t kept_bits = 0) : periods_(periods), kept_bits_(kept_bits) {}
  std::int32_t kept_bits() const { return kept_bits_; }

  // `cells[i]` is group * periods + period of `values[i]`.
  void Add(const std::int64_t* cells, const std::int64_t* values, std::size_t count);
  void Merge(Samples&& other);
  // As Counters::MergeRange and Counters::Roll.
  void MergeRange(std::size_t group, std::size_t period, const Samples& other, std::size_t other_group, std::size_t first, std::size_t last);
  void Roll(std::size_t length);
  // A cell's values, in no order.
  std::vector<std::int64_t> Cell(std::size_t group, std::size_t period) const;
  // The same where values are cut.
  const Sketch& SketchOf(std::size_t group, std::size_t period) const;

  // Group name, period and ascending values of every cell that has some, sorted by the group's bytes. `distinct`: only how
  // many different values, since the ids of texts depend on which was seen first.
  std::string CanonicalBytes(const std::function<std::string_view(std::size_t)>& group_name, bool distinct) const;

 private:
  std::size_t Groups() const;  // those that may have cells
  void MakeRoom(std::size_t cells);

  std::size_t periods_;
  std::int32_t kept_bits_;
  ValueLists cells_;
  std::vector<Sketch> sketches_;  // instead of cells_
};

// How many different values there are.
std::uint64_t Different(std::vector<std::int64_t> values);

}  // namespace slate::measure
