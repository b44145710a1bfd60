// Where the texts of JSON lines end, found as structure.h finds the fields of CSV.
// In: bytes. Out: marks are the places of quotes and line breaks, breaks of line breaks alone; `quotes` those of bytes that a plain
// line has none of: a `\`, or a control character, except one CR before a line break.
#pragma once

#include <cstddef>

#include "runtime/ingest/structure.h"

namespace slate::ingest {

// Like FindStructure; one byte more behind the text is looked at. True if there is a byte that is not ASCII.
bool FindJsonStructure(const char* text, std::size_t size, Lanes lanes, Structure& structure);

}  // namespace slate::ingest
