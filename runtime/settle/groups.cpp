#include "runtime/settle/groups.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace slate::settle {

std::uint64_t SelectedItems(const measure::Counters& counters, std::size_t group, std::size_t period) {
  const std::uint64_t* cell = counters.Cell(group, period);
  std::uint64_t items = cell[0];
  for (std::size_t k = 2; k < counters.value_words_at(); ++k) items += cell[k];
  return items;
}

Evidence EvidenceOf(const MeasuredCells& cells, const measure::Counters& counters, std::size_t group, std::size_t period) {
  const std::uint64_t* cell = counters.Cell(group, period);
  Evidence evidence;
  evidence.selected = SelectedItems(counters, group, period);
  evidence.denominator = cell[0];
  evidence.numerator = cell[1];
  evidence.digest = cell[counters.digest_at()];
  for (std::size_t i = 0; i < cells.exclusions.size(); ++i) {
    if (cells.has_pending && i == 0) evidence.pending = cell[2 + i];
    else evidence.excluded.push_back({cells.exclusions[i], cell[2 + i]});
  }
  return evidence;
}

Groups::Groups(const MeasuredCells& cells) : cells_(cells) {
  if (cells.groups == GroupsKind::all_together) {
    order_ = {0};
    return;
  }
  order_.resize(cells.group_names.size());
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::sort(order_.begin(), order_.end(),
            [&](std::size_t a, std::size_t b) { return cells.group_names[a] < cells.group_names[b]; });

  if (cells.groups == GroupsKind::seen_since_term_began) {
    first_seen_.assign(order_.size(), cells.grid->size());
    for (std::size_t group = 0; group < order_.size(); ++group) {
      for (std::size_t period = 0; period < cells.grid->size(); ++period) {
        if (SelectedItems(*cells.counters, group, period) == 0) continue;
        first_seen_[group] = period;
        break;
      }
    }
  }
  if (cells.groups == GroupsKind::closed && cells.life != nullptr && !cells.life->members.empty()) {
    std::unordered_map<std::string_view, std::vector<const RosterMember*>> by_key;
    for (const RosterMember& member : cells.life->members) by_key[member.key].push_back(&member);
    lives_.reserve(order_.size());
    for (const std::string& name : cells.group_names) lives_.push_back(by_key[name]);
  }
}

const std::string& Groups::Name(std::size_t group) const {
  static const std::string all_together;
  return cells_.groups == GroupsKind::all_together ? all_together : cells_.group_names[group];
}

bool Groups::Exists(std::size_t group, Date first_day, Date end_day) const {
  if (lives_.empty()) return true;
  return std::any_of(lives_[group].begin(), lives_[group].end(),
                     [&](const RosterMember* member) { return member->from < end_day && first_day < member->until && member->from < member->until; });
}

std::optional<std::size_t> Groups::Find(const std::string& name) const {
  const auto found = std::lower_bound(order_.begin(), order_.end(), name, [&](std::size_t id, const std::string& wanted) { return Name(id) < wanted; });
  return found == order_.end() || Name(*found) != name ? std::nullopt : std::optional(*found);
}

Presence Groups::ByLife(std::size_t group, std::size_t period) const {
  if (Exists(group, cells_.grid->FirstDay(period), cells_.grid->EndDay(period))) return Presence::present;
  return SelectedItems(*cells_.counters, group, period) > 0 ? Presence::outside_life : Presence::absent;
}

Presence Groups::In(std::size_t group, std::size_t period) const {
  switch (cells_.groups) {
    case GroupsKind::all_together: return Presence::present;
    case GroupsKind::closed: return lives_.empty() ? Presence::present : ByLife(group, period);
    case GroupsKind::seen_since_term_began: return period >= first_seen_[group] ? Presence::present : Presence::absent;
    case GroupsKind::seen_in_period:
      return SelectedItems(*cells_.counters, group, period) > 0 ? Presence::present : Presence::absent;
  }
  return Presence::absent;
}

}  // namespace slate::settle
