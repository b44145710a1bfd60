#include "compiler/driver/measuring.h"

#include <algorithm>

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
  for (std::size_t m = 0; m < plan.scans[scan].measurements.size(); ++m) {
    if (measure::KeepsValues(plan.scans[scan].measurements[m].aggregate.kind)) keep_values_.push_back(m);
  }
  for (Worker& worker : workers_) {
    for (const plan::Measurement& measurement : plan.scans[scan].measurements) {
      const std::size_t periods = plan_.grids[measurement.grid].size();
      const std::size_t room = measure::KeepsValues(measurement.aggregate.kind) ? static_cast<std::size_t>(batch_rows) + 1 : 0;
      worker.counters.emplace_back(periods, measurement.stride(), measurement.aggregate.kind);
      worker.samples.emplace_back(periods, measurement.aggregate.kept_bits);
      std::vector<std::int64_t>& buffer = worker.buffers.emplace_back(2 * room);
      worker.cells.push_back({nullptr, buffer.data(), buffer.data() + room, 0});
    }
    if (kernel != nullptr) worker.packed.emplace(plan, scan);
    worker.context = {grids_.views.data(), worker.cells.data(), zones_.data(), calendars_.data(), worker.packed ? worker.packed->words() : nullptr, {}};
  }
}

std::size_t Measuring::GroupsOf(const abi::Batch& batch, const std::optional<std::uint32_t>& column, std::size_t reserved) const {
  if (!column) return 1;
  const auto* groups = static_cast<const std::uint32_t*>(batch.columns[*column].values);
  std::uint32_t last = 0;
  for (std::int64_t row = 0; row < batch.rows; ++row) last = std::max(last, groups[row]);
  return last < reserved ? reserved : table_.columns[*column].dictionary->size();
}

void Measuring::MakeRoom(Worker& worker, const abi::Batch& batch) const {
  if (worker.packed) {
    for (std::size_t b = 0; b < worker.packed->bundles(); ++b) {
      worker.packed->Reserve(b, GroupsOf(batch, worker.packed->Of(b).group_column, worker.packed->groups(b)));
    }
    return;
  }
  for (std::size_t m = 0; m < worker.counters.size(); ++m) {
    measure::Counters& counters = worker.counters[m];
    counters.Reserve(GroupsOf(batch, plan_.scans[scan_].measurements[m].group_column, counters.groups()));
    worker.cells[m].counters = counters.data();
  }
}

void Measuring::Unpack(Worker& worker) const {
  if (!worker.packed) return;
  for (std::size_t m = 0; m < worker.counters.size(); ++m) worker.packed->Unpack(m, worker.counters[m]);
  worker.packed.reset();
}

void Measuring::Batch(int number, const abi::Batch& batch) {
  Worker& worker = workers_[static_cast<std::size_t>(number)];
  MakeRoom(worker, batch);
  if (kernel_ != nullptr) kernel_(&batch, &worker.context);
  else interpret::MeasureBatch(plan_, scan_, batch, worker.context);
  for (const std::size_t m : keep_values_) {
    abi::Cells& cells = worker.cells[m];
    worker.samples[m].Add(cells.sample_cells, cells.sample_values, static_cast<std::size_t>(cells.samples));
    cells.samples = 0;
  }
}

Measured Measuring::Merge(bool with_states) {
  const std::vector<plan::Measurement>& measurements = plan_.scans[scan_].measurements;
  for (Worker& worker : workers_) Unpack(worker);
  for (std::size_t w = 1; w < workers_.size(); ++w) {
    for (std::size_t m = 0; m < measurements.size(); ++m) {
      workers_[0].counters[m].Merge(workers_[w].counters[m]);
      workers_[0].samples[m].Merge(std::move(workers_[w].samples[m]));
    }
    abi::RowCounts& rows = workers_[0].context.rows;
    const abi::RowCounts& more = workers_[w].context.rows;
    rows.used += more.used;
    rows.outside_periods += more.outside_periods;
    rows.not_selected += more.not_selected;
  }
  Measured measured;
  for (std::size_t m = 0; m < measurements.size(); ++m) {
    std::vector<std::string>& names = measured.groups.emplace_back();
    // A closed column's own texts are its groups; constants of an open one exist only once they were seen.
    if (const auto& column = measurements[m].group_column) names = table_.columns[*column].dictionary->Texts();
    else names.emplace_back();
    const auto name = [&](std::size_t id) -> std::string_view { return names[id]; };
    if (with_states) measured.states.push_back(workers_[0].counters[m].CanonicalBytes(name) +
                                               workers_[0].samples[m].CanonicalBytes(name, measurements[m].aggregate.kind == measure::AggregateKind::distinct));
    if (const Period& period = plan_.grids[measurements[m].grid].period; period.kind == PeriodKind::rolling) {
      workers_[0].counters[m].Roll(static_cast<std::size_t>(period.length));
      workers_[0].samples[m].Roll(static_cast<std::size_t>(period.length));
    }
  }
  measured.counters = std::move(workers_[0].counters);
  measured.samples = std::move(workers_[0].samples);
  measured.rows = workers_[0].context.rows;
  return measured;
}

}  // namespace slate::driver
