#include "runtime/time/period.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace slate {
namespace {

// Every kind of period is a step of days or of months, repeated from an origin without end in both directions.
struct Steps {
  Date origin;
  int months = 0;
  int days = 0;
};

Steps StepsOf(const Period& period) {
  constexpr Date kMonday{-3}, kFirstOfJanuary{0};  // 1969-12-29 and 1970-01-01
  switch (period.kind) {
    case PeriodKind::day:
    case PeriodKind::rolling: return {kFirstOfJanuary, 0, 1};
    case PeriodKind::iso_week: return {kMonday, 0, 7};
    case PeriodKind::calendar_month: return {kFirstOfJanuary, 1, 0};
    case PeriodKind::calendar_quarter: return {kFirstOfJanuary, 3, 0};
    case PeriodKind::calendar_year: return {kFirstOfJanuary, 12, 0};
    case PeriodKind::contract_month: return {period.anchor, 1, 0};
    case PeriodKind::contract_quarter: return {period.anchor, 3, 0};
    case PeriodKind::contract_year: return {period.anchor, 12, 0};
    case PeriodKind::billing_month: return {{kFirstOfJanuary.days + period.day - 1}, 1, 0};
  }
  return {kFirstOfJanuary, 0, 1};
}

int FloorDivide(int a, int b) { return a / b - (a % b < 0 ? 1 : 0); }  // b > 0
int MonthOf(Date date) {
  const CivilDate civil = ToCivil(date);
  return civil.year * 12 + civil.month - 1;
}

// Counted from the origin, so that a short month shortens one period and not all that follow it.
Date StartOf(const Steps& steps, int index) {
  return steps.months > 0 ? AddMonths(steps.origin, index * steps.months) : Date{steps.origin.days + index * steps.days};
}

int IndexOf(const Steps& steps, Date day) {
  if (steps.months == 0) return FloorDivide(day.days - steps.origin.days, steps.days);
  const int index = FloorDivide(MonthOf(day) - MonthOf(steps.origin), steps.months);
  return StartOf(steps, index) <= day ? index : index - 1;
}

// "2025-Y1": the year it begins in, and its number.
std::string ContractYearName(const Period& period, Date day) {
  const Steps years = StepsOf({.kind = PeriodKind::contract_year, .anchor = period.anchor});
  const int index = IndexOf(years, day);
  return fmt::format("{:04}-Y{}", ToCivil(StartOf(years, index)).year, index + 1);
}

// Which of the `count` in its contract year holds the day, from 1.
int InContractYear(const Period& period, Date day, int count) {
  const int index = IndexOf(StepsOf(period), day);
  return index - FloorDivide(index, count) * count + 1;
}

// Reads digits and separators off the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool Skip(std::string_view literal) {
    if (!rest_.starts_with(literal)) return false;
    rest_.remove_prefix(literal.size());
    return true;
  }
  std::optional<int> Number(std::size_t most_digits) {
    int value = 0;
    const std::size_t digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (digits == 0 || digits > most_digits) return std::nullopt;
    std::from_chars(rest_.data(), rest_.data() + digits, value);
    rest_.remove_prefix(digits);
    return value;
  }

 private:
  std::string_view rest_;
};

// A day that lies in the period, if the text names one: whether it does is seen by naming that period again.
std::optional<Date> DayNamed(std::string_view text, const Period& period) {
  Reader reader(text);
  const auto year = reader.Number(4);
  if (!year || *year < 1) return std::nullopt;
  const auto numbered = [&](std::string_view literal, int most) -> std::optional<int> {
    if (!reader.Skip(literal)) return std::nullopt;
    const auto number = reader.Number(4);
    return number && *number >= 1 && *number <= most ? number : std::nullopt;
  };
  const auto in_contract_year = [&](std::string_view literal, int count) -> std::optional<Date> {
    const auto contract_year = numbered("-Y", 9999);
    const auto part = contract_year ? numbered(literal, count) : std::nullopt;
    if (!part) return std::nullopt;
    return StartOf(StepsOf(period), (*contract_year - 1) * count + *part - 1);
  };
  switch (period.kind) {
    case PeriodKind::day: return ParseDate(text);
    case PeriodKind::iso_week: {
      const auto week = numbered("-W", 53);
      if (!week) return std::nullopt;
      return Date{ToDate({*year, 1, 4}).days + (*week - 1) * 7};  // the fourth lies in the first week
    }
    case PeriodKind::calendar_month: {
      const auto month = numbered("-", 12);
      if (!month) return std::nullopt;
      return ToDate({*year, *month, 1});
    }
    case PeriodKind::calendar_quarter: {
      const auto quarter = numbered("-Q", 4);
      if (!quarter) return std::nullopt;
      return ToDate({*year, *quarter * 3, 1});
    }
    case PeriodKind::calendar_year: return ToDate({*year, 1, 1});
    case PeriodKind::contract_month: return in_contract_year("-M", 12);
    case PeriodKind::contract_quarter: return in_contract_year("-Q", 4);
    case PeriodKind::contract_year: {
      const auto number = numbered("-Y", 9999);
      if (!number) return std::nullopt;
      return StartOf(StepsOf(period), *number - 1);
    }
    case PeriodKind::billing_month: {
      const auto month = numbered("-", 12);
      if (!month) return std::nullopt;
      return ToDate({*year, *month, std::min(period.day, DaysInMonth(*year, *month))});
    }
    case PeriodKind::rolling: return ParseDate(text.substr(0, std::min<std::size_t>(text.size(), 10)));
  }
  return std::nullopt;
}

// Days of a step, for saying which of two is longer; months are never compared with as many days.
int Length(const Period& period) {
  const Steps steps = StepsOf(period);
  return steps.days + 30 * steps.months;
}

}  // namespace

Date PeriodStart(const Period& period, Date day) {
  const Steps steps = StepsOf(period);
  return StartOf(steps, IndexOf(steps, day));
}

Date NextPeriod(const Period& period, Date day) {
  const Steps steps = StepsOf(period);
  return StartOf(steps, IndexOf(steps, day) + 1);
}

std::string PeriodWords(const Period& period) {
  switch (period.kind) {
    case PeriodKind::day: return "day";
    case PeriodKind::iso_week: return "ISO week";
    case PeriodKind::calendar_month: return "calendar month";
    case PeriodKind::calendar_quarter: return "calendar quarter";
    case PeriodKind::calendar_year: return "calendar year";
    case PeriodKind::contract_month: return "contract month";
    case PeriodKind::contract_quarter: return "contract quarter";
    case PeriodKind::contract_year: return "contract year";
    case PeriodKind::billing_month: return fmt::format("billing month from day {}", period.day);
    case PeriodKind::rolling: return fmt::format("rolling {} days evaluated each day", period.length);
  }
  return "";
}

std::string PeriodName(const Period& period, Date day) {
  const Date first_day = PeriodStart(period, day);
  const CivilDate civil = ToCivil(first_day);
  switch (period.kind) {
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
    case PeriodKind::contract_month:
      return fmt::format("{}-M{:02}", ContractYearName(period, first_day), InContractYear(period, first_day, 12));
    case PeriodKind::contract_quarter:
      return fmt::format("{}-Q{}", ContractYearName(period, first_day), InContractYear(period, first_day, 4));
    case PeriodKind::contract_year: return ContractYearName(period, first_day);
    case PeriodKind::billing_month: return fmt::format("{:04}-{:02}-B{:02}", civil.year, civil.month, period.day);
    case PeriodKind::rolling: return fmt::format("{}-R{}", ToString(first_day), period.length);
  }
  return {};
}

std::optional<Date> ParsePeriod(std::string_view text, const Period& period) {
  const auto day = DayNamed(text, period);
  if (!day || PeriodName(period, *day) != text) return std::nullopt;
  return PeriodStart(period, *day);
}

bool IsLonger(const Period& a, const Period& b) { return Length(a) > Length(b); }

bool ConsistsOf(const Period& longer, const Period& shorter) {
  if (!IsLonger(longer, shorter)) return false;
  const Steps outer = StepsOf(longer), inner = StepsOf(shorter);
  if (outer.months == 0 || inner.months == 0) return inner.days == 1;
  // Both begin on one day of the month, and where one step begins, so does the other.
  return outer.months % inner.months == 0 && ToCivil(outer.origin).day == ToCivil(inner.origin).day &&
         (MonthOf(outer.origin) - MonthOf(inner.origin)) % inner.months == 0;
}

bool NeedsMonthEnd(const Period& period) {
  const Steps steps = StepsOf(period);
  return steps.months > 0 && ToCivil(steps.origin).day > 28;
}

}  // namespace slate
