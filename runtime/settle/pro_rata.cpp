#include "runtime/settle/pro_rata.h"

#include <algorithm>
#include <utility>

namespace slate::settle {
namespace {

void ToWholeUnits(Int128 limit, std::vector<Exact>& shares) {
  std::vector<std::pair<Exact, std::size_t>> remainders;
  Int128 left = limit;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const Int128 whole = shares[i].Round(RoundingMode::down).value_or(0);
    remainders.emplace_back(shares[i] - Exact(whole), i);
    shares[i] = Exact(whole);
    left -= whole;
  }
  std::stable_sort(remainders.begin(), remainders.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (const auto& [remainder, i] : remainders) {
    if (left == 0) break;
    shares[i] = shares[i] + Exact(1);
    --left;
  }
}

}  // namespace

std::vector<Exact> ShareProRata(Int128 limit, std::vector<Exact> amounts, bool whole) {
  Exact total;
  for (const Exact& amount : amounts) total = total + amount;
  if (total <= Exact(limit)) return amounts;
  const Exact rate = Exact(limit) / total;
  for (Exact& amount : amounts) amount = amount * rate;
  if (whole) ToWholeUnits(limit, amounts);
  return amounts;
}

}  // namespace slate::settle
