#include "runtime/settle/charges.h"

namespace slate::settle {

std::optional<Int128> ChargeAmount(const Charge& charge, const std::string& group, Date period) {
  const ChargeValue* best = nullptr;
  int best_rank = -1;
  for (const ChargeValue& value : charge.values) {
    if (value.group && *value.group != group) continue;
    if (value.period && *value.period != period) continue;
    const int rank = (value.group ? 2 : 0) + (value.period ? 1 : 0);
    if (rank <= best_rank) continue;
    best = &value;
    best_rank = rank;
  }
  if (best == nullptr) return std::nullopt;
  return best->minor;
}

ChargeTable::ChargeTable(const std::vector<Charge>& charges) : charges_(&charges), index_(charges.size()) {
  for (std::size_t i = 0; i < charges.size(); ++i) {
    for (const ChargeValue& value : charges[i].values) {
      ByPeriod& entries = value.group ? index_[i].groups[*value.group] : index_[i].all_groups;
      // Of two entries for one thing the first stands, as in ChargeAmount.
      if (value.period) entries.periods.emplace(*value.period, value.minor);
      else if (!entries.any) entries.any = value.minor;
    }
  }
}

std::optional<Int128> ChargeTable::Amount(std::uint32_t index, const std::string& group, Date day) const {
  const Date period = PeriodStart((*charges_)[index].period, day);
  const auto look_up = [&](const ByPeriod& entries) -> std::optional<Int128> {
    if (const auto found = entries.periods.find(period); found != entries.periods.end()) return found->second;
    return entries.any;
  };
  const Index& entries = index_[index];
  if (const auto found = entries.groups.find(group); found != entries.groups.end()) {
    if (const auto amount = look_up(found->second)) return amount;
  }
  return look_up(entries.all_groups);
}

}  // namespace slate::settle
