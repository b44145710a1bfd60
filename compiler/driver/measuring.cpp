#include "compiler/driver/measuring.h"

#include "compiler/interpret/interpret.h"

namespace slate::driver {

Grids::Grids(const plan::Plan& plan) {
  for (const PeriodGrid& grid : plan.grids) tables.push_back(BuildPeriodTable(grid));
  for (const PeriodTable& table : tables) {
    views.push_back({table.base, table.end, table.slots.data(), table.boundaries.data(), static_cast<std::int64_t>(table.boundaries.size()) - 1, table.shift});
  }
}

Measuring::Measuring(const plan::Plan& plan, std::size_t scan, const ingest::TableSpec& table, const Grids& grids, abi::MeasureKernel kernel,
                     int workers, std::int64_t batch_rows)
    : plan_(plan), scan_(scan), table_(table), grids_(grids), kernel_(kernel), workers_(static_cast<std::size_t>(workers)) {
  for (const Zone* zone : plan.zones) zones_.push_back(zone);
  for (const auto& calendar : plan.calendars) calendars_.push_back(calendar.get());
  for (Worker& worker : workers_) {
    for (const plan::Measurement& measurement : plan.scans[scan].measurements) {
      const std::size_t periods = plan_.grids[measurement.grid].size();
      const std::size_t room = measure::KeepsValues(measurement.aggregate.kind) ? static_cast<std::size_t>(batch_rows) + 1 : 0;
      worker.counters.emplace_back(periods, measurement.stride(), measurement.aggregate.kind);
      worker.samples.emplace_back(periods, measurement.aggregate.kept_bits);
      std::vector<std::int64_t>& buffer = worker.buffers.emplace_back(2 * room);
      worker.cells.push_back({nullptr, buffer.data(), buffer.data() + room, 0});
    }
  }
}

void Measuring::Batch(int number, const abi::Batch& batch) {
  const std::vector<plan::Measurement>& measurements = plan_.scans[scan_].measurements;
  Worker& worker = workers_[static_cast<std::size_t>(number)];
  for (std::size_t m = 0; m < measurements.size(); ++m) {
    const auto& column = measurements[m].group_column;
    worker.counters[m].Reserve(column ? table_.columns[*column].dictionary->size() : 1);
    worker.cells[m].counters = worker.counters[m].data();
  }
  abi::MeasureContext context{grids_.views.data(), worker.cells.data(), zones_.data(), calendars_.data(), worker.rows};
  if (kernel_ != nullptr) kernel_(&batch, &context);
  else interpret::MeasureBatch(plan_, scan_, batch, context);
  worker.rows = context.rows;
  for (std::size_t m = 0; m < measurements.size(); ++m) {
    abi::Cells& cells = worker.cells[m];
    worker.samples[m].Add(cells.sample_cells, cells.sample_values, static_cast<std::size_t>(cells.samples));
    cells.samples = 0;
  }
}

Measured Measuring::Merge() {
  const std::vector<plan::Measurement>& measurements = plan_.scans[scan_].measurements;
  for (std::size_t w = 1; w < workers_.size(); ++w) {
    for (std::size_t m = 0; m < measurements.size(); ++m) {
      workers_[0].counters[m].Merge(workers_[w].counters[m]);
      workers_[0].samples[m].Merge(std::move(workers_[w].samples[m]));
    }
    workers_[0].rows.used += workers_[w].rows.used;
    workers_[0].rows.outside_periods += workers_[w].rows.outside_periods;
    workers_[0].rows.not_selected += workers_[w].rows.not_selected;
  }
  Measured measured;
  for (std::size_t m = 0; m < measurements.size(); ++m) {
    std::vector<std::string>& names = measured.groups.emplace_back();
    // A closed column's own texts are its groups; constants of an open one exist only once they were seen.
    if (const auto& column = measurements[m].group_column) names = table_.columns[*column].dictionary->Texts();
    else names.emplace_back();
    const auto name = [&](std::size_t id) -> std::string_view { return names[id]; };
    measured.states.push_back(workers_[0].counters[m].CanonicalBytes(name) +
                              workers_[0].samples[m].CanonicalBytes(name, measurements[m].aggregate.kind == measure::AggregateKind::distinct));
    if (const Period& period = plan_.grids[measurements[m].grid].period; period.kind == PeriodKind::rolling) {
      workers_[0].counters[m].Roll(static_cast<std::size_t>(period.length));
      workers_[0].samples[m].Roll(static_cast<std::size_t>(period.length));
    }
    workers_[0].samples[m].Sort();
  }
  measured.counters = std::move(workers_[0].counters);
  measured.samples = std::move(workers_[0].samples);
  measured.rows = workers_[0].rows;
  return measured;
}

}  // namespace slate::driver
