#include "runtime/ingest/vector_reader.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "runtime/digest.h"
#include "runtime/ingest/stored_text.h"
#include "runtime/ingest/swar.h"
#include "runtime/ingest/text_coder.h"

namespace slate::ingest {
namespace {

using parquet::Meaning;
using parquet::Storage;
using parquet::Vector;

constexpr std::int64_t kFirstDay = -354285, kDayBehindLast = 2568020;  // of the years 1000 to 9000
constexpr std::int64_t kFirstMoment = kFirstDay * kMicrosPerDay, kMomentBehindLast = kDayBehindLast * kMicrosPerDay;

// False: it does not fit into 64 bits.
template <typename Stored>
inline bool Narrow(Stored stored, std::int64_t& number) {
  number = static_cast<std::int64_t>(stored);
  if constexpr (std::is_same_v<Stored, std::uint64_t>) return stored <= std::uint64_t{INT64_MAX};
  return static_cast<Stored>(number) == stored;
}

std::int64_t PowerOfTen(std::int32_t exponent) {
  std::int64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

// The hash of a text's bytes, if they are ASCII and few; else it takes more to know that they are UTF-8.
inline bool ShortHash(const parquet::Text& text, std::int64_t& value) {
  if (text.size - 1 >= parquet::Text::kInline) return false;  // an empty one names nothing
  const TextTable::Key key = KeyOf(text);
  if (!swar::IsAscii(key.low, std::min<std::size_t>(text.size, 8)) || (text.size > 8 && !swar::IsAscii(key.high, text.size - 8))) return false;
  value = static_cast<std::int64_t>(digest::HashText({text.bytes, text.size}));
  return true;
}

}  // namespace

const char* Unfit(ColumnType type, parquet::ValueType stored) {
  const bool time = stored.meaning == Meaning::local_time || stored.meaning == Meaning::instant;
  switch (stored.meaning) {
    case Meaning::text: return nullptr;
    case Meaning::binary_float:
      return "a binary fraction, which holds most decimal numbers only nearly: write the column as DECIMAL or as an integer";
    case Meaning::nested: return "a nested value: write the one value that is meant as a column of its own";
    case Meaning::other: return "nothing that is read here: write the column as a text";
    default: break;
  }
  switch (type) {
    case ColumnType::symbol:
    case ColumnType::hashed: return nullptr;
    case ColumnType::integer: return stored.meaning == Meaning::number ? nullptr : "no number";
    case ColumnType::boolean: return stored.meaning == Meaning::boolean || stored.meaning == Meaning::number ? nullptr : "neither true nor false";
    case ColumnType::date:
      if (stored.meaning == Meaning::instant) return "a point in time, whose date depends on the place: write the column as DATE";
      return stored.meaning == Meaning::date || time ? nullptr : "no date";
    case ColumnType::instant:
      if (stored.meaning == Meaning::date) return "a date without a time of day: write the column as TIMESTAMP";
      return time ? nullptr : "no point in time";
  }
  return nullptr;
}

VectorReader::VectorReader(const ColumnSpec& spec, parquet::ValueType stored, bool plainly)
    : spec_(spec), stored_(stored), way_(plainly ? Way::plain : WayOf(spec, stored)), converter_(spec_),
      stretches_(way_ == Way::local_time ? 1 << 10 : 0) {
  if (stored.meaning != Meaning::text) spec_.format.clear();  // says how texts are read
  if (way_ != Way::number && way_ != Way::local_time && way_ != Way::date_of_time) return;
  if (spec.type == ColumnType::integer) SetRange(spec.non_negative ? 0 : -kMaxInteger, kMaxInteger, spec.scale);
  else if (way_ == Way::number && spec.type == ColumnType::date) SetRange(kFirstDay, kDayBehindLast - 1, 0);
  else SetRange(kFirstMoment, kMomentBehindLast - 1, 6);
}

void VectorReader::SetRange(std::int64_t least, std::int64_t most, std::int32_t scale) {
  multiplier_ = PowerOfTen(scale - stored_.scale);
  divisor_ = PowerOfTen(stored_.scale - scale);
  least_ = least / multiplier_;  // towards zero: what is beyond is too much or too little
  most_ = most / multiplier_;
}

// A quick way must not take for a value what the binding calls missing, nor miss what it maps or trims.
VectorReader::Way VectorReader::WayOf(const ColumnSpec& spec, parquet::ValueType stored) {
  const bool any_marker = std::any_of(spec.missing.begin(), spec.missing.end(), [&](const std::string& marker) {
    if (stored.meaning == Meaning::boolean) return marker == "true" || marker == "false";
    return std::any_of(marker.begin(), marker.end(), [](char c) { return c >= '0' && c <= '9'; });
  });
  constexpr std::int32_t kMostScale = 18;  // powers of ten in 64 bits
  switch (spec.type) {
    case ColumnType::symbol:
      return stored.meaning == Meaning::text || stored.storage == Storage::int128 ? Way::plain : Way::word;
    case ColumnType::hashed: {
      const bool as_it_stands = spec.missing.empty() && spec.mappings.empty() && !spec.trimmed;
      return stored.meaning == Meaning::text && as_it_stands ? Way::hash : Way::plain;
    }
    default: break;
  }
  if (any_marker || stored.meaning == Meaning::text) return Way::plain;
  switch (spec.type) {
    case ColumnType::integer: return spec.scale >= 0 && spec.scale <= 15 && stored.scale <= kMostScale ? Way::number : Way::plain;
    case ColumnType::boolean: return stored.meaning == Meaning::boolean ? Way::boolean : Way::plain;
    case ColumnType::date: return stored.meaning == Meaning::date ? Way::number : Way::date_of_time;
    case ColumnType::instant:
      if (stored.meaning == Meaning::instant) return Way::number;
      return spec.zone == nullptr ? Way::plain : spec.zone == Zone::Find("UTC") ? Way::number : Way::local_time;
    default: return Way::plain;
  }
}

std::string_view VectorReader::TextOf(const Vector& vector, std::size_t row) {
  if (stored_.meaning == Meaning::text) return static_cast<const parquet::Text*>(vector.values)[row].view();
  return StoredText(stored_, vector.values, row, buffer_);
}

[[gnu::noinline]] bool VectorReader::ReadPlainly(const Vector& vector, std::size_t row, std::int64_t& value, bool& recorded) {
  text_ = TextOf(vector, row);
  value = 0;
  return converter_.Convert(text_, value, recorded, problem_);
}

bool VectorReader::Fits(const Vector& vector, std::size_t row) {
  std::int64_t value = 0;
  bool recorded = true;
  text_ = {};
  return vector.Has(row) ? ReadPlainly(vector, row, value, recorded) : converter_.Missing(value, problem_);
}

template <typename Value>
bool VectorReader::SetMissing(const Vector& vector, std::size_t first, std::size_t count, const Rows::Slots& slots, std::uint8_t* refused) const {
  if (vector.valid == nullptr) return false;
  auto* values = static_cast<Value*>(slots.values);
  const auto missing = static_cast<Value>(spec_.type == ColumnType::symbol ? spec_.missing_symbol : 0);
  bool any_refused = false;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t row = first + i;
    const auto has = static_cast<std::uint8_t>((vector.valid[row / 64] >> (row % 64)) & 1);
    values[i] = has != 0 ? values[i] : missing;
    if (slots.valid != nullptr) {
      slots.valid[i] &= has;
    } else if (has == 0) {
      refused[i] = 1;
      any_refused = true;
    }
  }
  return any_refused;
}

// `quick` makes a row's value, or says "not this way". What it makes of a row that has none does not matter.
template <typename Value, typename Quick>
bool VectorReader::ReadEach(const Vector& vector, std::size_t first, std::size_t count, const Rows::Slots& slots, std::uint8_t* refused, Quick quick) {
  auto* values = static_cast<Value*>(slots.values);
  if (slots.valid != nullptr) std::memset(slots.valid, 1, count);
  bool any_refused = false;
  for (std::size_t i = 0; i < count; ++i) {
    std::int64_t value = 0;
    const bool done = quick(first + i, value);
    values[i] = static_cast<Value>(value);
    if (done || !vector.Has(first + i)) continue;
    bool recorded = true;
    if (!ReadPlainly(vector, first + i, value, recorded)) {
      refused[i] = 1;
      any_refused = true;
    } else if (slots.valid != nullptr) {
      slots.valid[i] = recorded ? 1 : 0;
    }
    values[i] = static_cast<Value>(value);
  }
  return SetMissing<Value>(vector, first, count, slots, refused) || any_refused;
}

template <typename Stored>
bool VectorReader::ReadNumbers(const Vector& vector, std::size_t first, std::size_t count, const Rows::Slots& slots, std::uint8_t* refused) {
  const auto* from = static_cast<const Stored*>(vector.values) + first;
  auto* to = static_cast<std::int64_t*>(slots.values);
  const std::int64_t least = least_, most = most_;
  const auto fits = [&](std::size_t i, std::int64_t& number) {
    return static_cast<bool>(Narrow(from[i], number) & (number >= least) & (number <= most));
  };
  if (divisor_ == 1) {
    bool all = true;
    for (std::size_t i = 0; i < count; ++i) {
      std::int64_t number = 0;
      all &= fits(i, number);
      to[i] = static_cast<std::int64_t>(static_cast<std::uint64_t>(number) * static_cast<std::uint64_t>(multiplier_));
    }
    if (all) {
      if (slots.valid != nullptr) std::memset(slots.valid, 1, count);
      return SetMissing<std::int64_t>(vector, first, count, slots, refused);
    }
  }
  return ReadEach<std::int64_t>(vector, first, count, slots, refused, [&](std::size_t row, std::int64_t& value) {
    std::int64_t number = 0;
    if (divisor_ == 1) {
      const bool fit = fits(row - first, number);
      value = fit ? number * multiplier_ : 0;
      return fit;
    }
    if (!Narrow(from[row - first], number)) return false;
    value = number / divisor_;
    return value * divisor_ == number && value >= least && value <= most;
  });
}

// What Converter made of the texts of numbers and times is remembered by their bits.
bool VectorReader::ReadWords(const Vector& vector, std::size_t first, std::size_t count, const Rows::Slots& slots, std::uint8_t* refused) {
  auto* values = static_cast<std::uint32_t*>(slots.values);
  if (slots.valid != nullptr) std::memset(slots.valid, 1, count);
  bool any_refused = false;
  looked_up_ += count;
  for (std::size_t i = 0; i < count; ++i) {
    if (!vector.Has(first + i)) continue;
    TextTable::Entry entry;
    entry.key = {static_cast<std::uint64_t>(StoredWord(stored_.storage, vector.values, first + i)), 0, 1};
    if (const TextTable::Entry* met = words_.Find(entry.key)) {
      values[i] = met->value;
      if (slots.valid != nullptr) slots.valid[i] = met->recorded;
      continue;
    }
    std::int64_t value = 0;
    bool recorded = true;
    if (!ReadPlainly(vector, first + i, value, recorded)) {
      refused[i] = 1;
      any_refused = true;
      continue;
    }
    entry.value = values[i] = static_cast<std::uint32_t>(value);
    entry.recorded = recorded ? 1 : 0;
    if (slots.valid != nullptr) slots.valid[i] = entry.recorded;
    words_.Insert(entry, looked_up_);
  }
  return SetMissing<std::uint32_t>(vector, first, count, slots, refused) || any_refused;
}

inline bool VectorReader::Local(std::int64_t stored, std::int64_t& value) {
  std::int64_t micros = stored;
  if (divisor_ != 1) {
    micros = stored / divisor_;
    if (micros * divisor_ != stored) return false;
  }
  if (micros < least_ || micros > most_) return false;
  micros *= multiplier_;
  const std::int64_t number = micros >> kStretchShift;
  Stretch& stretch = stretches_[static_cast<std::size_t>(number) & (stretches_.size() - 1)];
  if (stretch.number != number) {
    const std::int64_t begin = number << kStretchShift, last = begin + (std::int64_t{1} << kStretchShift) - 1;
    const Zone::Reading at = spec_.zone->Read({micros}), first = spec_.zone->Read({begin}), end = spec_.zone->Read({last});
    if (at.kind != Zone::Kind::unique) return false;
    value = at.first.micros;
    const bool one_offset = first.kind == Zone::Kind::unique && end.kind == Zone::Kind::unique && end.first.micros - first.first.micros == last - begin;
    if (one_offset) stretch = {number, micros - value};
    return true;
  }
  value = micros - stretch.offset;
  return true;
}

bool VectorReader::Read(const Vector& vector, std::size_t first, std::size_t count, const Rows::Slots& slots, std::uint8_t* refused) {
  const auto plain = [](std::size_t, std::int64_t&) { return false; };
  switch (way_) {
    case Way::plain: break;
    case Way::word: return ReadWords(vector, first, count, slots, refused);
    case Way::hash: {
      const auto* texts = static_cast<const parquet::Text*>(vector.values);
      return ReadEach<std::int64_t>(vector, first, count, slots, refused, [&](std::size_t row, std::int64_t& value) {
        return vector.Has(row) && ShortHash(texts[row], value);
      });
    }
    case Way::boolean:
      return ReadEach<std::uint8_t>(vector, first, count, slots, refused, [&](std::size_t row, std::int64_t& value) {
        value = static_cast<const std::uint8_t*>(vector.values)[row] != 0 ? 1 : 0;
        return true;
      });
    case Way::number:
      switch (stored_.storage) {
        case Storage::int8: return ReadNumbers<std::int8_t>(vector, first, count, slots, refused);
        case Storage::int16: return ReadNumbers<std::int16_t>(vector, first, count, slots, refused);
        case Storage::int32: return ReadNumbers<std::int32_t>(vector, first, count, slots, refused);
        case Storage::int64: return ReadNumbers<std::int64_t>(vector, first, count, slots, refused);
        case Storage::int128: return ReadNumbers<StoredWide>(vector, first, count, slots, refused);
        case Storage::uint8: return ReadNumbers<std::uint8_t>(vector, first, count, slots, refused);
        case Storage::uint16: return ReadNumbers<std::uint16_t>(vector, first, count, slots, refused);
        case Storage::uint32: return ReadNumbers<std::uint32_t>(vector, first, count, slots, refused);
        case Storage::uint64: return ReadNumbers<std::uint64_t>(vector, first, count, slots, refused);
        default: break;
      }
      break;
    case Way::date_of_time: {
      const std::int64_t day = stored_.scale <= 6 ? kMicrosPerDay / multiplier_ : kMicrosPerDay * divisor_;
      return ReadEach<std::int64_t>(vector, first, count, slots, refused, [&](std::size_t row, std::int64_t& value) {
        const std::int64_t moment = static_cast<const std::int64_t*>(vector.values)[row];
        value = moment / day;
        return value * day == moment && value >= kFirstDay && value < kDayBehindLast;
      });
    }
    case Way::local_time: {
      const auto* moments = static_cast<const std::int64_t*>(vector.values);
      return ReadEach<std::int64_t>(vector, first, count, slots, refused, [&](std::size_t row, std::int64_t& value) {
        return vector.Has(row) && Local(moments[row], value);
      });
    }
  }
  switch (spec_.type) {
    case ColumnType::boolean: return ReadEach<std::uint8_t>(vector, first, count, slots, refused, plain);
    case ColumnType::symbol: return ReadEach<std::uint32_t>(vector, first, count, slots, refused, plain);
    default: return ReadEach<std::int64_t>(vector, first, count, slots, refused, plain);
  }
}

}  // namespace slate::ingest
