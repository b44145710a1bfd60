// Scenarios run: their records are measured and settled like any events, by both engines, and compared with what is expected.
#pragma once

#include <string>
#include <vector>

#include "compiler/driver/evaluate.h"
#include "compiler/driver/pipeline.h"

namespace slate::driver {

struct Mismatch {
  Span span;                         // of the expectation
  std::vector<std::string> lines;    // expected, found and the operands, a line each
};

struct ScenarioResult {
  std::vector<Mismatch> mismatches;  // empty and no trouble: passed
  std::string trouble;               // why it could not be run: a charge nobody gives, records that contradict each other
};

ScenarioResult RunScenario(const Compilation::Scenario& scenario, Diagnostics& diagnostics, const std::string& module_folder);

}  // namespace slate::driver
