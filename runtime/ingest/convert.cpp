#include "runtime/ingest/convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "runtime/digest.h"
#include "runtime/ingest/timestamp.h"

namespace slate::ingest {
namespace {

constexpr const char* kNotUtf8 = "the text is not UTF-8 or holds a NUL byte";

bool IsUtf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    // Most texts are ASCII: 8 bytes at once, as long as none is above 0x7F or zero.
    for (std::uint64_t word; text.size() - i >= sizeof word; i += sizeof word) {
      std::memcpy(&word, text.data() + i, sizeof word);
      constexpr std::uint64_t kOnes = 0x0101010101010101, kHigh = 0x8080808080808080;
      if ((word & kHigh) != 0 || ((word - kOnes) & kHigh) != 0) break;
    }
    if (i == text.size()) break;
    const unsigned char lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      if (lead == 0) return false;
      ++i;
      continue;
    }
    const std::size_t length = lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
    if (length == 0 || i + length > text.size()) return false;
    std::uint32_t code = lead & (0xFF >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) {
      const unsigned char next = static_cast<unsigned char>(text[i + k]);
      if ((next & 0xC0) != 0x80) return false;
      code = (code << 6) | (next & 0x3F);
    }
    if ((length == 3 && (code < 0x800 || (code >= 0xD800 && code < 0xE000))) || (length == 4 && (code < 0x10000 || code > 0x10FFFF))) return false;
    i += length;
  }
  return true;
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

Converter::Converter(const ColumnSpec& spec)
    : spec_(spec), symbols_(spec.type == ColumnType::symbol ? kSymbols : 0), days_(spec.type == ColumnType::instant ? kDays : 0),
      maps_empty_(std::any_of(spec.mappings.begin(), spec.mappings.end(), [](const auto& mapping) { return mapping.first.empty(); })) {}

bool Converter::Convert(std::string_view text, std::int64_t& value, bool& recorded, std::string& problem) {
  if (spec_.trimmed) text = Trimmed(text);
  value = 0;
  bool missing = text.empty() && !maps_empty_;  // an empty text names nothing: no key, no group, no word of a list
  for (const std::string& marker : spec_.missing) missing = missing || text == marker;
  if (missing) {
    recorded = false;
    return Missing(value, problem);
  }
  recorded = true;
  switch (spec_.type) {
    case ColumnType::symbol: return Symbol(text, value, problem);
    case ColumnType::hashed: return Hashed(text, value, problem);
    case ColumnType::integer: return Integer(text, value, problem);
    case ColumnType::boolean: return Boolean(text, value, problem);
    case ColumnType::date:
    case ColumnType::instant: return Time(text, value, problem);
  }
  return false;
}

bool Converter::Missing(std::int64_t& value, std::string& problem) const {
  value = spec_.type == ColumnType::symbol ? spec_.missing_symbol : 0;
  if (!spec_.optional) problem = fmt::format("`{}` is missing", spec_.field);
  return spec_.optional;
}

bool Converter::Symbol(std::string_view text, std::int64_t& value, std::string& problem) {
  CachedSymbol wanted;
  CachedSymbol* slot = nullptr;
  if (text.size() <= kCachedLength) {
    std::memcpy(wanted.bytes, text.data(), text.size());
    wanted.length = static_cast<std::uint32_t>(text.size());
    const std::uint64_t hash = (wanted.bytes[0] ^ (wanted.bytes[1] * 0x9E3779B97F4A7C15u) ^ wanted.length) * 0xBF58476D1CE4E5B9u;
    slot = &symbols_[hash >> 52];
    static_assert(kSymbols == 1u << 12);
    if (slot->length == wanted.length && slot->bytes[0] == wanted.bytes[0] && slot->bytes[1] == wanted.bytes[1]) {
      value = slot->id;
      return true;
    }
  }
  if (!IsUtf8(text)) {
    problem = kNotUtf8;
    return false;
  }
  const std::string_view meaning = Mapped(text);
  if (spec_.closed) {
    const auto id = spec_.dictionary->Find(meaning);
    if (!id) {
      problem = fmt::format("`{}` {}", text.substr(0, 100), spec_.closed_reason);
      return false;
    }
    value = *id;
  } else {
    value = spec_.dictionary->Intern(meaning);
  }
  if (slot != nullptr) {
    wanted.id = static_cast<std::uint32_t>(value);
    *slot = wanted;
  }
  return true;
}

bool Converter::Hashed(std::string_view text, std::int64_t& value, std::string& problem) const {
  if (!IsUtf8(text)) {
    problem = kNotUtf8;
    return false;
  }
  value = static_cast<std::int64_t>(digest::HashText(Mapped(text)));
  return true;
}

std::string_view Converter::Mapped(std::string_view text) const {
  std::string_view meaning = text;
  for (const auto& [source, word] : spec_.mappings) {
    if (text == source) meaning = word;
  }
  return meaning;
}

bool Converter::Integer(std::string_view text, std::int64_t& value, std::string& problem) const {
  std::size_t i = 0;
  const bool negative = i < text.size() && text[i] == '-';
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
  bool digits = false, exact = true, fits = true;
  std::int64_t number = 0;
  const auto append = [&](int digit) {
    if (number > kMaxInteger) fits = false;
    else number = number * 10 + digit;
  };
  for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i, digits = true) append(text[i] - '0');
  std::int32_t places = 0;
  if (i < text.size() && text[i] == '.') {
    bool fraction = false;
    for (++i; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i, fraction = true) {
      if (places < spec_.scale) {
        append(text[i] - '0');
        ++places;
      } else {
        exact = exact && text[i] == '0';
      }
    }
    digits = digits && fraction;
  }
  for (; places < spec_.scale; ++places) append(0);
  if (!digits || i != text.size()) {
    problem = fmt::format("`{}` is not a number", text.substr(0, 100));
  } else if (!exact) {
    problem = spec_.scale == 0 ? fmt::format("`{}` is not a whole number", text) : fmt::format("`{}` has more than {} places", text, spec_.scale);
  } else if (!fits || number > kMaxInteger) {
    problem = fmt::format("`{}` is too large", text.substr(0, 100));
  } else if (negative && spec_.non_negative && number != 0) {
    problem = fmt::format("`{}` is negative, and a count can't be", text);
  } else {
    value = negative ? -number : number;
    return true;
  }
  return false;
}

bool Converter::Boolean(std::string_view text, std::int64_t& value, std::string& problem) const {
  if (text == "true" || text == "1") value = 1;
  else if (text == "false" || text == "0") value = 0;
  else {
    problem = fmt::format("`{}` is neither `true` nor `false`", text.substr(0, 100));
    return false;
  }
  return true;
}

bool Converter::Time(std::string_view text, std::int64_t& value, std::string& problem) {
  Timestamp stamp;
  const char* why = spec_.format.empty() ? ParseIso(text, stamp) : ParsePattern(text, spec_.format, stamp);
  if (why != nullptr) {
    problem = fmt::format("`{}` {}", text.substr(0, 100), why);
    return false;
  }
  if (spec_.type == ColumnType::date) {
    if (stamp.has_offset || stamp.local.micros % kMicrosPerDay != 0) {
      problem = fmt::format("`{}` is a point in time, not a date", text);
      return false;
    }
    value = stamp.local.micros / kMicrosPerDay;
    return true;
  }
  if (!stamp.has_time) {
    problem = fmt::format("`{}` is a date without a time of day", text);
    return false;
  }
  if (stamp.has_offset) {
    value = stamp.local.micros - stamp.offset_minutes * 60 * kMicrosPerSecond;
    return true;
  }
  return ToInstant(stamp.local, text, value, problem);
}

bool Converter::ToInstant(LocalTime local, std::string_view text, std::int64_t& value, std::string& problem) {
  if (spec_.zone == nullptr) {
    problem = fmt::format("`{}` has no offset, and the binding names no `time zone`", text);
    return false;
  }
  const std::int64_t floor = local.micros >= 0 ? local.micros / kMicrosPerDay : (local.micros - (kMicrosPerDay - 1)) / kMicrosPerDay;
  const std::int32_t day = static_cast<std::int32_t>(floor);
  DayOffset& cached = days_[static_cast<std::uint32_t>(day) % kDays];
  if (cached.day == day) {
    value = local.micros - cached.offset;
    return true;
  }
  const Zone::Reading reading = spec_.zone->Read(local);
  if (reading.kind == Zone::Kind::unique) {
    value = reading.first.micros;
    // Remember the day's offset if it is one offset from midnight to midnight.
    const Zone::Reading first = spec_.zone->Read({floor * kMicrosPerDay}), last = spec_.zone->Read({(floor + 1) * kMicrosPerDay - 1});
    if (first.kind == Zone::Kind::unique && last.kind == Zone::Kind::unique && last.first.micros - first.first.micros == kMicrosPerDay - 1) {
      cached = {day, local.micros - value};
    }
    return true;
  }
  if (reading.kind == Zone::Kind::repeated && spec_.repeated != RepeatedTime::rejected) {
    value = spec_.repeated == RepeatedTime::first ? reading.first.micros : reading.second.micros;
    return true;
  }
  if (reading.kind == Zone::Kind::skipped && spec_.skipped == SkippedTime::shifted) {
    value = reading.first.micros;
    return true;
  }
  problem = reading.kind == Zone::Kind::repeated
                ? fmt::format("`{}` occurs twice in {}: the clocks are set back (the binding may say `repeated times first`)", text, spec_.zone->name())
                : fmt::format("`{}` does not exist in {}: the clocks are set forward (the binding may say `skipped times shifted`)", text, spec_.zone->name());
  return false;
}

}  // namespace slate::ingest
