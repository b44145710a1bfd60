// Which record of a key counts. Of equal keys and revisions, records with all fields equal count once (duplicates), unequal ones
// not at all (conflict). The highest revision replaces the others whole, and if it is in conflict nobody knows what holds: then
// the key does not count. If what holds is withdrawn, there is no item.
// In: all rows that fit. Out: which of them remain, and rejects for the conflicts. The order of rows and files never decides.
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
  std::vector<std::uint8_t> keep;  // filled by Identify: 1 = counts
};

// Expects `stored` in order of input and block. Adds to `rejects` and to the report's duplicates, rejected, superseded, withdrawn.
void Identify(const TableSpec& table, const std::vector<Input>& inputs, std::vector<StoredRows>& stored, IntakeReport& report,
              std::vector<std::pair<RowOrigin, Reject>>& rejects);

}  // namespace slate::ingest
