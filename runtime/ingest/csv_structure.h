// The structure of CSV with quotes. In: text that begins with a record. Out: marks and breaks outside of quotes alone, as far as every quote before
// them opens a field, closes it, or is doubled within it; whoever uses them makes sure of that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "runtime/ingest/structure.h"

namespace slate::ingest {

struct CsvStructure : Structure {
  std::vector<std::uint32_t> inner_breaks;  // line breaks within quotes
  std::size_t inner_break_count = 0;
};

// Like FindStructure. All quotes are found.
void FindCsvStructure(const char* text, std::size_t size, char delimiter, Lanes lanes, CsvStructure& structure);

// Bytes up to the end of the last record that begins before `limit`, if every quote up to there opens a field, closes it, or is doubled within
// it: then that is where ReadRecord finds it. 0: not so, or not within `size` bytes. 64 bytes behind them are read.
std::size_t EndOfRegularRecords(const char* text, std::size_t size, std::size_t limit, char delimiter, Lanes lanes);

}  // namespace slate::ingest
