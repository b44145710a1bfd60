// The rows of one obligation with their measured verdicts: what the target says of what was measured, before relief, and
// before anything is paid. In: cells and terms. Out: a row for each group and period that exists, and what its credit may rest on.
#pragma once

#include <vector>

#include "runtime/settle/settle.h"
#include "runtime/settle/verdict.h"

namespace slate::settle {

struct JudgedRow {
  Row& row;
  std::size_t part = 0;           // of the obligation's parts: the class whose terms hold
  std::size_t group = 0, period = 0;  // of the cells
  bool existed = false;           // the group did, in this period
  bool settled = false;           // the period is over and the group existed: credits, bonuses and history follow
  bool may_pay = false;           // the target decided, or a fallback says missed
  bool by_target = false;         // the target decided, on the row's own value
  bool by_value = false;          // likewise, or on that of a pool
};

// The rows, and in their order what was judged of each. A row is large: what passes rows on passes the list, and copies none.
struct Judgement {
  std::vector<Row> rows;
  std::vector<JudgedRow> judged;  // refers to the rows, wherever the list is moved
};

// From a day on another part of an obligation holds: a level that a review adopted.
struct TargetChange {
  Date from;
  std::size_t part = 0;
  Instant at;                     // of the review
  std::string by;                 // "2025-Q1 (C.4)"
};
// The last of them by a day; null: none yet. `changes`: ascending.
const TargetChange* ChangeAt(const std::vector<TargetChange>& changes, Date first_day);

// Sorted by group bytes and period. `changes`: ascending; the parts of an obligation that has some, or can have, are chosen by them alone.
Judgement Judge(const ObligationInput& obligation, const Clockwork& clock, const std::vector<TargetChange>* changes = nullptr);

// What a metric is for one group and period of its cells.
struct Measure {
  std::optional<abi::Value> value;
  std::optional<Exact> exact;
  std::string no_value;
  Evidence evidence;
};
Measure MeasureAt(const MeasuredCells& cells, std::size_t group, std::size_t period);

}  // namespace slate::settle
