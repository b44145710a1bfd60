#include "runtime/ledger/ledger.h"

#include <unordered_map>

namespace slate::ledger {
namespace {

void AddTo(std::optional<Int128>& sum, Int128 amount) {
  Int128 result;
  if (sum && !__builtin_add_overflow(*sum, amount, &result)) sum = result;
  else sum.reset();
}

}  // namespace

bool Balanced(const Intake& intake) {
  // Wider than the counters, so that no wrapped sum balances.
  const UInt128 accounted = static_cast<UInt128>(intake.used) + intake.outside_periods + intake.not_selected +
                            intake.duplicate + intake.rejected;
  return accounted == intake.read;
}

std::vector<Total> Totals(const Ledger& ledger) {
  struct Sum {
    Total total;
    bool credits = false;
  };
  std::vector<Sum> sums;
  std::unordered_map<std::string, std::size_t> by_name;
  for (const Ledger::Obligation& obligation : ledger.obligations) {
    by_name.emplace(obligation.name, sums.size());
    sums.push_back({{obligation.name, obligation.owed_by, obligation.owed_to}, false});
  }
  for (const settle::Row& row : ledger.rows) {
    if (row.obligation.empty()) continue;
    const auto [found, added] = by_name.emplace(row.obligation, sums.size());
    if (added) sums.push_back({{row.obligation, {}, {}}, false});
    Sum& sum = sums[found->second];
    if (row.verdict == settle::Verdict::missed) ++sum.total.missed;
    if (!row.credit) continue;
    sum.credits = true;
    AddTo(row.status == settle::Status::final ? sum.total.final : sum.total.provisional, *row.credit);
  }
  std::vector<Total> totals;
  for (Sum& sum : sums) {
    if (sum.credits) totals.push_back(std::move(sum.total));
  }
  return totals;
}

}  // namespace slate::ledger
