// Eight fields of a column at once, by AVX-512. In: the places of fields in a text. Out: the values of those that are plain, and a
// bit for each of the others, whose values stay as they are: whoever calls asks the ways of one field for them. Each equals its
// way of one field: DayTable, ReadShortNumber, digest::HashText, TextTable.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/ingest/short_texts.h"

namespace slate::ingest {

// Fields of one column, in the order of their records. kBlockPadding bytes behind the text may be read.
struct FieldTexts {
  const char* text = nullptr;
  const std::uint32_t* begins = nullptr;
  const std::uint32_t* sizes = nullptr;
  std::size_t count = 0;
};

namespace lanes {

// All write a byte for each eight fields to `left`: bit i for field i of the eight that is not read this way.

// Days as DayStarts has them.
void ReadTimes(const FieldTexts& fields, const std::int64_t* starts, std::int64_t* values, std::uint8_t* left);
// `scale`: 0 to kShortScale.
void ReadNumbers(const FieldTexts& fields, std::int32_t scale, std::int64_t* values, std::uint8_t* left);
// Reads nothing: tells which are a number of one to eight digits as JSON writes it.
void FindShortWholes(const FieldTexts& fields, std::uint8_t* left);
void ReadHashes(const FieldTexts& fields, std::int64_t* values, std::uint8_t* left);
void ReadTexts(const FieldTexts& fields, const ShortTexts::Entry* entries, std::size_t places, std::uint32_t* values, std::uint8_t* left);

}  // namespace lanes

}  // namespace slate::ingest
