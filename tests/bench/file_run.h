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
  std::string query;    // the peer's: customer, year * 12 + month - 1, items, good
  bool yearly = false;  // the month of all rows is then 0
};

std::string BenchFile(const std::string& name);  // of tests/bench
std::string TextOf(const std::string& path);
void WriteText(const std::string& path, const std::string& text);  // throws Failed

// Compares results, then measures pairs and adds the result, for each number of threads.
void MeasureFile(const Setting& setting, const FileRun& run, const std::vector<int>& threads, int runs);

}  // namespace slate::bench
