#include "compiler/check/calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "compiler/check/declarations.h"
#include "runtime/time/holidays.h"

namespace slate::check {
namespace {

const std::vector<std::string> kWeekdays = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
const std::vector<std::string> kMonths = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};
const std::vector<std::string> kOrdinals = {"last", "first", "second", "third", "fourth", "fifth"};

struct EasterDay {
  const char* name;
  int offset;
};
constexpr EasterDay kEasterDays[] = {{"Maundy Thursday", -3}, {"Good Friday", -2}, {"Easter Sunday", 0},  {"Easter Monday", 1},
                                     {"Ascension Day", 39},   {"Whit Sunday", 49}, {"Whit Monday", 50}, {"Corpus Christi", 60}};

constexpr int kYearsAround = 20, kFirstYear = 2, kLastYear = 9998;

// One calendar on its way from its tree to its table.
struct Draft {
  const syntax::Calendar* source = nullptr;
  bool begun = false, done = false, sound = true;
  BusinessRules rules;
  std::set<Date> holidays;  // its own, and those it leaves out
};

class Calendars {
 public:
  Calendars(Scope& scope, const Library& library) : scope_(scope) {
    for (const syntax::Calendar* module : library.calendars) {
      library_names_.push_back(module->name.text);
      library_.emplace(module->name.text, Draft{.source = module});
    }
  }

  void Declare(const std::string& name, const syntax::Calendar& source) {
    if (!name.empty()) own_.emplace(name, Draft{.source = &source});  // one without was reported when it was read
  }
  void Use(const std::string& name, const std::string& module) { modules_.emplace(name, module); }

  const std::vector<std::string>& library_names() const { return library_names_; }

  Draft* FromLibrary(const std::string& name) { return Made(library_, name); }
  Draft* Own(const std::string& name) { return Made(own_, name); }

 private:
  using Drafts = std::map<std::string, Draft>;

  Draft* Made(Drafts& among, const std::string& name) {
    const auto found = among.find(name);
    if (found == among.end()) return nullptr;
    Draft& draft = found->second;
    if (draft.done) return &draft;
    if (draft.begun) {
      Invalid(draft, draft.source->name.span, fmt::format("calendar `{}` leaves out its own holidays, by way of other calendars", name), "let one of them name its holidays itself");
      return &draft;
    }
    draft.begun = true;
    Make(draft, among);
    draft.done = true;
    return &draft;
  }

  void Invalid(Draft& draft, Span span, std::string message, std::string help) {
    draft.sound = false;
    scope_.Report(DiagnosticKind::calendar_invalid, span, std::move(message)).help = std::move(help);
  }

  void Make(Draft& draft, Drafts& among) {
    const syntax::Calendar& source = *draft.source;
    BusinessRules& rules = draft.rules;
    rules.name = source.name.text;
    rules.zone = scope_.contract.zone;
    if (source.time_zone) {
      rules.zone = Zone::Find(source.time_zone->value);
      if (rules.zone == nullptr) {
        scope_.Report(DiagnosticKind::unknown_zone, source.time_zone->span, fmt::format("the tz database has no zone `{}`", source.time_zone->value))
            .help = "zones are named like \"Europe/Berlin\" or \"UTC\"";
      }
    }
    if (rules.zone == nullptr) draft.sound = false;
    const Decided* closing = Decision(scope_, "closing_time");
    rules.due_at_next_opening = closing != nullptr && closing->answer == "due_at_next_opening";
    if (const Decided* end = Decision(scope_, "business_day_end")) {
      rules.days_end = end->answer == "closing_time" ? DaysEnd::closing_time : end->answer == "same_time" ? DaysEnd::same_time : DaysEnd::end_of_day;
    }
    Years(draft);
    std::vector<HolidayRule> holidays;
    for (const syntax::CalendarDay& day : source.days) {
      if (day.half_day) continue;
      if (const auto rule = RuleOf(draft, day)) holidays.push_back(*rule);
    }
    const std::set<Date> own = DaysOf(draft, holidays);
    draft.holidays = own;
    Week(draft, among);
    for (const Date day : own) rules.special[day] = {};
    HalfDays(draft);
    if (!draft.sound) return;
    const auto open = [](const DayHours& hours) { return !hours.empty(); };
    if (std::none_of(rules.week.begin(), rules.week.end(), open)) {
      Invalid(draft, source.name.span, fmt::format("calendar `{}` is never open, so none of its time ever passes", source.name.text), "give it hours, such as `Monday to Friday [08:00, 17:00)`");
    }
  }

  void Years(Draft& draft) {
    const int term_first = ToCivil(scope_.contract.term_first).year, term_last = ToCivil(scope_.contract.term_last).year;
    int first = std::max(kFirstYear, term_first - kYearsAround), last = std::min(kLastYear, term_last + kYearsAround);
    if (const auto& covers = draft.source->covers) {
      if (covers->last < covers->first) Invalid(draft, covers->span, "the years it covers end before they begin", "write the first year, then the last");
      else if (term_first < covers->first || covers->last <= term_last) TooShort(draft, covers->span, covers->first, covers->last, term_first, term_last + 1);
      first = std::max(first, covers->first);
      last = std::min(last, covers->last);
    }
    first = std::min(first, last);
    draft.rules.first = ToDate({first, 1, 1});
    draft.rules.last = ToDate({last, 12, 31});
  }

  void TooShort(Draft& draft, Span span, int first, int last, int wanted_first, int wanted_last) {
    draft.sound = false;
    scope_.Report(DiagnosticKind::calendar_too_short, span,
                  fmt::format("calendar `{}` knows its days from {} through {}, but this contract needs {} through {}", draft.source->name.text, first, last, wanted_first, wanted_last))
        .help = "a deadline may end after the term, so the year after it counts too: add the holidays of the missing years, then widen `covers`";
  }

  std::set<Date> DaysOf(const Draft& draft, const std::vector<HolidayRule>& rules) const {
    const std::vector<Date> days = HolidaysIn(rules, draft.rules.first, draft.rules.last);
    return {days.begin(), days.end()};
  }

  std::optional<std::size_t> IndexOf(Draft& draft, const syntax::Identifier& name, const std::vector<std::string>& among, std::string_view what) {
    const auto found = std::find(among.begin(), among.end(), name.text);
    if (found != among.end()) return static_cast<std::size_t>(found - among.begin());
    draft.sound = false;
    if (name.text.empty()) return std::nullopt;
    Invalid(draft, name.span, fmt::format("`{}` is no {}{}", name.text, what, DidYouMean(name.text, among)), fmt::format("write one of {}", ListOf(among)));
    return std::nullopt;
  }

  DayHours HoursOf(Draft& draft, const std::vector<syntax::OpenHours>& hours) {
    DayHours checked;
    for (const syntax::OpenHours& one : hours) {
      if (one.until.micros <= one.from.micros) {
        Invalid(draft, one.span, "these hours end no later than they begin", "hours that run over midnight are two stretches: `[22:00, 24:00)` of one day and `[00:00, 06:00)` of the next");
        continue;
      }
      checked.push_back({one.from.micros, one.until.micros});
    }
    return checked;
  }

  // Sorted; reports stretches that share a moment.
  void Sort(Draft& draft, DayHours& hours, Span span, std::string_view day) {
    std::sort(hours.begin(), hours.end(), [](const DayInterval& a, const DayInterval& b) { return a.from < b.from; });
    for (std::size_t i = 1; i < hours.size(); ++i) {
      if (hours[i].from >= hours[i - 1].until) continue;
      Invalid(draft, span, fmt::format("two stretches of {} overlap at {}", day, syntax::FormatTimeOfDay(hours[i].from)), "write each stretch of a day once; what lies between them is a break");
      return;
    }
  }

  // Lines of hours, and the days on which some of them do not apply.
  void Week(Draft& draft, Drafts& among) {
    struct Line {
      DayHours hours;
      const std::set<Date>* except;
    };
    std::array<std::vector<Line>, 7> week;
    std::array<Span, 7> spans;
    std::set<Date> differing;
    for (const syntax::WeekHours& line : draft.source->week) {
      const std::set<Date>* except = nullptr;
      if (line.except) {
        if (Draft* other = Left(draft, *line.except, among)) {
          except = &other->holidays;
          draft.holidays.insert(except->begin(), except->end());
          differing.insert(except->begin(), except->end());
        }
      }
      const DayHours hours = HoursOf(draft, line.hours);
      for (const syntax::Weekdays& days : line.days) {
        const auto first = IndexOf(draft, days.first, kWeekdays, "weekday");
        const auto last = days.last ? IndexOf(draft, *days.last, kWeekdays, "weekday") : first;
        if (!first || !last) continue;
        for (std::size_t i = 0; i <= (*last + 7 - *first) % 7; ++i) {
          week[(*first + i) % 7].push_back({hours, except});
          spans[(*first + i) % 7] = line.span;
        }
      }
    }
    for (std::size_t day = 0; day < 7; ++day) {
      for (const Line& line : week[day]) draft.rules.week[day].insert(draft.rules.week[day].end(), line.hours.begin(), line.hours.end());
      Sort(draft, draft.rules.week[day], spans[day], kWeekdays[day]);
    }
    for (const Date day : differing) {
      DayHours& hours = draft.rules.special[day];
      for (const Line& line : week[static_cast<std::size_t>(IsoWeekday(day) - 1)]) {
        if (line.except == nullptr || !line.except->contains(day)) hours.insert(hours.end(), line.hours.begin(), line.hours.end());
      }
      std::sort(hours.begin(), hours.end(), [](const DayInterval& a, const DayInterval& b) { return a.from < b.from; });
    }
  }

  // The calendar whose holidays are left out; nothing after reporting.
  Draft* Left(Draft& draft, const syntax::Identifier& name, Drafts& among) {
    const auto module = &among == &own_ ? modules_.find(name.text) : modules_.end();
    Draft* other = module != modules_.end() ? FromLibrary(module->second) : Made(among, name.text);
    if (other == nullptr) {
      draft.sound = false;
      std::vector<std::string> known;
      for (const auto& [one, unused] : among) known.push_back(one);
      if (&among == &own_) {
        for (const auto& [one, unused] : modules_) known.push_back(one);
      }
      if (!name.text.empty()) {
        scope_.Report(DiagnosticKind::unknown_name, name.span, fmt::format("no calendar is called `{}`{}", name.text, DidYouMean(name.text, known)))
            .help = "name one of the library in the header, such as `calendar working is calendars.norway`, or declare it in a clause";
      }
      return nullptr;
    }
    draft.sound = draft.sound && other->sound;
    if (!other->done) return nullptr;  // a circle, reported
    const bool shorter = draft.rules.first < other->rules.first || other->rules.last < draft.rules.last;
    draft.rules.first = std::max(draft.rules.first, other->rules.first);
    draft.rules.last = std::min(draft.rules.last, other->rules.last);
    if (shorter) draft.holidays = {draft.holidays.lower_bound(draft.rules.first), draft.holidays.upper_bound(draft.rules.last)};
    return other;
  }

  // A half day shortens a day that would be open; one that is closed anyway stays closed.
  void HalfDays(Draft& draft) {
    std::map<Date, Span> seen;
    for (const syntax::CalendarDay& day : draft.source->days) {
      if (!day.half_day) continue;
      if (day.half_unit.text != "day") Invalid(draft, day.half_unit.span, fmt::format("`half {}` is no part of a calendar", day.half_unit.text), "write `half day on 24 December [08:00, 12:00)`");
      DayHours hours = HoursOf(draft, day.hours);
      Sort(draft, hours, day.span, "the half day");
      const auto rule = RuleOf(draft, day);
      if (!rule) continue;
      for (const Date date : DaysOf(draft, {*rule})) {
        const auto [other, fresh] = seen.emplace(date, day.span);
        if (!fresh) {
          Invalid(draft, day.span, fmt::format("{} is a half day twice", ToString(date)), "keep one of the two");
          break;
        }
        const auto special = draft.rules.special.find(date);
        const DayHours& usual = special != draft.rules.special.end() ? special->second : draft.rules.week[static_cast<std::size_t>(IsoWeekday(date) - 1)];
        if (!usual.empty()) draft.rules.special[date] = hours;
      }
    }
  }

  std::optional<HolidayRule> RuleOf(Draft& draft, const syntax::CalendarDay& source) {
    const syntax::YearlyDay& day = source.day;
    HolidayRule rule;
    using enum syntax::YearlyDay::Form;
    switch (day.form) {
      case date:
        if (!day.date) return std::nullopt;
        rule.date = *day.date;
        break;
      case after_easter: {
        rule.base = HolidayRule::Base::easter;
        const std::string name = day.month.text + " " + day.weekday.text;
        std::vector<std::string> known;
        bool found = false;
        for (const EasterDay& one : kEasterDays) {
          known.emplace_back(one.name);
          if (name != one.name) continue;
          rule.offset = one.offset;
          found = true;
        }
        if (found) break;
        Invalid(draft, day.span, fmt::format("no day is known as `{}`{}", name, DidYouMean(name, known)), "the days that follow Easter are " + ListOf(known) + "; count others from them, such as `26 days after Easter Sunday`");
        return std::nullopt;
      }
      case weekday_of_month: {
        rule.base = HolidayRule::Base::weekday_of_month;
        const auto nth = IndexOf(draft, day.which, kOrdinals, "place in a month");
        if (!nth) return std::nullopt;
        rule.nth = static_cast<int>(*nth);
        break;
      }
      case day_of_month: rule.base = HolidayRule::Base::day_of_month; break;
      case beside_day: rule.base = day.before ? HolidayRule::Base::weekday_before : HolidayRule::Base::weekday_after; break;
    }
    if (day.form == weekday_of_month || day.form == beside_day) {
      const auto weekday = IndexOf(draft, day.weekday, kWeekdays, "weekday");
      if (!weekday) return std::nullopt;
      rule.weekday = static_cast<int>(*weekday) + 1;
    }
    if (day.form == weekday_of_month || day.form == beside_day || day.form == day_of_month) {
      const auto month = IndexOf(draft, day.month, kMonths, "month");
      if (!month) return std::nullopt;
      rule.month = static_cast<int>(*month) + 1;
    }
    if (day.form == beside_day || day.form == day_of_month) {
      rule.day = day.day;
      if (day.day < 1 || day.day > DaysInMonth(2024, rule.month)) {
        Invalid(draft, day.span, fmt::format("{} has no day {}", day.month.text, day.day), "write a day that the month has");
        return std::nullopt;
      }
    }
    if (day.shift && !Shift(draft, day, rule)) return std::nullopt;
    if (!Observed(draft, source, rule)) return std::nullopt;
    rule.first_year = source.first_year.value_or(rule.first_year);
    rule.last_year = source.last_year.value_or(rule.last_year);
    if (rule.last_year < rule.first_year) {
      Invalid(draft, source.span, "its years end before they begin", "write `from 2021 through 2025`");
      return std::nullopt;
    }
    return rule;
  }

  bool Shift(Draft& draft, const syntax::YearlyDay& day, HolidayRule& rule) {
    const std::string& unit = day.shift_unit.text;
    const int days = unit == "day" || unit == "days" ? 1 : unit == "week" || unit == "weeks" ? 7 : 0;
    if (days == 0 || days * *day.shift > 366) {
      Invalid(draft, day.span, days == 0 ? fmt::format("days of a year are counted in days or weeks, not in `{}`", unit) : "a holiday is counted from a day of its own year", "write `2 days before Easter Sunday`");
      return false;
    }
    rule.offset += (day.shifted_before ? -1 : 1) * days * *day.shift;
    return true;
  }

  bool Observed(Draft& draft, const syntax::CalendarDay& source, HolidayRule& rule) {
    if (source.observed.empty()) return true;
    const bool weekday = source.observed.size() == 2 && source.observed[1].text == "weekday";
    if (weekday && source.observed[0].text == "next") rule.observed = HolidayRule::Observed::next_weekday;
    else if (weekday && source.observed[0].text == "nearest") rule.observed = HolidayRule::Observed::nearest_weekday;
    else {
      Invalid(draft, source.span, "nothing says on which day a holiday at the weekend is observed", "write `observed on next weekday` or `observed on nearest weekday`");
      return false;
    }
    return true;
  }

  Scope& scope_;
  Drafts library_, own_;
  std::vector<std::string> library_names_;
  std::map<std::string, std::string> modules_;  // the contract's names of the library's calendars
};

void Keep(Scope& scope, const std::string& name, const std::string& title, const std::string& source, Span span, Draft* draft) {
  CheckedCalendar checked{.name = name, .title = title, .clause = scope.clause, .source = source, .span = span, .hours = nullptr};
  if (draft != nullptr && draft->sound) {
    BusinessRules rules = draft->rules;
    rules.name = name;
    checked.hours = std::make_shared<const BusinessCalendar>(std::move(rules));
  }
  scope.contract.calendars.push_back(std::move(checked));
}

}  // namespace

void CheckCalendars(Scope& scope, const syntax::Contract& contract, const Library& library) {
  Calendars calendars(scope, library);
  // Names first: a clause may leave out the holidays of a calendar that stands below it.
  for (const syntax::CalendarUse& use : contract.calendars) {
    if (use.source.parts.size() == 2) calendars.Use(use.name.text, use.source.parts[1].text);
  }
  for (const syntax::Schedule& schedule : contract.schedules) {
    for (const syntax::Clause& clause : schedule.clauses) {
      if (const auto* calendar = std::get_if<syntax::Calendar>(&clause.body)) calendars.Declare(calendar->name.text, *calendar);
    }
  }
  for (const syntax::CalendarUse& use : contract.calendars) {
    std::string written;
    for (const syntax::Identifier& part : use.source.parts) written += (written.empty() ? "" : ".") + part.text;
    const bool qualified = use.source.parts.size() == 2 && use.source.parts[0].text == "calendars";
    // A module leaves out the holidays of other modules, whatever the contract calls its own calendars.
    Draft* draft = qualified ? calendars.FromLibrary(use.source.parts[1].text) : nullptr;
    if (draft == nullptr && !written.empty()) {
      std::vector<std::string> known;
      for (const std::string& name : calendars.library_names()) known.push_back("calendars." + name);
      scope.Report(DiagnosticKind::unknown_name, use.source.span, fmt::format("the library has no calendar `{}`{}", written, DidYouMean(written, known))).help = "its calendars are " + ListOf(known);
    }
    Keep(scope, use.name.text, draft != nullptr && draft->source->title ? draft->source->title->value : "", written, use.span, draft);
  }
  for (const syntax::Schedule& schedule : contract.schedules) {
    for (const syntax::Clause& clause : schedule.clauses) {
      const auto* calendar = std::get_if<syntax::Calendar>(&clause.body);
      if (calendar == nullptr) continue;
      scope.clause = clause.number ? clause.number->text : "";
      Keep(scope, calendar->name.text, calendar->title ? calendar->title->value : "", "", clause.span, calendars.Own(calendar->name.text));
    }
  }
  scope.clause.clear();
}

std::shared_ptr<const BusinessCalendar> CheckHoursOfWeek(Scope& scope, const std::string& name, const syntax::WeekHours& hours) {
  const Library none;
  Calendars calendars(scope, none);
  syntax::Calendar source;
  source.name = {name, hours.span};
  source.week.push_back(hours);
  calendars.Declare(name, source);
  const Draft* draft = calendars.Own(name);
  if (draft == nullptr || !draft->sound) return nullptr;
  return std::make_shared<const BusinessCalendar>(draft->rules);
}

std::optional<std::uint32_t> FindCalendar(Scope& scope, const syntax::Identifier& name) {
  std::vector<std::string> known;
  for (std::uint32_t i = 0; i < scope.contract.calendars.size(); ++i) {
    const CheckedCalendar& calendar = scope.contract.calendars[i];
    if (calendar.name == name.text) return calendar.hours != nullptr ? std::optional(i) : std::nullopt;
    known.push_back(calendar.name);
  }
  if (name.text.empty()) return std::nullopt;
  scope.Report(DiagnosticKind::unknown_name, name.span, fmt::format("no calendar is called `{}`{}", name.text, DidYouMean(name.text, known)))
      .help = fmt::format("declare it in a clause, such as `calendar {} {{ Monday to Friday [08:00, 17:00) }}`, or name one of the library in the header", name.text);
  return std::nullopt;
}

std::uint32_t ZoneOf(const Scope& scope, const Type& date) {
  for (std::uint32_t i = 0; i < scope.contract.calendars.size(); ++i) {
    if (!date.unit.empty() && scope.contract.calendars[i].name == date.unit) return i + 1;
  }
  return 0;
}

}  // namespace slate::check
