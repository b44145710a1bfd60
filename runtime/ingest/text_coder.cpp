#include "runtime/ingest/text_coder.h"

#include <cstring>

namespace slate::ingest {

std::uint32_t Refusals::Add(const std::string& problem, std::string_view text) {
  const std::string_view kept = text.substr(0, 200);
  const std::scoped_lock lock(mutex_);
  const auto [at, added] = codes_.try_emplace(problem + '\0' + std::string(kept), static_cast<std::uint32_t>(list_.size()));
  if (!added) return kRefusedCode + at->second;
  if (list_.size() < most_) {
    list_.push_back({problem, std::string(kept)});
    return kRefusedCode + at->second;
  }
  // As many rejects are told at most, so this one hardly is.
  codes_.erase(at);
  if (list_.size() == most_) list_.push_back({"is refused, and so are more texts of this column than are kept", {}});
  return kRefusedCode + static_cast<std::uint32_t>(most_);
}

const Refusal& Refusals::Of(std::uint32_t code) {
  const std::scoped_lock lock(mutex_);
  return list_[code - kRefusedCode];
}

[[gnu::noinline]] std::uint32_t TextCoder::CodeOf(std::string_view text) {
  std::int64_t value = 0;
  bool recorded = true;
  if (!converter_.Convert(text, value, recorded, problem_)) return refusals_.Add(problem_, text);
  return recorded ? static_cast<std::uint32_t>(value) : kMissingCode;
}

void TextCoder::Code(const parquet::Vector& texts, std::size_t rows, std::uint32_t* codes) {
  const auto* from = static_cast<const parquet::Text*>(texts.values);
  looked_up_ += rows;
  for (std::size_t row = 0; row < rows; ++row) {
    if (!texts.Has(row)) {
      std::int64_t value = 0;
      codes[row] = converter_.Missing(value, problem_) ? kMissingCode : refusals_.Add(problem_, {});
      continue;
    }
    const parquet::Text& text = from[row];
    if (text.size > TextTable::kLongest) {
      codes[row] = CodeOf(text.view());
      continue;
    }
    TextTable::Entry entry;
    entry.key = KeyOf(text);
    if (const TextTable::Entry* met = texts_.Find(entry.key)) {
      codes[row] = met->value;
      continue;
    }
    codes[row] = entry.value = CodeOf(text.view());
    if (entry.value < kRefusedCode) texts_.Insert(entry, looked_up_);
  }
}

bool ReadCodes(const ColumnSpec& spec, const std::uint32_t* codes, std::size_t count, const Rows::Slots& slots, std::uint8_t* refused) {
  auto* values = static_cast<std::uint32_t*>(slots.values);
  std::uint32_t greatest = 0;
  for (std::size_t i = 0; i < count; ++i) greatest = codes[i] > greatest ? codes[i] : greatest;
  std::memcpy(values, codes, count * sizeof *values);
  if (slots.valid != nullptr) std::memset(slots.valid, 1, count);
  if (greatest < kMissingCode) return false;
  for (std::size_t i = 0; i < count; ++i) {
    if (codes[i] < kMissingCode) continue;
    values[i] = spec.missing_symbol;
    if (slots.valid != nullptr) slots.valid[i] = 0;
    refused[i] |= codes[i] >= kRefusedCode ? 1 : 0;
  }
  return greatest >= kRefusedCode;
}

}  // namespace slate::ingest
