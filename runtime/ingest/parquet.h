// Parquet to column batches, read by DuckDB in a module that is loaded where it is needed (parquet_module.h).
//
// A row counts as a CSV record with the same texts would: vector_reader.h says what a stored value's text is. Rules of its own:
//  - An input is a file: a pipe is refused, since Parquet's index stands at its end.
//  - A column whose stored type can't be one of the contract's makes the input unusable, and so does one that is missing or there twice.
//  - NULL is a missing value. A reject's line is the number of the row within the file, from 1; it has no column.
//  - What is damaged or cut short makes the whole input unusable.
#pragma once

#include "runtime/ingest/table.h"

namespace slate::ingest {

ReadResult ReadParquet(const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink);

}  // namespace slate::ingest
