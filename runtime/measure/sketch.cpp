#include "runtime/measure/sketch.h"

#include <algorithm>
#include <bit>

#include "runtime/measure/canonical.h"

namespace slate::measure {

std::int64_t CutTo(std::int64_t value, std::int32_t bits) {
  const bool negative = value < 0;
  std::uint64_t magnitude = negative ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
  const int dropped = std::bit_width(magnitude) - 1 - bits;
  if (dropped > 0) magnitude = magnitude >> dropped << dropped;
  return static_cast<std::int64_t>(negative ? ~magnitude + 1 : magnitude);
}

void Sketch::Merge(const Sketch& other) {
  for (const auto& [value, times] : other.counts_) counts_[value] += times;
}

std::int64_t Sketch::AtRank(const Ratio& rank) const {
  Int128 all = 0;
  for (const auto& [value, times] : counts_) all += static_cast<Int128>(times);
  const Int128 wanted = std::max<Int128>((rank.numerator * all + rank.denominator - 1) / rank.denominator, 1);
  Int128 seen = 0;
  for (const auto& [value, times] : counts_) {
    seen += static_cast<Int128>(times);
    if (seen >= wanted) return value;
  }
  return counts_.rbegin()->first;
}

void Sketch::AppendBytes(std::string& bytes) const {
  AppendWord(bytes, counts_.size());
  for (const auto& [value, times] : counts_) {
    AppendWord(bytes, static_cast<std::uint64_t>(value));
    AppendWord(bytes, times);
  }
}

}  // namespace slate::measure
