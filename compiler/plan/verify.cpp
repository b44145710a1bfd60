#include "compiler/plan/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace slate::plan {
namespace {

// Arguments beside the zone, counted from the list of parameters in functions.def.
constexpr int ArgumentCount(FunctionId id) {
  constexpr std::string_view kParameters[] = {
#define SLATE_FUNCTION(name, symbol, result, parameters, doc) #parameters,
#include "runtime/functions.def"
#undef SLATE_FUNCTION
  };
  int count = 0;
  for (const char c : kParameters[static_cast<std::size_t>(id)]) count += c == ',';
  return count;
}

class Verifier {
 public:
  explicit Verifier(const Plan& plan) : plan_(plan) {}

  std::vector<std::string> Run() {
    for (std::size_t i = 0; i < plan_.grids.size(); ++i) CheckGrid(i);
    for (std::size_t i = 0; i < plan_.scans.size(); ++i) CheckFold(i);
    for (const Scan& scan : plan_.scans) {
      CheckColumns(scan);
      CheckRoles(scan);
      for (NodeId id = 0; id < scan.nodes.size(); ++id) CheckNode(scan, id);
      for (const Measurement& measurement : scan.measurements) CheckMeasurement(scan, measurement);
    }
    for (std::size_t i = 0; i < plan_.derived.size(); ++i) CheckDerived(i);
    for (const Settlement& settlement : plan_.settlements) CheckSettlement(settlement);
    CheckParts();
    for (const Improvement& one : plan_.improvements) {
      Require(one.source.has_value() == one.terms.goal.has_value() && (!one.source || Exists(*one.source, plan_.derived.size())), "{}: its goal is not measured", one.terms.name);
    }
    if (broken_.empty()) CheckJoint();  // it asks for what the others make sure of
    return std::move(broken_);
  }

 private:
  template <typename... Args>
  void Require(bool holds, fmt::format_string<Args...> rule, Args&&... args) {
    if (!holds) broken_.push_back(fmt::format(rule, std::forward<Args>(args)...));
  }

  void CheckGrid(std::size_t index) {
    const PeriodGrid& grid = plan_.grids[index];
    for (std::size_t i = 0; i < grid.splits.size(); ++i) {
      Require(grid.bucket == 0 && PeriodStart(grid.period, grid.splits[i]) < grid.splits[i], "grid {}: split at {}, inside of no period", index, ToString(grid.splits[i]));
      Require(i == 0 || grid.splits[i - 1] < grid.splits[i], "grid {}: its splits do not ascend", index);
    }
  }

  bool Is(const Scan& scan, NodeId id, ValueType type) { return id < scan.nodes.size() && scan.nodes[id].type == type; }

  void CheckNode(const Scan& scan, NodeId id) {
    const Node& node = scan.nodes[id];
    for (const NodeId operand : node.operands) Require(operand == kNoNode || operand < id, "{} %{}: an operand comes later", scan.event, id);
    const auto operand_is = [&](int i, ValueType type) { return node.operands[i] < id && scan.nodes[node.operands[i]].type == type; };
    Require(node.bits >= 1 && node.bits <= 63, "{} %{}: {} bits do not fit", scan.event, id, node.bits);
    switch (node.op) {
      case Op::constant: break;
      case Op::column:
        Require(node.column < scan.columns.size() && node.type == scan.columns[node.column].value_type() && !scan.columns[node.column].hashed,
                "{} %{}: not a column of that type", scan.event, id);
        break;
      case Op::recorded:
        Require(node.column < scan.columns.size() && node.type == ValueType::boolean, "{} %{}: `recorded` is a boolean about a column", scan.event, id);
        break;
      case Op::add:
      case Op::subtract:
      case Op::multiply:
        Require(node.type == ValueType::integer && operand_is(0, ValueType::integer) && operand_is(1, ValueType::integer), "{} %{}: arithmetic is over integers", scan.event, id);
        break;
      case Op::less:
      case Op::less_equal:
        Require(node.type == ValueType::boolean && operand_is(0, ValueType::integer) && operand_is(1, ValueType::integer), "{} %{}: order is over integers", scan.event, id);
        break;
      case Op::equal:
      case Op::not_equal:
        Require(node.type == ValueType::boolean && node.operands[0] < id && node.operands[1] < id && scan.nodes[node.operands[0]].type == scan.nodes[node.operands[1]].type,
                "{} %{}: equality is over one type", scan.event, id);
        break;
      case Op::logical_and:
      case Op::logical_or:
        Require(node.type == ValueType::boolean && operand_is(0, ValueType::boolean) && operand_is(1, ValueType::boolean), "{} %{}: logic is over booleans", scan.event, id);
        break;
      case Op::logical_not: Require(node.type == ValueType::boolean && operand_is(0, ValueType::boolean), "{} %{}: logic is over booleans", scan.event, id); break;
      case Op::otherwise:
        Require(node.column < scan.columns.size() && node.operands[0] < id && node.operands[1] < id && scan.nodes[node.operands[0]].type == node.type &&
                    scan.nodes[node.operands[1]].type == node.type,
                "{} %{}: `otherwise` is over one type", scan.event, id);
        break;
      case Op::choose:
        Require(node.operands[0] < id && node.operands[1] < id && scan.nodes[node.operands[0]].type == node.type && scan.nodes[node.operands[1]].type == node.type &&
                    operand_is(2, ValueType::boolean),
                "{} %{}: `choose` is over one type, by a boolean", scan.event, id);
        break;
      case Op::call: {
        Require(node.place < (TakesCalendar(node.function) ? plan_.calendars.size() : plan_.zones.size()), "{} %{}: a call needs its zone or calendar", scan.event, id);
        for (int i = 0; i < 2; ++i) {
          const bool wanted = i < ArgumentCount(node.function);
          Require(wanted ? operand_is(i, ValueType::integer) : node.operands[i] == kNoNode, "{} %{}: argument {} of a call {}", scan.event, id, i + 1,
                  wanted ? "is no integer" : "has no parameter");
        }
        break;
      }
    }
  }

  void CheckColumns(const Scan& scan) {
    for (const Column& column : scan.columns) {
      Require(column.missing_symbol == 0 || column.missing_symbol < column.symbols.size(), "{}: `{}` reads as no symbol where it is missing", scan.event, column.field);
    }
  }

  void CheckRoles(const Scan& scan) {
    const auto is = [&](const std::optional<std::uint32_t>& column, ValueType type) {
      return !column || (*column < scan.columns.size() && scan.columns[*column].value_type() == type && !scan.columns[*column].optional);
    };
    Require(is(scan.revision, ValueType::integer), "{}: revisions have no order", scan.event);
    Require(is(scan.withdrawn, ValueType::boolean), "{}: withdrawn by no boolean", scan.event);
    Require(is(scan.recorded, ValueType::integer), "{}: recorded at no instant", scan.event);
    Require(!scan.revision || !scan.key.empty(), "{}: revisions without a key", scan.event);
    for (const std::uint32_t column : scan.identity) Require(column < scan.columns.size(), "{}: identified by no column", scan.event);
    for (const Column& column : scan.columns) {
      Require(!column.hashed || (scan.unique_by_key && column.type == FieldType::text && !column.closed), "{}: `{}` is needed as more than a hash", scan.event, column.field);
    }
  }

  // A fold reads scans before it that keep their rows.
  bool Keeps(std::uint32_t records, std::size_t fold) const { return records < fold && plan_.scans[records].retained && plan_.scans[records].is_read(); }

  bool Knows(const BusinessCalendar* calendar) const {
    return calendar == nullptr || std::any_of(plan_.calendars.begin(), plan_.calendars.end(), [&](const auto& one) { return one.get() == calendar; });
  }

  void CheckCaseFold(std::size_t index) {
    const Scan& scan = plan_.scans[index];
    const CaseFold& fold = *scan.case_fold;
    Require(Keeps(fold.records, index), "{}: folded from rows that nobody keeps", scan.event);
    if (!Keeps(fold.records, index)) return;
    const std::size_t read = plan_.scans[fold.records].columns.size(), expected = fold.carried.size() + fold.steps.size() + 5 * fold.clocks.size();
    Require(scan.columns.size() == expected, "{}: a fold makes {} columns, not {}", scan.event, expected, scan.columns.size());
    for (const auto* columns : {&fold.key, &fold.carried}) {
      for (const std::uint32_t column : *columns) Require(column < read, "{}: carries a column that nobody reads", scan.event);
    }
    Require(fold.rules.clocks.size() == fold.clocks.size(), "{}: {} clocks by {} rules", scan.event, fold.clocks.size(), fold.rules.clocks.size());
    for (std::size_t i = 0; i < std::min(fold.clocks.size(), fold.rules.clocks.size()); ++i) {
      const measure::ClockRules& rules = fold.rules.clocks[i];
      const auto& column = fold.clocks[i].class_column;
      Require(!fold.clocks[i].origin.clause.empty(), "{}: clock {} has no clause", scan.event, fold.clocks[i].name);
      Require(rules.start < fold.steps.size() && rules.stop < fold.steps.size() && rules.start != rules.stop, "{}: clock {} has no steps", scan.event, fold.clocks[i].name);
      Require(!column || *column < read, "{}: clock {} has a class that nobody reads", scan.event, fold.clocks[i].name);
      Require(rules.limits.size() == (column && *column < read ? plan_.scans[fold.records].columns[*column].symbols.size() : 1), "{}: clock {} lacks a limit", scan.event, fold.clocks[i].name);
      for (const measure::ClockLimit& limit : rules.limits) Require(limit.most.micros > 0 && Knows(limit.most.calendar), "{}: a limit of {} is no time", scan.event, fold.clocks[i].name);
      for (const measure::ClockPause& pause : rules.pauses) Require(!pause.at_most || Knows(pause.at_most->calendar), "{}: a pause of {} is of no calendar", scan.event, fold.clocks[i].name);
    }
    Require(!fold.rules.reopening || Knows(fold.rules.reopening->within.calendar), "{}: reopened within the time of no calendar", scan.event);
  }

  void CheckCeilings(std::size_t index) {
    const Scan& scan = plan_.scans[index];
    const CeilingFold& fold = *scan.ceilings;
    Require(Keeps(fold.records, index), "{}: folded from rows that nobody keeps", scan.event);
    if (!Keeps(fold.records, index)) return;
    const Scan& records = plan_.scans[fold.records];
    Require(scan.columns.size() == fold.columns.size() + fold.ceilings.size(), "{}: {} ceilings and {} columns make no {}", scan.event, fold.ceilings.size(), fold.columns.size(), scan.columns.size());
    for (const std::uint32_t column : fold.columns) Require(column < records.columns.size(), "{}: carries a column that nobody reads", scan.event);
    for (const Ceiling& ceiling : fold.ceilings) {
      CheckMeasurement(records, ceiling.volume);
      Require(ceiling.volume.exclusions.size() == 1, "{}: a ceiling of no exclusion", scan.event);
      Require(ceiling.share.denominator > 0 && ceiling.share.numerator >= 0, "{}: a ceiling is no share", scan.event);
    }
  }

  void CheckFold(std::size_t index) {
    const Scan& scan = plan_.scans[index];
    const int folds = scan.fold.has_value() + scan.buckets.has_value() + scan.case_fold.has_value() + scan.ceilings.has_value();
    Require(folds <= 1, "{}: folded in {} ways", scan.event, folds);
    const auto measured = [&](const BucketSource& source) {
      return source.scan < index && source.measurement < plan_.scans[source.scan].measurements.size() &&
             plan_.grids[plan_.scans[source.scan].measurements[source.measurement].grid].bucket > 0;
    };
    if (scan.buckets) {
      Require(measured(scan.buckets->source), "{}: made of buckets that nobody measures", scan.event);
      Require(scan.columns.size() == (scan.buckets->grouped ? 5u : 4u), "{}: buckets make no {} columns", scan.event, scan.columns.size());
    }
    if (scan.case_fold) CheckCaseFold(index);
    if (scan.ceilings) CheckCeilings(index);
    if (!scan.fold) return;
    Require(scan.fold->buckets ? measured(*scan.fold->buckets) : Keeps(scan.fold->records, index), "{}: folded from rows that nobody keeps", scan.event);
    Require(scan.columns.size() == 5 + scan.fold->exclusions.size(), "{}: a fold makes {} columns, not {}", scan.event, 5 + scan.fold->exclusions.size(), scan.columns.size());
    for (const TimeExclusion& exclusion : scan.fold->exclusions) {
      Require(Keeps(exclusion.records, index), "{}: exclusion {} has no rows", scan.event, exclusion.name);
      Require(!exclusion.origin.clause.empty(), "{}: exclusion {} has no clause", scan.event, exclusion.name);
    }
  }

  void CheckMeasurement(const Scan& scan, const Measurement& m) {
    Require(Is(scan, m.by, ValueType::integer), "{}: placed by no instant", m.metric);
    Require(Is(scan, m.selected, ValueType::boolean) && Is(scan, m.numerator, ValueType::boolean), "{}: a condition is no boolean", m.metric);
    for (const Exclusion& exclusion : m.exclusions) {
      Require(Is(scan, exclusion.condition, ValueType::boolean), "{}: exclusion {} is no boolean", m.metric, exclusion.name);
      Require(!exclusion.pending || &exclusion == &m.exclusions.front(), "{}: undecided items are asked for last", m.metric);
      Require(!exclusion.origin.clause.empty(), "{}: exclusion {} has no clause", m.metric, exclusion.name);
    }
    Require(measure::HasValue(m.aggregate.kind) == (m.value != kNoNode), "{}: a value without use, or none where one is needed", m.metric);
    Require(m.value == kNoNode || m.aggregate.kind == measure::AggregateKind::distinct || Is(scan, m.value, ValueType::integer), "{}: its value is no integer", m.metric);
    Require(m.value == kNoNode || m.value < scan.nodes.size(), "{}: its value is no node", m.metric);
    Require(Compare(m.aggregate.rank, Ratio{0, 1}) >= 0 && Compare(m.aggregate.rank, Ratio{1, 1}) <= 0, "{}: a rank outside 0 to 1", m.metric);
    Require(m.grid < plan_.grids.size(), "{}: no grid", m.metric);
    Require(!m.group_column || (*m.group_column < scan.columns.size() && scan.columns[*m.group_column].value_type() == ValueType::symbol), "{}: grouped by no symbol", m.metric);
    Require(m.group_column.has_value() == (m.groups != GroupsKind::all_together), "{}: groups without a column", m.metric);
  }

  // Compiled comparisons multiply bounds by values of up to 127 bits, in 256.
  static bool Fits(const Ratio& ratio) {
    constexpr Int128 kLimit = static_cast<Int128>(1) << 62;
    return ratio.numerator > -kLimit && ratio.numerator < kLimit && ratio.denominator > 0 && ratio.denominator < kLimit;
  }

  // A measurement, or a calculated metric before `limit`.
  bool Exists(const Source& source, std::size_t limit) const {
    if (source.derived) return *source.derived < limit;
    return source.scan < plan_.scans.size() && source.measurement < plan_.scans[source.scan].measurements.size();
  }

  void CheckDerived(std::size_t index) {
    const Derived& derived = plan_.derived[index];
    const std::string& name = derived.metric;
    const bool arithmetic = derived.terms.kind == settle::DerivedKind::arithmetic, means_groups = derived.terms.kind == settle::DerivedKind::mean_over_groups;
    const bool pooled = derived.terms.kind == settle::DerivedKind::since_start || derived.terms.kind == settle::DerivedKind::over_last;
    Require(!derived.origin.clause.empty(), "{}: calculated by no clause", name);
    Require(arithmetic ? !derived.operands.empty() : derived.operands.size() == 1, "{}: calculated from {} operands", name, derived.operands.size());
    Require(arithmetic != derived.arithmetic.empty(), "{}: arithmetic without use, or none where it is needed", name);
    Require(derived.group_field.empty() == (derived.groups == GroupsKind::all_together), "{}: groups without a dimension", name);
    Require(!means_groups || derived.groups == GroupsKind::all_together, "{}: a mean over groups, for each of them", name);
    Require(derived.grid < plan_.grids.size(), "{}: no grid", name);
    for (const Source& operand : derived.operands) {
      Require(Exists(operand, index), "{}: an operand comes later", name);
      if (!Exists(operand, index)) continue;
      Require(!pooled || !operand.derived, "{}: adds up cells of something without items", name);
      const std::uint32_t grid = operand.derived ? plan_.derived[*operand.derived].grid : plan_.scans[operand.scan].measurements[operand.measurement].grid;
      const GroupsKind groups = operand.derived ? plan_.derived[*operand.derived].groups : plan_.scans[operand.scan].measurements[operand.measurement].groups;
      Require(grid == derived.grid, "{}: an operand has other periods", name);
      Require(means_groups ? groups != GroupsKind::all_together : groups == derived.groups, "{}: an operand has other groups", name);
    }
    for (std::size_t i = 0; i < derived.arithmetic.size(); ++i) {
      const ArithmeticStep& step = derived.arithmetic[i];
      if (step.op == ArithmeticStep::Op::operand) Require(step.left < derived.operands.size(), "{} step {}: no such operand", name, i);
      else if (step.op == ArithmeticStep::Op::constant) Require(step.constant.denominator > 0, "{} step {}: divides by {}", name, i, ToString(step.constant.denominator));
      else Require(step.left < i && step.right < i, "{} step {}: an operand comes later", name, i);
    }
  }

  void CheckBands(const settle::Terms& terms, const std::vector<Band>& bands, const std::optional<std::uint32_t>& charge) {
    for (const Band& band : bands) {
      Require(Fits(band.lower) && Fits(band.upper), "{}: the bounds of `{}` do not fit 62 bits", terms.obligation, band.text);
      Require(band.c > 0, "{}: band `{}` divides by {}", terms.obligation, band.text, ToString(band.c));
      Require(!band.of_charge || charge.has_value(), "{}: band `{}` is a share of no charge", terms.obligation, band.text);
      Require(band.step.numerator > 0 && band.step.denominator > 0, "{}: band `{}` has steps of nothing", terms.obligation, band.text);
    }
    Require(!charge || *charge < plan_.charges.size(), "{}: no such charge", terms.obligation);
  }

  // It lies on the easier side of the target, and where there is none nothing counts its misses.
  void CheckMinimum(const settle::Terms& terms) {
    const auto asks_for_more = [](const Target& target) { return target.direction == Direction::at_least || target.direction == Direction::more_than; };
    if (const auto& minimum = terms.minimum) {
      const auto order = Compare(minimum->level, terms.target.level);
      Require(Fits(minimum->level), "{}: the minimum does not fit 62 bits", terms.obligation);
      Require(asks_for_more(*minimum) == asks_for_more(terms.target), "{}: the minimum is a bound on the other side", terms.obligation);
      Require(asks_for_more(terms.target) ? order <= 0 : order >= 0, "{}: the minimum is harder than the target", terms.obligation);
    }
    const auto counted = [&](const auto& one) { return one.when.below_minimum; };
    const bool asked = std::any_of(terms.repeats.begin(), terms.repeats.end(), counted) || std::any_of(terms.rungs.begin(), terms.rungs.end(), counted);
    Require(!asked || terms.minimum.has_value(), "{}: counts misses of a minimum that there is none of", terms.obligation);
  }

  std::uint32_t GridOf(const Source& source) const { return source.derived ? plan_.derived[*source.derived].grid : plan_.scans[source.scan].measurements[source.measurement].grid; }

  // What an obligation asks besides its own metric is measured in its own periods.
  void CheckBeside(const Settlement& settlement, const Source& source) {
    const bool exists = Exists(source, plan_.derived.size()) && Exists(settlement.source, plan_.derived.size());
    Require(exists, "{}: asks for nothing that is measured", settlement.terms.obligation);
    if (exists) Require(GridOf(source) == GridOf(settlement.source), "{}: asks for other periods than its own", settlement.terms.obligation);
  }

  // Settlements of one obligation, a class each, are one.
  std::size_t Obligations() const {
    return FirstOfEach(plan_).size();
  }

  void CheckSettlement(const Settlement& settlement) {
    const settle::Terms& terms = settlement.terms;
    Require(Exists(settlement.source, plan_.derived.size()), "{}: settles nothing that is measured", terms.obligation);
    Require(Fits(terms.target.level), "{}: the target does not fit 62 bits", terms.obligation);
    CheckMinimum(terms);
    CheckBands(terms, terms.bands, terms.charge);
    CheckBands(terms, terms.bonus_bands, terms.bonus_charge);
    Require(!terms.allocation || (terms.charge && terms.allocation->share.numerator > 0), "{}: an allocation of nothing", terms.obligation);
    Require(settlement.guards.size() == terms.guards.size(), "{}: {} guards are measured, {} asked for", terms.obligation, settlement.guards.size(), terms.guards.size());
    Require(settlement.relief.size() == terms.relief.size(), "{}: {} reliefs are measured, {} asked for", terms.obligation, settlement.relief.size(), terms.relief.size());
    for (const settle::Guard& guard : terms.guards) Require(Fits(guard.target.level), "{}: the level of `{}` does not fit 62 bits", terms.obligation, guard.text);
    for (const Source& guard : settlement.guards) CheckBeside(settlement, guard);
    for (const Settlement::Relief& relief : settlement.relief) {
      if (relief.without) CheckBeside(settlement, *relief.without);
      else Require(relief.obligation < Obligations(), "{}: relieved by no obligation", terms.obligation);
    }
    Require((terms.bands.empty() && terms.bonus_bands.empty()) || !terms.rounding.decided_by.empty(), "{}: rounding rests on no clause", terms.obligation);
    for (const Cap& cap : terms.caps) Require(cap.fixed.has_value() != cap.share.has_value(), "{}: cap `{}` is neither amount nor share", terms.obligation, cap.text);
  }

  // Of the terms that a row could have the first holds: those of all groups, or of all that no other names, come last, and none comes twice.
  void CheckParts() {
    for (std::size_t i = 0; i < plan_.settlements.size(); ++i) {
      const settle::Terms& terms = plan_.settlements[i].terms;
      Require(!terms.only_group || !terms.only_class, "{}: terms for a group and for a class", terms.obligation);
      Require(!terms.only_class || plan_.settlements[i].class_of_group, "{}: nothing says the class of a group", terms.obligation);
      for (std::size_t j = 0; j < i; ++j) {
        const settle::Terms& before = plan_.settlements[j].terms;
        if (before.obligation != terms.obligation || before.from != terms.from || Moves(terms.obligation)) continue;
        const bool for_all = !before.only_group && !before.only_class;
        Require(!for_all && (before.only_group != terms.only_group || before.only_class != terms.only_class), "{}: terms that never hold", terms.obligation);
      }
    }
    for (const Settlement& settlement : plan_.settlements) {
      const auto& of = settlement.class_of_group;
      if (!of) continue;
      const bool exists = of->records < plan_.scans.size() && of->column < plan_.scans[of->records].columns.size() && of->column > 1;
      Require(exists, "{}: no records say the class of a group", settlement.terms.obligation);
      if (!exists) continue;
      const Scan& records = plan_.scans[of->records];
      Require(records.retained && records.columns[of->column].value_type() == ValueType::symbol && records.columns[0].value_type() == ValueType::symbol, "{}: the class of a group is not kept", settlement.terms.obligation);
    }
  }

  // Its parts are the levels that a recalibration can move it to.
  bool Moves(const std::string& obligation) const {
    const std::vector<const Settlement*> all = FirstOfEach(plan_);
    return std::any_of(plan_.joint.recalibrations.begin(), plan_.joint.recalibrations.end(), [&](const settle::RecalibrationTerms& one) { return one.obligation < all.size() && all[one.obligation]->terms.obligation == obligation; });
  }

  // Reviews choose among the parts by the level of their target.
  void CheckRecalibrations(const std::vector<const Settlement*>& all) {
    for (const settle::RecalibrationTerms& one : plan_.joint.recalibrations) {
      Require(one.obligation < all.size(), "recalibration: no obligation {}", one.obligation);
      if (one.obligation >= all.size()) continue;
      const std::string& name = all[one.obligation]->terms.obligation;
      std::vector<Ratio> levels;
      for (const Settlement& settlement : plan_.settlements) {
        if (settlement.terms.obligation != name) continue;
        const Ratio& level = settlement.terms.target.level;
        Require(std::find(levels.begin(), levels.end(), level) == levels.end(), "{}: two parts have one level", name);
        Require(!settlement.terms.only_group && !settlement.terms.from && !settlement.terms.until, "{}: a level has a class or days", name);
        levels.push_back(level);
      }
      Require(levels.size() > 1, "{}: its target has nowhere to go", name);
    }
  }

  // What several obligations share, they share in the same periods; and each is in one such clause.
  void CheckJoint() {
    const std::vector<const Settlement*> all = FirstOfEach(plan_);
    CheckRecalibrations(all);
    std::vector<int> stacked(all.size()), pooled(all.size());
    const auto check = [&](const std::string& text, const std::vector<std::size_t>& obligations, std::vector<int>& taken) {
      for (const std::size_t one : obligations) {
        Require(one < all.size(), "{}: no obligation {}", text, one);
        if (one >= all.size()) return false;
        Require(++taken[one] == 1, "{}: `{}` is listed twice", text, all[one]->terms.obligation);
        Require(GridOf(all[one]->source) == GridOf(all[obligations.front()]->source), "{}: `{}` has other periods", text, all[one]->terms.obligation);
        Require(!all[one]->terms.bands.empty(), "{}: `{}` gives no credit", text, all[one]->terms.obligation);
      }
      return true;
    };
    for (const settle::Stacking& stacking : plan_.joint.stackings) check(stacking.text, stacking.obligations, stacked);
    for (const settle::RiskPool& pool : plan_.joint.pools) {
      Require(pool.charge < plan_.charges.size(), "{}: no such charge", pool.text);
      Require(pool.share.numerator > 0 && Compare(pool.share, Ratio{1, 1}) <= 0, "{}: at risk are more than 0% and at most 100%", pool.text);
      if (!check(pool.text, pool.obligations, pooled)) continue;
      for (const std::size_t one : pool.obligations) {
        const settle::Terms &terms = all[one]->terms, &first = all[pool.obligations.front()]->terms;
        Require(terms.rounding.before_caps == first.rounding.before_caps, "{}: `{}` is rounded in another order", pool.text, terms.obligation);
      }
    }
  }

  const Plan& plan_;
  std::vector<std::string> broken_;
};

}  // namespace

std::vector<std::string> Verify(const Plan& plan) { return Verifier(plan).Run(); }

}  // namespace slate::plan
