#include "runtime/measure/select.h"

#include <algorithm>
#include <array>
#include <limits>

namespace slate::measure {
namespace {

constexpr std::size_t kSample = 64, kWorthIt = 4 * kSample;

// How far, among the sample, a rank may lie from its place: three standard deviations, and one more for rounding.
std::size_t MarginAt(std::size_t place) {
  const std::size_t variance = place * (kSample - place) / kSample;
  std::size_t margin = 0;
  while (margin * margin < 9 * variance) ++margin;
  return margin + 1;
}

std::pair<std::int64_t, std::int64_t> Plainly(std::vector<std::int64_t>& values, std::size_t rank) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(values.begin(), at, values.end());
  return {*at, at + 1 == values.end() ? *at : *std::min_element(at + 1, values.end())};
}

}  // namespace

std::pair<std::int64_t, std::int64_t> ValuesAt(std::vector<std::int64_t>& values, std::size_t rank) {
  const std::size_t size = values.size();
  if (size < kWorthIt) return Plainly(values, rank);
  std::array<std::int64_t, kSample> sample;
  for (std::size_t i = 0; i < kSample; ++i) sample[i] = values[i * (size / kSample)];
  std::sort(sample.begin(), sample.end());
  const std::size_t place = rank * kSample / size;
  const std::size_t margin = MarginAt(place);
  const std::int64_t least = place < margin ? std::numeric_limits<std::int64_t>::min() : sample[place - margin];
  const std::int64_t greatest = place + margin >= kSample ? std::numeric_limits<std::int64_t>::max() : sample[place + margin];
  std::vector<std::int64_t> kept(size);
  std::size_t below = 0, count = 0;
  for (const std::int64_t value : values) {  // without a branch: which side a value lies on can't be foretold
    kept[count] = value;
    count += static_cast<std::size_t>(least <= value) & static_cast<std::size_t>(value <= greatest);
    below += static_cast<std::size_t>(value < least);
  }
  const bool holds = below <= rank && std::min(rank + 1, size - 1) < below + count;
  if (!holds) return Plainly(values, rank);
  kept.resize(count);
  return Plainly(kept, rank - below);
}

}  // namespace slate::measure
