#include "runtime/ingest/column_reader.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <type_traits>
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

FieldTexts FieldRun::Column(std::size_t field, FieldPlaces& places) const {
  const std::uint32_t* mark = marks + field;
  for (std::size_t record = 0; record < records; ++record, mark += width) {
    const std::uint32_t begin = mark[-1] + 1;  // as in FieldAt
    places.begins[record] = begin;
    places.sizes[record] = mark[0] - begin;
  }
  if (field + 1 == width) {
    for (std::size_t record = 0; record < records; ++record) places.sizes[record] -= places.sizes[record] > 0 && text[places.begins[record] + places.sizes[record] - 1] == '\r' ? 1 : 0;
  }
  for (std::size_t record = 0; quoted && record < records; ++record) {
    const std::uint32_t quote = places.sizes[record] > 0 && text[places.begins[record]] == '"' ? 1 : 0;
    places.begins[record] += quote;
    places.sizes[record] -= 2 * quote;
  }
  return {text, places.begins.data(), places.sizes.data(), records};
}

ColumnReader::ColumnReader(const ColumnSpec& spec, Converter& converter, std::size_t field, std::vector<std::size_t> joined, Lanes lanes)
    : spec_(spec), converter_(converter), field_(field), joined_(std::move(joined)), way_(WayOf(spec, joined_)), eights_(lanes == Lanes::avx512),
      missing_value_(spec.type == ColumnType::symbol ? spec.missing_symbol : 0),
      empty_is_missing_(spec.optional && std::none_of(spec.mappings.begin(), spec.mappings.end(), [](const auto& mapping) { return mapping.first.empty(); })) {
  if (way_ != Way::time) return;
  days_.emplace(spec);
  if (eights_ && spec.type == ColumnType::instant) starts_ = days_->KeepStarts();
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

// A byte of `left` has 1 for each field that is still to be read.
void ColumnReader::ReadEights(const FieldTexts& fields, const Rows::Slots& slots, Left& left) {
  auto* values = static_cast<std::int64_t*>(slots.values);
  if (eights_) {
    switch (way_) {
      case Way::time:
        if (starts_ == nullptr) break;
        return lanes::ReadTimes(fields, starts_, values, left.data());
      case Way::number: return lanes::ReadNumbers(fields, spec_.scale, values, left.data());
      case Way::hash: return lanes::ReadHashes(fields, values, left.data());
      case Way::text: return lanes::ReadTexts(fields, short_texts_.entries(), short_texts_.places(), static_cast<std::uint32_t*>(slots.values), left.data());
      case Way::convert: break;
    }
  }
  std::fill(left.begin(), left.end(), std::uint8_t{0xFF});
}

template <typename Value, typename Quick>
bool ColumnReader::ReadEach(const FieldTexts& fields, const Left& left, const Rows::Slots& slots, std::uint8_t* refused, Quick quick) {
  auto* values = static_cast<Value*>(slots.values);
  bool any_refused = false;
  const auto read = [&](std::size_t record) {
    const std::string_view text(fields.text + fields.begins[record], fields.sizes[record]);
    Value value = 0;
    if (!quick(text, value, slots.valid == nullptr ? nullptr : slots.valid + record)) {
      refused[record] = 1;
      any_refused = true;
    }
    values[record] = value;
  };
  for (std::size_t first = 0; first < fields.count; first += 8) {
    if (left[first / 8] == 0xFF) {
      const std::size_t last = std::min(first + 8, fields.count);
      for (std::size_t record = first; record < last; ++record) read(record);
    } else {
      for (std::uint32_t bits = left[first / 8]; bits != 0; bits &= bits - 1) read(first + static_cast<std::size_t>(std::countr_zero(bits)));
    }
  }
  return any_refused;
}

bool ColumnReader::ReadText(std::string_view text, std::uint32_t& value, std::uint8_t* recorded) {
  ++looked_up_;
  const bool is_short = text.size() <= TextTable::kLongest;
  TextTable::Entry entry;
  if (is_short) {
    entry.key = TextTable::KeyOf(text.data(), text.size());
    if (const TextTable::Entry* met = texts_.Find(entry.key)) {
      value = met->value;
      if (recorded != nullptr) *recorded = met->recorded;
      return true;
    }
  }
  std::int64_t read = 0;
  entry.recorded = 1;
  if (!ReadPlainly(text, read, recorded == nullptr ? nullptr : &entry.recorded)) return false;
  entry.value = value = static_cast<std::uint32_t>(read);
  if (recorded != nullptr) *recorded = entry.recorded;
  if (is_short) texts_.Insert(entry, looked_up_);
  if (eights_ && text.size() <= ShortTexts::kLongest && entry.recorded != 0) short_texts_.Insert(entry.key.low, text.size(), entry.value);
  return true;
}

std::string_view ColumnReader::Joined(const FieldRun& run, std::size_t record) {
  return JoinTexts(joined_, run.Field(record, field_), [&](std::size_t field) { return run.Field(record, field); }, buffer_);
}

bool ColumnReader::ReadJoined(const FieldRun& run, const Rows::Slots& slots, std::uint8_t* refused) {
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

bool ColumnReader::Read(const FieldRun& run, FieldPlaces& places, const Rows::Slots& slots, std::uint8_t* refused) {
  return joined_.empty() ? Read(run.Column(field_, places), slots, refused) : ReadJoined(run, slots, refused);
}

bool ColumnReader::Read(const FieldTexts& fields, const Rows::Slots& slots, std::uint8_t* refused) {
  if (slots.valid != nullptr) std::memset(slots.valid, 1, fields.count);
  Left left;
  ReadEights(fields, slots, left);
  switch (way_) {
    case Way::time:
      return ReadEach<std::int64_t>(fields, left, slots, refused, [&](std::string_view text, std::int64_t& value, std::uint8_t* recorded) {
        return days_->ReadUsual(text.data(), text.size(), value) || days_->Read(text.data(), text.size(), value) || ReadPlainly(text, value, recorded);
      });
    case Way::number:
      return ReadEach<std::int64_t>(fields, left, slots, refused, [&](std::string_view text, std::int64_t& value, std::uint8_t* recorded) {
        const bool quick = text.size() - 1 < kShortNumber && (ReadShortWhole(text.data(), text.size(), spec_.scale, value) ||
                                                              (spec_.scale > 0 && ReadShortNumber(text.data(), text.size(), spec_.scale, value)));
        return quick || ReadPlainly(text, value, recorded);
      });
    case Way::hash:
      return ReadEach<std::int64_t>(fields, left, slots, refused, [&](std::string_view text, std::int64_t& value, std::uint8_t* recorded) {
        return (text.size() - 1 < TextTable::kLongest && ReadShortHash(text.data(), text.size(), value)) || ReadPlainly(text, value, recorded);
      });
    case Way::text:
      return ReadEach<std::uint32_t>(fields, left, slots, refused,
                                     [&](std::string_view text, std::uint32_t& value, std::uint8_t* recorded) { return ReadText(text, value, recorded); });
    case Way::convert: break;
  }
  const auto plainly = [&](std::string_view text, auto& value, std::uint8_t* recorded) {
    std::int64_t read = 0;
    const bool fits = ReadPlainly(text, read, recorded);
    value = static_cast<std::remove_reference_t<decltype(value)>>(read);
    return fits;
  };
  if (spec_.type == ColumnType::boolean) return ReadEach<std::uint8_t>(fields, left, slots, refused, plainly);
  return ReadEach<std::int64_t>(fields, left, slots, refused, plainly);
}

}  // namespace slate::ingest
