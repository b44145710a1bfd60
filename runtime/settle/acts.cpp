#include "runtime/settle/acts.h"

#include <algorithm>

namespace slate::settle {

Acts::Acts(std::vector<Act> acts, bool all_claimed) : acts_(std::move(acts)), all_claimed_(all_claimed) {
  std::stable_sort(acts_.begin(), acts_.end(), [](const Act& a, const Act& b) { return a.made < b.made; });
}

std::optional<Instant> Acts::First(ActKind kind, std::string_view concerns, std::string_view party, std::string_view group, std::string_view period, std::string_view piece_of,
                                   Instant from) const {
  if (all_claimed_ && kind == ActKind::claimed) return from;
  const auto answers = [&](const Act& act) {
    const bool in_time = act.period.empty() || act.period == period || act.period == piece_of;
    return act.kind == kind && act.concerns == concerns && act.party == party && !(act.made < from) && (act.group.empty() || act.group == group) && in_time;
  };
  const auto found = std::find_if(acts_.begin(), acts_.end(), answers);
  return found == acts_.end() ? std::nullopt : std::optional(found->made);
}

std::optional<Instant> Acts::FirstOf(const OfAction& asked) const {
  const auto answers = [&](const Act& act) {
    const bool about = act.action == asked.action || (act.action.empty() && !asked.must_name_action);
    return act.kind == asked.kind && act.concerns == asked.concerns && act.party == asked.party && !(act.made < asked.from) && about;
  };
  const auto found = std::find_if(acts_.begin(), acts_.end(), answers);
  return found == acts_.end() ? std::nullopt : std::optional(found->made);
}

std::optional<Instant> Acts::Last(ActKind kind, std::string_view concerns, std::string_view party) const {
  const auto found = std::find_if(acts_.rbegin(), acts_.rend(), [&](const Act& act) { return act.kind == kind && act.concerns == concerns && act.party == party; });
  return found == acts_.rend() ? std::nullopt : std::optional(found->made);
}

}  // namespace slate::settle
