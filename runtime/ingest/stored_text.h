// Values of a Parquet file's vectors as texts: as a CSV file would hold them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/ingest/parquet_module.h"

namespace slate::ingest {

__extension__ using StoredWide = __int128;

// A value of at most 64 bits that is no text.
std::int64_t StoredWord(parquet::Storage storage, const void* values, std::size_t row);

// 2025-01-15; 2025-01-15 10:30:00.25, with +00 behind it for an instant; -12.50; true. A day outside the years 1 to 9999 is counted. Not for texts.
std::string_view StoredText(parquet::ValueType type, const void* values, std::size_t row, std::string& buffer);

}  // namespace slate::ingest
