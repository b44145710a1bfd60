// Rows of cases, folded from their records. In: a scan with such a fold, and the rows its records' scan kept. Out: a row a case,
// sorted by the texts of its key and by time, so that neither files nor threads decide; and what its clocks come to.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/driver/fold.h"
#include "compiler/plan/plan.h"
#include "runtime/ledger/ledger.h"

namespace slate::driver {

// A clock of one case, for whoever asks for it by the case's key.
struct CaseClockResult {
  std::string case_name, key, clock;
  bool left_out = false;
  measure::ClockResult result;
  const BusinessCalendar* unit = nullptr;  // of `used`
};

struct FoldedCases {
  std::unique_ptr<ingest::TableSpec> table;  // outlives the rows, wherever they are moved
  std::optional<ingest::Rows> rows;
  std::vector<ledger::ClockAccount> clocks;
  std::vector<CaseClockResult> results;      // where they are asked for
  std::uint64_t left_out = 0;                // records of cases that are left out
  std::uint64_t not_yet = 0;                 // records of what has not happened yet
};

FoldedCases FoldCases(const plan::Scan& scan, const std::vector<Kept>& kept, Instant as_of, bool with_results);

}  // namespace slate::driver
