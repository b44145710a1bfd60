#include "tests/differential/random_expressions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <vector>

namespace slate::differential {

std::string InOrder(std::initializer_list<std::string> parts) {
  return fmt::format("{}", fmt::join(parts, ""));
}

std::string Expressions::Money(int whole, int cents) const {
  const std::string thousands =
      whole < 1000 ? fmt::format("{}", whole) : fmt::format("{},{:03}", whole / 1000, whole % 1000);
  return currency_ == "JPY" ? fmt::format("JPY {}", thousands)
                            : fmt::format("{} {}.{:02}", currency_, thousands, cents);
}

// A field of the kind, with what stands in for it where it may be missing.
std::string Expressions::FieldOf(const std::string& d, Kind kind, const Known& known) {
  std::vector<const Field*> candidates;
  for (const Field& field : kFields) {
    if (field.kind == kind) candidates.push_back(&field);
  }
  const Field& field = *candidates[choices_.Below(candidates.size())];
  const std::string path = fmt::format("{}.{}", d, field.name);
  if (!field.optional || known.contains(field.name)) return path;
  return fmt::format("({} otherwise {})", path, Constant(kind));
}

std::string Expressions::Constant(Kind kind) {
  switch (kind) {
    case Kind::count: return Pick({"3", "0", "10", "25"});
    case Kind::number: return Pick({"12.5 kg", "0 kg", "7.001 kg", "3 kg"});
    case Kind::money: return Money(static_cast<int>(choices_.Below(3) * 20), 50);
    case Kind::duration: return Pick({"2 hours", "90 minutes", "tolerance", "500 ms", "3 * tolerance"});
    case Kind::desk_hours: return Pick({"9 desk hours", "0.5 desk hours", "100 desk hours"});
    case Kind::night_days: return Pick({"1 night day", "10 night days"});
    case Kind::instant: return Pick({"2025-02-10 12:00", "2025-03-30 12:00"});
    case Kind::date: return Pick({"2025-03-30", "2025-02-10"});
    case Kind::boolean: return Pick({"true", "false"});
    case Kind::text: return Pick({"\"X1\"", "\"X3\"", "\"never seen\"", "\"\""});
    case Kind::cause: return Pick({"none", "weather", "strike"});
  }
  return {};
}

// Something above nothing that may be added to a value of the kind.
std::string Expressions::Length(Kind kind) {
  switch (kind) {
    case Kind::number: return Pick({"12.5 kg", "0.001 kg"});
    case Kind::money: return Money(20, 50);
    case Kind::date: return Pick({"1 day", "30 days"});
    case Kind::desk_hours: return "2 desk hours";
    case Kind::night_days: return "1 night day";
    case Kind::instant:
    case Kind::duration: return Pick({"2 hours", "500 ms", "26 hours"});
    default: return Pick({"7", "1"});
  }
}

// An instant of at most 60 bits, so that two of them may be subtracted.
std::string Expressions::NearInstant(const std::string& d, const Known& known) {
  std::string at;
  switch (choices_.Below(6)) {
    case 4: at = InOrder({Pick({"start", "end"}), " of ", FieldOf(d, Kind::date, known)}); break;
    case 5: at = InOrder({"(start of ", Pick({"desk", "night"}), " day of ", FieldOf(d, Kind::instant, known), Pick({"", " if before 12:00"}), ")"}); break;
    default: at = FieldOf(d, Kind::instant, known);
  }
  switch (choices_.Below(4)) {
    case 2: return InOrder({"(", at, Pick({" + ", " - "}), Constant(Kind::duration), ")"});
    case 3: return InOrder({"(", at, Pick({" + ", " - "}), Pick({"5 desk hours", "2 desk days", "90 night minutes", "1 night day", "0.25 desk hours"}), ")"});
    default: return at;
  }
}

std::string Expressions::Value(const std::string& d, Kind kind, const Known& known, int terms) {
  switch (kind) {
    case Kind::count:
    case Kind::number:
    case Kind::money:
      if (terms > 1 && choices_.OneIn(3))
        return InOrder({"(", FieldOf(d, kind, known), Pick({" + ", " - "}), Value(d, kind, known, terms - 1), ")"});
      if (choices_.OneIn(4)) return InOrder({Pick({"2 * ", "7 * "}), FieldOf(d, kind, known)});
      return FieldOf(d, kind, known);
    case Kind::duration: return InOrder({"(", NearInstant(d, known), " - ", NearInstant(d, known), ")"});
    case Kind::desk_hours: return InOrder({"desk hours from ", NearInstant(d, known), " until ", NearInstant(d, known)});
    case Kind::night_days: {
      const std::string first = choices_.OneIn(2) ? FieldOf(d, Kind::date, known) : NearInstant(d, known);
      return InOrder({"night days from ", first, " until ", NearInstant(d, known)});
    }
    case Kind::instant: {
      const std::string at = NearInstant(d, known);
      return choices_.OneIn(3)
                 ? InOrder({"(", at, Pick({" + ", " - "}), Pick({"1 day", "3 days", "1 month", "2 weeks"}), ")"})
                 : at;
    }
    case Kind::date:
      return choices_.OneIn(3) ? InOrder({"(", FieldOf(d, kind, known), " + ", Pick({"1 day", "30 days"}), ")"})
                               : FieldOf(d, kind, known);
    default: return FieldOf(d, kind, known);
  }
}

std::string Expressions::Atom(const std::string& d, const Known& known) {
  const auto kind = static_cast<Kind>(choices_.Below(kKinds));
  const std::string left = Value(d, kind, known);
  if (kind == Kind::boolean || kind == Kind::text || kind == Kind::cause || choices_.OneIn(6)) {
    return InOrder({left, Pick({" is ", " is not "}), Constant(kind)});
  }
  if (choices_.OneIn(4)) {
    // An interval that is known to be empty is refused; this one has a length.
    const bool spans = kind == Kind::duration || kind == Kind::desk_hours || kind == Kind::night_days;
    const std::string lower = spans ? Value(d, kind, known) : FieldOf(d, kind, known);
    return InOrder({left, " within ", Pick({"[", "("}), lower, ", ", lower, " + ", Length(kind), Pick({"]", ")"})});
  }
  const bool time = kind == Kind::instant || kind == Kind::date;
  const std::string words = time ? Pick({" no later than ", " later than ", " earlier than ", " no earlier than "})
                                 : Pick({" at least ", " at most ", " more than ", " less than "});
  return InOrder({left, words, choices_.OneIn(3) ? Constant(kind) : Value(d, kind, known)});
}

std::string Expressions::Condition(const std::string& d, int depth, const Known& known) {
  switch (depth == 0 ? 0 : choices_.Below(6)) {
    case 1: return InOrder({"(", Condition(d, depth - 1, known), " and ", Condition(d, depth - 1, known), ")"});
    case 2: return InOrder({"(", Condition(d, depth - 1, known), " or ", Condition(d, depth - 1, known), ")"});
    case 3: return fmt::format("not ({})", Condition(d, depth - 1, known));
    case 4:
    case 5: {
      const std::string name =
          Pick({"delivered", "paid", "received", "tare", "fine", "signed_for", "partner", "late_cause"});
      Known inside = known;
      inside.insert(name);
      const std::string rest = Condition(d, depth - 1, inside);
      return choices_.OneIn(3) ? fmt::format("({0}.{1} is not recorded or {2})", d, name, rest)
                               : fmt::format("({0}.{1} is recorded and {2})", d, name, rest);
    }
    default: return Atom(d, known);
  }
}

}  // namespace slate::differential
