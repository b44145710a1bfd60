// The records of a CSV block to rows. In: blocks of whole records and where the header put the columns. Out: rows and rejects, given to
// the worker.
//
// There are two roads. The plain one reads a record, converts its fields, and says what is wrong with it: it is the meaning. The
// quick one takes runs of records with the header's number of fields and with quotes around whole fields or none, found by their structure,
// and converts them column by column; every other record, and every one that a column refuses, goes the plain road. Both give the same.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "runtime/ingest/reader.h"
#include "runtime/ingest/table.h"

namespace slate::ingest {

// A column of the spec and where it stands in this input's records.
struct Wanted {
  std::size_t field;   // in the record
  std::size_t column;  // in the spec
  std::vector<std::size_t> joined;  // further fields of the record
};

struct Header {
  std::vector<Wanted> wanted;  // leftmost first, so that the leftmost fault is reported
  std::size_t width = 0;
  std::size_t bytes = 0;  // of the header line in the first block
};

std::unique_ptr<BlockParser> MakeCsvParser(const TableSpec& table, const Header& header, Lanes lanes);

}  // namespace slate::ingest
