// How each format of events is read.
#pragma once

#include "runtime/ingest/csv.h"
#include "runtime/ingest/ndjson.h"
#include "runtime/ingest/parquet.h"

namespace slate::ingest {

inline auto ReaderOf(FileFormat format) {
  switch (format) {
    case FileFormat::csv: return ReadCsv;
    case FileFormat::ndjson: return ReadNdjson;
    case FileFormat::parquet: break;
  }
  return ReadParquet;
}

}  // namespace slate::ingest
