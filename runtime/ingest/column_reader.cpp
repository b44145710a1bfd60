#include "runtime/ingest/column_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "runtime/digest.h"
#include "runtime/ingest/short_number.h"
#include "runtime/ingest/timestamp.h"

namespace slate::ingest {
namespace {

// The hash of a text's bytes, if they are ASCII and few; else it takes more to know that they are UTF-8.
inline bool ReadShortHash(const char* text, std::size_t size, std::int64_t& value) {
  const TextTable::Key key = TextTable::KeyOf(text, size);
  if (!swar::IsAscii(key.low, std::min<std::size_t>(size, 8)) || (size > 8 && !swar::IsAscii(key.high, size - 8))) return false;
  value = static_cast<std::int64_t>(digest::HashText({text, size}));
  return true;
}

}  // namespace

ColumnReader::ColumnReader(const ColumnSpec& spec, Converter& converter, std::size_t field, std::vector<std::size_t> joined)
    : spec_(spec), converter_(converter), field_(field), joined_(std::move(joined)), way_(WayOf(spec, joined_)),
      missing_value_(spec.type == ColumnType::symbol ? spec.missing_symbol : 0),
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

[[gnu::noinline]] bool ColumnReader::ReadPlainly(std::string_view text, std::int64_t& value, std::uint8_t* recorded) {
  if (text.empty() && empty_is_missing_) {
    value = missing_value_;
    *recorded = 0;
    return true;
  }
  value = 0;
  bool is_recorded = true;
  const bool fits = converter_.Convert(text, value, is_recorded, problem_);
  if (recorded != nullptr) *recorded = is_recorded ? 1 : 0;
  return fits;
}

template <bool kLast, typename Value, typename Quick>
bool ColumnReader::ReadEach(const FieldRun& run, const Rows::Slots& slots, std::uint8_t* refused, Quick quick) {
  auto* values = static_cast<Value*>(slots.values);
  if (slots.valid != nullptr) std::memset(slots.valid, 1, run.records);
  bool any_refused = false;
  const std::uint32_t* mark = run.marks + field_;
  for (std::size_t record = 0; record < run.records; ++record, mark += run.width) {
    const std::string_view text = run.FieldAt(mark, kLast);
    std::int64_t value = 0;
    if (!quick(text.data(), text.size(), value) && !ReadPlainly(text, value, slots.valid == nullptr ? nullptr : slots.valid + record)) {
      refused[record] = 1;
      any_refused = true;
    }
    values[record] = static_cast<Value>(value);
  }
  return any_refused;
}

template <bool kLast>
bool ColumnReader::ReadTexts(const FieldRun& run, const Rows::Slots& slots, std::uint8_t* refused) {
  auto* values = static_cast<std::uint32_t*>(slots.values);
  if (slots.valid != nullptr) std::memset(slots.valid, 1, run.records);
  bool any_refused = false;
  looked_up_ += run.records;
  const std::uint32_t* mark = run.marks + field_;
  for (std::size_t record = 0; record < run.records; ++record, mark += run.width) {
    const std::string_view text = run.FieldAt(mark, kLast);
    const bool is_short = text.size() <= TextTable::kLongest;
    TextTable::Entry entry;
    if (is_short) {
      entry.key = TextTable::KeyOf(text.data(), text.size());
      if (const TextTable::Entry* met = texts_.Find(entry.key)) {
        values[record] = met->value;
        if (slots.valid != nullptr) slots.valid[record] = met->recorded;
        continue;
      }
    }
    std::int64_t value = 0;
    entry.recorded = 1;
    if (!ReadPlainly(text, value, slots.valid == nullptr ? nullptr : &entry.recorded)) {
      refused[record] = 1;
      any_refused = true;
      continue;
    }
    entry.value = values[record] = static_cast<std::uint32_t>(value);
    if (slots.valid != nullptr) slots.valid[record] = entry.recorded;
    if (is_short) texts_.Insert(entry, looked_up_);
  }
  return any_refused;
}

std::string_view ColumnReader::Joined(const FieldRun& run, std::size_t record) {
  return JoinTexts(joined_, run.Field(record, field_), [&](std::size_t field) { return run.Field(record, field); }, buffer_);
}

template <bool kLast>
bool ColumnReader::ReadFields(const FieldRun& run, const Rows::Slots& slots, std::uint8_t* refused) {
  const auto no_way = [](const char*, std::size_t, std::int64_t&) { return false; };
  switch (way_) {
    case Way::time:
      return ReadEach<kLast, std::int64_t>(run, slots, refused, [&days = *days_](const char* text, std::size_t size, std::int64_t& value) {
        return days.ReadUsual(text, size, value) || days.Read(text, size, value);
      });
    case Way::number:
      return ReadEach<kLast, std::int64_t>(run, slots, refused, [scale = spec_.scale](const char* text, std::size_t size, std::int64_t& value) {
        return size - 1 < kShortNumber && (ReadShortWhole(text, size, scale, value) || (scale > 0 && ReadShortNumber(text, size, scale, value)));
      });
    case Way::hash:
      return ReadEach<kLast, std::int64_t>(run, slots, refused, [](const char* text, std::size_t size, std::int64_t& value) {
        return size - 1 < TextTable::kLongest && ReadShortHash(text, size, value);
      });
    case Way::text: return ReadTexts<kLast>(run, slots, refused);
    case Way::convert: break;
  }
  if (spec_.type == ColumnType::boolean) return ReadEach<kLast, std::uint8_t>(run, slots, refused, no_way);
  return ReadEach<kLast, std::int64_t>(run, slots, refused, no_way);
}

bool ColumnReader::Read(const FieldRun& run, const Rows::Slots& slots, std::uint8_t* refused) {
  if (joined_.empty()) return field_ + 1 == run.width ? ReadFields<true>(run, slots, refused) : ReadFields<false>(run, slots, refused);
  bool any_refused = false;
  if (slots.valid != nullptr) std::memset(slots.valid, 1, run.records);
  for (std::size_t record = 0; record < run.records; ++record) {
    std::int64_t value = 0;
    if (!ReadPlainly(Joined(run, record), value, slots.valid == nullptr ? nullptr : slots.valid + record)) {
      refused[record] = 1;
      any_refused = true;
    }
    if (spec_.type == ColumnType::boolean) static_cast<std::uint8_t*>(slots.values)[record] = static_cast<std::uint8_t>(value);
    else if (spec_.type == ColumnType::symbol) static_cast<std::uint32_t*>(slots.values)[record] = static_cast<std::uint32_t>(value);
    else static_cast<std::int64_t*>(slots.values)[record] = value;
  }
  return any_refused;
}

}  // namespace slate::ingest
