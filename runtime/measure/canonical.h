// Pieces of canonical state bytes: equal states have equal bytes, whatever ids the groups got. Numbers are 8 bytes, the
// lowest first.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace slate::measure {

inline void AppendWord(std::string& bytes, std::uint64_t word) {
  for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<char>(word >> shift));
}

inline void AppendCellName(std::string& bytes, std::string_view group, std::size_t period) {
  AppendWord(bytes, group.size());
  bytes.append(group);
  AppendWord(bytes, period);
}

inline std::vector<std::size_t> GroupsByName(std::size_t groups, const std::function<std::string_view(std::size_t)>& name) {
  std::vector<std::size_t> order(groups);
  for (std::size_t group = 0; group < groups; ++group) order[group] = group;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return name(a) < name(b); });
  return order;
}

}  // namespace slate::measure
