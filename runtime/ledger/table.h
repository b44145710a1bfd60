// The ledger for people. In: a ledger. Out: text with one aligned table per obligation and per metric, totals, decisions and
// what became of every record read. Columns align in terminals that show wide characters as two columns.
#pragma once

#include <string>

#include "runtime/ledger/ledger.h"
#include "runtime/ledger/sink.h"

namespace slate::ledger {

struct TableOptions {
  bool color = false;  // verdicts in ANSI colors
};

void WriteTable(const Ledger& ledger, const TableOptions& options, const Sink& sink);
std::string ToTable(const Ledger& ledger, const TableOptions& options = {});

// "10,000 deliveries read: 9,998 used, 0 excluded, 2 duplicate, 0 rejected"
std::string IntakeSentence(const Intake& intake);

}  // namespace slate::ledger
