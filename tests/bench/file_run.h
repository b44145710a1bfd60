// One evaluation of a file of deliveries as a whole process, against DuckDB's over the same file.
#pragma once

#include <string>

#include "tests/bench/harness.h"
#include "tests/bench/peer.h"

namespace slate::bench {

struct FileRun {
  std::string task;
  std::uint64_t rows = 0;
  std::string events;  // the file
  std::string contract, binding;
  std::string engine = "jit";
  std::string kernels = "off";  // where compiled code is kept from run to run; else every run compiles
  std::string query;            // the peer's: customer, year * 12 + month - 1, items, good
  std::string polars;           // what Polars calls the format; empty: it is not asked
  bool yearly = false;          // the month of all rows is then 0
};

// Compares results, then measures pairs and adds the result, for each number of threads.
void MeasureFile(const Setting& setting, const FileRun& run, const std::vector<int>& threads, int runs);

}  // namespace slate::bench
