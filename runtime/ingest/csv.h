// CSV (RFC 4180, any one-byte delimiter) to column batches.
//
// Only the columns of the spec are converted; of them every byte is validated. A record that does not fit is rejected with
// its place and reason and costs nothing beside it. Rules that hold however the input is cut into blocks and threads:
//  - A quoted field may hold delimiters, line breaks and doubled quotes; a quote opens only at the start of a field.
//  - A record whose quoting is malformed (text after a closing quote, a quote that does not close within kMaxRecordBytes
//    or before the end of the file) is rejected as its first physical line; reading goes on with the next line.
//  - A line over kMaxRecordBytes is rejected. CRLF and LF both end a line; a last line needs no line break.
//  - A byte order mark is skipped; NUL bytes and invalid UTF-8 in a converted field reject the record.
//  - A record with more or fewer fields than the header is rejected.
#pragma once

#include "runtime/ingest/table.h"

namespace slate::ingest {

ReadResult ReadCsv(const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink);

}  // namespace slate::ingest
