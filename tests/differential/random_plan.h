// Random plans and random columns for them. Every plan passes plan::Verify; every number stays in the bits its node
// claims.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "compiler/plan/plan.h"
#include "runtime/abi.h"

namespace slate::differential {

inline constexpr std::uint32_t kGroups = 6;  // symbol ids are below this
inline constexpr int kInstantBits = 59;
inline constexpr int kCountBits = 10;

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::uint64_t Bits() { return engine_(); }
  std::size_t Below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  bool OneIn(std::size_t n) { return Below(n) == 0; }
  std::int64_t Signed(int bits) {
    const auto magnitude = static_cast<std::int64_t>(engine_() & ((std::uint64_t{1} << bits) - 1));
    return OneIn(2) ? magnitude : -magnitude;
  }
  template <typename T>
  const T& Pick(const std::vector<T>& of) {
    return of[Below(of.size())];
  }

 private:
  std::mt19937_64 engine_;
};

// Columns of every type, without and with missing values.
enum ColumnIndex : std::uint32_t {
  flag,
  maybe_flag,
  group,
  maybe_group,
  at,
  maybe_at,
  count,
  maybe_count,
  column_total
};

inline std::vector<plan::Column> Columns() {
  using plan::FieldType;
  std::vector<plan::Column> columns;
  for (const FieldType type : {FieldType::boolean, FieldType::text, FieldType::instant, FieldType::count}) {
    for (const bool optional : {false, true})
      columns.push_back({.field = "c" + std::to_string(columns.size()), .type = type, .optional = optional});
  }
  return columns;
}

class NodeMaker {
 public:
  NodeMaker(Random& random, plan::Scan& scan, std::size_t zones, std::size_t calendars)
      : random_(random), scan_(scan), zones_(zones), calendars_(calendars) {}

  void Make(std::size_t steps) {
    for (std::uint32_t c = 0; c < column_total; ++c) {
      const plan::ValueType type = scan_.columns[c].value_type();
      const int bits = type == plan::ValueType::boolean  ? 1
                       : type == plan::ValueType::symbol ? 32
                       : c >= count                      ? kCountBits
                                                         : kInstantBits;
      Add({.op = plan::Op::column, .type = type, .bits = static_cast<std::uint8_t>(bits), .column = c});
      Add({.op = plan::Op::recorded, .type = plan::ValueType::boolean, .bits = 1, .column = c});
    }
    for (const std::int64_t symbol : {0, 3, 5}) Constant(plan::ValueType::symbol, symbol, 32);
    Constant(plan::ValueType::symbol, 0xffffffff, 32);
    for (const std::int64_t value : {0, 1}) Constant(plan::ValueType::boolean, value, 1);
    for (const int bits : {1, kCountBits, 40, kInstantBits, 62})
      Constant(plan::ValueType::integer, random_.Signed(bits), bits);
    for (std::size_t i = 0; i < steps; ++i) Step();
  }

  plan::NodeId Any(plan::ValueType type) {
    while (true) {
      const auto id = static_cast<plan::NodeId>(random_.Below(scan_.nodes.size()));
      if (scan_.nodes[id].type == type) return id;
    }
  }

 private:
  void Add(plan::Node node) { scan_.nodes.push_back(std::move(node)); }
  void Constant(plan::ValueType type, std::int64_t value, int bits) {
    Add({.op = plan::Op::constant, .type = type, .bits = static_cast<std::uint8_t>(bits), .immediate = value});
  }

  void Step() {
    using plan::Op, plan::ValueType;
    const std::size_t kind = random_.Below(12);
    if (kind == 11) {
      const ValueType type = random_.Pick<ValueType>({ValueType::boolean, ValueType::symbol, ValueType::integer});
      const plan::NodeId a = Any(type), b = Any(type);
      Add({.op = Op::choose, .type = type, .bits = std::max(scan_.nodes[a].bits, scan_.nodes[b].bits), .operands = {a, b, Any(ValueType::boolean)}});
      return;
    }
    if (kind == 10) {
      const ValueType type = random_.Pick<ValueType>({ValueType::boolean, ValueType::symbol, ValueType::integer});
      const plan::NodeId a = Any(type), b = Any(type);
      const auto bits = std::max(scan_.nodes[a].bits, scan_.nodes[b].bits);
      Add({.op = Op::otherwise, .type = type, .bits = bits, .operands = {a, b}, .column = static_cast<std::uint32_t>(random_.Below(column_total))});
    } else if (kind < 3) {
      const Op op = random_.Pick<Op>({Op::add, Op::subtract, Op::multiply});
      const plan::NodeId a = Any(ValueType::integer), b = Any(ValueType::integer);
      const int left = scan_.nodes[a].bits, right = scan_.nodes[b].bits;
      const int bits = op == Op::multiply ? left + right : std::max(left, right) + 1;
      if (bits <= 63) Add({.op = op, .bits = static_cast<std::uint8_t>(bits), .operands = {a, b}});
    } else if (kind < 5) {
      Add({.op = random_.Pick<Op>({Op::less, Op::less_equal}),
           .type = ValueType::boolean,
           .bits = 1,
           .operands = {Any(ValueType::integer), Any(ValueType::integer)}});
    } else if (kind < 6) {
      const ValueType type = random_.Pick<ValueType>({ValueType::boolean, ValueType::symbol, ValueType::integer});
      Add({.op = random_.Pick<Op>({Op::equal, Op::not_equal}),
           .type = ValueType::boolean,
           .bits = 1,
           .operands = {Any(type), Any(type)}});
    } else if (kind < 8) {
      Add({.op = random_.Pick<Op>({Op::logical_and, Op::logical_or}),
           .type = ValueType::boolean,
           .bits = 1,
           .operands = {Any(ValueType::boolean), Any(ValueType::boolean)}});
    } else if (kind < 9) {
      Add({.op = Op::logical_not,
           .type = ValueType::boolean,
           .bits = 1,
           .operands = {Any(ValueType::boolean), plan::kNoNode}});
    } else {
      Call();
    }
  }

  // Any integer will do as an argument: the functions are total.
  void Call() {
    using plan::FunctionId;
    plan::Node node{.op = plan::Op::call, .bits = 60, .operands = {Any(plan::ValueType::integer), plan::kNoNode}};
    node.function = random_.Pick<FunctionId>({FunctionId::start_of_date, FunctionId::end_of_date,
                                              FunctionId::local_date, FunctionId::add_days, FunctionId::add_months,
                                              FunctionId::business_time_between, FunctionId::add_business_time, FunctionId::business_days_between,
                                              FunctionId::add_business_days, FunctionId::business_day_of, FunctionId::shift_business_day});
    const bool of_calendar = plan::TakesCalendar(node.function);
    if (of_calendar || node.function == FunctionId::add_days || node.function == FunctionId::add_months)
      node.operands[1] = Any(plan::ValueType::integer);
    node.place = static_cast<std::uint32_t>(random_.Below(of_calendar ? calendars_ : zones_));
    Add(std::move(node));
  }

  Random& random_;
  plan::Scan& scan_;
  std::size_t zones_, calendars_;
};

// Working days with a break and a holiday in Berlin, where business days end at closing time; nights in New York, where a time
// used up at closing is due at the next opening; and one that is never open.
inline std::vector<std::shared_ptr<const BusinessCalendar>> Calendars() {
  constexpr std::int64_t kHour = 3600 * kMicrosPerSecond;
  BusinessRules berlin{.name = "berlin", .zone = Zone::Find("Europe/Berlin"), .first = ToDate({2010, 1, 1}), .last = ToDate({2030, 12, 31})};
  for (int day = 0; day < 5; ++day) berlin.week[static_cast<std::size_t>(day)] = {{8 * kHour, 12 * kHour}, {13 * kHour, 17 * kHour}};
  berlin.special[ToDate({2025, 5, 1})] = {};
  berlin.days_end = DaysEnd::closing_time;
  BusinessRules nights{.name = "nights", .zone = Zone::Find("America/New_York"), .first = berlin.first, .last = berlin.last};
  for (DayHours& hours : nights.week) hours = {{0, 6 * kHour}, {22 * kHour, 24 * kHour}};
  nights.due_at_next_opening = true;
  const BusinessRules closed{.name = "closed", .zone = nights.zone, .first = berlin.first, .last = berlin.last};
  return {std::make_shared<const BusinessCalendar>(berlin), std::make_shared<const BusinessCalendar>(nights),
          std::make_shared<const BusinessCalendar>(closed)};
}

inline std::vector<PeriodGrid> Grids() {
  const auto date = [](int year, int month, int day) { return ToDate({year, month, day}); };
  const Zone& berlin = *Zone::Find("Europe/Berlin");
  return {
      WholePeriods({PeriodKind::calendar_month}, berlin, date(2025, 1, 1), date(2025, 12, 31)).grid,
      WholePeriods({PeriodKind::day}, berlin, date(2025, 3, 1), date(2025, 11, 30)).grid,
      // Samoa skipped 2011-12-30: a period without an instant. Sao Paulo's summer time skipped midnight.
      WholePeriods({PeriodKind::day}, *Zone::Find("Pacific/Apia"), date(2011, 12, 1), date(2012, 1, 31)).grid,
      WholePeriods({PeriodKind::iso_week}, *Zone::Find("America/Sao_Paulo"), date(2018, 10, 1), date(2018, 12, 2)).grid,
      PeriodGrid{}};
}

inline plan::Measurement RandomMeasurement(Random& random, NodeMaker& nodes, const std::vector<PeriodGrid>& grids) {
  plan::Measurement measurement{
      .metric = "m",
      .by = random.OneIn(4) ? nodes.Any(plan::ValueType::integer) : 2 * (random.OneIn(3) ? maybe_at : at)};
  measurement.selected = nodes.Any(plan::ValueType::boolean);
  measurement.numerator = nodes.Any(plan::ValueType::boolean);
  using measure::AggregateKind;
  if (random.OneIn(2)) {
    measurement.aggregate.kind = random.Pick<AggregateKind>(
        {AggregateKind::weighted_ratio, AggregateKind::count, AggregateKind::sum, AggregateKind::average, AggregateKind::minimum,
         AggregateKind::maximum, AggregateKind::percentile, AggregateKind::distinct});
    measurement.aggregate.rank = MakeRatio(static_cast<std::int64_t>(1 + random.Below(100)), 100);
  }
  if (measurement.aggregate.kind == AggregateKind::distinct) {
    measurement.value = nodes.Any(random.Pick<plan::ValueType>({plan::ValueType::boolean, plan::ValueType::symbol, plan::ValueType::integer}));
  } else if (measure::HasValue(measurement.aggregate.kind)) {
    measurement.value = nodes.Any(plan::ValueType::integer);
  }
  for (std::size_t e = random.Below(4); e > 0; --e) {
    measurement.exclusions.push_back({false, "e", nodes.Any(plan::ValueType::boolean), {"E.1", {}}});
  }
  measurement.grid = static_cast<std::uint32_t>(random.OneIn(3) ? random.Below(grids.size()) : random.Below(2));
  if (!random.OneIn(3)) {
    measurement.group_column = random.OneIn(2) ? group : maybe_group;
    measurement.groups = settle::GroupsKind::seen_in_period;
  }
  return measurement;
}

inline plan::Plan RandomPlan(Random& random) {
  plan::Plan plan;
  plan.zone = Zone::Find("Europe/Berlin");
  plan.zones = {plan.zone, Zone::Find("America/New_York"), Zone::Find("Pacific/Apia")};
  plan.grids = Grids();
  plan::Scan scan{.event = "event", .columns = Columns()};
  plan.calendars = Calendars();
  NodeMaker nodes(random, scan, plan.zones.size(), plan.calendars.size());
  nodes.Make(10 + random.Below(60));
  for (std::size_t m = 1 + random.Below(5); m > 0; --m)
    scan.measurements.push_back(RandomMeasurement(random, nodes, plan.grids));
  plan.scans.push_back(std::move(scan));
  return plan;
}

// The rows of one event, column by column, with what a batch needs to point into them.
struct Rows {
  std::int64_t size = 0;
  std::vector<std::uint8_t> flags[2];
  std::vector<std::uint32_t> symbols[2];
  std::vector<std::int64_t> integers[4];
  std::vector<std::uint8_t> valid[column_total];  // empty: all recorded
  std::vector<std::uint64_t> items;

  std::vector<abi::Column> From(std::int64_t row) const {
    const auto view = [&](std::uint32_t column, const auto& values) {
      return abi::Column{values.data() + row, valid[column].empty() ? nullptr : valid[column].data() + row};
    };
    return {view(flag, flags[0]),          view(maybe_flag, flags[1]),    view(group, symbols[0]),
            view(maybe_group, symbols[1]), view(at, integers[0]),         view(maybe_at, integers[1]),
            view(count, integers[2]),      view(maybe_count, integers[3])};
  }
};

// Instants one microsecond before, at and after a boundary of some grid, moments in the nights clocks change, and any
// others.
inline std::int64_t RandomInstant(Random& random, const std::vector<PeriodGrid>& grids) {
  const PeriodGrid& grid = grids[random.Below(grids.size())];
  if (random.OneIn(12)) return random.Signed(kInstantBits);
  if (grid.size() == 0) {
    const std::int64_t change =
        random.OneIn(2) ? 1'743'296'400'000'000 : 1'761'440'400'000'000;  // Berlin, March and October 2025
    return change + random.Signed(33);
  }
  if (random.OneIn(2)) return random.Pick(grid.boundaries).micros + static_cast<std::int64_t>(random.Below(3)) - 1;
  const auto length = static_cast<std::size_t>(grid.boundaries.back().micros - grid.boundaries.front().micros);
  return grid.boundaries.front().micros + static_cast<std::int64_t>(random.Below(length));
}

inline Rows RandomRows(Random& random, const std::vector<PeriodGrid>& grids, std::int64_t size) {
  Rows rows;
  rows.size = size;
  // Even an optional column may come without validity bytes: then all of it is recorded.
  for (const std::uint32_t column : {maybe_flag, maybe_group, maybe_at, maybe_count}) {
    if (random.OneIn(5)) continue;
    for (std::int64_t i = 0; i < size; ++i) rows.valid[column].push_back(random.OneIn(3) ? 0 : 1);
  }
  for (std::int64_t i = 0; i < size; ++i) {
    rows.items.push_back(random.Bits());
    const auto missing = [&](std::uint32_t column) {
      return !rows.valid[column].empty() && rows.valid[column][static_cast<std::size_t>(i)] == 0;
    };
    for (const std::uint32_t k : {0u, 1u}) {
      rows.flags[k].push_back(missing(flag + k) ? 0 : static_cast<std::uint8_t>(random.Below(2)));
      rows.symbols[k].push_back(missing(group + k) ? 0 : static_cast<std::uint32_t>(random.Below(kGroups)));
      rows.integers[k].push_back(missing(at + k) ? 0 : RandomInstant(random, grids));
      rows.integers[2 + k].push_back(missing(count + k) ? 0 : random.Signed(kCountBits));
    }
  }
  return rows;
}

}  // namespace slate::differential
