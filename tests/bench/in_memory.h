// A contract over records that lie in memory as columns, within this process: measured batch by batch, or one event at
// a time. What of the driver this rests on is here and nowhere else in the benchmark.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "compiler/driver/evaluate.h"
#include "compiler/driver/fold.h"
#include "compiler/driver/measuring.h"
#include "compiler/driver/pipeline.h"
#include "compiler/jit/load.h"

namespace slate::bench {

// Symbols by their ids, times in microseconds, all else as it is. What is not recorded has no value.
struct Field {
  std::string name;
  std::function<std::int64_t(std::size_t row)> value;
  std::function<bool(std::size_t row)> recorded = {};  // empty: always
};

using driver::Engine;

class InMemory {
 public:
  // The JIT's module lies in `module_folder`. Throws Failed.
  InMemory(const std::string& contract, const std::string& binding, const std::string& module_folder,
           Engine engine = Engine::jit);

  // The ids of texts of a field, in the order of the names.
  std::vector<std::uint32_t> Intern(const std::string& event, const std::string& field,
                                    const std::vector<std::string>& names);
  // The rows of an event, once. Fields that the plan does not read are left out.
  void Load(const std::string& event, std::size_t rows, const std::vector<Field>& fields);

  // From the rows of all events to the merged state of every measurement.
  void Measure(int threads);
  // Cells of the measurement of a metric that have items, in the order of groups and periods.
  struct Cell {
    std::string group;
    std::size_t period = 0;  // from 0
    std::uint64_t denominator = 0, numerator = 0;
    Int128 value_numerator = 0, value_denominator = 1;
  };
  std::vector<Cell> Cells(const std::string& metric) const;

  // One event after the other, from the rows of the only event; `each` is called behind each. EndStream leaves the
  // state for Cells.
  void BeginStream();
  void Stream(std::size_t first, std::size_t rows, const std::function<void()>& each = {});
  void EndStream();

 private:
  std::size_t ScanOf(const std::string& event) const;
  void MeasureScan(std::size_t scan, int threads);
  void MeasureFold(std::size_t scan);
  abi::MeasureKernel KernelOf(std::size_t scan) const {
    return engine_ == Engine::jit ? compiled_.Measure(scan) : nullptr;
  }

  Engine engine_;
  driver::Compilation compilation_;
  std::optional<plan::Plan> plan_;
  std::unique_ptr<driver::Grids> grids_;
  jit::Compiled compiled_;
  std::vector<driver::Kept> kept_;          // by scan: the rows, in one part
  std::vector<abi::Batch> batches_;         // by scan: all of its rows
  std::vector<driver::Measured> measured_;  // by scan
  std::unique_ptr<driver::Measuring> stream_;
};

// Throws Failed unless the peer's rows of group, year * 12 + month - 1 of 2025, ... are those of the cells; `same`
// compares the rest of a row.
void RequireSame(const std::vector<InMemory::Cell>& cells, const std::vector<std::vector<std::string>>& rows,
                 const std::function<bool(const InMemory::Cell&, const std::vector<std::string>&)>& same);

}  // namespace slate::bench
