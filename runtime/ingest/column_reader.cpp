#include "runtime/ingest/column_reader.h"

#include <algorithm>
#include <utility>

#include "runtime/digest.h"
#include "runtime/ingest/short_number.h"
#include "runtime/ingest/timestamp.h"

namespace slate::ingest {
namespace {

// The hash of a text's bytes, if they are ASCII and few; else it takes more to know that they are UTF-8.
inline bool ReadShortHash(const char* text, std::size_t size, std::int64_t& value) {
  if (size > TextTable::kLongest) return false;
  const TextTable::Key key = TextTable::KeyOf(text, size);
  if (!swar::IsAscii(key.low, std::min<std::size_t>(size, 8)) || (size > 8 && !swar::IsAscii(key.high, size - 8))) return false;
  value = static_cast<std::int64_t>(digest::HashText({text, size}));
  return true;
}

inline void Refuse(std::size_t record, std::uint8_t* refused, bool& any) {
  refused[record] = 1;
  any = true;
}

}  // namespace

ColumnReader::ColumnReader(const ColumnSpec& spec, Converter& converter, std::size_t field, std::vector<std::size_t> joined)
    : spec_(spec), converter_(converter), field_(field), joined_(std::move(joined)), way_(WayOf(spec, joined_)),
      empty_is_missing_(spec.optional && std::none_of(spec.mappings.begin(), spec.mappings.end(), [](const auto& mapping) { return mapping.first.empty(); })) {
  if (way_ == Way::time) days_.emplace(spec);
}

// A quick way must not take for a value what the binding calls missing, nor miss what it maps or trims. A blank at the edge is never part of
// a plain number or time; a table of texts remembers what Converter made of the bytes as they stand.
ColumnReader::Way ColumnReader::WayOf(const ColumnSpec& spec, const std::vector<std::size_t>& joined) {
  if (!joined.empty()) return Way::convert;
  if (spec.type == ColumnType::symbol) return Way::text;
  const auto none_missing = [&](auto is_value) { return std::none_of(spec.missing.begin(), spec.missing.end(), is_value); };
  const auto is_time = [](const std::string& marker) {
    Timestamp stamp;
    return ParseIso(marker, stamp) == nullptr;
  };
  const auto begins_number = [](const std::string& marker) { return !marker.empty() && marker[0] >= '0' && marker[0] <= '9'; };
  bool quick = false;
  Way way = Way::convert;
  switch (spec.type) {
    case ColumnType::date:
    case ColumnType::instant:
      way = Way::time;
      quick = spec.format.empty() && none_missing(is_time);
      break;
    case ColumnType::integer:
      way = Way::number;
      quick = spec.scale >= 0 && spec.scale <= kShortScale && none_missing(begins_number);
      break;
    case ColumnType::hashed:
      way = Way::hash;
      quick = spec.missing.empty() && spec.mappings.empty() && !spec.trimmed;
      break;
    default: break;
  }
  return quick ? way : Way::convert;
}

template <typename Value, typename Quick>
bool ColumnReader::ReadEach(const FieldRun& run, const Rows::Slots& slots, std::uint8_t* refused, Quick quick) {
  auto* values = static_cast<Value*>(slots.values);
  bool any_refused = false;
  for (std::size_t record = 0; record < run.records; ++record) {
    const std::string_view text = run.Field(record, field_);
    std::int64_t value = 0;
    bool recorded = true;
    if (text.empty() && empty_is_missing_) recorded = false;
    else if (!quick(text.data(), text.size(), value) && !converter_.Convert(text, value, recorded, problem_)) Refuse(record, refused, any_refused);
    values[record] = static_cast<Value>(value);
    if (slots.valid != nullptr) slots.valid[record] = recorded ? 1 : 0;
  }
  return any_refused;
}

bool ColumnReader::ReadTexts(const FieldRun& run, const Rows::Slots& slots, std::uint8_t* refused) {
  auto* values = static_cast<std::uint32_t*>(slots.values);
  bool any_refused = false;
  looked_up_ += run.records;
  for (std::size_t record = 0; record < run.records; ++record) {
    const std::string_view text = run.Field(record, field_);
    const bool is_short = text.size() <= TextTable::kLongest;
    TextTable::Entry entry;
    if (is_short) {
      entry.key = TextTable::KeyOf(text.data(), text.size());
      if (const TextTable::Entry* met = texts_.Find(entry.key)) {
        values[record] = met->value;
        if (slots.valid != nullptr) slots.valid[record] = met->recorded ? 1 : 0;
        continue;
      }
    }
    std::int64_t value = 0;
    bool recorded = true;
    if (!converter_.Convert(text, value, recorded, problem_)) {
      Refuse(record, refused, any_refused);
      continue;
    }
    entry.value = values[record] = static_cast<std::uint32_t>(value);
    entry.recorded = recorded;
    if (slots.valid != nullptr) slots.valid[record] = recorded ? 1 : 0;
    if (is_short) texts_.Insert(entry, looked_up_);
  }
  return any_refused;
}

std::string_view ColumnReader::Joined(const FieldRun& run, std::size_t record) {
  return JoinTexts(joined_, run.Field(record, field_), [&](std::size_t field) { return run.Field(record, field); }, buffer_);
}

template <typename Value>
bool ColumnReader::ConvertEach(const FieldRun& run, const Rows::Slots& slots, std::uint8_t* refused) {
  auto* values = static_cast<Value*>(slots.values);
  bool any_refused = false;
  for (std::size_t record = 0; record < run.records; ++record) {
    std::int64_t value = 0;
    bool recorded = true;
    const std::string_view text = joined_.empty() ? run.Field(record, field_) : Joined(run, record);
    if (!converter_.Convert(text, value, recorded, problem_)) Refuse(record, refused, any_refused);
    values[record] = static_cast<Value>(value);
    if (slots.valid != nullptr) slots.valid[record] = recorded ? 1 : 0;
  }
  return any_refused;
}

bool ColumnReader::Read(const FieldRun& run, const Rows::Slots& slots, std::uint8_t* refused) {
  switch (way_) {
    case Way::time:
      return ReadEach<std::int64_t>(run, slots, refused, [&](const char* text, std::size_t size, std::int64_t& value) { return days_->Read(text, size, value); });
    case Way::number:
      return ReadEach<std::int64_t>(run, slots, refused, [&](const char* text, std::size_t size, std::int64_t& value) {
        return size - 1 < kShortNumber && ReadShortNumber(text, size, spec_.scale, value);
      });
    case Way::hash: return ReadEach<std::int64_t>(run, slots, refused, [&](const char* text, std::size_t size, std::int64_t& value) {
        return size != 0 && ReadShortHash(text, size, value);
      });
    case Way::text: return ReadTexts(run, slots, refused);
    case Way::convert: break;
  }
  if (spec_.type == ColumnType::boolean) return ConvertEach<std::uint8_t>(run, slots, refused);
  if (spec_.type == ColumnType::symbol) return ConvertEach<std::uint32_t>(run, slots, refused);
  return ConvertEach<std::int64_t>(run, slots, refused);
}

}  // namespace slate::ingest
