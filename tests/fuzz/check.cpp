// Any contracts, bindings and scenarios can be checked, and their problems shown; what has none becomes a plan that
// keeps the rules of the engine and can be printed.
#include "compiler/diagnostics/console.h"
#include "compiler/diagnostics/json.h"
#include "compiler/driver/pipeline.h"
#include "compiler/plan/print.h"
#include "tests/fuzz/target.h"

using namespace slate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  driver::Compilation compilation;
  for (auto& [name, source] : fuzz::Sources({reinterpret_cast<const char*>(data), size}))
    compilation.Add(std::move(name), std::move(source));
  compilation.Check();
  if (const auto plan = compilation.Plan(std::nullopt)) plan::Print(*plan);
  const std::vector<Diagnostic> problems = compilation.diagnostics().Sorted();
  RenderConsole(problems, compilation.sources(), false);
  RenderJson(problems, compilation.sources());
  for (const Diagnostic& problem : problems) {
    if (problem.kind == DiagnosticKind::plan_unsound) throw fuzz::Finding("the plan is unsound: " + problem.message);
  }
  return 0;
}
