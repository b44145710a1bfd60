#include "compiler/plan/print.h"

#include <fmt/format.h>

namespace slate::plan {
namespace {

std::string_view Name(Op op) {
  switch (op) {
    case Op::constant: return "constant";
    case Op::column: return "column";
    case Op::recorded: return "recorded";
    case Op::add: return "add";
    case Op::subtract: return "subtract";
    case Op::multiply: return "multiply";
    case Op::equal: return "equal";
    case Op::not_equal: return "not_equal";
    case Op::less: return "less";
    case Op::less_equal: return "less_equal";
    case Op::logical_and: return "and";
    case Op::logical_or: return "or";
    case Op::logical_not: return "not";
    case Op::otherwise: return "otherwise";
    case Op::choose: return "choose";
    case Op::call: return "call";
  }
  return "?";
}

std::string_view Name(FunctionId id) {
  static constexpr std::string_view kNames[] = {
#define SLATE_FUNCTION(name, symbol, result, parameters, doc) #name,
#include "runtime/functions.def"
#undef SLATE_FUNCTION
  };
  return kNames[static_cast<std::size_t>(id)];
}

std::string_view Name(ValueType type) {
  return type == ValueType::boolean ? "bool" : type == ValueType::symbol ? "symbol" : "int";
}

std::string_view Name(measure::AggregateKind kind) {
  switch (kind) {
    case measure::AggregateKind::ratio: return "ratio";
    case measure::AggregateKind::weighted_ratio: return "weighted ratio";
    case measure::AggregateKind::time_share: return "time share";
    case measure::AggregateKind::count: return "count";
    case measure::AggregateKind::sum: return "sum";
    case measure::AggregateKind::average: return "average";
    case measure::AggregateKind::minimum: return "minimum";
    case measure::AggregateKind::maximum: return "maximum";
    case measure::AggregateKind::percentile: return "percentile";
    case measure::AggregateKind::distinct: return "distinct";
  }
  return "?";
}

std::string StateText(std::uint32_t state) { return state == measure::kLeftOut ? "left out" : fmt::format("{}", state); }

void PrintFold(std::string& out, const TimelineFold& fold) {
  static constexpr std::string_view kSources[] = {"changes", "probes", "intervals"};
  const measure::TimelineRules& rules = fold.rules;
  out += fmt::format("  timeline of scan {} from {}", fold.buckets ? fold.buckets->scan : fold.records, kSources[static_cast<std::size_t>(rules.source)]);
  if (rules.initially) out += " initially " + StateText(*rules.initially);
  if (rules.source == measure::TimelineSource::intervals) out += " otherwise " + StateText(rules.otherwise);
  if (rules.source == measure::TimelineSource::probes) {
    out += fmt::format(" each {} gaps {}", rules.each, StateText(rules.gaps.state));
    if (rules.gaps.at_most) out += fmt::format(" for {} then {}", *rules.gaps.at_most, StateText(rules.gaps.then));
  }
  if (rules.consecutive) out += fmt::format(" {} takes {} from {}", rules.consecutive->state, rules.consecutive->at_least, rules.consecutive->from_first ? "first" : "last");
  if (fold.buckets) out += fmt::format(" by buckets of measurement {}: {} within, {} beyond, {} empty", fold.buckets->measurement, StateText(fold.within), StateText(fold.beyond), StateText(fold.empty));
  out += fold.pieces ? ", in pieces\n" : "\n";
  for (const TimeExclusion& exclusion : fold.exclusions) {
    out += fmt::format("  exclusion {} ({}) of scan {}", exclusion.name, exclusion.origin.clause, exclusion.records);
    if (exclusion.notice) out += fmt::format(" notice {}", *exclusion.notice);
    if (exclusion.only_in) out += " only in some hours of the week";
    if (exclusion.budget) out += fmt::format(" budget {} in each of {} periods", *exclusion.budget, exclusion.budget_grid.size());
    out += '\n';
  }
}

std::string Text(const Ratio& ratio) { return fmt::format("{}/{}", ToString(ratio.numerator), ToString(ratio.denominator)); }

std::string Text(const Source& source) {
  return source.derived ? fmt::format("derived {}", *source.derived) : fmt::format("scan {} measurement {}", source.scan, source.measurement);
}

void PrintDerived(std::string& out, const Derived& derived) {
  static constexpr std::string_view kKinds[] = {"arithmetic", "pooled since start", "pooled over last", "mean over last", "mean over groups", "change"};
  static constexpr std::string_view kOps[] = {"operand", "constant", "add", "subtract", "multiply"};
  out += fmt::format("derived {} ({}) {}", derived.metric, derived.origin.clause, kKinds[static_cast<std::size_t>(derived.terms.kind)]);
  if (derived.terms.kind == settle::DerivedKind::since_start) out += " of " + PeriodWords(derived.terms.since);
  if (derived.terms.periods > 0) out += fmt::format(" {} periods{}", derived.terms.periods, derived.terms.part_of_window ? " or fewer" : "");
  if (derived.terms.every_group) out += ", no group without a value";
  out += fmt::format(" grid {}", derived.grid);
  if (!derived.group_field.empty()) out += " group " + derived.group_field;
  for (const Source& operand : derived.operands) out += ", " + Text(operand);
  out += '\n';
  for (std::size_t i = 0; i < derived.arithmetic.size(); ++i) {
    const ArithmeticStep& step = derived.arithmetic[i];
    out += fmt::format("  %{} = {}", i, kOps[static_cast<std::size_t>(step.op)]);
    if (step.op == ArithmeticStep::Op::operand) out += fmt::format(" {}\n", step.left);
    else if (step.op == ArithmeticStep::Op::constant) out += fmt::format(" {}\n", Text(step.constant));
    else out += fmt::format(" %{} %{}\n", step.left, step.right);
  }
}

void PrintNode(std::string& out, const Scan& scan, NodeId id) {
  const Node& node = scan.nodes[id];
  out += fmt::format("  %{} = {}", id, Name(node.op));
  if (node.op == Op::constant) out += fmt::format(" {}", node.immediate);
  if (node.op == Op::column || node.op == Op::recorded || node.op == Op::otherwise) out += fmt::format(" {}", scan.columns[node.column].field);
  if (node.op == Op::call) out += fmt::format(" {} {} {}", Name(node.function), TakesCalendar(node.function) ? "calendar" : "zone", node.place);
  for (const NodeId operand : node.operands) {
    if (operand != kNoNode) out += fmt::format(" %{}", operand);
  }
  out += fmt::format(" : {} {} bits ; {}\n", Name(node.type), node.bits, node.origin.clause);
}

}  // namespace

std::string Print(const Plan& plan) {
  std::string out = fmt::format("plan \"{}\" {} through {} in {} {}\n", plan.contract, ToString(plan.term_first), ToString(plan.term_last),
                                plan.zone->name(), plan.currency.code);
  for (std::size_t i = 0; i < plan.grids.size(); ++i) {
    const PeriodGrid& grid = plan.grids[i];
    out += fmt::format("grid {} = {} periods", i, grid.size() - grid.first_row);
    if (grid.size() > grid.first_row) out += fmt::format(" from {} to {}", grid.Name(grid.first_row), grid.Name(grid.size() - 1));
    for (const Date day : grid.splits) out += fmt::format(", split at {}", ToString(day));
    out += '\n';
  }
  for (const Scan& scan : plan.scans) {
    out += fmt::format("{} {}{}{}\n", scan.is_read() ? "scan" : "fold", scan.event, scan.unique_by_key ? " unique by key" : "", scan.retained ? " retained" : "");
    if (scan.fold) PrintFold(out, *scan.fold);
    if (scan.buckets) out += fmt::format("  buckets of measurement {} of scan {}{}\n", scan.buckets->source.measurement, scan.buckets->source.scan, scan.buckets->source.threshold ? ", judged" : "");
    if (scan.case_fold) out += Print(*scan.case_fold);
    if (scan.ceilings) {
      for (const Ceiling& ceiling : scan.ceilings->ceilings) {
        out += fmt::format("  {} takes at most {}/{} of the items of scan {}, node {} of grid {}\n", ceiling.volume.metric, ToString(ceiling.share.numerator), ToString(ceiling.share.denominator),
                           scan.ceilings->records, ceiling.volume.exclusions.front().condition, ceiling.volume.grid);
      }
    }
    for (const Column& column : scan.columns) {
      out += fmt::format("  column {} : {}{}{}\n", column.field, column.hashed ? "hash" : Name(column.value_type()), column.optional ? "?" : "",
                         column.closed ? " closed by " + column.closed_by : "");
    }
    if (!scan.identity.empty()) {
      out += "  identity";
      for (const std::uint32_t column : scan.identity) out += " " + scan.columns[column].field;
      out += '\n';
    }
    for (const auto& [word, column] : {std::pair{"revision", scan.revision}, {"withdrawn", scan.withdrawn}, {"recorded", scan.recorded}}) {
      if (column) out += fmt::format("  {} {}\n", word, scan.columns[*column].field);
    }
    for (NodeId id = 0; id < scan.nodes.size(); ++id) PrintNode(out, scan, id);
    for (const Measurement& m : scan.measurements) {
      out += fmt::format("  measure {} ({}) selected %{} by %{} grid {}", m.metric, m.origin.clause, m.selected, m.by, m.grid);
      if (m.group_column) out += fmt::format(" group {}", scan.columns[*m.group_column].field);
      for (const Exclusion& exclusion : m.exclusions) out += fmt::format(" excluding {} ({}) %{}", exclusion.name, exclusion.origin.clause, exclusion.condition);
      if (m.aggregate.kind == measure::AggregateKind::ratio || m.aggregate.kind == measure::AggregateKind::weighted_ratio ||
          m.aggregate.kind == measure::AggregateKind::time_share) out += fmt::format(" numerator %{}", m.numerator);
      out += fmt::format(" {}", Name(m.aggregate.kind));
      if (m.aggregate.kind == measure::AggregateKind::percentile) out += fmt::format(" {}{}", Text(m.aggregate.rank), m.aggregate.interpolated ? " interpolated" : "");
      if (m.aggregate.kept_bits > 0) out += fmt::format(" of values cut to {} bits", m.aggregate.kept_bits);
      if (m.value != kNoNode) out += fmt::format(" value %{}", m.value);
      out += measure::KeepsValues(m.aggregate.kind) && m.aggregate.kept_bits == 0 ? " ; memory: a value per counted item\n" : " ; memory: fixed per group and period\n";
    }
  }
  for (const Derived& derived : plan.derived) PrintDerived(out, derived);
  for (const Settlement& settlement : plan.settlements) out += Print(settlement);
  out += PrintJoint(plan);
  for (const Improvement& improvement : plan.improvements) {
    out += fmt::format("improvement {} ({}){}\n", improvement.terms.name, improvement.origin.clause, improvement.source ? " goal on " + Text(*improvement.source) : "");
  }
  return out;
}

}  // namespace slate::plan
