// Metrics calculated from others. In: the cells of the operands, and what is calculated from them. Out: for each group and period a
// value with its evidence, and cells by which settling lists groups like those of any measurement.
//
// What adds up cells over periods, or values over periods and groups, is here, once for both engines; arithmetic that an author wrote
// comes in as a function, interpreted or compiled. All of it is exact, whatever the size of numbers.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/settle/groups.h"
#include "runtime/settle/settle.h"

namespace slate::settle {

// The result of an author's arithmetic, from the values of the operands.
using Calculate = std::function<Exact(const std::vector<Exact>&)>;

// What a calculation comes to for one group and period.
struct Point {
  std::optional<abi::Value> value;  // of one that fits no 127 bits, a number in its place (Exact::StandIn)
  std::optional<Exact> exact;       // that one
  std::string no_value;             // why there is none, where it is not that nothing was measured
  Evidence evidence;                // the operands, and the sums of their items
};

class DerivedCells {
 public:
  // `head`: names, form, grid and the groups' kind; its groups and counters are made here. The operands' cells must stay where they are.
  DerivedCells(MeasuredCells head, DerivedTerms terms, std::vector<const MeasuredCells*> operands, Calculate calculate);
  DerivedCells(const DerivedCells&) = delete;
  DerivedCells& operator=(const DerivedCells&) = delete;

  const MeasuredCells& cells() const { return cells_; }
  Point At(std::size_t group, std::size_t period) const;

 private:
  // An operand's value over some periods: cells added up where there are several.
  struct Part {
    std::size_t operand;
    std::size_t group;  // of the operand; kNoGroup: it does not know the group
    std::size_t first, last;
  };
  struct Parts {
    std::vector<Part> parts;
    std::string no_value;  // why they make no value
  };
  static constexpr std::size_t kNoGroup = SIZE_MAX;

  void MergeGroups();
  void MarkSeen();
  bool IsPresent(std::size_t group, std::size_t period) const { return groups_->In(group, period) == Presence::present; }
  Parts PartsOf(std::size_t group, std::size_t period) const;
  std::size_t StartOf(std::size_t period) const;
  Evidence::Operand Measure(const Part& part, const std::string& group) const;
  Point Value(const Parts& parts, Evidence evidence) const;

  MeasuredCells cells_;
  DerivedTerms terms_;
  std::vector<const MeasuredCells*> operands_;
  Calculate calculate_;
  std::vector<std::vector<std::size_t>> ids_;  // by operand and group: the operand's group
  std::optional<measure::Counters> seen_;      // 1 where an operand saw the group in the period
  std::optional<Groups> groups_;               // those of the operand in a mean over groups, else its own
};

}  // namespace slate::settle
