// From measured cells to ledger rows. In: the cells of one measurement (counters per group and period), the terms of an
// obligation, charges and a knowledge time. Out: one Row per group and period that exists, sorted by group bytes and period.
//
// Order of evaluation for a row: volume before exclusions -> empty -> volume after exclusions -> target -> relief -> minimum -> escalation -> band -> repeats
// -> gross credit -> rounding -> claims -> stacking -> limits -> pools, or limits -> pools -> rounding where the contract says so -> earning back. A
// period that has not ended by `as_of` is open and its verdict pending: it credits nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/abi.h"
#include "runtime/measure/counters.h"
#include "runtime/measure/samples.h"
#include "runtime/number/exact.h"
#include "runtime/settle/acts.h"
#include "runtime/settle/terms.h"

namespace slate::settle {

enum class Status : std::uint8_t { open, provisional, final };

struct CapTaken {
  std::string text;       // the cap, floor or de minimis as written
  Int128 limit = 0;       // minor units
  Int128 room = 0;        // what was left of it when the row's turn came, rounded down
  // What it took from the credit; 0 when it did not bind, negative where a floor raised it. Where rounding comes last, the difference of the rounded credits before
  // and after it: the gross less all that was taken is the credit.
  Int128 taken = 0;
  Int128 carried = 0;     // what earlier windows of the cap left to this row, before it took
};

struct Evidence {
  std::uint64_t selected = 0;   // items of the period before exclusions
  struct Excluded { std::string exclusion; std::uint64_t items = 0; };
  std::vector<Excluded> excluded;
  std::uint64_t pending = 0;    // items whose outcome can still change: in neither numerator nor denominator
  std::uint64_t denominator = 0, numerator = 0;  // counted items; of a ratio also the good ones
  std::uint64_t digest = 0;     // of which items those are, and which of these each is (runtime/digest.h)
  // Of a calculated metric: what it was calculated from. Its items are then those of all operands that have items, and its digest
  // is made of theirs; where the cells of one operand were added up, all of it is that of the sum.
  struct Operand;
  std::vector<Operand> operands;
};

struct Evidence::Operand {
  std::size_t index = 0;        // which of the metric's operands
  std::string metric, clause;
  std::string group;            // empty: all together
  std::string period;           // "2025-03", "2025-01 to 2025-03"
  std::size_t first = 0, last = 0;  // those periods in the grid, both included
  ValueForm form;
  std::optional<abi::Value> value;
  std::optional<Exact> exact;   // where that stands for a number that fits no 127 bits
  std::string no_value;         // why there is no value, where it is not that nothing was measured
  Evidence evidence;
};

// A miss that the other party's own failure excuses, in whole or in part.
struct Relieved {
  std::string text;             // the clause as written
  std::uint64_t items = 0;      // to the extent: how many of the counted items were left out
  std::optional<abi::Value> value;  // to the extent: what is left
};

// What a guard came to.
struct GuardResult {
  std::string metric, clause, text;
  ValueForm form;
  Target target;
  std::optional<abi::Value> value;
  std::optional<Exact> exact;
  bool held = true;
  bool no_bonus = false, no_earn_back = false;  // what is lost where it is not held
};

// What the party that is owed pays.
struct Bonus {
  std::string band_text;
  std::optional<Int128> base;   // the charge it is a share of
  std::optional<Int128> gross;  // rounded
  std::optional<Exact> line;    // not rounded, where rounding comes after caps
  std::string withheld;         // why it is not paid: the guard that was not held
  std::vector<CapTaken> caps;
  std::optional<Int128> amount;  // minor units
};

// A credit of an earlier period, or a share of it, that returns in this one.
struct EarnedBack {
  std::string period;           // of the credit
  Int128 credit = 0, amount = 0;
};
enum class EarnBackState : std::uint8_t { open, earned, lost, lapsed };
// What became of the share of this row's credit that can be earned back.
struct EarnBackFate {
  EarnBackState state = EarnBackState::open;
  std::string reason;           // "1 of 2 periods met"; "2025-05 was missed"
};

enum class ClaimState : std::uint8_t { open, claimed, lapsed };
// Of a credit that has to be claimed.
struct Claimed {
  std::string by;
  Instant until;                // the last moment to claim it
  std::optional<Instant> made;
  ClaimState state = ClaimState::open;
  Int128 held = 0;              // what is not paid as long as it is not claimed
};

// A rung that fired.
struct Escalation {
  std::string rung, clause;     // as written
  std::string to;               // who is told; empty: nobody
  std::optional<Instant> due, acknowledged;
  std::string plan_by;
  std::optional<Instant> plan_due, planned;
  std::string right_of;         // who may end the contract, by notice until
  std::optional<Instant> right_until, noticed;
  std::optional<Date> ends;     // the first day on which it does not hold any more
};

// What stacking took from a credit.
struct Displaced {
  std::string text, by;         // the clause as written; "p1": the group, or the obligation, whose credit counts
  Int128 taken = 0;
};

struct Row {
  std::string obligation;       // empty for a metric that no obligation measures
  std::string metric;
  std::string clause;           // of the obligation, else of the metric
  std::string group_field, group;  // both empty: all together
  Date first_day, end_day;      // [first_day, end_day)
  Date grid_day;                // the first day; of a rolling window the last, which places it
  std::string period;           // "2025-03"
  std::string piece_of;         // the name of the whole period, where an amendment splits it and this is a part: then `period` is "2025-03-01 to 2025-03-14"
  Ratio part{1, 1};             // of a whole period: its days of all days, where the term or an amendment cuts it
  Status status = Status::open;
  Evidence evidence;
  ValueForm form;
  std::optional<abi::Value> value;  // absent: nothing to measure
  std::optional<Exact> exact;   // a calculated value that fits no 127 bits; `value` then stands in its place (Exact::StandIn)
  std::string no_value;         // why a calculated value is absent, where it is not that nothing was measured
  std::optional<Target> target, minimum;
  std::string of_class;         // targets by a class of the group: the one that it is of in this period; empty: none is known
  std::string target_by;        // the review that set it: "2025-Q1 (C.4)"; empty: as agreed, or amended
  std::optional<Verdict> verdict;
  std::string verdict_reason;   // why not simply met or missed: "48 items, 50 needed", "nothing to measure", "period ends 2025-04-01"
  std::vector<Relieved> relief;
  // Whether the value, or what relief leaves of it, falls below the minimum. Absent where there is none, or no value decided: then it is no miss of the minimum.
  std::optional<bool> below_minimum;
  std::optional<std::size_t> band;
  std::string band_text;
  std::string repeats;          // "2 consecutive misses: 150%", where the credit was multiplied
  std::optional<Int128> base;   // the charge the credit is a share of, or what a pool allocates of it
  std::optional<Int128> gross;  // rounded, before caps
  std::optional<Exact> line;    // not rounded, less what limits took so far; where rounding comes after them
  std::optional<Displaced> displaced;
  std::vector<CapTaken> caps;
  std::optional<Int128> credit; // minor units; absent for metrics and for obligations without a credit table
  std::vector<GuardResult> guards;
  std::optional<Bonus> bonus;
  std::vector<EarnedBack> earned_back;
  std::optional<EarnBackFate> earn_back;  // of a credit that can be earned back
  std::optional<Claimed> claim;
  std::vector<Escalation> escalations;
  bool watch = false;           // of a watch: a verdict, but nothing that is owed
};

// What returns in this row of all earlier credits.
inline Int128 EarnedBackIn(const Row& row) {
  Int128 sum = 0;
  for (const EarnedBack& one : row.earned_back) sum += one.amount;
  return sum;
}

// What is due of a row whose credit is known, so far: not rounded where rounding comes last.
inline Exact DueSoFar(const Row& row) { return row.line ? *row.line : Exact(*row.credit); }

class DerivedCells;

// One measurement, or one calculated metric, with what is needed to list its groups. Cells of rolling windows hold all their days (Counters::Roll).
struct MeasuredCells {
  std::string metric, clause, group_field;
  GroupsKind groups = GroupsKind::all_together;
  const PeriodGrid* grid = nullptr;
  const measure::Counters* counters = nullptr;
  measure::Aggregate aggregate;
  const measure::Samples* samples = nullptr;  // where the aggregate keeps values
  ValueForm form;
  std::vector<std::string> group_names;       // by group id; closed groups come first
  const GroupLife* life = nullptr;            // closed groups of a roster
  std::vector<std::string> exclusions;        // names, by counter 2..
  bool has_pending = false;                   // the first of them counts undecided items
  // A calculated metric: where its values come from. Its counters then only say in which periods its groups were seen.
  const DerivedCells* derived = nullptr;
};

// Compiled or interpreted: both give the same answers.
struct Deciders {
  std::function<bool(const abi::Value&)> target_met;
  std::function<bool(const abi::Value&)> minimum_reached;  // where there is one
  std::function<std::size_t(const abi::Value&)> band, bonus_band;
  std::vector<std::function<bool(const abi::Value&)>> guard_held;  // by guard
};

// What one review of a target came to.
enum class ReviewState : std::uint8_t {
  kept,      // nothing to move: `reason`
  open,      // somebody has yet to answer
  adopted,
  refused,   // by one who had to approve
  lapsed,    // nobody answered in time, and silence keeps the target
};
struct ReviewAnswer {
  std::string party;
  bool approved = false;
  std::optional<Instant> made;  // none yet
};
struct Review {
  std::string obligation, clause, text;  // of the recalibration; text as written
  std::string period;           // "2025-Q1"
  Date first_day, end_day;      // [first_day, end_day)
  Instant at;                   // when all that it looks at is final
  ValueForm form;
  Target from, to;
  ReviewState state = ReviewState::kept;
  std::string reason;           // why the target moves, or does not
  std::vector<ReviewAnswer> answers;
  std::optional<Instant> until, decided;  // the last moment to answer
  std::optional<Date> effective;  // of one that was adopted
};

// The contract's end before its term.
struct ContractEnd {
  Date day;                     // the first on which it does not hold any more
  std::string obligation, clause, rung, group, period;  // the miss that led to it
  std::string by;               // who gave notice; empty: it ended by itself
  std::optional<Instant> noticed;
};

// What happened in the world by what was known then, and stands whatever is found out later. Where nothing is found out later, settling
// finds the same by itself.
struct Standing {
  Instant given_before;         // whatever happened before this moment is here, or did not happen
  std::vector<Review> reviews;
  std::optional<ContractEnd> end;
};

struct Clockwork {
  Instant as_of;
  const Zone* zone = nullptr;
  std::int64_t grace_days = 0;
  Date term_first, term_last;  // both included
};

// A credit needs a charge that nobody gave: group, period, charge name. The caller refuses the evaluation and lists them.
struct MissingCharge {
  std::string charge, group_field, group, period, obligation, clause;
};

struct Settled {
  std::vector<Row> rows;
  std::vector<Review> reviews;  // by when they happened
  std::optional<ContractEnd> end;
  std::vector<MissingCharge> missing;
};

// The rows of a metric without an obligation: no verdict, no amounts. Periods that begin after `as_of` have no row.
std::vector<Row> Report(const MeasuredCells& cells, const Clockwork& clock);

// Of which class a group is from when on; ascending, by group. Before the first moment it is of the same as from then on.
using ClassesOfGroups = std::map<std::string, std::vector<std::pair<Instant, std::string>>>;

// One obligation: what it measures, and its terms; where targets differ by class, those of each class. Cells must stay where they are.
struct ObligationInput {
  struct Part {
    const Terms* terms = nullptr;
    Deciders deciders;
  };
  MeasuredCells cells;
  std::vector<Part> parts;
  std::vector<MeasuredCells> guards;            // by guard
  // By relief: the cells without the items that fail the other metric, or which obligation must be missed.
  struct ReliefSource {
    std::optional<MeasuredCells> without;
    std::size_t obligation = 0;
  };
  std::vector<ReliefSource> relief;
  ClassesOfGroups classes;                      // where parts are told apart by a class of the group
};

// All obligations of a contract, each group and period that exists, obligation by obligation, sorted by group bytes and period. `joint` names them by
// their place. `standing`: what is given already, where it differs from what is known now.
Settled Settle(const std::vector<ObligationInput>& obligations, const Acts& acts, const std::vector<Charge>& charges, const Currency& currency, const Clockwork& clock,
               const JointTerms& joint = {}, const Standing* standing = nullptr);

}  // namespace slate::settle
