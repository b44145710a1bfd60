// Interpreter and compiled code over random plans: counters and row counts are equal to the byte for every cut into
// batches and workers, and targets and bands decide alike at and beside their bounds.
#include <map>
#include <numeric>

#include <catch2/catch_test_macros.hpp>

#include "compiler/driver/kernel_cache.h"
#include "compiler/driver/packed_states.h"
#include "compiler/interpret/interpret.h"
#include "compiler/jit/load.h"
#include "compiler/plan/verify.h"
#include "runtime/digest.h"
#include "runtime/measure/counters.h"
#include "runtime/measure/samples.h"
#include "tests/differential/random_plan.h"

using namespace slate;
using namespace slate::differential;

namespace {

// What a run leaves behind, in a form that equals itself.
struct Outcome {
  std::vector<std::string> states;  // canonical bytes by measurement
  std::uint64_t used = 0, outside_periods = 0, not_selected = 0;
  std::uint64_t denominators = 0, numerators = 0, excluded = 0;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

struct Tables {
  explicit Tables(const plan::Plan& plan) {
    for (const PeriodGrid& grid : plan.grids) tables.push_back(BuildPeriodTable(grid));
    for (const PeriodTable& table : tables) {
      grids.push_back({table.base, table.end, table.slots.data(), table.boundaries.data(),
                       static_cast<std::int64_t>(table.boundaries.size()) - 1, table.shift});
    }
    zones.assign(plan.zones.begin(), plan.zones.end());
    for (const auto& calendar : plan.calendars) calendars.push_back(calendar.get());
  }
  std::vector<PeriodTable> tables;
  std::vector<abi::Grid> grids;
  std::vector<const void*> zones, calendars;
};

// Cuts the rows into batches, deals them to workers in turn, and merges what the workers counted. Null kernel:
// interpreted.
Outcome Run(const plan::Plan& plan, const Rows& rows, abi::MeasureKernel kernel, std::int64_t batch_rows,
            std::size_t workers) {
  const Tables tables(plan);
  const std::vector<plan::Measurement>& measurements = plan.scans[0].measurements;
  std::vector<measure::Counters> empty;
  std::vector<measure::Samples> empty_samples;
  for (const plan::Measurement& measurement : measurements) {
    empty.emplace_back(plan.grids[measurement.grid].size(), measurement.stride(), measurement.aggregate.kind);
    empty_samples.emplace_back(plan.grids[measurement.grid].size());
    empty.back().Reserve(measurement.group_column ? kGroups : 1);
  }
  std::vector<std::vector<measure::Counters>> counters(workers, empty);
  std::vector<std::vector<measure::Samples>> samples(workers, empty_samples);
  const std::size_t room = static_cast<std::size_t>(std::min(batch_rows, rows.size)) + 1;
  std::vector<std::vector<std::int64_t>> buffers(measurements.size(), std::vector<std::int64_t>(2 * room));
  Outcome outcome;
  std::vector<driver::PackedStates> packed;
  for (std::size_t i = 0; kernel != nullptr && i < workers; ++i) {
    driver::PackedStates& states = packed.emplace_back(plan, 0);
    for (std::size_t bundle = 0; bundle < states.bundles(); ++bundle) states.Reserve(bundle, states.Of(bundle).group_column ? kGroups : 1);
  }
  std::size_t worker = 0;
  for (std::int64_t row = 0; row < rows.size; row += batch_rows, worker = (worker + 1) % workers) {
    const std::vector<abi::Column> columns = rows.From(row);
    const abi::Batch batch{std::min(batch_rows, rows.size - row), columns.data(), rows.items.data() + row};
    std::vector<abi::Cells> cells;
    for (std::size_t m = 0; m < measurements.size(); ++m) {
      cells.push_back({counters[worker][m].data(), buffers[m].data(), buffers[m].data() + room, 0});
    }
    abi::MeasureContext context{tables.grids.data(), cells.data(), tables.zones.data(), tables.calendars.data(),
                                kernel == nullptr ? nullptr : packed[worker].words(), {}};
    if (kernel != nullptr) {
      kernel(&batch, &context);
    } else {
      interpret::MeasureBatch(plan, 0, batch, context);
    }
    for (std::size_t m = 0; m < measurements.size(); ++m) {
      samples[worker][m].Add(cells[m].sample_cells, cells[m].sample_values, static_cast<std::size_t>(cells[m].samples));
    }
    outcome.used += context.rows.used;
    outcome.outside_periods += context.rows.outside_periods;
    outcome.not_selected += context.rows.not_selected;
  }
  for (std::size_t i = 0; i < packed.size(); ++i) {
    for (std::size_t m = 0; m < measurements.size(); ++m) {
      counters[i][m] = measure::Counters(plan.grids[measurements[m].grid].size(), measurements[m].stride(), measurements[m].aggregate.kind);
      packed[i].Unpack(m, counters[i][m]);
    }
  }
  for (std::size_t m = 0; m < measurements.size(); ++m) {
    measure::Counters& total = counters[0][m];
    for (std::size_t other = 1; other < workers; ++other) {
      total.Merge(counters[other][m]);
      samples[0][m].Merge(std::move(samples[other][m]));
    }
    const std::vector<std::string> names{"f", "a", "e", "b", "d", "c"};
    const auto name = [&](std::size_t id) -> std::string_view { return names[id]; };
    outcome.states.push_back(total.CanonicalBytes(name) +
                             samples[0][m].CanonicalBytes(name, measurements[m].aggregate.kind == measure::AggregateKind::distinct));
    for (std::size_t cell = 0; cell < total.groups() * total.periods(); ++cell) {
      const std::uint64_t* counter = total.data() + cell * total.stride();
      outcome.denominators += counter[0];
      outcome.numerators += counter[1];
      outcome.excluded += std::accumulate(counter + 2, counter + total.value_words_at(), std::uint64_t{0});
    }
  }
  return outcome;
}

void RequireEqualEngines(const plan::Plan& plan, const Rows& rows, const Outcome& reference) {
  REQUIRE(plan::Verify(plan).empty());
  jit::Compiled compiled;
  std::string object;
  REQUIRE(compiled.Load(SLATE_BUILD_DIR, plan, object) == "");
  // Of plans with one key one code is kept.
  static std::map<std::string, std::string> by_key;
  REQUIRE(by_key.emplace(driver::KernelCache("/nowhere", "here").KeyOf(plan), object).first->second == object);
  jit::Compiled again;
  if (!object.empty()) REQUIRE(again.Load("/nowhere", plan, object) == "");  // no module is there to compile anything
  const jit::Compiled& kept = object.empty() ? compiled : again;
  for (const std::int64_t batch_rows : {1, 7, 4096}) {
    for (const std::size_t workers : {1, 2}) {
      CAPTURE(batch_rows, workers);
      REQUIRE(Run(plan, rows, nullptr, batch_rows, workers) == reference);
      REQUIRE(Run(plan, rows, compiled.Measure(0), batch_rows, workers) == reference);
      REQUIRE(Run(plan, rows, kept.Measure(0), batch_rows, workers) == reference);
    }
  }
}

plan::Plan SettlingPlan() {
  plan::Plan plan;
  plan.zone = Zone::Find("UTC");
  plan.grids = Grids();
  plan.scans.push_back(
      {.event = "event",
       .columns = Columns(),
       .nodes = {{.op = plan::Op::constant, .type = plan::ValueType::boolean, .bits = 1}, {.bits = 1}}});
  plan.scans[0].measurements.push_back({.metric = "m", .by = 1, .selected = 0, .numerator = 0});
  return plan;
}

constexpr std::int64_t kLargest = (std::int64_t{1} << 62) - 1;

}  // namespace

TEST_CASE("both engines count the same over random plans, however rows are cut and dealt") {
  Outcome sum;
  for (unsigned seed = 1; seed <= 120; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const plan::Plan plan = RandomPlan(random);
    const Rows rows = RandomRows(random, plan.grids, seed % 10 == 0 ? 9000 : 300);
    const Outcome reference = Run(plan, rows, nullptr, rows.size, 1);
    REQUIRE(reference.used + reference.outside_periods + reference.not_selected ==
            static_cast<std::uint64_t>(rows.size));
    RequireEqualEngines(plan, rows, reference);
    sum.used += reference.used;
    sum.outside_periods += reference.outside_periods;
    sum.not_selected += reference.not_selected;
    sum.denominators += reference.denominators;
    sum.numerators += reference.numerators;
    sum.excluded += reference.excluded;
  }
  // Equal engines prove little unless every kind of outcome was met often.
  for (const std::uint64_t met :
       {sum.used, sum.outside_periods, sum.not_selected, sum.denominators, sum.numerators, sum.excluded})
    CHECK(met > 1000);
}

TEST_CASE("no rows count nothing") {
  Random random(7);
  const plan::Plan plan = RandomPlan(random);
  const Rows rows = RandomRows(random, plan.grids, 0);
  RequireEqualEngines(plan, rows, Run(plan, rows, nullptr, 1, 1));
  CHECK(Run(plan, rows, nullptr, 1, 1).used == 0);
}

TEST_CASE("a microsecond before a period's edge is the period before, the edge and after it the period itself") {
  for (std::uint32_t grid = 0; grid < 2;
       ++grid) {  // months and days of Berlin, the nights the clocks change among them
    plan::Plan plan = SettlingPlan();
    plan::Scan& scan = plan.scans[0];
    scan.nodes = {{.op = plan::Op::column, .bits = kInstantBits, .column = at},
                  {.op = plan::Op::constant, .type = plan::ValueType::boolean, .bits = 1, .immediate = 1}};
    scan.measurements = {{.metric = "m", .by = 0, .selected = 1, .numerator = 1, .grid = grid}};
    Random random(1);
    const std::vector<Instant>& boundaries = plan.grids[grid].boundaries;
    Rows rows = RandomRows(random, plan.grids, static_cast<std::int64_t>(3 * boundaries.size()));
    for (std::size_t i = 0; i < rows.integers[0].size(); ++i)
      rows.integers[0][i] = boundaries[i / 3].micros + static_cast<std::int64_t>(i % 3) - 1;

    // Each period has its own edge, the moment after it, and the moment before the next edge.
    measure::Counters expected(plan.grids[grid].size(), 3);
    expected.Reserve(1);
    for (std::size_t period = 0; period < expected.periods(); ++period) {
      std::uint64_t* cell = expected.data() + 3 * period;
      cell[0] = cell[1] = 3;
      for (const std::size_t row : {1, 2, 3}) cell[2] += digest::Term(rows.items[3 * period + row], 1);
    }
    Outcome reference{.states = {expected.CanonicalBytes([](std::size_t) -> std::string_view { return "f"; })},
                      .used = 3 * expected.periods(),
                      .outside_periods = 3,
                      .denominators = 3 * expected.periods(),
                      .numerators = 3 * expected.periods()};
    RequireEqualEngines(plan, rows, reference);
  }
}

TEST_CASE("both engines decide targets and minima alike, at and beside the level") {
  using settle::Direction;
  struct Expected {
    Direction direction;
    bool below, equal, above;
  };
  Random random(11);
  plan::Plan plan = SettlingPlan();
  std::vector<Expected> expected;
  std::vector<Ratio> levels{MakeRatio(974, 1000), MakeRatio(1, 3), MakeRatio(1, 1), MakeRatio(kLargest - 1, kLargest),
                            MakeRatio(1, kLargest)};
  for (int i = 0; i < 20; ++i)
    levels.push_back(MakeRatio(static_cast<std::int64_t>(1 + random.Below(kLargest - 1)), kLargest));
  for (const Ratio& level : levels) {
    for (const Expected& one :
         {Expected{Direction::at_least, false, true, true}, Expected{Direction::more_than, false, false, true},
          Expected{Direction::at_most, true, true, false}, Expected{Direction::less_than, true, false, false}}) {
      plan.settlements.push_back({.terms = {.obligation = "o" + std::to_string(expected.size()), .target = {one.direction, level}, .minimum = settle::Target{one.direction, level}}});
      expected.push_back(one);
    }
  }
  REQUIRE(plan::Verify(plan).empty());
  jit::Compiled compiled;
  REQUIRE(compiled.Load(SLATE_BUILD_DIR, plan) == "");
  for (std::size_t i = 0; i < plan.settlements.size(); ++i) {
    CAPTURE(i);
    const plan::Target& target = plan.settlements[i].terms.target;
    const auto n = static_cast<std::int64_t>(target.level.numerator),
               d = static_cast<std::int64_t>(target.level.denominator);
    const auto both = [&](std::int64_t numerator, std::int64_t denominator, bool met) {
      const abi::Value value{numerator, denominator};
      return interpret::TargetMet(target, value) == met &&
             compiled.Target(i)(&value) == (met ? 1 : 0) && compiled.Minimum(i)(&value) == (met ? 1 : 0);
    };
    CHECK(both(n, d, expected[i].equal));
    for (const std::int64_t times : {std::int64_t{1}, kLargest / d}) {
      CHECK(both(n * times, d * times, expected[i].equal));
      CHECK(both(n * times - 1, d * times, expected[i].below));
      CHECK(both(n * times + 1, d * times, expected[i].above));
    }
    for (int k = 0; k < 50; ++k) {
      const auto denominator = static_cast<std::int64_t>(1 + random.Below(kLargest - 1));
      const auto numerator = static_cast<std::int64_t>(random.Below(static_cast<std::size_t>(denominator) + 1));
      CHECK(both(numerator, denominator, interpret::TargetMet(target, {numerator, denominator})));
    }
  }
}

TEST_CASE("terms that no row could have, and classes that no record says, are no plan") {
  struct Part {
    std::optional<std::string> only_group, only_class;
    std::optional<Date> from, until;
  };
  using ClassOfGroup = plan::Settlement::ClassOfGroup;
  const auto sound = [](const std::vector<Part>& parts, std::optional<ClassOfGroup> of = std::nullopt) {
    plan::Plan plan = SettlingPlan();
    for (const Part& part : parts) {
      plan::Settlement& settlement = plan.settlements.emplace_back();
      settlement.terms.obligation = "o";
      settlement.terms.only_group = part.only_group;
      settlement.terms.only_class = part.only_class;
      settlement.terms.from = part.from;
      settlement.terms.until = part.until;
      settlement.class_of_group = of;
    }
    return plan::Verify(plan).empty();
  };
  const Part a{"a", {}, {}, {}}, b{"b", {}, {}, {}}, rest{}, of_class{{}, "a", {}, {}}, early{{}, {}, {}, Date{60}}, late{{}, {}, Date{60}, {}};
  CHECK(sound({a, b, rest}));
  CHECK_FALSE(sound({rest, a}));
  CHECK_FALSE(sound({a, a}));
  CHECK_FALSE(sound({of_class}));
  CHECK_FALSE(sound({of_class}, ClassOfGroup{7, 3}));
  CHECK(sound({early, late}));
  CHECK_FALSE(sound({late, late}));
}

TEST_CASE("both engines find the same band, at and beside its bounds") {
  Random random(12);
  plan::Plan plan = SettlingPlan();
  for (int i = 0; i < 30; ++i) {
    // Bounds 0 = b0 < b1 < ... < 1; each inner bound belongs to one of its two bands; sometimes the top is left open.
    const std::int64_t whole = random.OneIn(3) ? kLargest : 10'000;
    std::vector<std::int64_t> bounds{0, whole};
    for (std::size_t k = random.Below(5); k > 0; --k)
      bounds.push_back(static_cast<std::int64_t>(1 + random.Below(static_cast<std::size_t>(whole - 1))));
    std::sort(bounds.begin(), bounds.end());
    bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
    settle::Terms terms{.obligation = "o" + std::to_string(i), .target = {settle::Direction::at_least, MakeRatio(1, 2)}};
    bool lower_inclusive = true;
    for (std::size_t k = 0; k + 1 < bounds.size(); ++k) {
      const bool last = k + 2 == bounds.size();
      const bool upper_inclusive = last ? !random.OneIn(4) : random.OneIn(2);
      terms.bands.push_back({.lower = MakeRatio(bounds[k], whole),
                             .upper = MakeRatio(bounds[k + 1], whole),
                             .lower_inclusive = lower_inclusive,
                             .upper_inclusive = upper_inclusive});
      lower_inclusive = !upper_inclusive;
    }
    terms.rounding.decided_by = "C.1";
    plan.settlements.push_back({.terms = std::move(terms)});
  }
  plan.settlements.push_back({.terms = {.obligation = "without bands"}});
  REQUIRE(plan::Verify(plan).empty());
  jit::Compiled compiled;
  REQUIRE(compiled.Load(SLATE_BUILD_DIR, plan) == "");
  for (std::size_t i = 0; i < plan.settlements.size(); ++i) {
    CAPTURE(i);
    const plan::Settlement& settlement = plan.settlements[i];
    const std::vector<plan::Band>& bands = settlement.terms.bands;
    const auto both = [&](std::int64_t n, std::int64_t d, std::size_t band) {
      const abi::Value value{n, d};
      return interpret::FindBand(bands, value) == band && compiled.Band(i)(&value) == static_cast<std::int32_t>(band);
    };
    for (std::size_t k = 0; k + 1 < bands.size(); ++k) {
      const auto n = static_cast<std::int64_t>(bands[k].upper.numerator),
                 d = static_cast<std::int64_t>(bands[k].upper.denominator);
      CHECK(both(n, d, bands[k].upper_inclusive ? k : k + 1));
    }
    if (!bands.empty()) {
      CHECK(both(0, 1, 0));
      CHECK(both(1, 1, bands.back().upper_inclusive ? bands.size() - 1 : bands.size()));
    }
    for (int k = 0; k < 100; ++k) {
      const auto d = static_cast<std::int64_t>(1 + random.Below(random.OneIn(2) ? kLargest : 10'000));
      const auto n = static_cast<std::int64_t>(random.Below(static_cast<std::size_t>(d) + 1));
      CHECK(both(n, d, interpret::FindBand(bands, {n, d})));
    }
  }
}
