// One scan measured: batches of its rows go to the kernel of the chosen engine, states add up per worker and merge at the end.
// In: a plan, a scan, and the dictionaries of its columns. Out: counters and samples per measurement, and what became of rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/driver/packed_states.h"
#include "compiler/plan/plan.h"
#include "runtime/abi.h"
#include "runtime/ingest/table.h"
#include "runtime/measure/counters.h"
#include "runtime/measure/samples.h"

namespace slate::driver {

// Period tables in the layout compiled code reads; the tables own what the grids point into.
struct Grids {
  explicit Grids(const plan::Plan& plan);
  std::vector<PeriodTable> tables;
  std::vector<abi::Grid> views;
};

struct Measured {
  std::vector<measure::Counters> counters;        // by measurement
  std::vector<measure::Samples> samples;          // empty cells where the aggregate keeps no values
  std::vector<std::vector<std::string>> groups;   // names by group id
  std::vector<std::string> states;                // canonical bytes of each measurement, where they are asked for
  abi::RowCounts rows{};
};

class Measuring {
 public:
  // `kernel` null: the interpreter. `batch_rows`: the most rows a batch has.
  Measuring(const plan::Plan& plan, std::size_t scan, const ingest::TableSpec& table, const Grids& grids, abi::MeasureKernel kernel, int workers,
            std::int64_t batch_rows);

  // Concurrently for different workers. A batch may be a single event: nothing is done per batch that follows its groups.
  void Batch(int worker, const abi::Batch& batch);
  Measured Merge(bool with_states = false);

 private:
  struct Worker {
    abi::MeasureContext context{};
    std::vector<measure::Counters> counters;         // of the interpreter, and of all once everything is read
    std::optional<PackedStates> packed;              // of compiled code, while it reads
    std::vector<measure::Samples> samples;
    std::vector<std::vector<std::int64_t>> buffers;  // room for a batch: cells, then values, of one measurement
    std::vector<abi::Cells> cells;
  };
  // Group ids of a batch are below this; `reserved` if so many have room already.
  std::size_t GroupsOf(const abi::Batch& batch, const std::optional<std::uint32_t>& column, std::size_t reserved) const;
  void MakeRoom(Worker& worker, const abi::Batch& batch) const;
  void Unpack(Worker& worker) const;

  const plan::Plan& plan_;
  std::size_t scan_;
  const ingest::TableSpec& table_;
  const Grids& grids_;
  abi::MeasureKernel kernel_;
  std::vector<const void*> zones_, calendars_;
  std::vector<std::size_t> keep_values_;  // measurements that do
  std::vector<Worker> workers_;
};

}  // namespace slate::driver
