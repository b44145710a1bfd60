#include "runtime/ingest/stored_text.h"

#include <fmt/format.h>

#include <cstring>
#include <iterator>

#include "runtime/time/civil.h"

namespace slate::ingest {
namespace {

using parquet::Meaning;
using parquet::Storage;

StoredWide Wide(Storage storage, const void* values, std::size_t row) {
  StoredWide wide;
  if (storage == Storage::uint64) return static_cast<const std::uint64_t*>(values)[row];
  if (storage != Storage::int128) return StoredWord(storage, values, row);
  std::memcpy(&wide, static_cast<const char*>(values) + row * sizeof wide, sizeof wide);
  return wide;
}

void PutNumber(StoredWide number, std::int32_t scale, std::string& text) {
  __extension__ using Unsigned = unsigned __int128;
  Unsigned left = number < 0 ? -static_cast<Unsigned>(number) : static_cast<Unsigned>(number);
  std::string digits;  // the lowest first
  for (std::int32_t place = 0; left != 0 || place <= scale; ++place, left /= 10) {
    if (place == scale && scale > 0) digits += '.';
    digits += static_cast<char>('0' + static_cast<int>(left % 10));
  }
  text = number < 0 ? "-" : "";
  text.append(digits.rbegin(), digits.rend());
}

bool PutDay(std::int64_t days, std::string& text) {
  constexpr std::int64_t kFirst = -719162, kLast = 2932896;  // of the years 1 to 9999
  if (days < kFirst || days > kLast) return false;
  text = ToString(Date{static_cast<std::int32_t>(days)});
  return true;
}

void PutTime(std::int64_t stored, std::int32_t scale, bool instant, std::string& text) {
  std::int64_t second = 1;
  for (std::int32_t i = 0; i < scale; ++i) second *= 10;
  std::int64_t seconds = stored / second, fraction = stored % second;
  if (fraction < 0) {
    fraction += second;
    --seconds;
  }
  constexpr std::int64_t kDay = 86400;
  std::int64_t days = seconds / kDay, rest = seconds % kDay;
  if (rest < 0) {
    rest += kDay;
    --days;
  }
  if (!PutDay(days, text)) {
    text = fmt::format("{} days after 1970-01-01", days);
    return;
  }
  fmt::format_to(std::back_inserter(text), " {:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60);
  if (fraction != 0) fmt::format_to(std::back_inserter(text), ".{:0{}}", fraction, scale);
  if (instant) text += "+00";
}

}  // namespace

std::int64_t StoredWord(Storage storage, const void* values, std::size_t row) {
  switch (storage) {
    case Storage::boolean: return static_cast<const std::uint8_t*>(values)[row] != 0 ? 1 : 0;
    case Storage::int8: return static_cast<const std::int8_t*>(values)[row];
    case Storage::int16: return static_cast<const std::int16_t*>(values)[row];
    case Storage::int32: return static_cast<const std::int32_t*>(values)[row];
    case Storage::uint8: return static_cast<const std::uint8_t*>(values)[row];
    case Storage::uint16: return static_cast<const std::uint16_t*>(values)[row];
    case Storage::uint32: return static_cast<const std::uint32_t*>(values)[row];
    default: return static_cast<const std::int64_t*>(values)[row];
  }
}

std::string_view StoredText(parquet::ValueType type, const void* values, std::size_t row, std::string& buffer) {
  switch (type.meaning) {
    case Meaning::boolean: buffer = StoredWord(type.storage, values, row) != 0 ? "true" : "false"; break;
    case Meaning::date: {
      const std::int64_t days = StoredWord(type.storage, values, row);
      if (!PutDay(days, buffer)) buffer = fmt::format("{} days after 1970-01-01", days);
      break;
    }
    case Meaning::local_time:
    case Meaning::instant: PutTime(StoredWord(type.storage, values, row), type.scale, type.meaning == Meaning::instant, buffer); break;
    default: PutNumber(Wide(type.storage, values, row), type.scale, buffer); break;
  }
  return buffer;
}

}  // namespace slate::ingest
