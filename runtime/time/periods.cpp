#include "runtime/time/periods.h"

#include <algorithm>
#include <bit>
#include <set>

namespace slate {

std::int32_t PeriodGrid::Find(Instant instant) const {
  if (boundaries.empty() || instant < boundaries.front() || instant >= boundaries.back()) return -1;
  return static_cast<std::int32_t>(std::upper_bound(boundaries.begin(), boundaries.end(), instant) - boundaries.begin()) - 1;
}

std::size_t PeriodGrid::FirstCell(std::size_t i) const {
  const auto before = static_cast<std::size_t>(std::max(period.length - 1, 0));
  return i < before ? 0 : i - before;
}

Ratio PeriodGrid::Part(std::size_t i) const {
  const Date start = PeriodStart(period, first_days[i]);
  const int whole = period.kind == PeriodKind::rolling ? period.length : NextPeriod(period, start).days - start.days;
  return MakeRatio(EndDay(i).days - FirstDay(i).days, whole);
}

bool PeriodGrid::IsPiece(std::size_t i) const {
  const auto splits_at = [&](Date day) { return std::binary_search(splits.begin(), splits.end(), day); };
  return splits_at(first_days[i]) || splits_at(first_days[i + 1]);
}

Date PeriodGrid::StartOf(Date day) const {
  const auto after = std::upper_bound(splits.begin(), splits.end(), day);
  const Date start = PeriodStart(period, day);
  return after == splits.begin() ? start : std::max(start, *(after - 1));
}

Date PeriodGrid::NextAfter(Date day) const {
  const auto after = std::upper_bound(splits.begin(), splits.end(), day);
  const Date next = NextPeriod(period, day);
  return after == splits.end() ? next : std::min(next, *after);
}

std::string PeriodGrid::Name(std::size_t i) const {
  return IsPiece(i) ? PieceName(first_days[i], first_days[i + 1]) : PeriodName(period, first_days[i]);
}

std::string PeriodGrid::Name(std::size_t first, std::size_t last) const {
  if (first == last) return Name(first);
  return IsPiece(first) || IsPiece(last) ? PieceName(first_days[first], first_days[last + 1]) : Name(first) + " to " + Name(last);
}

std::string PieceName(Date first_day, Date end_day) { return ToString(first_day) + " to " + ToString(Date{end_day.days - 1}); }

bool NamesPiece(std::string_view name) { return name.find(" to ") != std::string_view::npos; }

Date FinalDay(Date end_day, std::int64_t grace_days) {
  const std::int64_t last_day = ToDate({9999, 12, 31}).days;
  const std::int64_t grace = std::clamp<std::int64_t>(grace_days, 0, last_day);
  return {static_cast<std::int32_t>(std::min(end_day.days + grace, last_day))};
}

GridResult WholePeriods(const Period& period, const Zone& zone, Date from, Date through) {
  GridResult result;
  result.grid.period = period;
  result.grid.zone = &zone;
  if (through < from) return result;
  Date first = PeriodStart(period, from);
  if (first < from) {
    result.partial_first = true;
    first = NextPeriod(period, first);
  }
  const Date after{through.days + 1};
  Date day = first;
  std::vector<Date> days{day};
  while (NextPeriod(period, day) <= after) {
    day = NextPeriod(period, day);
    days.push_back(day);
  }
  result.partial_last = day < after;
  if (days.size() < 2) return result;
  for (const Date first_day : days) {
    result.grid.first_days.push_back(first_day);
    result.grid.boundaries.push_back(zone.StartOf(first_day));
  }
  result.grid.first_row = std::min(result.grid.size(), static_cast<std::size_t>(std::max(period.length - 1, 0)));
  return result;
}

PeriodGrid PeriodsOfTerm(const Period& period, const Zone& zone, Date from, Date through, Date term_first, Date term_last) {
  PeriodGrid grid = WholePeriods(period, zone, from, through).grid;
  grid.period = period;
  grid.zone = &zone;
  const Date after{term_last.days + 1};
  const bool cut_first = PeriodStart(period, term_first) != term_first && from <= term_first;
  const bool cut_last = PeriodStart(period, after) != after && term_last <= through;
  std::vector<Date>& days = grid.first_days;
  const Date second = std::min(NextPeriod(period, PeriodStart(period, term_first)), after);
  if (cut_first && (second.days <= through.days + 1 || second == after)) {
    if (days.empty()) days = {second};
    days.insert(days.begin(), term_first);
  }
  const Date last = PeriodStart(period, after);
  if (cut_last && (days.empty() || days.back() < after) && from <= std::max(last, term_first)) {
    if (days.empty()) days = {std::max(last, term_first)};
    days.push_back(after);
  }
  grid.boundaries.clear();
  for (const Date day : days) grid.boundaries.push_back(zone.StartOf(day));
  if (from <= term_first) grid.first_row = 0;  // windows that reach before the term are cut by it
  return grid;
}

void SplitPeriods(PeriodGrid& grid, const std::vector<Date>& splits, Date from, Date through, Date term_first, Date term_last) {
  grid.splits = splits;
  std::set<Date> days(grid.first_days.begin(), grid.first_days.end());
  const auto add = [&](Date day) {
    if (from <= day && day.days <= through.days + 1) days.insert(day);
  };
  for (const Date split : splits) {
    add(std::max(PeriodStart(grid.period, split), term_first));
    add(split);
    add(std::min(NextPeriod(grid.period, split), Date{term_last.days + 1}));
  }
  if (days.size() < 2) days.clear();  // no part lies whole in the days asked for
  grid.first_days.assign(days.begin(), days.end());
  grid.boundaries.clear();
  for (const Date day : days) grid.boundaries.push_back(grid.zone->StartOf(day));
}

PeriodGrid BucketsOfDays(const Zone& zone, Date from, Date through, std::int64_t bucket) {
  PeriodGrid grid;
  grid.zone = &zone;
  grid.bucket = bucket;
  if (through < from) return grid;
  for (Date day = from; day <= through; ++day.days) {
    const Instant next = zone.StartOf({day.days + 1});
    for (Instant at = zone.StartOf(day); at < next; at.micros += bucket) {
      grid.boundaries.push_back(at);
      grid.first_days.push_back(day);
    }
  }
  grid.boundaries.push_back(zone.StartOf({through.days + 1}));
  grid.first_days.push_back({through.days + 1});
  return grid;
}

PeriodTable BuildPeriodTable(const PeriodGrid& grid) {
  PeriodTable table;
  if (grid.size() == 0) {
    table.boundaries = {0};
    table.slots = {0};
    return table;
  }
  table.base = grid.boundaries.front().micros;
  table.end = grid.boundaries.back().micros;
  for (const Instant boundary : grid.boundaries) table.boundaries.push_back(boundary.micros);
  if (grid.bucket > 0) table.shift = std::bit_width(static_cast<std::uint64_t>(grid.bucket)) - 1;
  std::uint32_t period = 0;
  for (std::int64_t at = table.base; at < table.end; at += std::int64_t{1} << table.shift) {
    while (period + 1u < grid.size() && table.boundaries[period + 1u] <= at) ++period;
    table.slots.push_back(period);
  }
  return table;
}

}  // namespace slate
