// A contract after checking: names resolved, types known, every question decided. In: made by check.h. Out: plan/from_checked.h.
// Only a contract without errors may be planned. Texts and spans stay for messages and evidence.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/base/span.h"
#include "compiler/check/types.h"
#include "runtime/measure/aggregate.h"
#include "runtime/measure/clock.h"
#include "runtime/measure/timeline.h"
#include "runtime/number/arithmetic.h"
#include "runtime/number/money.h"
#include "runtime/number/ratio.h"
#include "runtime/settle/target_move.h"
#include "runtime/time/business.h"
#include "runtime/time/deadline.h"
#include "runtime/time/periods.h"

namespace slate::check {

// --- expressions over one item -------------------------------------------------------------------------------------

enum class TypedOp : std::uint8_t {
  poison, constant, field, recorded,
  add, subtract, multiply, otherwise,
  choose,                                  // the second operand where the first, a condition, holds; else the third
  equal, not_equal, less, less_equal,
  logical_and, logical_or, logical_not,
  start_of_date, end_of_date, add_days, add_months,
  business_time_between, add_business_time, business_days_between, add_business_days, business_day_of, shift_business_day,
};

struct TypedExpression {
  TypedOp op = TypedOp::poison;
  Type type;
  Span span;
  std::int64_t value = 0;                  // constant: integer, micros, days, enum value index, boolean
  std::string text;                        // constant of type text
  std::uint32_t field = 0;                 // field, recorded: index into CheckedEvent::fields
  // Business time: index into CheckedContract::calendars. Start and end of a date: 0 for the contract's zone, 1 + that index
  // for the zone of a calendar.
  std::uint32_t place = 0;
  std::vector<TypedExpression> operands;
};

// --- declarations --------------------------------------------------------------------------------------------------

struct Decided {                           // an answer and where it comes from: `slate_2026` or the contract's header
  std::string question, answer, decided_by;
  std::int64_t quantity = 0;               // decide grace is 30 days: 30
  Span span;
  std::vector<Decided> overridden;         // of the header: what the conventions say, if they say anything
};

// A place that depends on a question. `answer` is the clause's own; empty: the contract's holds.
struct DecisionUse {
  std::string question, clause, answer;    // clause: its number, or empty
  Span span;
  friend bool operator==(const DecisionUse&, const DecisionUse&) = default;
};

enum class GroupsKind : std::uint8_t { closed_values, roster, seen_since_term_began, seen_in_period };

struct CheckedField {
  std::string name;
  Type type;
  std::vector<std::string> values;         // enumeration
  bool dimension = false;
  GroupsKind groups = GroupsKind::seen_since_term_began;  // dimensions
  std::string roster;                      // dimensions from a roster
  std::optional<std::string> otherwise;    // dimensions that may be missing: the group of a record without it
  Span span;
  bool hidden = false;                     // no author can name it
  std::optional<std::uint32_t> open_while = {};  // the boolean field that says whether its value can still change
};

// An event whose rows are not read from a source: they are folded from the records of others.
enum class Folded : std::uint8_t {
  no,
  timeline_pieces,                         // spans of one state, cut where periods and exclusions begin and end
  timeline_spans,                          // spans of one state, whole
  buckets,                                 // what another metric was in each stretch of a day
  cases,                                   // a row a case
  ceilings,                                // the records of an event, and which of them lie beyond a ceiling of an exclusion
};

// Whether a timeline's records, or the metric it is made of, are where its rows come from.
constexpr bool IsTimeline(Folded folded) { return folded == Folded::timeline_pieces || folded == Folded::timeline_spans; }

struct CheckedEvent {
  std::string name, title, clause;
  Span span;
  std::string kind = "event";              // how a binding names it: `event`, `timeline`, `case`, `exclusion`
  Folded folded = Folded::no;
  std::uint32_t folded_from = 0;           // index into CheckedContract::timelines, ::buckets, ::cases, or ::ceilings
  bool no_key = false;
  std::vector<CheckedField> fields;
  std::vector<std::uint32_t> key;          // indices into fields
  std::optional<std::uint32_t> revision, withdrawn, recorded;  // likewise
};

struct CheckedRosterMember {
  std::string key;
  Date from, until;                        // half-open, within the term
};
struct CheckedRoster {
  std::string name, title, clause, of;
  Span span;
  bool in_contract = false;                // else the binding lists the members
  std::vector<CheckedRosterMember> members;
};

struct CheckedCalendar {
  std::string name, title, clause, source; // source: `calendars.norway`, or empty: a clause
  Span span;
  std::shared_ptr<const BusinessCalendar> hours;  // null where it was reported
};

struct CheckedCharge {
  std::string name, title, clause, group;  // group: a dimension's name, or empty: whole
  Period period;
  Span span;
};

// How many items an exclusion may take: the earliest, no more than a share of those that its metric selects.
struct CheckedCeiling {
  Ratio share;
  std::optional<std::string> group;        // a dimension
  Period period;
  Span span;
};

struct CheckedExclusion {
  std::string name, title, clause;         // name: "force_majeure" or "excluding 1" for one written in place
  TypedExpression when;
  Span span;
  std::optional<CheckedCeiling> ceiling;
};

// What the ceilings of one metric's exclusions are counted in.
struct CheckedCeilings {
  std::uint32_t records = 0;               // index into events
  std::optional<TypedExpression> where;
  TypedExpression by;
  std::vector<CheckedExclusion> exclusions;  // those that have one
  std::string clause;
  Span span;
};

// An exclusion of time from a timeline: its records say from when until when.
struct CheckedTimeExclusion {
  std::string name, title, clause;
  Span span;
  std::uint32_t records = 0;               // index into events
  std::optional<std::int64_t> notice;      // microseconds: how long before its start an interval must be notified
  std::optional<std::int64_t> decision;    // microseconds after the notice within which it may be decided otherwise than by silence
  bool silence_accepts = false;
  std::shared_ptr<const BusinessCalendar> only_in;  // null: at any time
  std::optional<std::int64_t> budget;      // microseconds each `budget_period`, earliest first, for each entity
  Period budget_period;
};

struct CheckedLevel {
  enum class Direction : std::uint8_t { at_least, more_than, at_most, less_than } direction = Direction::at_least;
  Ratio level;                             // in base units of what is measured
  std::string unit;                        // elapsed and business time: the unit it is written in, "minutes"
  Span span;
};

// A metric measured over each stretch of a day, such as 5 minutes.
struct CheckedBuckets {
  std::uint32_t metric = 0;                // what is measured in each
  std::int64_t width = 0;                  // microseconds; divides a day
  std::optional<CheckedLevel> threshold;   // a bucket counts by whether it reaches the level; absent: by its rate
  std::optional<Ratio> empty;              // the value of one without items, in base units; absent: it is left out
};

struct CheckedTimeline {
  std::string name, title, clause;
  Span span;
  std::vector<std::string> states;         // a last one, `left out`, stands for time that does not count
  measure::TimelineRules rules;
  bool leaves_out = false;                 // some time may have the state `left out`
  std::uint32_t records = 0, pieces = 0, spans = 0;  // indices into events; `records` of one that has some
  std::optional<CheckedBuckets> buckets;   // instead of records: a metric over each stretch of a day
  std::uint32_t within = 0, beyond = 0;    // buckets: the states of one that does not reach the threshold, and of one that does
  std::uint32_t empty = 0;                 // buckets: the state of one without items, or measure::kLeftOut
  std::vector<CheckedTimeExclusion> exclusions;
};

struct CheckedClock {
  std::string name, title, clause;
  Span span;
  std::uint32_t first_field = 0;           // of its five in the rows: kept or missed, decided, elapsed; whether these can still change
  std::optional<std::uint32_t> class_field;  // by which its limit differs: index into the records' fields
};

// on change of priority ...
struct CheckedChange {
  std::uint32_t field = 0;                 // index into the records' fields
  measure::ClassChange change = measure::ClassChange::carry_latest;
  bool used = false;                       // some clock's limit differs by it
  Span span;
};

struct CheckedCase {
  std::string name, title, clause;
  Span span;
  std::vector<std::string> steps;          // in this order where they happen at one moment
  measure::CaseRules rules;
  std::vector<CheckedClock> clocks;        // one for each of the rules
  std::vector<CheckedChange> changes;
  std::uint32_t records = 0, rows = 0;     // indices into events; records begin with `step` and `at`
  std::vector<std::uint32_t> carried;      // of the rows' first fields: the records' fields they are; then a field a step
};

// What kind of value a metric has, for targets, bands and messages: of a ratio `kind` is ratio.
struct MeasuredType {
  TypeKind kind = TypeKind::ratio;
  std::int32_t scale = 0;                  // number, money: digits after the point that base units have
  std::string unit;                        // number of kg; of business time its calendar
  bool non_negative = true;                // proven from the types of its parts
  bool of_time = false;                    // ratio: a share of time, or of buckets, not of items
  std::int64_t per_bucket = 0;             // ratio: of buckets, and as how much one counts; 0: of something else
  bool calculated = false;                 // out of the values of other metrics
  // ratio, points: every value lies between these, both included.
  Ratio least{0, 1}, most{1, 1};
};

// What a metric is calculated from. All but `arithmetic` have one operand.
enum class DerivationKind : std::uint8_t { arithmetic, since_start, over_last, mean_over_last, mean_over_groups, change };
struct CheckedDerivation {
  DerivationKind kind = DerivationKind::arithmetic;
  std::vector<std::uint32_t> operands;     // metrics
  Arithmetic arithmetic;                   // its constants in base units
  Period since;                            // since_start
  std::uint32_t periods = 0;               // over_last, mean_over_last
  std::string group;                       // mean_over_groups: the dimension of its operand
  bool part_of_window = false;             // a window with fewer periods has a value all the same
  bool every_group = false;                // mean_over_groups: a group without a value leaves the mean without one
  std::uint32_t levels = 1;                // one more than those of the operand that has most
  std::vector<std::uint32_t> bases;        // the metrics with items of their own that it comes from in the end
  bool always_defined = false;             // there is a value however few items there are
  bool of_rank = false;                    // it comes from a percentile, of which no mean means anything
  bool weighed = false;                    // arithmetic: a percentage is written in it
  Span span;
};
// The cells of its operand are added up; else values are made of values.
constexpr bool IsPooled(DerivationKind kind) { return kind == DerivationKind::since_start || kind == DerivationKind::over_last; }

struct CheckedMetric {
  std::string name, title, clause;
  Span span;
  std::uint32_t event = 0;
  TypedExpression by;                      // instant
  std::optional<TypedExpression> where;
  std::set<std::uint32_t> selected_with;   // fields that `where` makes sure are recorded
  measure::Aggregate aggregate;
  MeasuredType measured;
  std::optional<Ratio> baseline;           // in base units: what it was before
  std::optional<TypedExpression> numerator;  // ratios
  std::optional<TypedExpression> value;      // a ratio's weight, or what is summed, averaged, ranked, told apart
  std::vector<CheckedExclusion> exclusions;
  // Calculated from others: then it has no items, `event` is that of its first base, and of a pooled one `aggregate` that of its
  // operand.
  std::optional<CheckedDerivation> derivation;
  // The scope a metric is reported at: of a metric without an obligation, or `reported` (stated) beside its obligations.
  bool reported = false;
  bool hidden = false;                     // no author wrote it: a metric without the items that another fails
  bool measured_over_buckets = false;      // another metric or a timeline is made of it: it need not be reported itself
  std::optional<std::string> group;
  Period period;
};

enum class VerdictWord : std::uint8_t { met, missed, not_assessed, no_data };

struct CheckedVolume {
  std::int64_t minimum = 0;
  bool after_exclusions = true;
  VerdictWord below = VerdictWord::not_assessed;
  std::optional<Period> pooled_by;
  Span span;
};

// What an amount is due for each of, besides once (runtime/settle/terms.h).
enum class PerWord : std::uint8_t { once, failed, started, day };

// The consequence of a band over its value v: intercept + slope * v, of the charge or in money (major units), for each of `per`.
struct CheckedBand {
  Ratio lower, upper;                      // in base units; where unbounded, beyond every value (kBeyond)
  bool lower_unbounded = false, upper_unbounded = false;
  bool lower_inclusive = true, upper_inclusive = true;
  bool none = false, of_charge = false;
  Ratio intercept, slope;
  PerWord per = PerWord::once;
  Ratio step{1, 1};                        // started: in base units
  std::string text;
  Span span;
};

enum class LimitWord : std::uint8_t { cap, floor, de_minimis };
struct CheckedCap {
  LimitWord kind = LimitWord::cap;
  bool of_bonus = false;                   // of the bonus, else of the credit
  std::optional<Ratio> fixed;              // major units
  std::optional<Ratio> share;
  std::uint32_t charge = 0;
  std::optional<Period> window;            // longer than the measured period
  bool whole_term = false;                 // or over the term
  bool together = false;
  bool pro_rata = false;                   // else earliest first
  bool carried = false;                    // what it takes is due again in the next window
  std::string text;
  Span span;
  bool IsShared() const { return together || window || whole_term; }
};

// 2 consecutive misses; 3 misses in any 6 calendar months; 1 miss below minimum
struct CheckedMissCount {
  std::int32_t misses = 1;
  std::int32_t window = 0;                 // periods; 0: in a row
  bool below_minimum = false;              // misses of the minimum, else of the target
  std::string text;
  Span span;
};
struct CheckedRepeat {
  CheckedMissCount when;
  Ratio factor;
};

// Another metric that must hold, at the obligation's own scope.
struct CheckedGuard {
  std::uint32_t metric = 0;
  CheckedLevel level;
  bool no_bonus = false, no_earn_back = false;
  bool held_without_value = false;
  std::string text;
  Span span;
};

struct CheckedEarnBack {
  Ratio share;
  std::int32_t periods = 1;
  std::string text;
  Span span;
};

// Who claims a credit, and until when after the end of its period.
struct CheckedClaim {
  std::string by, text;
  Within within;
  Span span;
};

// What repeated misses lead to: someone is told and a plan is due, or a right to end the contract, or its end.
struct CheckedRung {
  CheckedMissCount when;
  std::string to;                          // a forum or a party; empty: a rung about the contract's end
  Within within;
  std::string plan_by;
  Within plan_within;
  std::string terminate_by;
  bool ends = false;
  Within notice;
  std::string text;
  Span span;
};

struct CheckedForum {
  std::string name, title, clause, chair;
  Period meets;
  std::vector<std::string> reviews;        // clause numbers
  Span span;
};

struct CheckedImprovement {
  struct Goal {
    std::uint32_t metric = 0;
    Period period;                         // the goal is judged on the last of these that ended by its date
    Ratio from;                            // in base units
    CheckedLevel to;
    Date by;
    std::string text;
  };
  struct Action {
    std::string party, text;
    Date by;
  };
  std::string name, title, clause, owner;  // owner: a party, or `both`
  std::optional<Goal> goal;
  std::vector<Action> actions;
  std::optional<Ratio> funded;             // of the credits of these obligations
  std::string funded_text;
  std::vector<std::string> credits_of;
  std::string to;                          // who is told of what is missed; empty: nobody
  Within within;
  Span span;
};

struct CheckedRelief {
  bool to_the_extent = false;
  std::uint32_t metric = 0;                // to the extent: the measured metric without the items that fail the other, hidden
  std::string by, text;                    // the other metric, or an obligation
  Span span;
};

// A target by class: its own target and bands.
struct CheckedClass {
  std::string value;
  CheckedLevel target;
  std::optional<CheckedLevel> minimum;
  std::vector<CheckedBand> bands, bonus;
  bool otherwise = false;                  // of every group that no other one names: it comes last
};

// Where groups have targets by a class of theirs that their timeline's records say: its field, of which records.
struct CheckedClassOfGroup {
  std::string field;
  std::uint32_t records = 0;               // index into events
};

// What a credit of a pool is a share of.
struct CheckedAllocation {
  std::uint32_t pool = 0;
  Ratio share;                             // of the pool's charge: the allocation of what is at risk
  std::string text;                        // "60% of at_risk"
};

// How reviews move a target: by which rule, when, who approves it and from when on it holds.
struct CheckedRecalibration {
  std::string clause, text;                // text: the rule as written
  settle::TargetMove move;
  Period each;                             // there is a review after each of these
  std::int32_t reached_in = 0;             // best and mean: the last of the obligation's periods that they look at
  std::int32_t met_in = 0;                 // moves when met in each of so many last; 0: always
  bool unassessed_left_out = false;        // a period without an assessment does not count for that, else it fails it
  std::vector<std::string> approvers;      // none: nobody is asked
  Within within;                           // from the review
  bool silence_accepts = false;
  Period effective;                        // from the start of the next of these
  std::vector<CheckedClass> levels;        // every target it can come to, with its tables; first the one agreed
  Span span;
};

// The target, and the tables written from it, that periods have that begin on its first day or later, as far as no later one does.
struct CheckedVersion {
  Date from;
  std::vector<std::int64_t> amendments;    // numbers of those it owes something to; none: as it was agreed at first
  std::string season;                      // where targets or minimums are by month: "November to February"
  CheckedLevel target;
  std::optional<CheckedLevel> minimum;
  std::vector<CheckedBand> bands, bonus;
  std::vector<CheckedClass> classes;
};

struct CheckedObligation {
  std::string name, title, clause, owed_by, owed_to;
  Span span;
  std::uint32_t metric = 0;
  std::optional<std::string> group;        // dimension of `for each site`
  Period period;
  CheckedLevel target;
  std::optional<CheckedLevel> minimum;     // falling below it is worse than missing the target, which is harder
  std::optional<CheckedVolume> volume;
  VerdictWord empty = VerdictWord::no_data;
  std::vector<CheckedBand> bands;          // ascending
  std::optional<std::uint32_t> charge;
  std::optional<CheckedAllocation> allocation;  // the credit is of a pool: `charge` is that of the pool, and the base this share of it
  std::vector<CheckedBand> bonus;          // likewise
  std::optional<std::uint32_t> bonus_charge;
  std::vector<CheckedClass> classes;       // one for each value of the group, or of its class, instead of `target`, `minimum`, `bands` and `bonus`
  std::optional<CheckedClassOfGroup> class_of_group;
  bool by_month = false;                   // its targets or minimums are: `versions` hold one for each season
  std::string season;                      // that of the term's first day
  std::optional<CheckedRecalibration> recalibration;
  std::vector<CheckedVersion> versions;    // where amendments or seasons change the above: from when on they say something else, ascending
  std::vector<Date> splits;                // days inside a period at which amendments split it, ascending
  std::vector<CheckedRepeat> repeats;
  std::vector<CheckedGuard> guards;
  std::vector<CheckedRelief> relief;
  std::optional<CheckedEarnBack> earn_back;
  std::optional<CheckedClaim> claim;
  std::vector<CheckedRung> rungs;
  bool watch = false;                      // nobody owes it: it looks at a metric and tells a forum
  std::string stack;                       // as written; empty: the credits of all groups count
  std::vector<CheckedCap> caps;
  RoundingMode rounding_mode = RoundingMode::half_away_from_zero;
  std::int32_t rounding_places = 2;
  bool rounding_before_caps = true;
  bool rounding_order_stated = false;      // by the clause itself
  std::string rounding_decided_by;
};

// Of the listed obligations' credits for one group and period one counts: the highest, or the first in the list that is due.
struct CheckedStacking {
  std::string name, title, clause, text;   // text: what a row says that it took from
  Span span;
  std::vector<std::uint32_t> obligations;  // in the order written
  bool highest = true;                     // else in this order
};

// A share of a charge that the credits of the listed obligations come out of, or are limited to.
struct CheckedPool {
  struct Member {
    std::string obligation;
    std::optional<Ratio> allocation;       // of the amount at risk; absent: its credits have a base of their own
    std::optional<std::uint32_t> index;    // into obligations, of one that is sound
    Span span;
  };
  std::string name, title, clause, text;
  Span span;
  std::uint32_t charge = 0;
  Ratio at_risk;                           // of the charge
  bool pro_rata = false;                   // else in the order of the list
  std::vector<Member> members;
};

// --- amendments ----------------------------------------------------------------------------------------------------

struct CheckedApproval {
  std::string party;
  Date on;
};
// A clause that says something else while the amendment is in force.
struct CheckedAmended {
  std::string clause, name;                // name: a Defined Term, or "target of reliability"
  std::string before, now;                 // as written: "30 minutes", "45 minutes"
  Span span;
};
struct CheckedAmendment {
  std::int64_t number = 0;
  std::string title;
  std::vector<CheckedApproval> approvals;
  bool retroactive = false, split = false; // split: of periods that it cuts each part is settled by itself
  Date from, last;                         // both included
  std::vector<std::string> items;          // "delivery d by d.promised"
  std::vector<CheckedAmended> changes;
  Span span;
};

// What becomes of a period that the term cuts; ignored as long as nothing is cut.
enum class PartialPeriods : std::uint8_t { ignored, met, prorated };

struct CheckedContract {
  std::string title, reference;
  const Zone* zone = nullptr;
  Currency currency;
  Date term_first, term_last;
  Span span;
  std::int64_t grace_days = 0;
  PartialPeriods partial_periods = PartialPeriods::ignored;
  std::deque<CheckedEvent> events;         // deque: types point into fields' values
  std::vector<CheckedCalendar> calendars;
  std::vector<CheckedRoster> rosters;
  std::vector<CheckedCharge> charges;
  std::vector<CheckedTimeline> timelines;
  std::vector<CheckedBuckets> buckets;     // of metrics made of them
  std::vector<CheckedCase> cases;
  std::vector<CheckedCeilings> ceilings;   // of metrics whose exclusions have them
  std::vector<CheckedMetric> metrics;
  std::vector<CheckedObligation> obligations;
  std::vector<CheckedForum> forums;
  std::vector<CheckedImprovement> improvements;
  std::optional<std::uint32_t> acts;       // index into events: what people do under the contract
  std::vector<CheckedStacking> stackings;
  std::vector<CheckedPool> pools;
  std::vector<CheckedAmendment> amendments;  // by number
  std::string conventions;                 // their name, or empty
  std::vector<Decided> decisions;
  std::vector<DecisionUse> decision_uses;  // in the order in which they were met
  bool unread = false;                     // parts of it did not read, so what is not here may stand in the text
};

// Whether a metric has rows of its own: it says so, or nothing else uses it.
bool IsReported(const CheckedContract& contract, std::uint32_t metric);

// --- binding -------------------------------------------------------------------------------------------------------

enum class RepeatedTimes : std::uint8_t { rejected, first, second };

struct CheckedFieldBinding {
  std::uint32_t field = 0;
  std::string column, format;
  std::vector<std::string> joined;         // further columns, whose texts follow with a blank between
  const Zone* zone = nullptr;
  std::vector<std::string> missing;
  bool trimmed = false;
  std::vector<std::pair<std::string, std::string>> mappings;
};
struct CheckedEventBinding {
  std::uint32_t event = 0;
  std::string format;                      // "csv", "ndjson"
  char delimiter = ',';
  RepeatedTimes repeated = RepeatedTimes::rejected;
  bool skipped_shifted = false;
  bool unique_by_key = false;
  std::vector<CheckedFieldBinding> fields; // one for every field of the event, in the event's order
};
struct CheckedChargeValue {
  std::uint32_t charge = 0;
  std::optional<std::string> group;
  std::optional<Date> period;              // first day
  Int128 minor = 0;
};
struct CheckedBinding {
  std::vector<CheckedEventBinding> events;
  std::vector<CheckedChargeValue> charges;
  std::vector<CheckedRoster> rosters;      // members given by the binding, by roster name
};

// --- scenarios -----------------------------------------------------------------------------------------------------

// Probes that a scenario gives by what they saw: one each `every` microseconds, that sees a state within its intervals and `otherwise`
// outside all of them.
struct GivenProbes {
  struct Seen {
    std::string state;
    Instant from, until;
    Span span;
  };
  std::uint32_t moment = 0, state = 0;     // fields of the records
  std::int64_t every = 0;
  std::string otherwise;
  std::vector<Seen> seen;
  Instant from, until;                     // half-open: the periods of which something is expected
};

// `count` records alike, but for the texts that hold "{n}", which counts them from 1.
struct GivenRecords {
  std::uint32_t event = 0;
  std::vector<std::optional<std::string>> values;  // by field, as intake reads them; absent: not recorded
  std::int64_t count = 1;
  std::optional<GivenProbes> probes;       // instead: one of these for each probe
  bool broken = false;                     // a value was reported: nothing is said about missing ones
  Span span;
};
struct CheckedExpectation {
  std::string name;                        // of an obligation, or of a metric
  bool is_obligation = false;
  std::string group;                       // empty: all together
  Period kind_of_period;
  std::string period;                      // "2025-03"
  std::optional<std::pair<std::int64_t, std::int64_t>> fraction;  // 57/60: numerator and denominator as they are
  std::optional<Ratio> worth;              // in base units
  std::string value_written;               // "value: 57/60"
  std::optional<std::string> no_value;     // "value: no data"
  std::optional<std::string> verdict;      // "not assessed"
  std::optional<std::string> band;         // "[90%, target)"
  std::optional<Int128> credit, bonus, earned_back;  // minor units
  Span span;
};
// What one clock of one case comes to.
struct CheckedCaseExpectation {
  std::string case_name, key, clock;
  std::optional<std::int64_t> used;        // microseconds, elapsed or of `calendar`
  const BusinessCalendar* calendar = nullptr;
  std::string written;                     // "9 support hours"
  std::optional<std::string> verdict;      // "met", "missed", "pending", "not assessed"
  Span span;
};
struct CheckedScenario {
  std::string title;
  Span span;
  CheckedBinding binding;                  // made for it: charges given, rosters of the groups it names
  std::vector<GivenRecords> records;
  std::vector<CheckedExpectation> expectations;
  std::vector<CheckedCaseExpectation> case_expectations;
};

}  // namespace slate::check
