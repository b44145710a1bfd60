#include "tests/differential/random_contract.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <vector>

#include "tests/differential/random_expressions.h"

namespace slate::differential {

std::size_t Choices::Below(std::size_t n) {
  if (n <= 1) return 0;
  std::size_t value = 0;
  for (std::size_t range = 1; range < n && !bytes_.empty(); range *= 256) {
    value = value * 256 + static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
  }
  return value % n;
}

std::string_view Choices::Take(std::size_t size) {
  const std::string_view taken = bytes_.substr(0, size);
  bytes_.remove_prefix(taken.size());
  return taken;
}

namespace {

class ContractMaker {
 public:
  explicit ContractMaker(Choices& choices) : choices_(choices) {}

  std::string Contract() {
    const std::string currency = Pick({"EUR", "JPY", "KWD"});
    expressions_.set_currency(currency);
    zone_ = Pick({"Europe/Berlin", "UTC", "America/New_York", "Pacific/Chatham", "America/Sao_Paulo"});
    revision_ = choices_.OneIn(3);
    withdrawn_ = choices_.OneIn(3);
    recorded_ = choices_.OneIn(3);
    key_ = revision_ || withdrawn_ || recorded_ || !choices_.OneIn(5);
    roster_ = choices_.OneIn(3);
    roster_bound_ = roster_ && choices_.OneIn(2);
    const std::string groups = roster_ ? "from carriers" : Pick({"seen since the term began", "seen in the period"});
    const std::string depots = Pick({"seen since the term began", "seen in the period"});
    lasting_ = {{"", true}, {"cause", true}, {"carrier", groups != "seen in the period"}, {"depot", depots != "seen in the period"}};
    const std::string term =
        Pick({"2025-01-01 through 2025-12-31", "2025-01-15 through 2025-11-20", "2025-01-01 through 2025-03-31"});
    term_ends_late_ = term != "2025-01-01 through 2025-03-31";
    std::string metrics =
        InOrder({"  B.1 exclusion excused of delivery x { when ", expressions_.Condition("x", 1, {}), Excuse(), Ceiling(), " }\n"});
    for (std::size_t m = 0, more = 1 + choices_.Below(4); m < more; ++m) metrics += Metric(m);
    for (std::size_t c = 0, more = choices_.Below(4); c < more; ++c) metrics += Calculated(c);
    const std::string joint = Joint();
    std::string text = fmt::format(
        "contract \"Random\" reference \"R\" {{ customer a \"A\" provider b \"B\" term {} time zone \"{}\" currency {} "
        "calendar working is calendars.de_hamburg conventions slate_2026\n"
        "  decide partial_period is {} decide grace is 200 days{}{}{} }}\n",
        term, zone_, currency, Pick({"prorated", "met", "ignored"}),
        Pick({"", " decide closing_time is due_at_next_opening"}),
        Pick({"", " decide business_day_end is closing_time", " decide business_day_end is same_time"}),
        Pick({"", " decide moving_average is shorter", " decide mean_over_groups is no_data"}));
    text += "schedule A {\n";
    text += kCalendars;
    if (metrics.find("tolerance") != std::string::npos) text += "  A.1 define tolerance is 30 minutes\n";
    if (roster_) {
      text += std::string("  A.2 roster carriers of carrier") +
              (roster_bound_ ? "\n" : fmt::format(" {{ {} }}\n", kMembers));
    }
    text += "  A.3 event delivery {\n    " + std::string(key_ ? "key order : text" : "no key") +
            (revision_ ? " revision version : count" : "") + (withdrawn_ ? " withdrawn gone : bool" : "") +
            (recorded_ ? " recorded known : instant" : "");
    text += "\n    dimension carrier : text " + groups +
            " dimension cause : one of none, weather, strike\n    dimension depot : text? " + depots + " otherwise " +
            Pick({"\"X2\"", "\"nowhere\""}) +
            "\n"
            "    promised : instant delivered : instant? day : date paid : date? ordered : count received : count?\n"
            "    weight : number of kg to 3 places at least 0 tare : number of kg to 3 places? goods : money at least "
            "0 fine : money?\n"
            "    insured : bool signed_for : bool? driver : text partner : text? late_cause : one of none, weather, "
            "strike?\n  }\n";
    return text + charges_ + "}\nschedule B {\n" + metrics + "}\nschedule C {\n" + joint + "}\nschedule D {\n" + recalibrations_ + "}\n" + Amendments(metrics.find("tolerance") != std::string::npos, joint);
  }

  // The tolerance for some deliveries, and targets for some periods; the second amendment overrides a part of the first.
  // What settles together with others stays whole; else a target may change inside a period.
  std::string Amendments(bool tolerance, const std::string& joint) {
    std::string text;
    for (int number = 1, more = static_cast<int>(choices_.Below(3)); number <= more; ++number) {
      const std::string first = number == 1 ? "2025-02-10" : Pick({"2025-03-03", "2025-03-30"});
      std::string changes;
      if (tolerance && choices_.OneIn(2)) {
        changes = InOrder({" effective for delivery d by ", Pick({"d.promised", "d.day", "d.promised + 12 hours"}), " from ", first, Pick({"", " through 2025-03-30", " until 2025-03-31"}),
                           " notwithstanding A.1 : tolerance is ", Pick({"45 minutes", "0 minutes", "26 hours"})});
      } else if (!targets_.empty()) {
        const std::size_t which = choices_.Below(targets_.size());
        const AmendableTarget target = targets_[which];
        const bool alone = joint.find(" " + target.obligation + " ") == std::string::npos && joint.find(" " + target.obligation + ",") == std::string::npos;
        if (alone && target.period != "day" && choices_.OneIn(2)) {
          changes = InOrder({" effective from ", number == 1 ? "2025-02-13" : "2025-03-12", term_ends_late_ && choices_.OneIn(2) ? " until 2025-03-28" : "", ", split the period notwithstanding ",
                             target.clause, " : ", target.words});
          text += fmt::format("amendment {} {{ approved by a on 2025-01-02, by b on 2025-01-02{} }}\n", number, changes);
          targets_.erase(targets_.begin() + static_cast<std::ptrdiff_t>(which));  // a later amendment could leave nothing to split
          continue;
        }
        const std::string from = target.period == "calendar month" ? "2025-03-01" : target.period == "calendar quarter" ? "2025-04-01" : target.period == "ISO week" ? "2025-02-10" : first;
        const std::string until = target.period == "calendar month" ? " until 2025-04-01" : target.period == "calendar quarter" ? " until 2025-07-01" : " until 2025-03-31";
        changes = InOrder({" effective from ", from, term_ends_late_ && choices_.OneIn(2) ? until : "", " notwithstanding ", target.clause, " : ", target.words});
        if (target.period == "calendar quarter" && !term_ends_late_) changes.clear();
      }
      if (!changes.empty()) text += fmt::format("amendment {} {{ approved by a on 2025-01-02, by b on 2025-01-02{} }}\n", number, changes);
    }
    return text;
  }

  // In the words of the contract made before.
  std::string Binding() {
    ndjson_ = choices_.OneIn(3);
    std::string text = "binding \"b\" for \"R\" {\n";
    for (const std::string& charge : charge_names_)
      text += fmt::format("  charge {} {}\n", charge, expressions_.Money(12'345, 67));
    if (roster_bound_) text += fmt::format("  roster carriers {{ {} }}\n", kMembers);
    unique_ = key_ && !revision_ && !withdrawn_ && !recorded_ && choices_.OneIn(3);
    text += fmt::format("  event delivery from {} {{ time zone \"{}\" repeated times {} skipped times {}{} }}\n}}\n",
                        ndjson_ ? "ndjson" : "csv", zone_, Pick({"first", "second"}), "shifted",
                        unique_ ? " unique by key" : "");
    return text;
  }

  std::string Records(std::size_t count, bool sound) {
    std::vector<std::string> names;
    if (key_) names.push_back("order");
    if (revision_) names.push_back("version");
    if (withdrawn_) names.push_back("gone");
    if (recorded_) names.push_back("known");
    if (notified_) names.push_back("excused_notified");
    if (accepted_) names.push_back("excused_accepted");
    if (refused_) names.push_back("excused_refused");
    for (const Field& field : kFields) names.push_back(field.name);
    std::string text;
    if (!ndjson_) text += fmt::format("{}\n", fmt::join(names, ","));
    for (std::size_t i = 0; i < count; ++i) {
      std::vector<std::string> cells;
      for (std::size_t n = 0; n < names.size(); ++n)
        cells.push_back(n + std::size(kFields) < names.size() ? RoleCell(names[n], i, sound)
                                                              : Cell(kFields[n + std::size(kFields) - names.size()]));
      if (!sound && choices_.OneIn(24)) {
        std::string& cell = cells[choices_.Below(cells.size())];
        cell = choices_.Take(choices_.Below(12));
      }
      if (ndjson_) {
        for (std::size_t n = 0; n < names.size(); ++n)
          cells[n] = cells[n].empty() ? "null" : fmt::format("\"{}\"", cells[n]);
        for (std::size_t n = 0; n < names.size(); ++n) cells[n] = fmt::format("\"{}\":{}", names[n], cells[n]);
      }
      const std::string record =
          ndjson_ ? fmt::format("{{{}}}\n", fmt::join(cells, ",")) : fmt::format("{}\n", fmt::join(cells, ","));
      text += choices_.OneIn(16) ? record + record : record;
      if (!sound && choices_.OneIn(48)) text += choices_.Take(choices_.Below(20));  // no record at all
    }
    return text;
  }

 private:
  static constexpr const char* kMembers = "\"X0\" \"X1\" from 2025-04-01 \"X2\" through 2025-06-30 \"X3\"";

  std::string Pick(std::initializer_list<const char*> of) { return choices_.Pick(of); }

  // --- metrics and obligations ---

  std::string Period() {
    return Pick({"calendar month", "day", "calendar quarter", "ISO week", "calendar year", "contract month",
                 "contract quarter", "contract year", "billing month from day 31", "rolling 45 days evaluated each day"});
  }
  std::string Scope(std::string& group, std::string& period) {
    group = Pick({"", "carrier", "cause", "depot"});
    // A life on the roster may not cut a week or a year.
    period = roster_ && group == "carrier" ? Pick({"calendar month", "day", "calendar quarter"}) : Period();
    return (group.empty() ? "" : fmt::format(" for each {}", group)) + " each " + period;
  }

  // What the parties must do about an item that is to be left out.
  std::string Excuse() {
    notified_ = choices_.OneIn(3);
    if (!notified_) return "";
    accepted_ = choices_.OneIn(3);
    refused_ = !accepted_ && choices_.OneIn(2);
    const std::string notice = InOrder({" notice by b to a ", Pick({"within 4 hours after x.promised", "at least 2 days before x.promised", "within 3 desk hours after end of x.day"})});
    if (!accepted_ && !refused_) return notice;
    return InOrder({notice, " decided by a on \"a note\" within ", Pick({"10 desk days", "36 hours", "1 month"}), ", silence ", accepted_ ? "refuses" : "accepts"});
  }

  // How many items it takes at most.
  std::string Ceiling() {
    if (!choices_.OneIn(4)) return "";
    return InOrder({" at most ", Pick({"10%", "50%", "0.5%", "0%"}), " of volume", Pick({"", " for each cause", " for each depot", " for each carrier"}), " each ",
                    Pick({"calendar month", "day", "contract quarter", "calendar year"})});
  }

  std::string Metric(std::size_t index) {
    struct Measure {
      const char* words;
      bool empty_defined;  // of nothing there is a value
    };
    static constexpr Measure kMeasures[] = {{"ratio", false},
                                            {"count", true},
                                            {"sum", true},
                                            {"average", false},
                                            {"minimum", false},
                                            {"maximum", false},
                                            {"median", false},
                                            {"percentile 95", false},
                                            {"distinct", true},
                                            {"percentile 12.5", false},
                                            {"median interpolated", false},
                                            {"percentile 99 interpolated", false},
                                            {"percentile 90 approximate within 1%", false}};
    const Measure& measure = kMeasures[choices_.OneIn(2) ? choices_.Below(std::size(kMeasures)) : 0];
    const std::string words = measure.words;
    const bool ratio = words == "ratio";
    Known known;
    std::string where;
    if (choices_.OneIn(3)) where += expressions_.Condition("d", 2, {});
    for (const Field& field : kFields) {
      if (!field.optional || !choices_.OneIn(6)) continue;
      where += fmt::format("{}d.{} is recorded", where.empty() ? "" : " and ", field.name);
      known.insert(field.name);
    }
    const std::string by = choices_.OneIn(3)
                               ? expressions_.Value("d", choices_.OneIn(2) ? Kind::instant : Kind::date, known)
                               : Pick({"d.promised", "d.day"});
    std::string text = fmt::format("  B.{}0 metric m{} {{ {} of delivery d by {}", index + 1, index, words, by);
    // A share needs weights that are not negative; a level needs a kind.
    static constexpr Kind kLevels[] = {Kind::count, Kind::number, Kind::money, Kind::duration, Kind::desk_hours, Kind::night_days};
    Kind kind = kLevels[choices_.Below(std::size(kLevels))];
    if (ratio) {
      if (choices_.OneIn(4))
        text +=
            " weighted by " + Pick({"d.ordered", "d.weight", "d.goods", "2 * d.ordered", "(d.ordered + d.ordered)"});
    }
    if (!where.empty()) text += " where " + where;
    if (ratio) {
      text += " numerator when " + expressions_.Condition("d", 3, known);
    } else if (words == "distinct") {
      text += " value " + expressions_.Value("d", static_cast<Kind>(choices_.Below(kKinds)), known);
      kind = Kind::count;
    } else if (words == "count") {
      kind = Kind::count;
    } else {
      text += " value " + expressions_.Value("d", kind, known);
    }
    // The first metric uses what would else be used by none.
    if (index == 0 || choices_.OneIn(3))
      text +=
          choices_.OneIn(3) ? " excluding excused, when " + expressions_.Condition("d", 1, {}) : " excluding excused";
    std::string group, period;
    if (choices_.OneIn(3)) text += " reported" + Scope(group, period);
    text += " }\n";
    const bool percentile = words.find("percentile") == 0 || words.find("median") == 0;
    measured_.push_back({fmt::format("m{}", index), ratio ? What::share : kind == Kind::money && words != "distinct" && words != "count" ? What::money : What::other, percentile, false});
    if (choices_.OneIn(4)) text += OverBuckets(index, ratio, kind, measure.empty_defined);
    if (choices_.OneIn(4)) return text;
    return text + Obligation(index, ratio, kind, measure.empty_defined);
  }

  // The metric over each stretch of a day, and how often it was good there.
  std::string OverBuckets(std::size_t index, bool ratio, Kind kind, bool empty_defined) {
    std::string group, period;
    const std::string scope = Scope(group, period);
    if (!lasting_.at(group)) return "";
    const Levels levels = LevelsOf(ratio, kind);
    const bool mean = ratio && choices_.OneIn(2);
    const std::string of = mean ? "mean of m" + std::to_string(index)
                                : InOrder({"share of m", std::to_string(index), Pick({" at least ", " at most ", " more than "}), levels.middle});
    const std::string empty = empty_defined ? "" : ", empty " + (choices_.OneIn(2) ? levels.low : std::string("left out"));
    return fmt::format("  B.{}2 metric k{} {{ calculated as {} over each {}{} reported{} }}\n", index + 1, index, of,
                       Pick({"12 hours", "45 minutes", "24 hours", "8 hours"}), empty, scope);
  }

  // A metric out of those before it, at a scope at which its words have a meaning.
  std::string Calculated(std::size_t index) {
    const auto one = [&]() -> const MeasuredMetric& { return measured_[choices_.Below(measured_.size())]; };
    const MeasuredMetric a = one(), b = one();
    MeasuredMetric made{fmt::format("c{}", index), a.what, a.percentile, true};
    std::string group = Pick({"", "carrier", "cause", "depot"});
    std::string how;
    const std::string last = Pick({"2", "3", "5"});
    switch (choices_.Below(6)) {
      case 0:
        if (a.what == What::share && b.what == What::share) {
          how = Pick({"60% * A + 40% * B", "0.5 * (A + B)", "A - B", "A + (B - A) * 12.5%", "2 * A - B"});
          made.what = how == "A - B" ? What::points : What::share;
        } else if (a.what == What::money && b.what == What::money) {
          how = InOrder({"A - 1.5 * B + ", expressions_.Money(3, 5)});
        } else {
          how = a.what == What::points ? "1.5 * A - 2 pp" : "150% * A";
          if (a.what == What::share) how = "A + 2 pp";
        }
        made.percentile = a.percentile || (how.find('B') != std::string::npos && b.percentile);
        made.over_groups = a.over_groups || (how.find('B') != std::string::npos && b.over_groups);
        break;
      case 1:
        if (!a.calculated) how = "A since start of " + Pick({"calendar quarter", "calendar year", "contract year"});
        break;
      case 2:
        if (!a.calculated) how = "A over last " + last + " periods";
        break;
      case 3:
        if (!a.percentile) how = "mean of A over last " + last + " periods";
        made.over_groups = a.over_groups;
        break;
      case 4:
        if (!a.percentile && !a.over_groups) how = "mean of A over each " + Pick({"carrier", "cause", "depot"});
        made.over_groups = !how.empty();
        break;
      default: break;
    }
    if (how.empty()) {
      how = "change of A from previous period";
      if (a.what == What::share) made.what = What::points;
      made.over_groups = a.over_groups;
    }
    if (made.over_groups) group.clear();
    std::string words;
    for (const char c : how) words += c == 'A' ? a.name : c == 'B' ? b.name : std::string(1, c);
    measured_.push_back(made);
    const std::string scope = (group.empty() ? "" : fmt::format(" for each {}", group)) + " each " +
                              (roster_ && group == "carrier" ? Pick({"calendar month", "day"}) : Pick({"calendar month", "day", "ISO week"}));
    std::string text = fmt::format("  B.{0}5 metric c{1} {{ calculated as {2} reported{3} }}\n", index + 1, index, words, scope);
    if (made.what != What::share && made.what != What::points) return text;
    const std::string level = made.what == What::points ? Pick({"0 pp", "0.5 pp", "0 pp - 12.5 pp"}) : Pick({"66.7%", "95%"});
    text += fmt::format("  B.{0}6 obligation p{1} owed by b to a {{ measure c{1}{2} target {3} {4} credit {{ ", index + 1, index, scope, "at least", level);
    const std::string upper = made.what == What::points ? "(target - 1 pp, target)" : "[50%, target)", rest = made.what == What::points ? "(unbounded, target - 1 pp]" : "(unbounded, 50%)";
    paying_.push_back({fmt::format("p{}", index), group, scope.substr(scope.rfind(" each ") + 6), "", "", false});
    return text + fmt::format("[target, unbounded) : none {} : linear from {} to {} {} : {} }} }}\n", upper, expressions_.Money(90, 0), expressions_.Money(3, 33), rest, expressions_.Money(95, 1));
  }

  // What bands lie between: a level, one beyond it, and how values end.
  struct Levels {
    std::string low, middle, high, top, bottom, other;  // other: one more between the low and the high level
  };
  Levels LevelsOf(bool ratio, Kind kind) {
    if (ratio)
      return Levels{Pick({"40%", "0.1%"}), Pick({"50%", "66.7%", "95%"}), Pick({"99%", "99.95%"}), "100%]", "[0%", "70%"};
    Levels levels{"", "", "", "unbounded)", "(unbounded", ""};
    if (kind == Kind::count) levels.low = "2", levels.middle = "5", levels.high = "9", levels.other = "7";
    if (kind == Kind::number) levels.low = "1.5 kg", levels.middle = "20 kg", levels.high = "400 kg", levels.other = "30 kg";
    if (kind == Kind::money)
      levels.low = expressions_.Money(1, 50), levels.middle = expressions_.Money(20, 0),
      levels.high = expressions_.Money(400, 99), levels.other = expressions_.Money(50, 0);
    if (kind == Kind::duration) levels.low = "1 hour", levels.middle = "26 hours", levels.high = "900 hours", levels.other = "30 hours";
    if (kind == Kind::desk_hours)
      levels.low = "1 desk hours", levels.middle = "8.5 desk hours", levels.high = "90 desk hours", levels.other = "9 desk hours";
    if (kind == Kind::night_days)
      levels.low = "1 night days", levels.middle = "3 night days", levels.high = "30 night days", levels.other = "4 night days";
    return levels;
  }

  // What a target of this kind moves by; empty: it does not.
  std::string StepsOf(bool ratio, Kind kind) {
    if (ratio) return Pick({"2.5 pp", "1.7 pp"});
    switch (kind) {
      case Kind::count: return "1";
      case Kind::number: return "0.7 kg";
      case Kind::money: return expressions_.Money(3, 0);
      case Kind::duration: return "13 minutes";
      default: return "";
    }
  }

  // Between the level that was agreed and the other one, the only ones between which the bands keep their order.
  std::string Recalibration(std::size_t index, const Levels& levels, const std::string& steps, std::size_t direction, const std::string& group, const std::string& period) {
    const auto worth = [](const std::string& level) { return std::stod(level.substr(level.find_first_of("0123456789"))); };
    const bool other_is_more = worth(levels.other) > worth(levels.middle);
    const std::string last = fmt::format("last {} {}s", 1 + choices_.Below(3), period);
    std::string rule = fmt::format("reset to mean of {} in steps of {}", last, steps);
    if (other_is_more == (direction < 2)) {  // it can become harder
      const std::string harder[] = {rule, fmt::format("ratchet {}{}", direction < 2 ? "+" : "-", steps), fmt::format("ratchet to best of {} in steps of {}", last, steps),
                                    fmt::format("ratchet 30% of gap to {} in steps of {}", levels.other, steps)};
      rule = harder[choices_.Below(std::size(harder))];
    }
    if (choices_.OneIn(4)) rule += fmt::format(" each calendar quarter when met{} in each of {}", group.empty() ? "" : " at every " + group, last);
    else rule += " each calendar quarter";
    const std::string most = rule.find("ratchet +") != 0 && rule.find("ratchet -") != 0 && choices_.OneIn(3) ? " step at most " + steps : "";
    return fmt::format("  D.{} recalibration of o{}.target {{ {} range [{}, {}]{} effective from start of next {} }}\n", index + 1, index + 1, rule,
                       other_is_more ? levels.middle : levels.other, other_is_more ? levels.other : levels.middle, most, period);
  }

  std::string Obligation(std::size_t index, bool ratio, Kind kind, bool empty_defined) {
    std::string group, period;
    std::string scope = Scope(group, period);
    if (!paying_.empty() && choices_.OneIn(2)) {  // one failure may miss both
      group = paying_.back().group;
      period = paying_.back().period;
      scope = (group.empty() ? "" : fmt::format(" for each {}", group)) + " each " + period;
    }
    std::string text =
        fmt::format("  B.{0}1 obligation o{0} owed by b to a {{ measure m{1}{2}", index + 1, index, scope);
    const Levels levels = LevelsOf(ratio, kind);
    const std::size_t direction = choices_.Below(4);
    static constexpr const char* kDirections[] = {"at least", "more than", "at most", "less than"};
    const std::string& easier = direction < 2 ? levels.low : levels.high;
    // Targets that vary keep the bands in order: they lie between the same two levels.
    const std::string middle = fmt::format("{} {}", kDirections[direction], levels.middle), other = fmt::format("{} {}", kDirections[direction], levels.other),
                      least = fmt::format("{} {}", kDirections[direction], easier);
    const bool minimum = choices_.OneIn(2);
    std::string amended = "target is " + other;
    if (group == "cause" && choices_.OneIn(2)) {
      const std::string rest = choices_.OneIn(3) ? "otherwise {0}" : "weather : {0} strike : {0}";
      text += fmt::format(fmt::runtime(" target by cause {{ none : {0} " + rest + " }}"), middle);
      if (minimum) text += fmt::format(fmt::runtime(" minimum by cause {{ none : {0} " + rest + " }}"), least);
      amended = fmt::format("target by cause {{ none : {0} weather : {0} strike : {1} }}", other, middle);
    } else if ((group == "carrier" || group == "depot") && choices_.OneIn(2)) {
      text += fmt::format(" target by {} {{ \"X1\" : {} otherwise {} }}", group, middle, other);
      if (minimum) text += fmt::format(" minimum by {0} {{ \"X0\" : {1} otherwise {1} }}", group, least);
      amended = fmt::format("target by {} {{ \"X0\" : {} otherwise {} }}", group, middle, other);
    } else if ((period == "day" || period == "calendar month") && choices_.OneIn(3)) {
      text += fmt::format(" target by month {{ December to January : {0} March : {1} otherwise {2} }}", middle, other, choices_.OneIn(2) ? other : middle);
      if (minimum) text += choices_.OneIn(2) ? " minimum " + least : fmt::format(" minimum by month {{ March to November : {0} otherwise {0} }}", least);
      amended.clear();
    } else {
      text += " target " + middle;
      if (minimum) text += " minimum " + least;
    }
    const bool plain = amended == "target is " + other && text.find(" target by ") == std::string::npos && text.find(" minimum by ") == std::string::npos;
    const bool whole = period == "day" || period == "ISO week" || period == "calendar month" || period == "calendar quarter";
    if (plain && whole && term_ends_late_ && !StepsOf(ratio, kind).empty() && choices_.OneIn(2)) {
      recalibrations_ += Recalibration(index, levels, StepsOf(ratio, kind), direction, group, period);
    } else if (!amended.empty() && whole) {
      targets_.push_back({fmt::format("o{}", index + 1), fmt::format("B.{}1", index + 1), period, amended});
    }
    if (choices_.OneIn(3)) {
      const bool pooled = choices_.OneIn(3) && (period == "day" || period == "ISO week" || period == "calendar month");
      text += InOrder({" volume at least ", Pick({"5 ", "2 ", "12 "}), pooled ? "after" : Pick({"after", "before"}),
                       " exclusions, else ",
                       pooled ? "pooled by calendar quarter" : Pick({"not assessed", "met", "missed"})});
    }
    if (!empty_defined && (group.empty() || group == "cause") && choices_.OneIn(3))
      text += " empty " + Pick({"no data", "met", "missed", "not assessed"});
    // Windows overlap: nothing is paid for each of them.
    if (period.find("rolling") != 0 && !choices_.OneIn(4)) text += Credit(fmt::format("o{}", index + 1), levels, direction, group, period, minimum);
    return text + " }\n";
  }

  // With a minimum its level is named in the bands.
  std::string Credit(const std::string& obligation, Levels levels, std::size_t direction, const std::string& group, const std::string& period, bool minimum) {
    const bool of_charge = choices_.OneIn(2);
    const std::string charge_group = of_charge && choices_.OneIn(2) ? group : "";
    const std::string charge = of_charge ? Charge(charge_group, period) : "";
    const std::string rounding = choices_.OneIn(2) ? InOrder({" rounding ", Pick({"half even", "down", "up", "half away from zero"}),
                                                              Pick({"", " to 0 places"}), Pick({" before caps", " after caps"})})
                                                   : std::string();
    const bool exact = rounding.find("after") != std::string::npos;
    const bool of_pool = of_charge && choices_.OneIn(3);
    paying_.push_back({obligation, group, period, of_pool ? charge : "", charge_group, exact});
    const std::string flat = of_pool ? "100%" : of_charge ? "12.5%" : expressions_.Money(1'000, 5),
                      more = of_charge ? "10%" : expressions_.Money(90, 0),
                      less = of_charge ? "7.3%" : expressions_.Money(3, 33);
    // Worse service never pays less, and lines are written from the lower value to the higher.
    const std::string line = direction < 2 ? fmt::format("linear from {} to {}", more, less)
                                           : fmt::format("linear from {} to {}", less, more);
    const Levels guarded = levels;
    if (minimum && choices_.OneIn(2)) (direction < 2 ? levels.low : levels.high) = "minimum";
    std::string text = " credit" + (of_charge ? " of " + (of_pool ? PoolOf(charge, exact) : charge) : std::string()) + " { ";
    switch (direction) {
      case 0:
        text += fmt::format("[target, {} : none [{}, target) : {} {}, {}) : {}", levels.top, levels.low, line,
                            levels.bottom, levels.low, flat);
        break;
      case 1:
        text += fmt::format("(target, {} : none ({}, target] : {} {}, {}] : {}", levels.top, levels.low, line,
                            levels.bottom, levels.low, flat);
        break;
      case 2:
        text += fmt::format("{}, target] : none (target, {}] : {} ({}, {} : {}", levels.bottom, levels.high, line,
                            levels.high, levels.top, flat);
        break;
      default:
        text += fmt::format("{}, target) : none [target, {}) : {} [{}, {} : {}", levels.bottom, levels.high, line,
                            levels.high, levels.top, flat);
        break;
    }
    text += " }";
    std::string limits;
    for (std::size_t more = choices_.Below(4); more > 0; --more) {
      if (choices_.OneIn(4) && limits.find("de minimis") == std::string::npos) {
        limits += " de minimis " + expressions_.Money(5, 0);
      } else {
        limits += Cap(group, period, charge, charge_group);
      }
    }
    return text + rounding + limits + Incentives(obligation, guarded, direction, group, period, minimum);
  }

  // What comes of repeated misses, a bonus, a guard on the metric itself, earning back, and which credits count.
  std::string Incentives(const std::string& obligation, const Levels& levels, std::size_t direction, const std::string& group, const std::string& period, bool minimum) {
    std::string text;
    const bool plain = period.find(' ') == std::string::npos || period == "ISO week" || period.find("calendar") == 0;
    if (choices_.OneIn(3)) {
      text += " repeats { 2 consecutive misses : 150%";
      if (plain) text += fmt::format(" 3 misses in any {} {}s : 225.5%", 3 + choices_.Below(4), period);
      if (minimum) text += " 1 miss below minimum : 110% 2 consecutive misses below minimum : 175%";
      if (minimum && plain) text += fmt::format(" 2 misses below minimum in any {} {}s : 230%", 2 + choices_.Below(4), period);
      text += " }";
    }
    const bool bonus = choices_.OneIn(3), earning = choices_.OneIn(2);
    const std::string paid = expressions_.Money(20, 3);
    if (bonus) {
      switch (direction) {
        case 0: text += fmt::format(" bonus {{ [target, {} : {} {}, target) : none }}", levels.top, paid, levels.bottom); break;
        case 1: text += fmt::format(" bonus {{ (target, {} : {} {}, target] : none }}", levels.top, paid, levels.bottom); break;
        case 2: text += fmt::format(" bonus {{ {}, target] : {} (target, {} : none }}", levels.bottom, paid, levels.top); break;
        default: text += fmt::format(" bonus {{ {}, target) : {} [target, {} : none }}", levels.bottom, paid, levels.top); break;
      }
    }
    if (earning) text += fmt::format(" earn back {}% when met in each of next {} assessed periods", Pick({"50", "33.3", "100"}), 1 + choices_.Below(2));
    if ((bonus || earning) && choices_.OneIn(2)) {
      text += fmt::format(" guard m{} {} {}, else {}", std::stoi(obligation.substr(1)) - 1, direction < 2 ? "at least" : "at most", direction < 2 ? levels.low : levels.high,
                          bonus && earning ? "no bonus and no earn back" : bonus ? "no bonus" : "no earn back");
    }
    if (!group.empty() && choices_.OneIn(3)) text += fmt::format(" stack highest of all {}", group);
    return text;
  }

  // `charge`: what a share is taken of; empty: an amount.
  std::string Cap(const std::string& group, const std::string& period, const std::string& charge,
                  const std::string& charge_group) {
    const bool together = !group.empty() && choices_.OneIn(2);
    const std::string window = choices_.OneIn(2) ? "contract year" : period;
    // A share of charges that come with groups not known before would depend on what is seen.
    const bool shared = together || window != period;
    const bool known = charge_group.empty() || charge_group == "cause" || (charge_group == "carrier" && roster_);
    std::string text = " cap credit at ";
    if (!charge.empty() && (known || !shared) && choices_.OneIn(2)) {
      text += Pick({"9%", "33.3%", "150%"}) + " of " + charge;
    } else {
      text += expressions_.Money(choices_.OneIn(2) ? 900 : 2'000, 1);
    }
    if (!group.empty() && !together) text += " for each " + group;
    text += " each " + window;
    if (together) text += ", all " + group + " together";
    if (shared) text += Pick({", earliest first", ", pro rata"});
    return text;
  }

  std::string Charge(const std::string& group, const std::string& period) {
    std::string name = "fee_" + group + "_" + period;
    std::replace(name.begin(), name.end(), ' ', '_');
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (std::find(charge_names_.begin(), charge_names_.end(), name) == charge_names_.end()) {
      charge_names_.push_back(name);
      charges_ += fmt::format("  A.{} charge {}{} each {} : money\n", 9 + charge_names_.size(), name,
                              group.empty() ? "" : " for each " + group, period);
    }
    return name;
  }

  // --- what spans several obligations ---

  // All credits of a pool are rounded in one order.
  static std::string PoolOf(const std::string& charge, bool exact) { return (exact ? "exactly_" : "risk_") + charge; }

  struct Paying {
    std::string name, group, period;
    std::string pooled;        // the charge whose pool the credit comes out of, if it does
    std::string charge_group;  // of that charge
    bool exact = false;        // rounded after caps
    bool in_pool = false;
  };

  std::string Joint() {
    std::string text;
    std::size_t number = 0;
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> stacked;  // by group and period
    for (const Paying& one : paying_) stacked[{one.group, one.period}].push_back(one.name);
    for (const auto& [scope, names] : stacked) {
      if (names.size() < 2 || !choices_.OneIn(2)) continue;
      ++number;
      text += fmt::format("  C.{0} stack s{0} of {1} {{ {2} }}\n", number, fmt::join(names, ", "), Pick({"highest", "in this order"}));
    }
    for (const Paying& first : paying_) {
      if (first.in_pool || (first.pooled.empty() && !choices_.OneIn(3))) continue;
      const std::string charge = first.pooled.empty() ? Charge("", first.period) : first.pooled;
      const std::string charge_group = first.pooled.empty() ? "" : first.charge_group;
      const std::string name = first.pooled.empty() ? fmt::format("all_{}", ++number) : PoolOf(charge, first.exact);
      std::string members;
      for (Paying& one : paying_) {
        const bool allocated = !first.pooled.empty() && one.pooled == charge && one.exact == first.exact;
        const bool fits = one.period == first.period && one.exact == first.exact && (charge_group.empty() || charge_group == one.group);
        if (one.in_pool || (!allocated && (!fits || !one.pooled.empty() || (&one != &first && choices_.OneIn(2))))) continue;
        one.in_pool = true;
        members += allocated ? InOrder({" allocate ", one.name, Pick({" 60%", " 100%", " 12.5%"})}) : " covers " + one.name;
      }
      text += fmt::format("  C.{} pool {} of {} {{ at risk {}{} {} }}\n", ++number, name, charge, Pick({"9%", "0.5%", "100%", "0.03%"}), members, Pick({"in this order", "pro rata"}));
    }
    return text;
  }

  // --- records ---

  // Records of one key conflict unless their revisions differ or all their fields are equal.
  std::string RoleCell(const std::string& name, std::size_t row, bool sound) {
    if (name == "order")
      return unique_ || (sound && !revision_) ? fmt::format("N{}", row) : fmt::format("N{}", choices_.Below(60));
    if (name == "version") return fmt::format("{}", sound ? row : choices_.Below(40));
    if (name.find("excused") == 0) return choices_.OneIn(3) ? "" : Moment();
    if (name == "gone") return choices_.OneIn(12) ? "true" : "false";
    return choices_.OneIn(12) ? "2026-01-01 12:00" : "2025-04-01 12:00";
  }

  // Month ends, the nights clocks change, and what lies outside the term.
  std::string Day() {
    return Pick({"2025-01-31", "2025-02-01", "2025-02-14", "2025-03-09", "2025-03-30", "2025-03-31", "2025-04-01",
                 "2024-12-31", "2025-06-30", "2025-07-01", "2025-11-20", "2026-02-01"});
  }
  std::string Moment() {
    return InOrder(
        {Day(), Pick({" 12:00:00", " 00:00:00", " 23:59:59.999999", " 02:30:00", " 01:59:59", " 03:00:00"})});
  }

  std::string Cell(const Field& field) {
    if (field.optional && choices_.OneIn(4)) return "";
    switch (field.kind) {
      case Kind::count: return choices_.OneIn(40) ? "1000000000000000" : fmt::format("{}", choices_.Below(30));
      case Kind::number:
        return choices_.OneIn(40) ? "999999999999.999"
                                  : fmt::format("{:.3f}", static_cast<double>(choices_.Below(256)) / 8);
      case Kind::money: return choices_.OneIn(40) ? "999999999999" : fmt::format("{}", choices_.Below(60));
      case Kind::instant: return Moment();
      case Kind::date: return Day();
      case Kind::boolean: return Pick({"true", "false"});
      case Kind::cause: return Pick({"none", "weather", "strike"});
      default: return fmt::format("X{}", choices_.Below(roster_ && field.name == std::string_view("carrier") ? 4 : 5));
    }
  }

  Choices& choices_;
  Expressions expressions_{choices_};
  std::string zone_, charges_;
  std::map<std::string, bool> lasting_;  // by dimension: whether its groups exist between their records too

  enum class What { share, points, money, other };
  struct MeasuredMetric {
    std::string name;
    What what;
    bool percentile, calculated;
    bool over_groups = false;  // it has no group
  };
  std::vector<MeasuredMetric> measured_;
  std::vector<Paying> paying_;
  struct AmendableTarget {
    std::string obligation, clause, period, words;
  };
  std::vector<AmendableTarget> targets_;
  std::string recalibrations_;
  bool term_ends_late_ = true;
  std::vector<std::string> charge_names_;
  bool key_ = true, revision_ = false, withdrawn_ = false, recorded_ = false, roster_ = false, roster_bound_ = false,
       ndjson_ = false, unique_ = false, notified_ = false, accepted_ = false, refused_ = false;
};

}  // namespace

RandomCase MakeRandomCase(Choices& choices, std::size_t records, bool sound) {
  ContractMaker maker(choices);
  RandomCase made;
  made.event = "delivery";
  made.contract = maker.Contract();
  made.binding = maker.Binding();
  // Before, between and after what the records say; some periods final, some not.
  static constexpr std::int64_t kMoments[] = {1'760'000'000'000'000, 1'743'300'000'000'000, 1'790'000'000'000'000,
                                              1'738'400'000'000'000};
  made.as_of = Instant{kMoments[choices.Below(std::size(kMoments))]};
  if (made.contract.find("recalibration") != std::string::npos) made.as_of = Instant{kMoments[2]};  // after every review
  made.records = maker.Records(records, sound);
  return made;
}

}  // namespace slate::differential
