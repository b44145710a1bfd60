// What an obligation settles on: the terms of one obligation, in numbers. In: made by the plan from a checked contract.
// Out: settle.h folds them over measured cells. Ratios are exact; amounts are minor units of the contract's currency.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/number/money.h"
#include "runtime/number/ratio.h"
#include "runtime/settle/target_move.h"
#include "runtime/time/deadline.h"
#include "runtime/time/periods.h"

namespace slate::settle {

enum class Direction : std::uint8_t { at_least, more_than, at_most, less_than };
struct Target {
  Direction direction = Direction::at_least;
  Ratio level;                                // in base units; |numerator| and denominator below 2^62
};

// How a measured value is shown: as a share of items, of weights or of time, as a share that was calculated, or as a quantity. Base units are what the value is
// counted in (microseconds, minor units, scaled numbers); `per_unit` of them make one `unit`.
enum class ValueKind : std::uint8_t { share, weighted_share, time_share, calculated_share, quantity };
struct ValueForm {
  ValueKind kind = ValueKind::share;
  std::string unit;                           // "hours", "EUR", "kg", "items"; empty for a plain number
  Ratio per_unit{1, 1};
};

enum class Verdict : std::uint8_t { met, missed, not_assessed, no_data, pending };

struct Volume {
  std::int64_t minimum = 0;                   // in items
  bool after_exclusions = true;
  Verdict below = Verdict::not_assessed;      // met, missed or not_assessed
  std::optional<Period> pooled_by;            // below the minimum the value of this longer period decides, if it has enough items
};

// What an amount is due for each of, besides once.
enum class Per : std::uint8_t {
  once,
  failed,        // items, or weights, of a ratio that are not in the numerator
  started,       // steps between the target and the value, a begun one counted whole
  day,           // of the whole period: the amount is that of so many days of service
};

// A band holds n/d when lower (<|<=) n/d (<|<=) upper. It pays (a + b n/d) base / c, for each of `per`.
struct Band {
  Ratio lower, upper;                         // in base units; |numerators| and denominators below 2^62
  bool lower_unbounded = false, upper_unbounded = false;  // then the bound is not looked at
  bool lower_inclusive = true, upper_inclusive = true;
  bool none = false;                          // pays nothing: no line is rounded
  bool of_charge = false;                     // base = the charge of group and period; else 1
  Int128 a = 0, b = 0, c = 1;
  Per per = Per::once;
  Ratio step{1, 1};                           // started: in base units
  std::string text;                           // as in the source: "[90%, target) : linear from 10% to 0%"
};

// How often the target was missed: N times in a row, or in any M periods that follow each other, this one included. A period that
// is not assessed or has no data neither counts nor breaks a row, but takes its place among the M.
struct MissCount {
  std::uint32_t misses = 1;
  std::uint32_t window = 0;                   // periods; 0: in a row
  std::string text;                           // as in the source: "2 consecutive misses"
  bool below_minimum = false;                 // misses of the minimum, else of the target
};

// What a credit is multiplied by where misses repeat. The largest that holds counts.
struct Repeat {
  MissCount when;
  Ratio factor;
};

// Another metric that must hold for a bonus to be paid, and for a period to earn back.
struct Guard {
  std::string metric, clause, text;           // text as in the source
  ValueForm form;
  Target target;
  bool no_bonus = false, no_earn_back = false;
  bool held_without_value = false;            // where nothing was measured
};

// A share of a credit returns when each of the next periods that are assessed is met.
struct EarnBack {
  Ratio share;
  std::uint32_t periods = 1;
  std::string text;
};

// A credit that is paid only if it is claimed.
struct Claim {
  std::string by;
  Within within;                              // after the end of the period
  std::string text;
};

// What misses lead to besides money.
struct Rung {
  MissCount when;
  std::string to;                             // a forum or a party that is told; empty: a rung about the contract's end
  Within within;                              // told; or, of a right to terminate, how long it lasts
  std::string plan_by;                        // whose plan is due; empty: nobody's
  Within plan_within;
  std::string terminate_by;                   // who may end the contract
  bool ends = false;                          // it ends by itself
  Within notice;                              // from the notice, or the end of the period, to the contract's end
  std::string text;
};

// Why a miss is not, or not wholly, held against the party that owes.
struct Relief {
  bool to_the_extent = false;                 // items that fail another metric are left out; else: when an obligation is missed
  std::string by, clause, text;               // the metric or obligation
};

// A limit on credits, or on bonuses. One that is a share is rounded down; where several credits share it, it is that share of the sum of the charge
// over the periods of its window that the obligation measures, and over the groups that exist in them.
enum class CapKind : std::uint8_t {
  cap,
  floor,       // a credit that is due is at least this amount
  de_minimis,  // a credit of at most this amount is not paid
};
enum class CapOrder : std::uint8_t { earliest_first, pro_rata };
struct Cap {
  CapKind kind = CapKind::cap;
  std::optional<Int128> fixed;                // minor units
  std::optional<Ratio> share;                 // of `charge`
  std::uint32_t charge = 0;                   // index into the contract's charges
  std::optional<Period> window;               // how long it holds; absent: each measured period
  bool whole_term = false;                    // or over the term
  bool of_bonus = false;
  bool carried = false;                       // what it takes is due again in the next window, as long as there is one
  bool together = false;                      // over all groups, else for each
  CapOrder order = CapOrder::earliest_first;
  std::string text;                           // as in the source
};

struct Rounding {
  RoundingMode mode = RoundingMode::half_away_from_zero;
  std::int32_t places = 2;                    // digits of the major unit that a line keeps; at most the currency's scale
  bool before_caps = true;
  std::string decided_by;                     // the clause or the convention it rests on
};

// How the groups of a measurement come to exist.
enum class GroupsKind : std::uint8_t { all_together, closed, seen_since_term_began, seen_in_period };

// How a metric is calculated from others (derive.h).
enum class DerivedKind : std::uint8_t {
  arithmetic,        // of the operands' values in the period
  since_start,       // the cells of the periods since `since` began, added up
  over_last,         // the cells of the last `periods`, added up
  mean_over_last,    // the mean of the values of the last `periods`
  mean_over_groups,  // the mean of the values of all groups in the period
  change,            // the value less that of the period before
};
struct DerivedTerms {
  DerivedKind kind = DerivedKind::arithmetic;
  Period since;
  std::uint32_t periods = 0;
  bool part_of_window = false;                // over fewer than `periods`, where there are fewer, there is a value all the same
  bool every_group = false;                   // one group without a value, and the mean has none
};

// The base of a credit that comes out of a pool: a share of the charge, rounded down.
struct Allocation {
  Ratio share;
  std::string text;                           // "60% of at_risk"
};

struct Terms {
  std::string obligation, title, clause, owed_by, owed_to;
  ValueForm form;
  Target target;
  std::optional<Target> minimum;              // easier than the target: a miss that falls below it is one of both
  std::optional<Volume> volume;
  Verdict empty = Verdict::no_data;           // met, missed, not_assessed or no_data
  std::vector<Band> bands;                    // ascending, total and disjoint over [0, 1]; empty: no credit
  std::optional<std::uint32_t> charge;        // base of the credit
  std::optional<Allocation> allocation;       // or this share of it
  std::vector<Band> bonus_bands;              // likewise; what the party that is owed pays for more than it asked
  std::optional<std::uint32_t> bonus_charge;
  std::vector<Repeat> repeats;
  std::vector<Guard> guards;
  std::vector<Relief> relief;
  std::optional<EarnBack> earn_back;
  std::optional<Claim> claim;
  std::vector<Rung> rungs;
  bool watch = false;                         // looks at a metric and tells a forum: nobody owes it
  std::string stack;                          // as in the source; of the groups of a period the highest credit counts. Empty: all do
  std::vector<Cap> caps;                      // in declared order
  // What becomes of a period that the term cuts; else it is prorated.
  bool partial_met = false, partial_ignored = false;
  // Targets by group, or by a class of the group: these terms are for this one alone. Of several terms that a row could have, the first holds.
  std::optional<std::string> only_group, only_class;
  std::string season;                         // targets by month: "November to February"
  std::optional<Date> from, until;            // amended, or by month: for periods whose first day lies between these, half-open
  std::vector<std::int64_t> amendments;       // numbers of those that these terms owe something to
  Rounding rounding;
};

// Of several obligations, measured at one scope, one credit counts for each group and period.
struct Stacking {
  std::string clause, text;                   // text: what a row says that it took from
  bool highest = true;                        // else the first in the list that is due
  std::vector<std::size_t> obligations;       // by their place, in the order of the list
};

// A share of a charge, for each period of it, and each group where it is paid for each: the most that the credits of several obligations
// come to together.
struct RiskPool {
  std::string name, clause, text;
  Ratio share;                                // of `charge`
  std::uint32_t charge = 0;                   // index into the contract's charges
  CapOrder order = CapOrder::earliest_first;  // whose credits are all as early: in the order of the list
  std::vector<std::size_t> obligations;       // likewise
};

// How reviews move the target of an obligation (recalibration.h). Each level that it can come to is one of the obligation's parts.
struct RecalibrationTerms {
  std::size_t obligation = 0;                 // by its place
  std::string clause, text;                   // the rule as in the source
  TargetMove move;
  Period each;                                // there is a review after each of these
  std::uint32_t reached_in = 0;               // of the obligation's periods: the last ones that best and mean look at
  std::uint32_t met_in = 0;                   // moves when met in each of so many last; 0: always
  bool unassessed_left_out = false;           // a period without an assessment does not count for that, else it fails it
  std::vector<std::string> approvers;         // none: nobody is asked
  Within within;                              // from the review
  bool silence_accepts = false;
  Period effective;                           // from the start of the next of these
};

// What spans several obligations, or moves one.
struct JointTerms {
  std::vector<Stacking> stackings;
  std::vector<RiskPool> pools;
  std::vector<RecalibrationTerms> recalibrations;
};

// Who reviews what, and when it meets.
struct Forum {
  std::string name, title, clause, chair;
  Period meets;                        // it meets on the first day of each
  std::vector<std::string> reviews;    // clause numbers
  std::optional<Instant> held;         // its last meeting that is known
};

// What the parties will make better (improvement.h).
struct ImprovementTerms {
  struct Goal {
    std::string metric, text;          // text as in the source
    ValueForm form;
    Ratio from;                        // in base units
    Target to;
    Date by;
  };
  struct Action {
    std::string party, text;
    Date by;
  };
  std::string name, title, clause, owner;  // owner: a party, or `both`
  std::optional<Goal> goal;
  std::vector<Action> actions;
  std::optional<Ratio> funded;             // a share of the credits of these obligations
  std::string funded_text;
  std::vector<std::string> credits_of;
  std::string to;                          // who is told of what is missed; empty: nobody
  Within within;
};

// What a charge is worth: the most specific entry wins (group and period, then group, then period, then neither).
struct ChargeValue {
  std::optional<std::string> group;
  std::optional<Date> period;                 // first day of the period
  Int128 minor = 0;
};
struct Charge {
  std::string name, title;
  std::string group_field;                    // empty: one amount for all groups together
  Period period;
  std::vector<ChargeValue> values;
};
// Nothing where no entry applies.
std::optional<Int128> ChargeAmount(const Charge& charge, const std::string& group, Date period);

struct RosterMember {
  std::string key;
  Date from;                                  // half-open life [from, until)
  Date until;
};
// The life of the closed groups of a dimension; empty: they exist for the whole term.
struct GroupLife {
  std::string field;
  std::vector<RosterMember> members;
};

}  // namespace slate::settle
