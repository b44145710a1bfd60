#include <fmt/format.h>

#include "compiler/syntax/build.h"

namespace slate::syntax {

Identifier Builder::WordOf(antlr4::tree::TerminalNode* token) const {
  if (token == nullptr) return {};
  const Span span = SpanOf(token->getSymbol());
  return {std::string(sources_.Text(span)), span};
}

TimeOfDay Builder::TimeOf(antlr4::tree::TerminalNode* token) {
  if (token == nullptr) return {};
  const Span span = SpanOf(token->getSymbol());
  const auto micros = ParseTimeOfDay(sources_.Text(span));
  if (!micros) {
    diagnostics_.Report(DiagnosticKind::bad_date, span, fmt::format("`{}` is not a time of day on a calendar's own clock", sources_.Text(span)))
        .help = "times run from 00:00 to 24:00, without an offset: the calendar's time zone says where its clock hangs";
  }
  return {micros.value_or(0), span};
}

std::vector<OpenHours> Builder::HoursOf(const std::vector<Grammar::OpenHoursContext*>& contexts) {
  std::vector<OpenHours> hours;
  for (auto* context : contexts) {
    const auto times = context->TIME_OF_DAY();
    if (times.size() == 2) hours.push_back({TimeOf(times[0]), TimeOf(times[1]), SpanOf(context)});
  }
  return hours;
}

WeekHours Builder::WeekHoursOf(Grammar::WeekHoursContext* context) {
  WeekHours line{{}, HoursOf(context->openHours()), std::nullopt, SpanOf(context)};
  for (auto* days : context->weekdays()) {
    const auto names = days->PROPER();
    if (names.empty()) continue;
    line.days.push_back({WordOf(names[0]), std::nullopt});
    if (names.size() > 1) line.days.back().last = WordOf(names[1]);
  }
  if (context->plainName() != nullptr) line.except = Word(context->plainName());
  return line;
}

YearlyDay Builder::YearlyDayOf(Grammar::YearlyDayContext* context) {
  YearlyDay day;
  day.span = SpanOf(context);
  if (context == nullptr || context->exception != nullptr) return day;
  if (context->DATE() != nullptr) {
    day.date = DateOf(context->DATE());
    return day;
  }
  const auto numbers = context->INTEGER();
  const auto proper = context->PROPER();
  const auto words = context->WORD();
  const bool the = context->THE() != nullptr, of = context->OF() != nullptr;
  // `2 days before` stands in front, and has a word of its own; so has `the second Monday of May`.
  const bool shifted = !words.empty() && !numbers.empty() && (!the || words.front()->getSymbol()->getTokenIndex() < context->THE()->getSymbol()->getTokenIndex());
  if (shifted) {
    day.shift = SmallNumberOf(numbers.front());
    day.shift_unit = WordOf(words.front());
    day.shifted_before = !context->BEFORE().empty() && context->BEFORE().front()->getSymbol()->getTokenIndex() == words.front()->getSymbol()->getTokenIndex() + 1;
  }
  const std::size_t first_number = shifted ? 1 : 0;
  if (of) {
    day.form = YearlyDay::Form::weekday_of_month;
    day.which = context->FIRST() != nullptr ? WordOf(context->FIRST()) : context->LAST() != nullptr ? WordOf(context->LAST()) : words.empty() ? Identifier{} : WordOf(words.back());
    if (proper.size() > 1) day.weekday = WordOf(proper[0]), day.month = WordOf(proper[1]);
  } else if (the) {
    day.form = YearlyDay::Form::beside_day;
    if (proper.size() > 1) day.weekday = WordOf(proper[0]), day.month = WordOf(proper[1]);
    if (numbers.size() > first_number) day.day = SmallNumberOf(numbers[first_number]).value_or(0);
    day.before = context->BEFORE().size() > (day.shifted_before ? 1U : 0U);
  } else if (proper.size() > 1) {
    day.form = YearlyDay::Form::after_easter;
    day.month = WordOf(proper[0]);
    day.weekday = WordOf(proper[1]);
  } else {
    day.form = YearlyDay::Form::day_of_month;
    if (!proper.empty()) day.month = WordOf(proper[0]);
    if (numbers.size() > first_number) day.day = SmallNumberOf(numbers[first_number]).value_or(0);
  }
  return day;
}

void Builder::YearsOf(Grammar::YearSpanContext* context, CalendarDay& day) {
  if (context == nullptr || context->INTEGER().empty()) return;
  const auto first = SmallNumberOf(context->INTEGER().front()), last = SmallNumberOf(context->INTEGER().back());
  if (context->IN() != nullptr || context->FROM() != nullptr) day.first_year = first;
  if (context->IN() != nullptr || context->THROUGH() != nullptr) day.last_year = last;
}

Calendar Builder::CalendarOf(Grammar::CalendarContext* context) {
  Calendar calendar;
  calendar.name = Word(context->plainName());
  calendar.title = OptionalText(context->text());
  calendar.span = SpanOf(context);
  for (auto* item : context->calendarItem()) {
    if (item->ZONE() != nullptr) {
      SetOnce(calendar.time_zone, TextOf(item->text()), item, "the calendar's time zone");
    } else if (item->COVERS() != nullptr) {
      const auto years = item->INTEGER();
      if (years.size() == 2) SetOnce(calendar.covers, YearSpan{SmallNumberOf(years[0]).value_or(0), SmallNumberOf(years[1]).value_or(0), SpanOf(item)}, item, "the years it covers");
    } else if (item->weekHours() != nullptr) {
      calendar.week.push_back(WeekHoursOf(item->weekHours()));
    } else if (auto* holiday = item->holiday()) {
      CalendarDay day;
      day.title = OptionalText(holiday->text());
      day.day = YearlyDayOf(holiday->yearlyDay());
      day.span = SpanOf(holiday);
      if (holiday->NEXT() != nullptr) day.observed.push_back(WordOf(holiday->NEXT()));
      for (auto* word : holiday->WORD()) day.observed.push_back(WordOf(word));
      YearsOf(holiday->yearSpan(), day);
      calendar.days.push_back(std::move(day));
    } else if (auto* half = item->halfDay()) {
      CalendarDay day;
      day.half_day = true;
      day.half_unit = WordOf(half->WORD());
      day.title = OptionalText(half->text());
      day.day = YearlyDayOf(half->yearlyDay());
      day.hours = HoursOf(half->openHours());
      day.span = SpanOf(half);
      YearsOf(half->yearSpan(), day);
      calendar.days.push_back(std::move(day));
    }
  }
  return calendar;
}

}  // namespace slate::syntax
