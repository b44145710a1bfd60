// NDJSON (a JSON object a line, RFC 8259) to column batches.
//
// A field comes from the member its column names; dots lead into nested objects (`address.city`). Every line is validated whole.
// Rules that hold however the input is cut into blocks and threads:
//  - A line that is no JSON, no object, or an object with one key twice (at any depth) is rejected; the next line is read.
//  - null, or a member that is absent, is not recorded. Texts, numbers (as written, never as a binary float) and true or false
//    are converted as CSV converts texts; an array or an object where a single value belongs rejects the line.
//  - A line over kMaxRecordBytes is rejected. CRLF and LF both end a line; a last line needs no line break. Blank lines are no
//    records. A byte order mark at the beginning is skipped. NUL bytes and invalid UTF-8 reject the line.
#pragma once

#include "runtime/ingest/table.h"

namespace slate::ingest {

ReadResult ReadNdjson(const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink);

}  // namespace slate::ingest
