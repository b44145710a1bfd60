// Random expressions of every type over one event's fields. In: choices, the currency, the fields known to be recorded.
// Out: text that checks wherever such a value may stand.
#pragma once

#include <set>
#include <string>

#include "tests/differential/random_contract.h"

namespace slate::differential {

// Spans of business time have no fields: they are measured between two moments.
enum class Kind { count, number, money, duration, instant, date, boolean, text, cause, desk_hours, night_days };
inline constexpr std::size_t kKinds = 11;
// The calendars that values of business time count by.
inline constexpr const char* kCalendars =
    "  A.4 calendar desk { Monday to Friday [08:00, 12:00) [13:00, 17:00) except holidays of working Saturday "
    "[09:00, 12:00) half day on 14 February [08:00, 10:00) }\n"
    "  A.5 calendar night { time zone \"America/New_York\" Monday to Sunday [00:00, 06:00) [22:00, 24:00) }\n";


struct Field {
  const char* name;
  Kind kind;
  bool optional;
};
inline constexpr Field kFields[] = {
    {"carrier", Kind::text, false},     {"cause", Kind::cause, false},       {"promised", Kind::instant, false},
    {"delivered", Kind::instant, true}, {"day", Kind::date, false},          {"paid", Kind::date, true},
    {"ordered", Kind::count, false},    {"received", Kind::count, true},     {"weight", Kind::number, false},
    {"tare", Kind::number, true},       {"goods", Kind::money, false},       {"fine", Kind::money, true},
    {"insured", Kind::boolean, false},  {"signed_for", Kind::boolean, true}, {"driver", Kind::text, false},
    {"partner", Kind::text, true},      {"late_cause", Kind::cause, true},   {"depot", Kind::text, true}};

// Braces evaluate from left to right with every compiler, the arguments of a call in any order; the same bytes must
// give the same case.
std::string InOrder(std::initializer_list<std::string> parts);

using Known = std::set<std::string>;  // optional fields that are recorded where an expression stands

class Expressions {
 public:
  explicit Expressions(Choices& choices) : choices_(choices) {}
  void set_currency(std::string currency) { currency_ = std::move(currency); }

  std::string Money(int whole, int cents) const;
  // A sum of more than a few fields has more digits than the compiler keeps.
  std::string Value(const std::string& d, Kind kind, const Known& known, int terms = 4);
  std::string Condition(const std::string& d, int depth, const Known& known);

 private:
  std::string Pick(std::initializer_list<const char*> of) { return choices_.Pick(of); }
  std::string FieldOf(const std::string& d, Kind kind, const Known& known);
  std::string Constant(Kind kind);
  std::string Length(Kind kind);
  std::string NearInstant(const std::string& d, const Known& known);
  std::string Atom(const std::string& d, const Known& known);

  Choices& choices_;
  std::string currency_;
};

}  // namespace slate::differential
