// Rows that are not read but folded from the records of others. In: a scan with a fold, and the rows its records' scans kept.
// Out: the rows of the scan, sorted by the bytes of their entity and by time, so that neither files nor threads decide.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/plan/plan.h"
#include "runtime/ingest/rows.h"
#include "runtime/measure/timeline_runs.h"
#include "runtime/settle/settle.h"

namespace slate::driver {

// What a scan that is retained has read: the table it came in, and its rows.
struct Kept {
  ingest::TableSpec table;
  std::vector<ingest::Rows> parts;
  // Instead of rows: the records of a timeline by entity, folded as they came.
  std::optional<std::vector<measure::TimelineRuns::Records>> runs;
  // Where each row came from, while the records themselves are asked for: then there is one part.
  std::vector<ingest::RowOrigin> origins;
  const std::vector<ingest::Input>* inputs = nullptr;
};

struct Folded {
  std::unique_ptr<ingest::TableSpec> table;   // outlives the rows, wherever they are moved
  std::optional<ingest::Rows> rows;
  std::vector<std::uint64_t> without_effect;  // records of each exclusion that came too late to count, or were refused
  std::string problem;                        // not empty: why there are no rows
};

// The rules of the timelines by which the records of a scan can be folded as they come, if nothing else asks for the records.
const measure::TimelineRules* FoldedOnTheWay(const plan::Plan& plan, std::size_t scan);
void AddRuns(measure::TimelineRuns& runs, int worker, const abi::Batch& batch);

// `kept` by scan. Nothing after `as_of` has happened yet. `buckets`: what the metric was that the timeline is made of, if it is.
Folded FoldTimeline(const plan::Plan& plan, const plan::Scan& scan, const std::vector<Kept>& kept, const settle::MeasuredCells* buckets, Instant as_of);

// The table of a scan whose rows are made here. Its dictionaries are its own: the texts that the contract compares with have the
// ids that the plan gives them, which in the table of the records they need not have.
ingest::TableSpec TableOfFold(const plan::Scan& scan);
// Adds a value of a kept row as a column of a table that is made here has it, its texts by that table's ids.
void CarryValue(const ingest::TableSpec& from, const ingest::Rows& rows, std::size_t column, std::size_t row, const ingest::TableSpec& into,
                std::vector<std::int64_t>& values, std::vector<std::uint8_t>& recorded);
// The ids there of entities or groups, by the ids that `names` gives them.
std::vector<std::int64_t> IdsOf(const std::vector<std::string>& names, const ingest::TableSpec& table);

}  // namespace slate::driver
