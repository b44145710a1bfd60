// Why a ledger row says what it says: from its clause down to the records. In: a plan and its inputs, and the name of a row.
// Out: text for people, and whether the records give the row's digest again.
#pragma once

#include <string>

#include "compiler/driver/evaluate.h"
#include "compiler/source/source_set.h"

namespace slate::driver {

// "reliability/HAM/2025-03": an obligation or a metric, its group (none where all are together), the period.
struct RowName {
  std::string name, group, period;
};

// The ledger is made as `options` say; its records are then placed again by the interpreter, each on its own.
struct Reasons {
  Evaluated evaluated;
  std::string text;   // empty: `problem` says why
  std::string problem;
  std::uint64_t digest = 0;      // of the row
  std::uint64_t reproduced = 0;  // of its records, one by one
};

// `shown`: how many records of a kind are listed, the failing ones first.
Reasons Why(const RowName& row, std::size_t shown, const plan::Plan& plan, const check::CheckedContract& contract, const check::CheckedBinding& binding,
            const std::map<std::string, std::vector<ingest::Input>>& inputs, const SourceSet& sources, EvaluateOptions options);

}  // namespace slate::driver
