#include "runtime/time/periods.h"

#include <fmt/format.h>

#include <algorithm>

namespace slate {

std::int32_t PeriodGrid::Find(Instant instant) const {
  if (boundaries.empty() || instant < boundaries.front() || instant >= boundaries.back()) return -1;
  return static_cast<std::int32_t>(std::upper_bound(boundaries.begin(), boundaries.end(), instant) - boundaries.begin()) - 1;
}

Date FinalDay(Date end_day, std::int64_t grace_days) {
  const std::int64_t last_day = ToDate({9999, 12, 31}).days;
  const std::int64_t grace = std::clamp<std::int64_t>(grace_days, 0, last_day);
  return {static_cast<std::int32_t>(std::min(end_day.days + grace, last_day))};
}

Date PeriodStart(PeriodKind kind, Date day) {
  CivilDate civil = ToCivil(day);
  switch (kind) {
    case PeriodKind::day: return day;
    case PeriodKind::iso_week: return {day.days - (IsoWeekday(day) - 1)};
    case PeriodKind::calendar_month: return ToDate({civil.year, civil.month, 1});
    case PeriodKind::calendar_quarter: return ToDate({civil.year, (civil.month - 1) / 3 * 3 + 1, 1});
    case PeriodKind::calendar_year: return ToDate({civil.year, 1, 1});
  }
  return day;
}

Date NextPeriod(PeriodKind kind, Date first_day) {
  switch (kind) {
    case PeriodKind::day: return {first_day.days + 1};
    case PeriodKind::iso_week: return {first_day.days + 7};
    case PeriodKind::calendar_month: return AddMonths(first_day, 1);
    case PeriodKind::calendar_quarter: return AddMonths(first_day, 3);
    case PeriodKind::calendar_year: return AddMonths(first_day, 12);
  }
  return first_day;
}

std::string PeriodName(PeriodKind kind, Date day) {
  const Date first_day = PeriodStart(kind, day);
  const CivilDate civil = ToCivil(first_day);
  switch (kind) {
    case PeriodKind::day: return ToString(first_day);
    case PeriodKind::iso_week: {
      // The week belongs to the year its Thursday lies in.
      const Date thursday{first_day.days + 3};
      const int year = ToCivil(thursday).year;
      return fmt::format("{:04}-W{:02}", year, (thursday.days - ToDate({year, 1, 1}).days) / 7 + 1);
    }
    case PeriodKind::calendar_month: return fmt::format("{:04}-{:02}", civil.year, civil.month);
    case PeriodKind::calendar_quarter: return fmt::format("{:04}-Q{}", civil.year, (civil.month - 1) / 3 + 1);
    case PeriodKind::calendar_year: return fmt::format("{:04}", civil.year);
  }
  return {};
}

std::optional<Date> ParsePeriod(std::string_view text, PeriodKind kind) {
  const auto digits = [&](std::size_t from, std::size_t count) -> std::optional<int> {
    if (from + count > text.size()) return std::nullopt;
    int value = 0;
    for (std::size_t i = from; i < from + count; ++i) {
      if (text[i] < '0' || text[i] > '9') return std::nullopt;
      value = value * 10 + (text[i] - '0');
    }
    return value;
  };
  const auto year = digits(0, 4);
  if (!year || *year < 1) return std::nullopt;
  if (kind == PeriodKind::calendar_year && text.size() == 4) return ToDate({*year, 1, 1});
  if (kind == PeriodKind::calendar_month && text.size() == 7) {
    const auto month = digits(5, 2);
    if (text[4] == '-' && month && *month >= 1 && *month <= 12) return ToDate({*year, *month, 1});
  }
  if (kind == PeriodKind::calendar_quarter && text.size() == 7 && text[4] == '-' && text[5] == 'Q' && text[6] >= '1' && text[6] <= '4') {
    return ToDate({*year, (text[6] - '1') * 3 + 1, 1});
  }
  if (kind == PeriodKind::iso_week && text.size() == 8 && text[4] == '-' && text[5] == 'W') {
    const auto week = digits(6, 2);
    if (!week || *week < 1 || *week > 53) return std::nullopt;
    const Date day{PeriodStart(PeriodKind::iso_week, ToDate({*year, 1, 4})).days + (*week - 1) * 7};
    if (PeriodName(PeriodKind::iso_week, day) == text) return day;
  }
  if (kind == PeriodKind::day) return ParseDate(text);
  return std::nullopt;
}

GridResult WholePeriods(PeriodKind kind, const Zone& zone, Date from, Date through) {
  GridResult result;
  result.grid.kind = kind;
  result.grid.zone = &zone;
  if (through < from) return result;
  Date first = PeriodStart(kind, from);
  if (first < from) {
    result.partial_first = true;
    first = NextPeriod(kind, first);
  }
  const Date after{through.days + 1};
  Date day = first;
  std::vector<Date> days{day};
  while (NextPeriod(kind, day) <= after) {
    day = NextPeriod(kind, day);
    days.push_back(day);
  }
  result.partial_last = day < after;
  if (days.size() < 2) return result;
  for (const Date first_day : days) {
    result.grid.first_days.push_back(first_day);
    result.grid.boundaries.push_back(zone.StartOf(first_day));
  }
  return result;
}

PeriodGrid PeriodsOfTerm(PeriodKind kind, const Zone& zone, Date from, Date through, Date term_first, Date term_last) {
  PeriodGrid grid = WholePeriods(kind, zone, from, through).grid;
  grid.kind = kind;
  grid.zone = &zone;
  const Date after{term_last.days + 1};
  const bool cut_first = PeriodStart(kind, term_first) != term_first && from <= term_first;
  const bool cut_last = PeriodStart(kind, after) != after && term_last <= through;
  std::vector<Date>& days = grid.first_days;
  const Date second = std::min(NextPeriod(kind, PeriodStart(kind, term_first)), after);
  if (cut_first && (second.days <= through.days + 1 || second == after)) {
    if (days.empty()) days = {second};
    days.insert(days.begin(), term_first);
  }
  const Date last = PeriodStart(kind, after);
  if (cut_last && (days.empty() || days.back() < after) && from <= std::max(last, term_first)) {
    if (days.empty()) days = {std::max(last, term_first)};
    days.push_back(after);
  }
  grid.boundaries.clear();
  for (const Date day : days) grid.boundaries.push_back(zone.StartOf(day));
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
  std::uint16_t period = 0;
  for (std::int64_t at = table.base; at < table.end; at += std::int64_t{1} << PeriodTable::kShift) {
    // A slot may name an earlier period than the one it begins in: the lookup goes forward from it.
    while (period < PeriodTable::kLastSlotPeriod && period + 1u < grid.size() && table.boundaries[period + 1u] <= at) ++period;
    table.slots.push_back(period);
  }
  return table;
}

}  // namespace slate
