// A typed contract, its binding and records for it, all out of the input's bytes: it checks, both engines come to the
// same states, ledger and rejects, and every record is accounted for.
#include <cstdio>
#include <unistd.h>

#include "compiler/driver/evaluate.h"
#include "compiler/driver/pipeline.h"
#include "tests/differential/random_contract.h"
#include "tests/fuzz/target.h"

namespace {

using namespace slate;

[[noreturn]] void Fail(const std::string& what, const differential::RandomCase& made) {
  throw fuzz::Finding(what + "\n--- contract\n" + made.contract + "--- binding\n" + made.binding + "--- records\n" +
                      made.records);
}

driver::Evaluated Evaluate(const plan::Plan& plan, const driver::Compilation& compilation,
                           const differential::RandomCase& made, const driver::EvaluateOptions& options) {
  std::FILE* file = std::tmpfile();
  if (file == nullptr) throw std::runtime_error("there is no room for a temporary file");
  std::fwrite(made.records.data(), 1, made.records.size(), file);
  std::rewind(file);
  driver::Evaluated result = driver::Evaluate(plan, compilation.contracts().front(), compilation.bindings().front(),
                                              {{made.event, {{"records", ::fileno(file)}}}}, options);
  std::fclose(file);
  if (!result.engine_error.empty()) Fail(result.engine_error, made);
  for (const ledger::Intake& intake : result.ledger.intake) {
    if (!ledger::Balanced(intake)) Fail("the account of records does not balance", made);
  }
  return result;
}

std::string Rejects(const driver::Evaluated& result) {
  std::string text;
  for (const ingest::Reject& reject : result.rejects)
    text += std::to_string(reject.line) + " " + reject.field + " " + reject.reason + "\n";
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  differential::Choices choices({reinterpret_cast<const char*>(data), size});
  const bool sound = choices.OneIn(4);
  const differential::RandomCase made = differential::MakeRandomCase(choices, 40, sound);
  driver::Compilation compilation;
  compilation.Add("contract.sla", made.contract);
  compilation.Add("binding.sla", made.binding);
  compilation.Check();
  const auto plan = compilation.Plan(
      plan::Window{.from = ToDate({2025, 1, 1}), .through = ToDate({2025, 12, 31}), .as_of = made.as_of});
  if (!plan) {
    for (const Diagnostic& problem : compilation.diagnostics().Sorted()) {
      if (KindSeverity(problem.kind) == Severity::error) Fail("the contract does not check: " + problem.message, made);
    }
  }
  // In order and row by row; and by two threads in batches that end in the middle of things.
  const driver::EvaluateOptions slow{
      .as_of = made.as_of, .engine = driver::Engine::interpret, .threads = 1, .batch_rows = 4096, .states = true};
  const driver::EvaluateOptions fast{.as_of = made.as_of,
                                     .engine = driver::Engine::jit,
                                     .threads = 2,
                                     .batch_rows = 7,
                                     .module_folder = SLATE_BUILD_DIR,
                                     .states = true};
  const driver::Evaluated meaning = Evaluate(*plan, compilation, made, slow),
                          compiled = Evaluate(*plan, compilation, made, fast);
  if (sound && !meaning.rejects.empty()) Fail("a sound record is rejected: " + Rejects(meaning), made);
  if (meaning.states != compiled.states) Fail("the engines measure differently", made);
  if (Rejects(meaning) != Rejects(compiled)) Fail("the records rejected depend on how they were read", made);
  if (ledger::WriteJson(meaning.ledger) != ledger::WriteJson(compiled.ledger))
    Fail("the engines settle differently", made);
  return 0;
}
