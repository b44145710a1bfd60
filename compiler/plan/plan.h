// The plan: what a checked contract means, in terms a machine runs. In: from_checked.h. Out: interpret/ and codegen/ measure
// with it, runtime/settle settles with it. Verified by verify.h, shown by print.h (`--dump=plan`).
//
// Measure part: one Scan per event type. Nodes are in execution order (operands come first), shared by all measurements of
// the scan, total (no node can fail, no value can overflow: `bits` proves it) and evaluated for every row; a column that is
// not recorded reads as 0, and flow typing guarantees that no outcome depends on such a read; a dimension that says `otherwise` reads
// as the group it names, which grouping alone sees.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/span.h"
#include "runtime/measure/aggregate.h"
#include "runtime/measure/clock.h"
#include "runtime/measure/timeline.h"
#include "runtime/digest.h"
#include "runtime/number/arithmetic.h"
#include "runtime/number/money.h"
#include "runtime/number/ratio.h"
#include "runtime/settle/terms.h"
#include "runtime/time/business.h"
#include "runtime/time/periods.h"

namespace slate::plan {

using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = 0xffffffff;

// Where a node, measurement or settlement comes from: the clause and the text in it.
struct Origin {
  std::string clause;  // "B.1"
  Span span;
};

enum class FunctionId : std::uint8_t {
#define SLATE_FUNCTION(name, symbol, result, parameters, doc) name,
#include "runtime/functions.def"
#undef SLATE_FUNCTION
};

// Whether its first parameter is a calendar, not a zone.
constexpr bool TakesCalendar(FunctionId function) {
  constexpr std::string_view kParameters[] = {
#define SLATE_FUNCTION(name, symbol, result, parameters, doc) #parameters,
#include "runtime/functions.def"
#undef SLATE_FUNCTION
  };
  return kParameters[static_cast<std::size_t>(function)].starts_with("(calendar");
}

enum class Op : std::uint8_t {
  constant,    // immediate
  column,      // value of a column
  recorded,    // whether a column's value is there
  add, subtract, multiply,           // integer x integer -> integer
  equal, not_equal, less, less_equal,  // two operands of one type -> boolean
  logical_and, logical_or, logical_not,
  otherwise,   // the first operand where `column` is recorded, else the second
  choose,      // the first operand where the third, a boolean, holds, else the second
  call,        // a function of functions.def; its zone or calendar parameter is `place`
};

enum class ValueType : std::uint8_t { boolean, symbol, integer };  // u8 0/1, u32, i64

// Up to three, from the first on.
struct Operands {
  NodeId ids[3];
  constexpr Operands(NodeId first = kNoNode, NodeId second = kNoNode, NodeId third = kNoNode) : ids{first, second, third} {}
  constexpr NodeId& operator[](std::size_t i) { return ids[i]; }
  constexpr NodeId operator[](std::size_t i) const { return ids[i]; }
  constexpr const NodeId* begin() const { return ids; }
  constexpr const NodeId* end() const { return ids + 3; }
  friend bool operator==(const Operands&, const Operands&) = default;
};

struct Node {
  Op op = Op::constant;
  ValueType type = ValueType::integer;
  std::uint8_t bits = 64;                     // |value| < 2^bits; at most 63 for integers
  Operands operands = {};
  std::int64_t immediate = 0;                 // constant
  std::uint32_t column = 0;                   // column, recorded, otherwise
  FunctionId function = FunctionId::start_of_date;  // call
  std::uint32_t place = 0;                    // call: index into Plan::zones, or Plan::calendars where it takes one
  Origin origin;
};

enum class FieldType : std::uint8_t { boolean, text, enumeration, count, number, money, duration, date, instant };

// A column the scan reads. Columns not read by any node may stand here too when records must be compared for duplicates.
struct Column {
  std::string field;
  FieldType type = FieldType::text;
  bool optional = false;
  std::int32_t scale = 0;                     // number, money: digits after the point
  bool non_negative = false;                  // smaller values are rejected at intake
  std::vector<std::string> symbols;           // text, enumeration: ids 0.. are these, in this order (constants of the plan,
                                              // values of the enumeration, members of the roster)
  bool closed = false;                        // no other text may occur: enumeration or roster
  std::string closed_by;                      // "roster `sites`" or "the values of `cause`"
  bool hashed = false;                        // text that no node reads: only a hash of it, to tell items apart
  bool hidden = false;                        // made by the compiler beside what the contract names: it tells no item from another
  std::uint32_t missing_symbol = 0;           // what a column of symbols reads as where it is not recorded: the group of such items
  ValueType value_type() const {
    return hashed ? ValueType::integer : type == FieldType::boolean ? ValueType::boolean
           : type == FieldType::text || type == FieldType::enumeration ? ValueType::symbol : ValueType::integer;
  }
};

struct Exclusion {
  bool pending = false;                       // takes the items that are undecided as yet; comes first
  std::string name;                           // `force_majeure`, or "B.1 excluding 1" for one written in place
  NodeId condition = kNoNode;
  Origin origin;
};

using settle::GroupsKind;

// One metric at one scope. Per row: if `selected` and the grid has a period for `by`: used; then the first exclusion whose
// condition holds takes the item; else it counts in the denominator, in the numerator if `numerator` holds, and its `value`
// goes into the aggregate.
struct Measurement {
  std::string metric;
  Origin origin;
  NodeId by = kNoNode;                        // integer node: instant in microseconds
  NodeId selected = kNoNode;                  // boolean node
  NodeId numerator = kNoNode;                 // boolean node
  measure::Aggregate aggregate;
  settle::ValueForm form;
  NodeId value = kNoNode;                     // weight or value, where the aggregate has one; of `distinct` any type
  std::vector<Exclusion> exclusions;
  bool operand_only = false;                  // no row shows it but those of obligations and of what is calculated from it
  std::uint32_t grid = 0;                     // index into Plan::grids
  GroupsKind groups = GroupsKind::all_together;
  std::optional<std::uint32_t> group_column;  // symbol column; group id = symbol id; absent: one group, id 0
  // The class of an item that an exclusion takes (runtime/digest.h): the same whether items are undecided at this moment or not.
  std::uint64_t item_class(std::size_t exclusion) const {
    return exclusions[exclusion].pending ? digest::kPending : 2 + exclusion - (exclusions[0].pending ? 1 : 0);
  }
  std::uint32_t value_words_at() const { return 2 + static_cast<std::uint32_t>(exclusions.size()); }
  std::uint32_t digest_at() const { return value_words_at() + static_cast<std::uint32_t>(measure::ValueWords(aggregate.kind)); }
  std::uint32_t stride() const { return digest_at() + 1; }
};

// An exclusion of time: the intervals of its records, united, that were announced in time, within their budget.
struct TimeExclusion {
  std::uint32_t records = 0;                  // the scan that reads them: entity, start, end[, notified[, refused or accepted]]
  std::string name;
  std::optional<std::int64_t> notice;         // microseconds between notified and start
  std::shared_ptr<const BusinessCalendar> only_in;  // the hours of the week it may lie in; null: any
  std::optional<std::int64_t> decision;       // microseconds after the notice
  bool silence_accepts = false;
  std::optional<std::int64_t> budget;         // microseconds each period of the grid, earliest first, for each entity
  PeriodGrid budget_grid;
  Origin origin;
};

// What a metric is in each stretch of a day: its measurement on a grid of buckets.
struct BucketSource {
  std::uint32_t scan = 0, measurement = 0;    // comes before the scan that is folded from it
  std::optional<settle::Target> threshold;    // what a bucket is judged by; absent: its rate counts
  std::optional<Ratio> empty;                 // the value of one without items; absent: it is left out
};

// Rows that are not read but made of buckets: [group,] start, part, good, undecided. One that is judged is one row, of part 1;
// a rate is two, the good part of kWholeRate and the rest.
struct BucketFold {
  BucketSource source;
  bool grouped = false;
};

// Rows that are not read but folded from the records of other scans: the spans of a timeline (runtime/measure/timeline.h).
struct TimelineFold {
  std::uint32_t records = 0;                  // the scan that reads them: entity, moment, state; or entity, start, end, state
  measure::TimelineRules rules;
  std::uint32_t states = 0;                   // symbol `states` stands for time left out
  bool pieces = false;                        // cut where periods and exclusions begin and end
  std::vector<std::uint32_t> grids;           // of pieces: whose periods
  std::optional<BucketSource> buckets;        // instead of records
  std::uint32_t within = 0, beyond = 0;       // of buckets: the state of one that misses the threshold, and of one that meets it
  std::uint32_t empty = 0;                    // of buckets: the state of one without items
  std::vector<TimeExclusion> exclusions;      // of pieces: a boolean column each, behind entity, start, end, length, state
  std::string entity;                         // the dimension
};

// A clock as it is named and cited. Of each a row has five columns: kept or missed, decided, elapsed, undecided, unmeasured.
struct CaseClock {
  std::string name;
  std::optional<std::uint32_t> class_column;  // of the records: its value is the place of the limit
  Origin origin;
};

// Rows that are folded from the records of a case (runtime/measure/clock.h): columns carried from the records, then the
// latest moment of each step, then those of each clock.
struct CaseFold {
  std::uint32_t records = 0;                  // the scan that reads them: step, at, then what is declared
  measure::CaseRules rules;                   // their calendars are among Plan::calendars
  std::vector<std::string> steps;
  std::vector<CaseClock> clocks;              // one for each of the rules
  std::vector<std::uint32_t> key;             // columns of the records
  std::vector<std::uint32_t> carried;         // likewise
};

// A count of all items that the metric selects, of which the exclusion may take a share: nodes are those of the records' scan.
struct Ceiling {
  Measurement volume;                         // its one exclusion: what it would take
  Ratio share;
};

// Rows that are not read but those of another scan again, with a boolean more for each ceiling: beyond it.
struct CeilingFold {
  std::uint32_t records = 0;
  std::vector<std::uint32_t> columns;         // of the records, in the order of the rows' own
  std::vector<Ceiling> ceilings;
};

struct Scan {
  std::string event;
  bool retained = false;                      // its rows are kept, for a fold
  bool intervals = false;                     // columns 1 and 2 are where an interval starts and ends: never before it starts
  std::optional<TimelineFold> fold;           // its rows are folded, not read; comes after the scans it is folded from
  std::optional<BucketFold> buckets;          // likewise
  std::optional<CaseFold> case_fold;          // likewise
  std::optional<CeilingFold> ceilings;        // likewise
  bool is_read() const { return !fold && !buckets && !case_fold && !ceilings; }
  std::vector<Column> columns;
  std::vector<std::uint32_t> key;             // columns; empty: `no key`
  // Columns that say which item a record is, for evidence: the key and the revision; with `no key` every column that is read.
  std::vector<std::uint32_t> identity;
  std::optional<std::uint32_t> revision, withdrawn, recorded;  // columns
  bool unique_by_key = false;
  std::vector<Node> nodes;
  std::vector<Measurement> measurements;
};

// --- settle part: runtime/settle/terms.h says what it means -----------------------------------------------------------

using settle::Band;
using settle::Cap;
using settle::Charge;
using settle::ChargeValue;
using settle::Direction;
using settle::GroupLife;
using settle::Rounding;
using settle::RosterMember;
using settle::Target;
using settle::Verdict;
using settle::Volume;

// What has a value for each group and period: a measurement, or a calculated metric.
struct Source {
  std::optional<std::uint32_t> derived;       // index into Plan::derived
  std::uint32_t scan = 0, measurement = 0;    // else
  friend bool operator==(const Source&, const Source&) = default;
};

// One calculated metric at one scope, after its operands. What an author writes with `+`, `-` and `*` is its arithmetic, which both
// engines run; what adds up cells over periods or values over groups is native code that they share (runtime/settle/derive.h).
struct Derived {
  std::string metric;
  Origin origin;
  settle::DerivedTerms terms;
  std::vector<Source> operands;
  Arithmetic arithmetic;                      // DerivedKind::arithmetic
  settle::ValueForm form;
  bool reported = false;                      // it has rows of its own besides those of obligations
  std::uint32_t grid = 0;
  GroupsKind groups = GroupsKind::all_together;
  std::string group_field;                    // empty: all together
};

// One obligation; with targets by class one for each class, next to each other.
struct Settlement {
  // Classes of groups: the scan that keeps the records of their timeline (the entity, when, ...), and the column that says it.
  struct ClassOfGroup {
    std::uint32_t records = 0, column = 0;
  };
  settle::Terms terms;
  Origin origin;
  Source source;
  std::vector<Source> guards;                 // by guard of the terms
  // By relief of the terms: the metric without the items that fail the other, or the obligation that must be missed, by its place.
  struct Relief {
    std::optional<Source> without;
    std::size_t obligation = 0;
  };
  std::vector<Relief> relief;
  std::optional<ClassOfGroup> class_of_group;
};

// One improvement, and the metric whose value its goal is judged on.
struct Improvement {
  settle::ImprovementTerms terms;
  Origin origin;
  std::optional<Source> source;
};

// Which question was answered how, and where: `slate_2026` or a clause.
struct DecisionUsed {
  std::string question, answer, decided_by;
};

struct Plan {
  std::string contract, reference;
  Currency currency;
  const Zone* zone = nullptr;
  Date term_first, term_last;                 // both included
  Date shown_first, shown_last;               // the days asked for: periods outside them are measured for caps and pools only
  std::int64_t grace_days = 0;                // provisional until the period's end plus this, then final
  std::vector<const Zone*> zones;
  std::vector<std::shared_ptr<const BusinessCalendar>> calendars;
  std::vector<PeriodGrid> grids;
  std::vector<Scan> scans;
  std::vector<Derived> derived;
  std::vector<Charge> charges;
  std::vector<GroupLife> lives;
  std::vector<Settlement> settlements;
  std::vector<Improvement> improvements;
  std::vector<settle::Forum> forums;
  std::optional<std::uint32_t> acts;          // the scan that reads what people did
  settle::JointTerms joint;                   // by the place of obligations, not of settlements
  std::vector<DecisionUsed> decisions;
};

// Where each obligation's settlements begin, by its place.
inline std::vector<const Settlement*> FirstOfEach(const Plan& plan) {
  std::vector<const Settlement*> firsts;
  for (const Settlement& one : plan.settlements) {
    if (firsts.empty() || firsts.back()->terms.obligation != one.terms.obligation) firsts.push_back(&one);
  }
  return firsts;
}

}  // namespace slate::plan
