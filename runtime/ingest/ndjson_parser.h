// The lines of an NDJSON block to rows. In: blocks of whole lines. Out: rows and rejects, given to the worker.
//
// There are two roads. The plain one reads a line by simdjson, converts its members, and says what is wrong with it: it is the meaning. The quick one
// knows the shapes of lines met before (json_shape.h) and converts the values of lines that have one column by column, as CSV's fields are;
// every other line, and every one that a column refuses, goes the plain road. Both give the same.
#pragma once

#include <memory>

#include "runtime/ingest/reader.h"
#include "runtime/ingest/table.h"

namespace slate::ingest {

std::unique_ptr<BlockParser> MakeNdjsonParser(const TableSpec& table, Lanes lanes);

}  // namespace slate::ingest
