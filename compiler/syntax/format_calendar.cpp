#include <fmt/format.h>

#include "compiler/syntax/format_text.h"

namespace slate::syntax {
namespace {

std::string Format(const std::vector<OpenHours>& hours) {
  std::string text;
  for (const OpenHours& one : hours) text += fmt::format(" [{}, {})", FormatTimeOfDay(one.from.micros), FormatTimeOfDay(one.until.micros));
  return text;
}

std::string Format(const YearlyDay& day) {
  std::string text;
  if (day.shift) text = fmt::format("{} {} {} ", *day.shift, day.shift_unit.text, day.shifted_before ? "before" : "after");
  switch (day.form) {
    case YearlyDay::Form::date: return day.date ? ToString(*day.date) : "";
    case YearlyDay::Form::day_of_month: return fmt::format("{}{} {}", text, day.day, day.month.text);
    case YearlyDay::Form::after_easter: return fmt::format("{}{} {}", text, day.month.text, day.weekday.text);
    case YearlyDay::Form::weekday_of_month: return fmt::format("{}the {} {} of {}", text, day.which.text, day.weekday.text, day.month.text);
    case YearlyDay::Form::beside_day: return fmt::format("{}the {} {} {} {}", text, day.weekday.text, day.before ? "before" : "after", day.day, day.month.text);
  }
  return text;
}

std::string Format(const CalendarDay& day) {
  std::string text = day.half_day ? "half " + day.half_unit.text : "holiday";
  if (day.title) text += " " + FormatText(day.title->value);
  text += " on " + Format(day.day);
  if (!day.observed.empty()) {
    text += " observed on";
    for (const Identifier& word : day.observed) text += " " + word.text;
  }
  if (day.first_year && day.first_year == day.last_year) {
    text += fmt::format(" in {}", *day.first_year);
  } else {
    if (day.first_year) text += fmt::format(" from {}", *day.first_year);
    if (day.last_year) text += fmt::format(" through {}", *day.last_year);
  }
  return text + Format(day.hours);
}

}  // namespace

std::string FormatWeekHours(const WeekHours& line) {
  std::string text;
  for (const Weekdays& days : line.days) {
    text += (text.empty() ? "" : ", ") + days.first.text;
    if (days.last) text += " to " + days.last->text;
  }
  text += Format(line.hours);
  return line.except ? text + " except holidays of " + line.except->text : text;
}

std::vector<std::string> FormatItems(const Calendar& calendar) {
  std::vector<std::string> lines;
  if (calendar.time_zone) lines.push_back("time zone " + FormatText(calendar.time_zone->value));
  if (calendar.covers) lines.push_back(fmt::format("covers {} through {}", calendar.covers->first, calendar.covers->last));
  for (const WeekHours& line : calendar.week) lines.push_back(FormatWeekHours(line));
  for (const CalendarDay& day : calendar.days) lines.push_back(Format(day));
  return lines;
}

}  // namespace slate::syntax
