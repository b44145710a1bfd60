// The tree of a contract or binding as written. In: text (parse.h). Out: what check/ reads and format.h prints.
// Names are unresolved and units are words. Every node has the span of its own text. Optional clauses are std::optional or
// empty; what recovery could not read is absent and already reported.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/base/span.h"
#include "compiler/syntax/expression.h"

namespace slate::syntax {

// --- shared pieces -------------------------------------------------------------------------------------------------

// `B.6`, `C.4`: letter and numbers kept as text, since 4.10 is not 4.1.
struct ClauseNumber {
  std::string text;
  Span span;
};

// A construct of the language that is parsed whole but not measured or settled yet: its words, in order, so that printing
// loses nothing. Each becomes a struct of its own with the change that evaluates it.
struct Unevaluated {
  std::string construct;           // "relief", "forum", ... as messages name it
  std::vector<std::string> words;  // its tokens as written
  bool affects_results = true;     // false: it states a fact (baseline, impact, keeper of records), nothing is computed from it
  Span span;
};

// `customer.field` style names stay Identifiers; `calendars.de_hamburg` is a QualifiedName.
struct QualifiedName {
  std::vector<Identifier> parts;
  Span span;
};

// `calendar month`, `billing month from day 15`: the words and numbers as written; the checker knows the periods.
struct PeriodName {
  std::vector<Identifier> words;
  Span span;
};

// `for each site each calendar month`; either part may be absent.
struct Scope {
  std::vector<Identifier> groups;
  std::optional<PeriodName> period;
  Span span;
};

// `d by d.promised` after an event's name.
struct ItemSource {
  Identifier event;
  Identifier variable;
  std::optional<Expression> by;
  Span span;
};

// --- header --------------------------------------------------------------------------------------------------------

enum class PartyRole : std::uint8_t { customer, provider, party };
struct Party {
  PartyRole role = PartyRole::party;
  Identifier name;
  Text title;
  Span span;
};

struct Term {
  Date first;
  Date last;             // the date as written
  bool until = false;    // `until` excludes `last`, `through` includes it
  Span span;
};

// --- declarations inside schedules ---------------------------------------------------------------------------------

struct Define {          // define late_tolerance "Late Tolerance" is 30 minutes
  Identifier name;
  std::optional<Text> title;
  Expression value;
};

struct RosterMember {    // "HAM" from 2025-01-01 through 2025-06-30
  Text key;
  std::optional<Date> from;
  std::optional<Date> last;
  bool until = false;
  Span span;
};
struct Roster {          // roster sites "Sites" of site { "HAM" from 2025-01-01 }
  Identifier name;
  std::optional<Text> title;
  Identifier of;
  std::vector<RosterMember> members;  // empty: the binding lists them
  bool has_members = false;
};

struct Charge {          // charge site_charge "Site Charge" for each site each calendar month : money
  Identifier name;
  std::optional<Text> title;
  Scope scope;
  Identifier type;                      // `money`
};

enum class FieldTypeKind : std::uint8_t { named, one_of };
struct FieldType {       // instant?, count, text, number of kg to 3 places, one of none, weather
  FieldTypeKind kind = FieldTypeKind::named;
  Identifier name;                      // named: `instant`; `number` and `money` may have unit and places
  std::vector<Identifier> unit;         // number of kg
  std::optional<std::int32_t> places;   // to 3 places
  std::optional<std::int32_t> least;    // at least 0: smaller values are no valid records
  std::vector<Identifier> values;       // one_of
  bool optional = false;                // `?`
  Span span;
};

enum class GroupsKind : std::uint8_t { unstated, roster, seen_since_term_began, seen_in_period };
struct Groups {          // from sites | seen since the term began | seen in the period
  GroupsKind kind = GroupsKind::unstated;
  std::optional<Identifier> roster;
  Span span;
};

// Of a dimension that a record may come without: the group such a record belongs to.
struct OtherwiseGroup {                 // otherwise "unassigned", or one of the dimension's words
  std::string name;
  bool word = false;
  Span span;
};

enum class FieldRole : std::uint8_t { value, key, dimension, revision, withdrawn, recorded };
struct EventField {
  FieldRole role = FieldRole::value;
  std::vector<Identifier> names;        // `tendered, promised : instant` declares two
  FieldType type;
  Groups groups;                        // dimensions only
  std::optional<OtherwiseGroup> otherwise;  // likewise
  Span span;
};

// `4 hours`, `10 working days`: an amount with unit words, as in deadlines and budgets.
struct Quantity {
  Decimal value;
  std::vector<Identifier> unit;
  Span span;
};

struct Event {
  Identifier name;
  std::optional<Text> title;
  bool no_key = false;                  // `no key`
  std::vector<EventField> fields;
  std::vector<Unevaluated> unevaluated;
};

struct DesignFacts {     // outcome | activity, lagging | leading for otif
  std::optional<Identifier> concern;    // outcome or activity
  std::optional<Identifier> timing;     // leading or lagging
  std::optional<Identifier> leading_for;
};

enum class AggregateKind : std::uint8_t { ratio, count, sum, average, minimum, maximum, percentile, distinct };
struct Aggregate {       // ratio of delivery d by d.promised [weighted by e]; average of ...; percentile 95 interpolated of ...
  AggregateKind kind = AggregateKind::ratio;
  ItemSource source;
  std::optional<Expression> weight;     // ratio
  Decimal percentile;                   // percentile: 95; a median is 50
  bool median = false;                  // written as `median`
  bool interpolated = false;            // percentile: between ranks, else the nearest rank
  std::optional<Identifier> approximate;  // percentile: `approximate within 1%`; the checker knows the word
  std::optional<Decimal> within;        // likewise, the largest relative error
  Span span;
};

struct ExclusionUse {    // excluding force_majeure | excluding when d.cause is weather
  std::optional<Identifier> name;
  std::optional<Expression> condition;
  Span span;
};

struct Share {           // share of db_state in up or degraded
  Identifier timeline;
  std::vector<Identifier> states;
  Span span;
};

struct Level {           // at least 98%
  ComparisonOperator op = ComparisonOperator::at_least;
  Expression value;
  Span span;
};

// over each 5 minutes, empty 0%
struct Buckets {
  Quantity each;
  bool empty_stated = false;
  std::optional<Expression> empty;      // absent: an empty one is left out
  Span span;
};

enum class DerivationKind : std::uint8_t { arithmetic, since_start, over_last, mean_over_last, mean_over_groups, mean_over_buckets, share_of_buckets, change };
struct Derivation {      // calculated as 60% * otif + 40% * undamaged | mean of rate over each 5 minutes, empty 0%
  DerivationKind kind = DerivationKind::arithmetic;
  Identifier metric;                    // of all but arithmetic
  std::optional<Expression> value;      // arithmetic
  std::optional<PeriodName> since;      // since_start
  std::int64_t periods = 0;             // over_last, mean_over_last
  Identifier group;                     // mean_over_groups
  std::optional<Buckets> buckets;       // mean_over_buckets, share_of_buckets
  std::optional<Level> level;           // share_of_buckets
  Identifier previous;                  // change: its word `previous`
  Span span;
};

struct Metric {
  Identifier name;
  std::optional<Text> title;
  DesignFacts facts;
  std::optional<Aggregate> measure;
  std::optional<Share> share;           // instead of `measure`
  std::optional<Derivation> derivation; // likewise
  std::optional<Expression> value;      // value d.delivered - d.promised: what is summed, averaged, ranked
  std::optional<Expression> where;
  std::optional<Expression> numerator;
  std::vector<ExclusionUse> exclusions;
  std::optional<Scope> reported;        // reported for each site each calendar month (metrics without an obligation)
  std::optional<Expression> baseline;   // baseline 91% in 2025; nothing is computed from it, so its words stand in `unevaluated`
  std::optional<Expression> impact;     // impact EUR 180 per late_order; likewise
  std::vector<Unevaluated> unevaluated;
};

struct OpenHours {       // [08:00, 17:00)
  TimeOfDay from, until;
  Span span;
};
struct Weekdays {        // Monday to Friday | Saturday
  Identifier first;
  std::optional<Identifier> last;
};
struct WeekHours {       // Monday to Friday [08:00, 12:00) [13:00, 17:00) except holidays of working
  std::vector<Weekdays> days;
  std::vector<OpenHours> hours;
  std::optional<Identifier> except;     // a calendar
  Span span;
};

struct Notice {          // notice by nimbus to orchard at least 48 hours before start
  Identifier by, to;
  bool at_least = false;                // else `within`
  bool before = false;                  // else `after`
  Quantity lead;
  std::optional<Expression> moment;     // absent: the start of the interval
  Span span;
};
struct Budget {          // at most 8 hours for each database each calendar month, earliest first
  std::optional<Decimal> percent;       // at most 2% of volume
  std::optional<Quantity> quantity;
  Scope scope;
  bool earliest_first = false;
  Span span;
};

struct Decider {         // decided by ops_review on "road authority notice" within 10 working days, silence refuses
  Identifier by;
  Text evidence;
  Quantity within;
  Identifier silence;                   // `accepts`, `refuses`; the checker knows the words
  Span span;
};

// exclusion force_majeure "Force Majeure" of delivery d { when ... } | exclusion maintenance of db_state { notice ... }
struct Exclusion {
  Identifier name;
  std::optional<Text> title;
  ItemSource source;                    // without `by`; a timeline has no variable
  std::optional<Expression> when;       // items
  std::optional<Notice> notice;
  std::optional<Decider> decider;
  std::optional<WeekHours> only_in;     // exclusions of time
  std::optional<Budget> budget;
};

// --- timelines -----------------------------------------------------------------------------------------------------

struct StateOrOut {      // up | left out
  std::optional<Identifier> state;      // absent: left out of what is measured
  Span span;
};
enum class TimelineSource : std::uint8_t { unstated, changes, probes, intervals, buckets };
struct Consecutive {     // down when at least 2 consecutive probes fail, from first failure
  Identifier state;
  std::int64_t at_least = 1;
  bool from_first = true;
  Span span;
};
struct Threshold {       // down when more than 5% for at least 2 consecutive periods
  Identifier state;
  Level level;
  std::optional<std::int64_t> at_least;
  Span span;
};
struct Gaps {            // gaps up for at most 5 minutes, then down
  StateOrOut state;
  std::optional<Quantity> at_most;
  std::optional<StateOrOut> then;
  Span span;
};
struct Timeline {        // timeline db_state "Database State" for each database seen since the term began { ... }
  Identifier name;
  std::optional<Text> title;
  Identifier entity;                    // the dimension it has a state for
  Groups groups;
  std::vector<EventField> fields;       // what its records hold besides
  std::vector<Identifier> states;
  TimelineSource source = TimelineSource::unstated;
  std::optional<Quantity> each;         // probes, buckets
  Identifier metric;                    // buckets: what is measured in each
  std::optional<StateOrOut> empty;      // buckets: the state of one without items
  std::optional<Identifier> otherwise;  // intervals
  Span states_span;
  std::optional<StateOrOut> initially;
  std::optional<Consecutive> consecutive;
  std::optional<Threshold> threshold;   // buckets
  std::optional<Gaps> gaps;
};

// --- cases and clocks: what classes hold is under obligations, whose targets they share -------------------------------

struct ClassChange {     // on change of priority carry elapsed time, count under latest | on change of priority restart clock
  Identifier of;                        // the field by which a limit differs
  Identifier verb;                      // its words: `carry`, `restart`
  bool of_clock = false;                // `clock` follows the verb, else `elapsed time`
  Identifier elapsed;
  Identifier under, which;              // `count under latest`: empty where it is not said
  Span span;
};
struct Reopening {       // on reopened within 5 working days resume clock, else new case; of several: resume resolution
  Identifier step;
  Quantity within;
  Identifier verb;                      // `resume`
  std::vector<Identifier> clocks;       // empty: `clock`, the only one
  std::optional<Identifier> otherwise;  // `new`
  Span span;
};
struct LeaveOut {        // on cancelled by nordia leave out
  Identifier step;
  std::optional<Identifier> by;
  Span span;
};
struct Case {            // case incident "Incident" { key ticket : text  steps opened, resolved }
  Identifier name;
  std::optional<Text> title;
  std::vector<EventField> fields;
  std::vector<Identifier> steps;        // in this order where they happen at one moment
  Span steps_span;
  std::vector<ClassChange> changes;
  std::optional<Reopening> reopening;
  std::vector<LeaveOut> leave_out;
};

// --- obligation ----------------------------------------------------------------------------------------------------

struct Measure {         // measure otif for each site each calendar month
  Identifier metric;
  Scope scope;
  Span span;
};

enum class VerdictWord : std::uint8_t { met, missed, not_assessed, no_data };
enum class TargetFor : std::uint8_t { word, text, months, otherwise };
struct TargetClass {     // express : at least 98%
  Identifier value;      // a word, what a text says, or the first month; of the rest the word `otherwise`
  Level level;
  TargetFor form = TargetFor::word;
  std::optional<Identifier> last;  // November to February: its second month
};
struct TargetTable {     // target by priority { p1 : at least 95%  otherwise at least 90% }
  Identifier by;
  std::vector<TargetClass> classes;
  Span span;
};
struct ClockPause {      // pause from awaiting_user until user_answered, at most 27 support hours
  Identifier from, until;
  std::optional<Quantity> at_most;
  Span span;
};
struct Clock {           // clock resolution "Resolution Time" of incident { start at opened  stop at resolved  limit at most 4 hours }
  Identifier name;
  std::optional<Text> title;
  Identifier of;                        // the case
  std::optional<Identifier> start, stop;
  Identifier retroactive;               // start at escalated retroactive to opened: its word
  std::optional<Identifier> begin;      // `opened` of that
  std::vector<ClockPause> pauses;
  std::optional<Level> limit;
  std::optional<TargetTable> limit_by;  // limit by priority { p1 : at most 4 hours }
};

struct Fallback {        // else not assessed | else pooled by calendar quarter
  std::optional<VerdictWord> verdict;
  std::optional<PeriodName> pooled_by;
  Span span;
};
struct Volume {          // volume at least 50 after exclusions, else not assessed
  Expression minimum;
  bool after_exclusions = true;         // `before exclusions` otherwise
  bool exclusions_stated = true;        // whether it says one of the two
  std::optional<Fallback> otherwise;
  Span span;
};
struct Empty {           // empty met | missed | not assessed | no data
  VerdictWord verdict = VerdictWord::no_data;
  Span span;
};

struct Rate {            // per failed delivery | per hour beyond target | per started 0.1 pp beyond target
  std::vector<Identifier> words;        // before the unit: `started`; `failed`
  std::optional<Expression> step;       // 30 minutes, 0.1 pp; absent: one `unit`
  Identifier unit;                      // where no number stands before it: `hour`, `delivery`
  std::optional<Identifier> beyond;     // `beyond` of `beyond target`
  Span span;
};

enum class ConsequenceKind : std::uint8_t { none, share, fixed, linear };
struct Consequence {     // none | 10% | EUR 500 | linear from 10% to 0% | EUR 5 per failed delivery | 5 days of service
  ConsequenceKind kind = ConsequenceKind::none;
  std::optional<Expression> from;       // share, fixed: the amount; linear: at the band's lower bound
  std::optional<Expression> to;         // linear: at the band's upper bound
  std::optional<Rate> rate;             // share, fixed: for each of what
  std::optional<Identifier> of;         // 5 days of `service`
  Span span;
};
struct Band {            // [90%, target) : linear from 10% to 0%
  Interval interval;
  Consequence consequence;
  Span span;
};
struct BandTable {       // credit of site_charge { ... } | bonus of site_charge { ... } | credit marginal { ... }
  std::optional<Identifier> charge;     // absent when every consequence is an amount of money
  std::optional<Identifier> method;     // `marginal`
  std::vector<Band> bands;
  Span span;
};

enum class CapOrder : std::uint8_t { unstated, earliest_first, pro_rata };
enum class LimitKind : std::uint8_t { cap, floor, de_minimis };
// cap credit at EUR 288,000 each contract year, all sites together, earliest first | floor credit at EUR 50 | de minimis EUR 1
struct Cap {
  LimitKind kind = LimitKind::cap;
  bool of_bonus = false;                // cap bonus at ...
  Expression limit;                     // money; of a cap also N% of a charge
  std::optional<PeriodName> period;
  bool whole_term = false;              // over the term
  std::optional<Identifier> together;   // all SITES together
  std::optional<Identifier> each_group; // for each SITE
  CapOrder order = CapOrder::unstated;
  std::vector<Identifier> carried;      // excess carried to next calendar month: its first two words
  std::optional<PeriodName> carried_to;
  Span span;
};

struct Rounding {        // rounding half even to 2 places [before caps | after caps]
  std::vector<Identifier> mode;         // words: half away from zero, half even, down, up
  std::optional<std::int32_t> places;
  std::optional<bool> before_caps;
  Span span;
};

struct MissCount {       // 2 consecutive misses | 3 misses in any 6 calendar months | 1 miss below minimum
  std::int32_t misses = 0;
  bool consecutive = false;
  bool below_minimum = false;
  std::optional<std::int32_t> window;   // in any 6 ...
  std::optional<PeriodName> of;         // ... calendar months
  Span span;
};
struct Repeat {          // 2 consecutive misses : 150%
  MissCount when;
  Expression factor;                    // a percentage of the credit
};

struct Relief {          // relief to the extent delivery d fails tender_notice | relief when tender_duty is missed
  std::optional<Identifier> event, item;
  Identifier by;                        // to the extent: a metric; else an obligation
  Span span;
};
struct Guard {           // guard abandoned at most 0.5%, else no bonus and no earn back
  Identifier metric;
  Level level;
  bool no_bonus = false, no_earn_back = false;  // neither: not stated
  Span span;
};
struct EarnBack {        // earn back 50% when met in each of next 2 assessed periods
  Decimal percent;
  std::int32_t periods = 0;
  Span span;
};
struct Claim {           // claim by orchard within 2 calendar months after period end, else lapses
  Identifier by;
  Quantity within;
  bool lapses = false;                  // whether it says so
  Span span;
};
// 2 consecutive misses to steering within 5 working days, plan by baltic within 5 working days
// 3 misses in any 6 calendar months : acme may terminate within 90 days on 60 days notice
// 6 consecutive misses : contract ends on 30 days notice
struct Rung {
  MissCount when;
  std::optional<Identifier> to;
  Quantity within;
  std::optional<Identifier> plan_by;
  Quantity plan_within;
  std::optional<Identifier> may_terminate;
  Identifier ends;                      // `ends` of `contract ends`
  Quantity notice;                      // of a termination
  Span span;
};

struct Stack {           // stack highest of all priorities
  Identifier of;
  Span span;
};

struct Obligation {
  Identifier name;
  std::optional<Text> title;
  std::optional<Identifier> owed_by, owed_to;
  std::optional<Measure> measure;
  std::optional<Level> target;
  std::optional<TargetTable> target_by;
  std::optional<Level> minimum;         // minimum at least 90%
  std::optional<TargetTable> minimum_by;
  std::optional<Volume> volume;
  std::optional<Empty> empty;
  std::optional<BandTable> credit, bonus;
  std::vector<Repeat> repeats;
  std::optional<Span> repeats_span;
  std::vector<Cap> caps;                // limits of every kind, in the order written
  std::optional<Rounding> rounding;
  std::vector<Relief> relief;
  std::vector<Guard> guards;
  std::optional<EarnBack> earn_back;
  std::optional<Stack> stack;
  std::optional<Claim> claim;
  std::vector<Rung> rungs;
  std::optional<Span> escalate_span;
};

// --- governance ----------------------------------------------------------------------------------------------------

struct Forum {           // forum steering "Steering Committee" { meets each calendar quarter chair baltic reviews C.3, C.4 }
  Identifier name;
  std::optional<Text> title;
  PeriodName meets;
  Identifier chair;
  std::vector<ClauseNumber> reviews;
  Span span;
};
struct Watch {           // watch slots_confirmed for each site each ISO week { below 92% to ops_review within 1 working day }
  Identifier metric;
  Scope scope;
  bool below = true;                    // else above
  Expression level;
  Identifier to;
  Quantity within;
  Span span;
};
// metric slots_confirmed from 88% to at least 95% by 2025-09-30
struct ImprovementGoal {
  Identifier metric;
  Expression from;
  Level to;
  Date by;
  Span by_span, span;
};
struct ImprovementAction {  // action baltic "Slot planner live" by 2025-03-31
  Identifier party;
  Text text;
  Date by;
  Span by_span, span;
};
struct Funding {         // funded by 50% of credits not earned back
  Decimal percent;
  Span span;
};
struct IfMissed {        // if missed to steering within 5 working days
  Identifier to;
  Quantity within;
  Span span;
};
struct Improvement {     // improvement earlier_slots "Earlier slots" owned by both { ... }
  Identifier name;
  std::optional<Text> title;
  Identifier owner;                     // a party, or `both`
  std::optional<ImprovementGoal> goal;
  std::vector<ImprovementAction> actions;
  std::optional<Funding> funded;
  std::optional<IfMissed> if_missed;
  Span span;
};

// What a review does to the target.
enum class RecalibrationKind : std::uint8_t { step, share_of_gap, reached };
struct LastPeriods {     // last 12 calendar months
  std::int32_t count = 0;
  PeriodName periods;
  Span span;
};
struct MetInEach {       // when met at every site in each of last 3 calendar months
  std::optional<Identifier> every;
  LastPeriods last;
  Span span;
};
struct RecalibrationRule {
  RecalibrationKind kind = RecalibrationKind::step;
  Identifier word;                      // `ratchet` or `reset`
  bool minus = false;                   // ratchet -0.1 pp, else +
  Decimal percent;                      // ratchet 10% of gap to 100% in steps of 0.01 pp
  Identifier of;                        // `gap`; of what was reached `best` or `mean`
  Expression level;                     // the step, or the level at the other side of the gap
  LastPeriods last;                     // ratchet to best of last 12 calendar months in steps of 0.1 pp
  std::optional<Expression> steps;
  PeriodName each;
  std::optional<MetInEach> when;
  Span span;
};
struct RecalibrationRange {  // range [97%, 98.5%] step at most 0.5 pp
  Interval levels;
  std::optional<Expression> at_most;
  Span span;
};
struct RecalibrationApproval {  // approved by acme and baltic within 20 working days, silence keeps target
  std::vector<Identifier> by;
  Quantity within;
  std::vector<Identifier> silence;      // `accepts`, `refuses`, `keeps target`; the checker knows the words
  Span span;
};
struct RecalibrationEffect {  // effective from start of next calendar quarter
  PeriodName next;
  Span span;
};
struct Recalibration {   // recalibration of reliability.target { ... }
  Identifier obligation;
  std::optional<Identifier> part;       // `target`
  std::optional<RecalibrationRule> rule;
  std::optional<RecalibrationRange> range;
  std::optional<RecalibrationApproval> approved;
  std::optional<RecalibrationEffect> effective;
  Span span;
};

// --- what spans several obligations --------------------------------------------------------------------------------

enum class ListOrder : std::uint8_t { unstated, listed, highest, earliest_first, pro_rata };
struct Stacking {        // stack one_remedy "One remedy" of uptime, response { highest } | { in this order }
  Identifier name;
  std::optional<Text> title;
  std::vector<Identifier> of;
  ListOrder order = ListOrder::unstated;
  std::vector<Identifier> order_words;  // `this order` of `in this order`
  Span span;
};
struct PoolMember {      // allocate uptime 60% | covers quality
  Identifier word;                      // `allocate`; empty: covered
  Identifier obligation;
  std::optional<Decimal> percent;       // of the amount at risk
  Span span;
};
struct Pool {            // pool at_risk "Amount at Risk" of invoice { at risk 12%  allocate uptime 60%, response 80%  covers quality  pro rata }
  Identifier name;
  std::optional<Text> title;
  Identifier charge;
  Identifier at_word;                   // `risk` of `at risk`
  std::optional<Decimal> at_risk;       // percent
  std::optional<Span> at_risk_span;
  std::vector<PoolMember> members;      // in the order written
  ListOrder order = ListOrder::unstated;
  std::vector<Identifier> order_words;
  std::optional<Span> order_span;
  Span span;
};

// --- calendars (the standard library's modules hold some) ------------------------------------------------------------

struct YearlyDay {       // 2026-05-14 | 25 December | Easter Monday | 2 days before Easter Sunday | the last Monday of May | the Wednesday before 23 November
  enum class Form : std::uint8_t { date, day_of_month, after_easter, weekday_of_month, beside_day } form = Form::date;
  std::optional<Date> date;
  std::optional<std::int32_t> shift;    // 2 days before: 2, with its word
  Identifier shift_unit;
  bool shifted_before = false;
  std::int32_t day = 0;                 // day_of_month, beside_day
  Identifier month, weekday;            // after_easter: `month` holds `Easter`
  Identifier which;                     // weekday_of_month: first, second, ... last
  bool before = false;                  // beside_day: before it, else after it
  Span span;
};
struct CalendarDay {     // holiday "Christmas Day" on 25 December observed on next weekday from 2010 | half day on 24 December [08:00, 12:00)
  bool half_day = false;
  Identifier half_unit;                 // `day` of `half day`
  std::optional<Text> title;
  YearlyDay day;
  std::vector<OpenHours> hours;         // half days
  std::vector<Identifier> observed;     // `next weekday`, `nearest weekday`
  std::optional<std::int32_t> first_year, last_year;
  Span span;
};

struct YearSpan {        // covers 2024 through 2030
  std::int32_t first = 0, last = 0;
  Span span;
};
struct Calendar {        // calendar support "Support Hours" { ... }
  Identifier name;
  std::optional<Text> title;
  std::optional<Text> time_zone;        // absent: the contract's
  std::optional<YearSpan> covers;       // absent: its rules hold in every year
  std::vector<WeekHours> week;
  std::vector<CalendarDay> days;        // in the order written
  Span span;
};
struct CalendarUse {     // calendar working is calendars.norway
  Identifier name;
  QualifiedName source;
  Span span;
};

// --- conventions (the standard library's modules are written in Slate) ----------------------------------------------

struct Decision {        // decide empty_period is no_data "What is the verdict of a period with nothing to measure?"
  Identifier question;
  std::vector<Identifier> answer;       // one or more words or a quantity as written
  std::optional<Quantity> quantity;     // decide grace is 30 days
  std::optional<Text> text;
  Span span;
};

// --- documents -----------------------------------------------------------------------------------------------------

struct Reserved {};      // a deleted clause keeps its number

using ClauseBody = std::variant<std::monostate, Define, Roster, Charge, Event, Metric, Exclusion, Timeline, Case, Clock, Obligation, Stacking, Pool, Forum, Watch, Improvement, Recalibration, Calendar, Reserved>;

struct Clause {
  std::optional<ClauseNumber> number;
  ClauseBody body;
  bool unread = false;                  // the parser met a mistake in it, which is reported: nothing more can be said of it
  Span span;
};

struct Schedule {        // schedule B "Service levels" { ... }
  Identifier letter;
  std::optional<Text> title;
  std::vector<Clause> clauses;
  Span span;
};

struct Contract {
  Text title;
  std::optional<Text> reference;
  std::vector<Party> parties;
  std::optional<Term> term;
  std::optional<Text> time_zone;
  std::optional<Identifier> currency;
  std::optional<QualifiedName> conventions;
  std::vector<CalendarUse> calendars;
  std::vector<Decision> decisions;      // decisions of the contract's own, in the header
  std::vector<Unevaluated> unevaluated;
  std::vector<Schedule> schedules;
  bool unread = false;                  // a mistake in its header, or between its clauses: some of it may be missing here
  Span span;
};

struct Conventions {     // conventions slate_2026 "..." { decide ... }
  Identifier name;
  std::optional<Text> title;
  std::vector<Decision> decisions;
  Span span;
};

// --- bindings (they belong to ops) ---------------------------------------------------------------------------------

struct ValueMapping {    // "W" is weather
  Text source;
  Identifier value;
  Span span;
};
struct FieldBinding {    // delivered from "arrived_at" format "DD/MM/YYYY hh:mm" zone "Europe/Oslo" missing "-", "?" { ... }
  Identifier field;
  Text column;
  std::vector<Text> joined;             // from "Year", "Month": further columns, whose texts follow with a blank between
  std::optional<Text> format;
  std::optional<Text> zone;
  std::vector<Text> missing;
  bool trimmed = false;
  std::vector<ValueMapping> mappings;
  Span span;
};
struct EventBinding {
  std::string kind = "event";           // or `timeline`, `case`, `exclusion`: what its records are of
  Identifier event;
  Identifier format;                    // csv, ndjson, parquet
  std::optional<Text> delimiter;
  std::optional<Text> time_zone;        // of timestamps without an offset
  std::optional<Text> time_format;      // for every instant that has no format of its own
  std::optional<Identifier> repeated_times;  // repeated times first | second | rejected
  std::optional<Identifier> skipped_times;   // skipped times shifted | rejected
  std::vector<Text> missing;            // markers for every field
  bool unique_by_key = false;           // the binding asserts it; the ledger records that
  std::vector<FieldBinding> fields;
  Span span;
};
struct ChargeBinding {   // charge site_charge EUR 100,000 for site "HAM" in 2025-03; `given ...` in a scenario
  Identifier charge;
  MoneyLiteral amount;
  Span amount_span;
  std::optional<Identifier> group_field;
  std::optional<Text> group;
  std::optional<std::string> period;    // "2025-03", "2025-Q1", "2025" as written
  Span span;
};
struct RosterBinding {   // roster sites { "HAM" from 2025-01-01 }
  Identifier roster;
  std::vector<RosterMember> members;
  Span span;
};
struct Binding {
  Text title;
  std::optional<Text> reference;        // for "ACME-BRF-2025-07": must equal the contract's
  std::vector<EventBinding> events;
  std::vector<ChargeBinding> charges;
  std::vector<RosterBinding> rosters;
  bool unread = false;
  Span span;
};

// --- scenarios: examples that a contract must agree with -----------------------------------------------------------

// order: "A-{n}" | value: 57/60 | verdict: not assessed | band: [90%, target) | as above
struct RecordField {
  bool as_above = false;                // then nothing else is set
  Identifier name;
  std::variant<Expression, Interval, VerdictWord> value;  // a verdict of two words; one of one word is an expression
  Span span;
};
struct GivenRecords {    // given 57 delivery for site "HAM" { order: "A-{n}" }
  std::optional<Decimal> count;
  Span count_span;
  Identifier event;
  std::optional<Identifier> group_field;
  std::optional<Text> group;
  std::vector<RecordField> fields;
  Span span;
};
struct ExpectedResult {     // expect reliability for site "HAM" in 2025-03 { value: 57/60, verdict: missed }
  Identifier name;
  std::optional<Text> item;             // of a clock: the case that is looked at
  std::optional<Identifier> group_field;
  std::optional<Text> group;
  std::optional<Text> period;           // 2025-03, 2025-Q1, 2025, ... as written
  std::vector<RecordField> fields;
  Span span;
};
using ScenarioItem = std::variant<ChargeBinding, GivenRecords, ExpectedResult>;
struct Scenario {        // scenario "three of sixty are one minute late" { given ... expect ... }
  Text title;
  std::vector<ScenarioItem> items;      // in the order written: `as above` looks back
  std::size_t contracts_before = 0;     // contracts of its file that stand before it: it belongs to the last of them
  bool unread = false;
  Span span;
};

// --- amendments ----------------------------------------------------------------------------------------------------

struct Approval {        // by acme on 2025-09-10
  Identifier by;
  Date on;
  Span span;
};
struct Effect {          // effective retroactive for delivery d by d.promised from 2025-10-01 through 2025-12-31, split the period
  std::optional<Identifier> retroactive;  // the word as written
  std::optional<ItemSource> items;        // by which moment of an item its measuring clauses go
  Date from;
  std::optional<Date> last;
  bool until = false;                     // `until`: `last` is excluded
  std::optional<Identifier> split;        // the first word as written, and where all three stand
  Span span;
};
struct Notwithstanding { // notwithstanding A.1 : late_tolerance is 45 minutes
  ClauseNumber clause;
  Identifier name;                        // of a Defined Term, with its value; else the target of an obligation is amended
  std::optional<Expression> value;
  std::optional<Level> target;            // target is at least 97%
  std::optional<TargetTable> target_by;   // target by priority { ... }
  Span span;
};
struct Amendment {       // amendment 1 "Peak season" { ... }
  std::int64_t number = 0;
  std::optional<Text> title;
  std::vector<Approval> approvals;
  std::vector<Effect> effects;
  std::vector<Notwithstanding> changes;
  std::size_t contracts_before = 0;       // contracts of its file that stand before it: it belongs to the last of them
  bool unread = false;
  Span head;                              // amendment 1
  Span span;
};

// A file: contracts with their amendments and scenarios, conventions modules, calendars, or bindings.
struct Document {
  std::vector<Contract> contracts;
  std::vector<Scenario> scenarios;
  std::vector<Conventions> conventions;
  std::vector<Calendar> calendars;
  std::vector<Binding> bindings;
  std::vector<Amendment> amendments;
};

}  // namespace slate::syntax
