#include "tests/bench/in_memory.h"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <map>
#include <thread>

#include "compiler/driver/intake.h"
#include "runtime/measure/value.h"
#include "tests/bench/harness.h"

namespace slate::bench {
namespace {

constexpr std::int64_t kBatchRows = 4096, kFoldedRows = 1 << 18;
constexpr std::int32_t kFirstMonth = 2025 * 12;

std::size_t WidthOf(ingest::ColumnType type) {
  return type == ingest::ColumnType::boolean ? 1 : type == ingest::ColumnType::symbol ? 4 : 8;
}

// Rows `first` and on of a batch, as a batch.
class Slice {
 public:
  Slice(const ingest::TableSpec& table, const abi::Batch& whole)
      : whole_(whole), columns_(whole.columns, whole.columns + table.columns.size()) {
    for (const ingest::ColumnSpec& column : table.columns) widths_.push_back(WidthOf(column.type));
  }
  abi::Batch Of(std::size_t first, std::size_t rows) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const abi::Column& whole = whole_.columns[i];
      columns_[i] = {static_cast<const char*>(whole.values) + first * widths_[i],
                     whole.valid == nullptr ? nullptr : whole.valid + first};
    }
    return {static_cast<std::int64_t>(rows), columns_.data(), whole_.items + first};
  }

 private:
  const abi::Batch& whole_;
  std::vector<abi::Column> columns_;
  std::vector<std::size_t> widths_;
};

}  // namespace

InMemory::InMemory(const std::string& contract, const std::string& binding, const std::string& module_folder,
                   Engine engine)
    : engine_(engine) {
  compilation_.Add("contract.sla", contract);
  compilation_.Add("binding.sla", binding);
  compilation_.Check();
  plan_ = compilation_.Plan(std::nullopt);
  for (const Diagnostic& problem : compilation_.diagnostics().Sorted()) {
    if (!plan_) throw Failed("the contract: " + problem.message);
  }
  if (engine == Engine::jit) {
    if (const std::string problem = compiled_.Load(module_folder, *plan_); !problem.empty()) throw Failed(problem);
  }
  grids_ = std::make_unique<driver::Grids>(*plan_);
  kept_.resize(plan_->scans.size());
  batches_.resize(plan_->scans.size());
  measured_.resize(plan_->scans.size());
  const check::CheckedContract& checked = compilation_.contracts().front();
  for (std::size_t scan = 0; scan < plan_->scans.size(); ++scan) {
    if (!plan_->scans[scan].is_read()) continue;
    for (const check::CheckedEventBinding& source : compilation_.bindings().front().events) {
      const check::CheckedEvent& event = checked.events[source.event];
      if (event.name == plan_->scans[scan].event && event.folded == check::Folded::no)
        kept_[scan].table = driver::TableOf(plan_->scans[scan], event, source);
    }
  }
}

std::size_t InMemory::ScanOf(const std::string& event) const {
  for (std::size_t scan = 0; scan < plan_->scans.size(); ++scan) {
    if (plan_->scans[scan].event == event && plan_->scans[scan].is_read()) return scan;
  }
  throw Failed("the contract has no event " + event);
}

std::vector<std::uint32_t> InMemory::Intern(const std::string& event, const std::string& field,
                                            const std::vector<std::string>& names) {
  std::vector<std::uint32_t> ids;
  for (const ingest::ColumnSpec& column : kept_[ScanOf(event)].table.columns) {
    if (column.field != field) continue;
    for (const std::string& name : names) ids.push_back(column.dictionary->Intern(name));
  }
  if (ids.empty()) throw Failed("the plan does not read " + field);
  return ids;
}

void InMemory::Load(const std::string& event, std::size_t count, const std::vector<Field>& fields) {
  const std::size_t scan = ScanOf(event);
  driver::Kept& kept = kept_[scan];
  ingest::Rows& rows = kept.parts.emplace_back(kept.table);
  rows.Extend(count);
  for (std::size_t i = 0; i < kept.table.columns.size(); ++i) {
    const ingest::ColumnSpec& column = kept.table.columns[i];
    const auto field =
        std::find_if(fields.begin(), fields.end(), [&](const Field& one) { return one.name == column.field; });
    if (field == fields.end()) throw Failed("no values for " + column.field);
    const ingest::Rows::Slots slots = rows.SlotsOf(i, 0);
    for (std::size_t row = 0; row < count; ++row) {
      const bool recorded = !field->recorded || field->recorded(row);
      const std::int64_t value = recorded ? field->value(row) : 0;
      if (slots.valid != nullptr) slots.valid[row] = recorded ? 1 : 0;
      switch (column.type) {
        case ingest::ColumnType::boolean:
          static_cast<std::uint8_t*>(slots.values)[row] = static_cast<std::uint8_t>(value);
          break;
        case ingest::ColumnType::symbol:
          static_cast<std::uint32_t*>(slots.values)[row] = static_cast<std::uint32_t>(value);
          break;
        default: static_cast<std::int64_t*>(slots.values)[row] = value; break;
      }
    }
  }
  batches_[scan] = rows.Batch();  // with the hash of each item, as reading a file leaves it
}

void InMemory::Measure(int threads) {
  for (std::size_t scan = 0; scan < plan_->scans.size(); ++scan)
    plan_->scans[scan].is_read() ? MeasureScan(scan, threads) : MeasureFold(scan);
}

void InMemory::MeasureScan(std::size_t scan, int threads) {
  driver::Kept& kept = kept_[scan];
  const measure::TimelineRules* rules = driver::FoldedOnTheWay(*plan_, scan);
  std::optional<measure::TimelineRuns> runs;
  if (rules != nullptr) runs.emplace(*rules, threads);
  driver::Measuring measuring(*plan_, scan, kept.table, *grids_, KernelOf(scan), threads, kBatchRows);
  const bool measures = !plan_->scans[scan].measurements.empty();
  if (measures || runs) {
    const auto rows = static_cast<std::size_t>(batches_[scan].rows);
    // What is measured stays in the nearest cache between columns; what is folded ends with each batch.
    const auto batch_rows = static_cast<std::size_t>(measures ? kBatchRows : kFoldedRows);
    std::atomic<std::size_t> next = 0;
    const auto work = [&](int worker) {
      Slice slice(kept.table, batches_[scan]);
      for (std::size_t first = 0; (first = next.fetch_add(batch_rows)) < rows;) {
        const abi::Batch batch = slice.Of(first, std::min(batch_rows, rows - first));
        if (runs) driver::AddRuns(*runs, worker, batch);
        if (measures) measuring.Batch(worker, batch);
      }
    };
    std::vector<std::thread> helpers;
    for (int worker = 1; worker < threads; ++worker) helpers.emplace_back(work, worker);
    work(0);
    for (std::thread& helper : helpers) helper.join();
  }
  if (runs) {
    kept.runs = runs->Take();
    if (!kept.runs) throw Failed("the records of a timeline are not in order");
  }
  measured_[scan] = measuring.Merge();
}

void InMemory::MeasureFold(std::size_t scan) {
  if (!plan_->scans[scan].fold) throw Failed("only timelines are folded here");
  driver::Folded folded = driver::FoldTimeline(*plan_, plan_->scans[scan], kept_, nullptr,
                                               plan_->zone->StartOf({plan_->term_last.days + 1}));
  if (!folded.problem.empty()) throw Failed(folded.problem);
  driver::Measuring measuring(*plan_, scan, *folded.table, *grids_, KernelOf(scan), 1,
                              static_cast<std::int64_t>(folded.rows->size()));
  measuring.Batch(0, folded.rows->Batch());
  measured_[scan] = measuring.Merge();
}

std::vector<InMemory::Cell> InMemory::Cells(const std::string& metric) const {
  std::vector<Cell> cells;
  for (std::size_t scan = 0; scan < plan_->scans.size(); ++scan) {
    const std::vector<plan::Measurement>& measurements = plan_->scans[scan].measurements;
    for (std::size_t m = 0; m < measurements.size(); ++m) {
      if (measurements[m].metric != metric) continue;
      const measure::Counters& counters = measured_[scan].counters[m];
      for (std::size_t group = 0; group < counters.groups(); ++group) {
        for (std::size_t period = 0; period < counters.periods(); ++period) {
          const std::uint64_t* words = counters.Cell(group, period);
          if (words[0] == 0) continue;
          const auto value =
              measure::ValueOf(measurements[m].aggregate, counters, &measured_[scan].samples[m], group, period);
          Cell cell{measured_[scan].groups[m][group], period, words[0], words[1]};
          if (value) cell.value_numerator = value->numerator, cell.value_denominator = value->denominator;
          cells.push_back(std::move(cell));
        }
      }
    }
  }
  return cells;
}

void InMemory::BeginStream() {
  stream_ = std::make_unique<driver::Measuring>(*plan_, 0, kept_[0].table, *grids_, KernelOf(0), 1, 1);
}

void InMemory::Stream(std::size_t first, std::size_t rows, const std::function<void()>& each) {
  Slice slice(kept_[0].table, batches_[0]);
  if (each) {
    for (std::size_t row = first; row < first + rows; ++row) {
      stream_->Batch(0, slice.Of(row, 1));
      each();
    }
  } else {
    for (std::size_t row = first; row < first + rows; ++row) stream_->Batch(0, slice.Of(row, 1));
  }
}

void InMemory::EndStream() {
  measured_[0] = stream_->Merge();
  stream_.reset();
}

void RequireSame(const std::vector<InMemory::Cell>& cells, const std::vector<std::vector<std::string>>& rows,
                 const std::function<bool(const InMemory::Cell&, const std::vector<std::string>&)>& same) {
  std::map<std::pair<std::string, std::size_t>, const std::vector<std::string>*> by_key;
  for (const std::vector<std::string>& row : rows)
    by_key[{row[0], static_cast<std::size_t>(std::stoi(row[1]) - kFirstMonth)}] = &row;
  if (cells.empty() || by_key.size() != cells.size())
    throw Failed(fmt::format("the results differ: {} cells, and {} of the peer", cells.size(), by_key.size()));
  for (const InMemory::Cell& cell : cells) {
    const auto row = by_key.find({cell.group, cell.period});
    if (row == by_key.end() || !same(cell, *row->second))
      throw Failed(fmt::format("the results differ: {} in period {}", cell.group, cell.period));
  }
}

}  // namespace slate::bench
