#include "compiler/interpret/interpret.h"

#include <utility>
#include <vector>

#include "runtime/digest.h"
#include "runtime/functions.h"

namespace slate::interpret {
namespace {

std::int64_t ReadColumn(const abi::Column& column, plan::ValueType type, std::int64_t row) {
  switch (type) {
    case plan::ValueType::boolean: return static_cast<const std::uint8_t*>(column.values)[row] != 0;
    case plan::ValueType::symbol: return static_cast<const std::uint32_t*>(column.values)[row];
    case plan::ValueType::integer: return static_cast<const std::int64_t*>(column.values)[row];
  }
  return 0;
}

bool IsRecorded(const abi::Column& column, std::int64_t row) {
  return column.valid == nullptr || column.valid[row] != 0;
}

template <typename Result, typename... Parameters, std::size_t... I>
std::int64_t Apply(Result (*function)(const void*, Parameters...), const void* place, const std::int64_t* arguments,
                   std::index_sequence<I...>) {
  return static_cast<std::int64_t>(function(place, static_cast<Parameters>(arguments[I])...));
}

template <typename Result, typename... Parameters>
std::int64_t Apply(Result (*function)(const void*, Parameters...), const void* place, const std::int64_t* arguments) {
  return Apply(function, place, arguments, std::index_sequence_for<Parameters...>());
}

std::int64_t Call(plan::FunctionId function, const void* place, const std::int64_t* arguments) {
  switch (function) {
#define SLATE_FUNCTION(name, symbol, result, parameters, doc) \
  case plan::FunctionId::name: return Apply(&symbol, place, arguments);
#include "runtime/functions.def"
#undef SLATE_FUNCTION
  }
  return 0;
}

// Every value is an int64: a boolean is 0 or 1, a symbol its id.
std::int64_t Evaluate(const plan::Plan& plan, const plan::Node& node, const std::vector<std::int64_t>& values,
                      const abi::Batch& batch, std::int64_t row) {
  auto operand = [&](int i) { return values[node.operands[i]]; };
  switch (node.op) {
    case plan::Op::constant: return node.immediate;
    case plan::Op::column: return ReadColumn(batch.columns[node.column], node.type, row);
    case plan::Op::recorded: return IsRecorded(batch.columns[node.column], row);
    case plan::Op::add: return operand(0) + operand(1);
    case plan::Op::subtract: return operand(0) - operand(1);
    case plan::Op::multiply: return operand(0) * operand(1);
    case plan::Op::equal: return operand(0) == operand(1);
    case plan::Op::not_equal: return operand(0) != operand(1);
    case plan::Op::less: return operand(0) < operand(1);
    case plan::Op::less_equal: return operand(0) <= operand(1);
    case plan::Op::logical_and: return operand(0) != 0 && operand(1) != 0;
    case plan::Op::logical_or: return operand(0) != 0 || operand(1) != 0;
    case plan::Op::logical_not: return operand(0) == 0;
    case plan::Op::otherwise: return IsRecorded(batch.columns[node.column], row) ? operand(0) : operand(1);
    case plan::Op::choose: return operand(2) != 0 ? operand(0) : operand(1);
    case plan::Op::call: {
      std::int64_t arguments[2] = {};
      for (int i = 0; i < 2; ++i) {
        if (node.operands[i] != plan::kNoNode) arguments[i] = operand(i);
      }
      const void* place = plan::TakesCalendar(node.function) ? static_cast<const void*>(plan.calendars[node.place].get()) : plan.zones[node.place];
      return Call(node.function, place, arguments);
    }
  }
  return 0;
}

// Which counter the item adds to besides the numerator: 0 the denominator, 2.. the first exclusion that takes it.
std::size_t TakenBy(const plan::Measurement& measurement, const std::vector<std::int64_t>& values) {
  for (std::size_t i = 0; i < measurement.exclusions.size(); ++i) {
    if (values[measurement.exclusions[i].condition] != 0) return 2 + i;
  }
  return 0;
}

void AddWide(std::uint64_t* words, std::int64_t value) {
  const Int128 sum = static_cast<Int128>(static_cast<UInt128>(words[1]) << 64 | words[0]) + value;
  words[0] = static_cast<std::uint64_t>(sum);
  words[1] = static_cast<std::uint64_t>(static_cast<UInt128>(sum) >> 64);
}

// A counted item's value into its cell, before the item itself is counted.
void Aggregate(const plan::Measurement& measurement, const std::vector<std::int64_t>& values, std::uint64_t* cell, abi::Cells& state,
               std::size_t cell_index) {
  using measure::AggregateKind;
  if (measurement.value == plan::kNoNode) return;
  const std::int64_t value = values[measurement.value];
  std::uint64_t* words = cell + measurement.value_words_at();
  const bool first = cell[0] == 0;
  switch (measurement.aggregate.kind) {
    case AggregateKind::ratio:
    case AggregateKind::time_share:
    case AggregateKind::count: return;
    case AggregateKind::weighted_ratio:
      AddWide(words, value);
      if (values[measurement.numerator] != 0) AddWide(words + 2, value);
      return;
    case AggregateKind::sum:
    case AggregateKind::average: AddWide(words, value); return;
    case AggregateKind::minimum:
      if (first || value < static_cast<std::int64_t>(*words)) *words = static_cast<std::uint64_t>(value);
      return;
    case AggregateKind::maximum:
      if (first || value > static_cast<std::int64_t>(*words)) *words = static_cast<std::uint64_t>(value);
      return;
    case AggregateKind::percentile:
    case AggregateKind::distinct:
      state.sample_cells[state.samples] = static_cast<std::int64_t>(cell_index);
      state.sample_values[state.samples++] = value;
      return;
  }
}

Placed Place(const plan::Plan& plan, const plan::Measurement& measurement, const std::vector<std::int64_t>& values, const abi::Batch& batch,
             std::int64_t row) {
  Placed placed;
  placed.at = values[measurement.by];
  const std::int32_t period = plan.grids[measurement.grid].Find({placed.at});
  (values[measurement.selected] == 0 ? placed.left_out_of : placed.period) = period;
  if (period < 0) return placed;
  if (measurement.group_column) placed.group = static_cast<const std::uint32_t*>(batch.columns[*measurement.group_column].values)[row];
  if (placed.period < 0) return placed;
  placed.taken_by = TakenBy(measurement, values);
  placed.good = placed.taken_by == 0 && values[measurement.numerator] != 0;
  placed.item_class = placed.good ? 1 : placed.taken_by == 0 ? 0 : measurement.item_class(placed.taken_by - 2);
  return placed;
}

std::vector<std::int64_t> EvaluateRow(const plan::Plan& plan, const plan::Scan& scan, const abi::Batch& batch, std::int64_t row) {
  std::vector<std::int64_t> values(scan.nodes.size());
  for (std::size_t i = 0; i < scan.nodes.size(); ++i) values[i] = Evaluate(plan, scan.nodes[i], values, batch, row);
  return values;
}

}  // namespace

void MeasureBatch(const plan::Plan& plan, std::size_t scan_index, const abi::Batch& batch,
                  abi::MeasureContext& context) {
  const plan::Scan& scan = plan.scans[scan_index];
  for (std::int64_t row = 0; row < batch.rows; ++row) {
    const std::vector<std::int64_t> values = EvaluateRow(plan, scan, batch, row);
    bool selected = false;
    bool used = false;
    for (std::size_t i = 0; i < scan.measurements.size(); ++i) {
      const plan::Measurement& measurement = scan.measurements[i];
      if (values[measurement.selected] == 0) continue;
      selected = true;
      const Placed placed = Place(plan, measurement, values, batch, row);
      if (placed.period < 0) continue;
      used = true;
      const std::size_t index = placed.group * plan.grids[measurement.grid].size() + static_cast<std::size_t>(placed.period);
      std::uint64_t* cell = context.cells[i].counters + index * measurement.stride();
      if (placed.taken_by == 0) Aggregate(measurement, values, cell, context.cells[i], index);
      const std::uint64_t share = measurement.aggregate.kind == measure::AggregateKind::time_share ? static_cast<std::uint64_t>(values[measurement.value]) : 1;
      cell[placed.taken_by] += share;
      if (placed.good) cell[1] += share;
      cell[measurement.digest_at()] += digest::Term(batch.items[row], placed.item_class);
    }
    ++(used ? context.rows.used : selected ? context.rows.outside_periods : context.rows.not_selected);
  }
}

Placed Place(const plan::Plan& plan, std::size_t scan, std::size_t measurement, const abi::Batch& batch, std::int64_t row) {
  return Place(plan, plan.scans[scan].measurements[measurement], EvaluateRow(plan, plan.scans[scan], batch, row), batch, row);
}

Placed Place(const plan::Plan& plan, std::size_t scan, const plan::Measurement& measurement, const abi::Batch& batch, std::int64_t row) {
  return Place(plan, measurement, EvaluateRow(plan, plan.scans[scan], batch, row), batch, row);
}

std::size_t FindBand(const std::vector<plan::Band>& bands, const abi::Value& value) {
  const Ratio measured = MakeRatio(value.numerator, value.denominator);
  for (std::size_t i = 0; i < bands.size(); ++i) {
    const auto from_lower = Compare(measured, bands[i].lower);
    const auto from_upper = Compare(measured, bands[i].upper);
    const bool above = bands[i].lower_unbounded || (bands[i].lower_inclusive ? from_lower >= 0 : from_lower > 0);
    const bool below = bands[i].upper_unbounded || (bands[i].upper_inclusive ? from_upper <= 0 : from_upper < 0);
    if (above && below) return i;
  }
  return bands.size();
}

bool TargetMet(const plan::Target& target, const abi::Value& value) {
  const auto from_level = Compare(MakeRatio(value.numerator, value.denominator), target.level);
  switch (target.direction) {
    case plan::Direction::at_least: return from_level >= 0;
    case plan::Direction::more_than: return from_level > 0;
    case plan::Direction::at_most: return from_level <= 0;
    case plan::Direction::less_than: return from_level < 0;
  }
  return false;
}

}  // namespace slate::interpret
