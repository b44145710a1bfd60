// Which groups have rows, and in which periods. In: measured cells. Out: the groups in the order of their bytes, each with
// the test whether it exists in a period.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/settle/settle.h"

namespace slate::settle {

// Whether a group has a row for a period, and whether it should have had items at all.
enum class Presence : std::uint8_t {
  absent,        // no row
  present,
  outside_life,  // the roster says it did not exist, and yet items were counted: shown, never settled
};

// What a cell of `counters`, laid out like those of `cells`, says of its items.
Evidence EvidenceOf(const MeasuredCells& cells, const measure::Counters& counters, std::size_t group, std::size_t period);

class Groups {
 public:
  explicit Groups(const MeasuredCells& cells);

  // Group ids by the bytes of their names. All together: one group, id 0, with the empty name.
  const std::vector<std::size_t>& order() const { return order_; }
  const std::string& Name(std::size_t group) const;
  Presence In(std::size_t group, std::size_t period) const;

  // Of closed groups: whether the group exists on some of the days, and its id by name.
  bool Exists(std::size_t group, Date first_day, Date end_day) const;
  std::optional<std::size_t> Find(const std::string& name) const;

 private:
  Presence ByLife(std::size_t group, std::size_t period) const;

  const MeasuredCells& cells_;
  std::vector<std::size_t> order_;
  std::vector<std::size_t> first_seen_;                        // period by group id; seen_since_term_began
  std::vector<std::vector<const RosterMember*>> lives_;        // by group id; closed groups of a roster
};

// Items of a cell before exclusions.
std::uint64_t SelectedItems(const measure::Counters& counters, std::size_t group, std::size_t period);

}  // namespace slate::settle
