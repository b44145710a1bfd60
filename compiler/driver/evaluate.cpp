#include "compiler/driver/evaluate.h"

#include <algorithm>

#include "compiler/driver/intake.h"
#include "compiler/interpret/interpret.h"
#include "compiler/jit/load.h"
#include "runtime/ingest/csv.h"
#include "runtime/ingest/ndjson.h"
#include "runtime/measure/counters.h"
#include "runtime/settle/limits.h"
#include "runtime/time/periods.h"

namespace slate::driver {
namespace {

// Period tables in the layout compiled code reads; the tables own what the grids point into.
struct Grids {
  std::vector<PeriodTable> tables;
  std::vector<abi::Grid> views;
};

Grids MakeGrids(const plan::Plan& plan) {
  Grids grids;
  for (const PeriodGrid& grid : plan.grids) grids.tables.push_back(BuildPeriodTable(grid));
  for (const PeriodTable& table : grids.tables) {
    grids.views.push_back({table.base, table.end, table.slots.data(), table.boundaries.data(), static_cast<std::int64_t>(table.boundaries.size()) - 1});
  }
  return grids;
}

// What one worker measured of one scan.
struct Worker {
  std::vector<measure::Counters> counters;
  std::vector<measure::Samples> samples;           // empty cells where the aggregate keeps no values
  std::vector<std::vector<std::int64_t>> buffers;  // room for a batch: cells, then values, of one measurement
  std::vector<abi::Cells> cells;
  abi::RowCounts rows{};
};

class Evaluation {
 public:
  Evaluation(const plan::Plan& plan, const check::CheckedContract& contract, const check::CheckedBinding& binding, const EvaluateOptions& options)
      : plan_(plan), contract_(contract), binding_(binding), options_(options), grids_(MakeGrids(plan)) {
    for (const Zone* zone : plan.zones) zones_.push_back(zone);
  }

  Evaluated Run(const std::map<std::string, std::vector<ingest::Input>>& inputs) {
    if (options_.engine == Engine::jit) {
      result_.engine_error = compiled_.Load(options_.module_folder, plan_);
      if (!result_.engine_error.empty()) return std::move(result_);
    }
    ledger::Ledger& ledger = result_.ledger;
    ledger.contract = plan_.contract;
    ledger.reference = plan_.reference;
    ledger.as_of = options_.as_of;
    ledger.currency = plan_.currency;
    for (const plan::DecisionUsed& decision : plan_.decisions) ledger.decisions.push_back({decision.question, decision.answer, decision.decided_by});
    for (std::size_t scan = 0; scan < plan_.scans.size(); ++scan) Measure(scan, inputs.at(plan_.scans[scan].event));
    if (result_.input_errors.empty()) Settle();
    std::erase_if(ledger.rows, [&](const settle::Row& row) { return !IsShown(row); });
    return std::move(result_);
  }

 private:
  void Measure(std::size_t index, const std::vector<ingest::Input>& inputs) {
    const plan::Scan& scan = plan_.scans[index];
    const check::CheckedEventBinding* source = nullptr;
    const check::CheckedEvent* event = nullptr;
    for (const check::CheckedEventBinding& one : binding_.events) {
      if (contract_.events[one.event].name != scan.event) continue;
      source = &one;
      event = &contract_.events[one.event];
    }
    const ingest::TableSpec table = TableOf(scan, *event, *source);
    const int threads = std::max(1, options_.threads);
    std::vector<Worker> workers(static_cast<std::size_t>(threads));
    for (Worker& worker : workers) {
      for (const plan::Measurement& measurement : scan.measurements) {
        const std::size_t periods = plan_.grids[measurement.grid].size();
        const std::size_t room = measure::KeepsValues(measurement.aggregate.kind) ? static_cast<std::size_t>(options_.batch_rows) + 1 : 0;
        worker.counters.emplace_back(periods, measurement.stride(), measurement.aggregate.kind);
        worker.samples.emplace_back(periods);
        std::vector<std::int64_t>& buffer = worker.buffers.emplace_back(2 * room);
        worker.cells.push_back({nullptr, buffer.data(), buffer.data() + room, 0});
      }
    }
    ingest::ReadOptions read;
    read.threads = threads;
    read.batch_rows = options_.batch_rows;
    read.known_until = options_.as_of;
    read.progress = options_.progress;
    const abi::MeasureKernel kernel = options_.engine == Engine::jit ? compiled_.Measure(index) : nullptr;
    const auto read_table = table.format == ingest::FileFormat::ndjson ? ingest::ReadNdjson : ingest::ReadCsv;
    ingest::ReadResult intake = read_table(table, inputs, read, [&](int number, const abi::Batch& batch, const ingest::RowOrigin* origins) {
      Worker& worker = workers[static_cast<std::size_t>(number)];
      for (std::size_t m = 0; m < scan.measurements.size(); ++m) {
        const auto& column = scan.measurements[m].group_column;
        worker.counters[m].Reserve(column ? table.columns[*column].dictionary->size() : 1);
        worker.cells[m].counters = worker.counters[m].data();
      }
      abi::MeasureContext context{grids_.views.data(), worker.cells.data(), zones_.data(), worker.rows};
      if (kernel != nullptr) kernel(&batch, &context);
      else interpret::MeasureBatch(plan_, index, batch, context);
      worker.rows = context.rows;
      if (options_.observe) options_.observe({index, &batch, origins, &table, &inputs});
      for (std::size_t m = 0; m < scan.measurements.size(); ++m) {
        abi::Cells& cells = worker.cells[m];
        worker.samples[m].Add(cells.sample_cells, cells.sample_values, static_cast<std::size_t>(cells.samples));
        cells.samples = 0;
      }
    });
    Merge(scan, table, workers);
    ledger::Intake account{.event = scan.event, .files = {}, .unique_by_key_asserted = scan.unique_by_key, .read = intake.report.read,
                           .used = workers[0].rows.used, .outside_periods = workers[0].rows.outside_periods,
                           .not_selected = workers[0].rows.not_selected, .superseded = intake.report.superseded, .withdrawn = intake.report.withdrawn,
                           .not_yet_recorded = intake.report.not_yet_recorded, .duplicates = intake.report.duplicates, .rejected = intake.report.rejected};
    for (const ingest::Input& input : inputs) account.files.push_back(input.path);
    result_.ledger.intake.push_back(std::move(account));
    std::move(intake.report.rejects.begin(), intake.report.rejects.end(), std::back_inserter(result_.rejects));
    std::move(intake.errors.begin(), intake.errors.end(), std::back_inserter(result_.input_errors));
  }

  void Merge(const plan::Scan& scan, const ingest::TableSpec& table, std::vector<Worker>& workers) {
    for (std::size_t w = 1; w < workers.size(); ++w) {
      for (std::size_t m = 0; m < scan.measurements.size(); ++m) {
        workers[0].counters[m].Merge(workers[w].counters[m]);
        workers[0].samples[m].Merge(std::move(workers[w].samples[m]));
      }
      workers[0].rows.used += workers[w].rows.used;
      workers[0].rows.outside_periods += workers[w].rows.outside_periods;
      workers[0].rows.not_selected += workers[w].rows.not_selected;
    }
    std::vector<std::vector<std::string>> names;
    for (const plan::Measurement& measurement : scan.measurements) {
      names.emplace_back();
      if (!measurement.group_column) {
        names.back().emplace_back();
        continue;
      }
      const ingest::Dictionary& dictionary = *table.columns[*measurement.group_column].dictionary;
      // A closed column's own texts are its groups; constants of an open one exist only once they were seen.
      for (std::uint32_t id = 0; id < dictionary.size(); ++id) names.back().emplace_back(dictionary.Text(id));
    }
    for (std::size_t m = 0; m < scan.measurements.size(); ++m) {
      const auto name = [&](std::size_t id) -> std::string_view { return names[m][id]; };
      result_.states.push_back(workers[0].counters[m].CanonicalBytes(name) +
                               workers[0].samples[m].CanonicalBytes(name, scan.measurements[m].aggregate.kind == measure::AggregateKind::distinct));
      if (const Period& period = plan_.grids[scan.measurements[m].grid].period; period.kind == PeriodKind::rolling) {
        workers[0].counters[m].Roll(static_cast<std::size_t>(period.length));
        workers[0].samples[m].Roll(static_cast<std::size_t>(period.length));
      }
      workers[0].samples[m].Sort();
    }
    samples_.push_back(std::move(workers[0].samples));
    counters_.push_back(std::move(workers[0].counters));
    names_.push_back(std::move(names));
  }

  settle::MeasuredCells CellsOf(std::size_t scan_index, std::size_t index) const {
    const plan::Scan& scan = plan_.scans[scan_index];
    const plan::Measurement& measurement = scan.measurements[index];
    settle::MeasuredCells cells{.metric = measurement.metric, .clause = measurement.origin.clause, .group_field = {}, .groups = measurement.groups,
                                .grid = &plan_.grids[measurement.grid], .counters = &counters_[scan_index][index], .aggregate = measurement.aggregate, .samples = &samples_[scan_index][index],
                                .form = measurement.form, .group_names = names_[scan_index][index],
                                .life = nullptr, .exclusions = {}};
    if (measurement.group_column) {
      cells.group_field = scan.columns[*measurement.group_column].field;
      for (const plan::GroupLife& life : plan_.lives) {
        if (life.field == cells.group_field) cells.life = &life;
      }
    }
    for (const plan::Exclusion& exclusion : measurement.exclusions) {
      cells.exclusions.push_back(exclusion.name);
      cells.has_pending = exclusion.pending;
    }
    return cells;
  }

  void Settle() {
    const settle::Clockwork clock{options_.as_of, plan_.zone, plan_.grace_days, plan_.term_first, plan_.term_last};
    std::vector<std::pair<std::size_t, std::size_t>> settled;
    std::size_t first_row = 0;  // of the obligation
    for (std::size_t i = 0; i < plan_.settlements.size(); ++i) {
      const plan::Settlement& settlement = plan_.settlements[i];
      settle::Deciders deciders;
      if (options_.engine == Engine::jit) {
        deciders.target_met = [kernel = compiled_.Target(i)](const abi::Value& value) { return kernel(&value) != 0; };
        deciders.band = [kernel = compiled_.Band(i)](const abi::Value& value) { return static_cast<std::size_t>(kernel(&value)); };
      } else {
        deciders.target_met = [&](const abi::Value& value) { return interpret::TargetMet(settlement.terms.target, value); };
        deciders.band = [&](const abi::Value& value) { return interpret::FindBand(settlement, value); };
      }
      settle::MeasuredCells cells = CellsOf(settlement.scan, settlement.measurement);
      cells.form = settlement.terms.form;
      Add(settle::Settle(cells, &settlement.terms, plan_.charges, plan_.currency, &deciders, clock));
      settled.emplace_back(settlement.scan, settlement.measurement);
      const bool last = i + 1 == plan_.settlements.size() || plan_.settlements[i + 1].terms.obligation != settlement.terms.obligation;
      if (settlement.terms.only_group && last) LimitClasses(settlement.terms, first_row);
      if (last) first_row = result_.ledger.rows.size();
    }
    for (std::size_t scan = 0; scan < plan_.scans.size(); ++scan) {
      for (std::size_t m = 0; m < plan_.scans[scan].measurements.size(); ++m) {
        if (std::find(settled.begin(), settled.end(), std::pair(scan, m)) != settled.end()) continue;
        Add(settle::Settle(CellsOf(scan, m), nullptr, plan_.charges, plan_.currency, nullptr, clock));
      }
    }
  }

  // The rows of an obligation with a target by class, settled class by class: limited together, and put in order.
  void LimitClasses(const settle::Terms& terms, std::size_t first_row) {
    auto& rows = result_.ledger.rows;
    const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(first_row);
    std::vector<settle::Row> own(std::make_move_iterator(begin), std::make_move_iterator(rows.end()));
    rows.erase(begin, rows.end());
    std::stable_sort(own.begin(), own.end(), [](const settle::Row& a, const settle::Row& b) { return a.group < b.group; });
    settle::MissingCharges missing;
    if (terms.rounding.before_caps) settle::LimitCredits(own, terms, settle::ChargeTable(plan_.charges), missing);
    Add({std::move(own), missing.Take()});
  }

  bool IsShown(const settle::Row& row) const { return plan_.shown_first <= row.grid_day && row.end_day.days <= plan_.shown_last.days + 1; }

  void Add(settle::Settled settled) {
    std::move(settled.rows.begin(), settled.rows.end(), std::back_inserter(result_.ledger.rows));
    std::move(settled.missing.begin(), settled.missing.end(), std::back_inserter(result_.missing));
  }

  const plan::Plan& plan_;
  const check::CheckedContract& contract_;
  const check::CheckedBinding& binding_;
  const EvaluateOptions& options_;
  Grids grids_;
  std::vector<const void*> zones_;
  jit::Compiled compiled_;
  std::vector<std::vector<measure::Counters>> counters_;              // by scan and measurement
  std::vector<std::vector<measure::Samples>> samples_;
  std::vector<std::vector<std::vector<std::string>>> names_;
  Evaluated result_;
};

}  // namespace

Evaluated Evaluate(const plan::Plan& plan, const check::CheckedContract& contract, const check::CheckedBinding& binding,
                   const std::map<std::string, std::vector<ingest::Input>>& inputs, const EvaluateOptions& options) {
  return Evaluation(plan, contract, binding, options).Run(inputs);
}

}  // namespace slate::driver
