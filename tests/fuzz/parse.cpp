// Any text can be read: its problems can be shown, and where it has none, its tree prints text that reads back alike.
#include "compiler/diagnostics/console.h"
#include "compiler/diagnostics/json.h"
#include "compiler/driver/pipeline.h"
#include "compiler/syntax/format.h"
#include "tests/fuzz/target.h"

namespace {

using namespace slate;

std::string Printed(const driver::Compilation& compilation) {
  std::string text;
  for (const syntax::Document& document : compilation.documents()) text += syntax::Format(document);
  return text;
}

void Parse(std::string name, std::string source) {
  driver::Compilation first;
  first.Add(std::move(name), std::move(source));
  const std::vector<Diagnostic> problems = first.diagnostics().Sorted();
  RenderConsole(problems, first.sources(), false);
  RenderJson(problems, first.sources());
  const std::string text = Printed(first);
  if (first.diagnostics().HasErrors()) return;
  driver::Compilation second;
  second.Add("printed.sla", text);
  if (second.diagnostics().HasErrors()) throw fuzz::Finding("what was printed does not read back:\n" + text);
  if (Printed(second) != text) throw fuzz::Finding("printing is not stable:\n" + text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (auto& [name, source] : fuzz::Sources({reinterpret_cast<const char*>(data), size}))
    Parse(std::move(name), std::move(source));
  return 0;
}
