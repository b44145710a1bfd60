// Which records are the same: duplicates (same key, all fields equal) count once, conflicts (same key, unequal) not at all.
// In: all rows that fit, in file order. Out: which of them remain, and rejects for the conflicts. File order never decides.
#pragma once

#include <string>
#include <vector>

#include "runtime/ingest/rows.h"

namespace slate::ingest {

// Rows of one block with their origins.
struct StoredRows {
  std::uint64_t order = 0;  // of the block within its input
  Rows rows;
  std::vector<RowOrigin> origins;
  std::vector<std::uint8_t> keep;  // filled by Identify: 1 = hand to the sink
};

// Expects `stored` in order of input and block. Adds to report.duplicates, report.rejected and `rejects`.
void Identify(const TableSpec& table, const std::vector<Input>& inputs, std::vector<StoredRows>& stored, IntakeReport& report,
              std::vector<std::pair<RowOrigin, Reject>>& rejects);

}  // namespace slate::ingest
