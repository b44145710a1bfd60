// Interpreter and compiled code over random contracts and events: states, ledgers and accounts must be equal to the byte, for
// every batch size and number of threads.
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <random>

#include "compiler/driver/evaluate.h"
#include "compiler/driver/pipeline.h"
#include "tests/differential/random_contract.h"

using namespace slate;

namespace {

std::string RandomBytes(unsigned seed, std::size_t size) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

std::string Rejects(const driver::Evaluated& result) {
  std::string text;
  for (const ingest::Reject& reject : result.rejects) text += std::to_string(reject.line) + " " + reject.field + " " + reject.reason + "\n";
  return text;
}

}  // namespace

TEST_CASE("both engines give the same bytes over random contracts and events") {
  std::size_t split = 0, moved = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    const std::string bytes = RandomBytes(seed, 40'000);
    differential::Choices choices(bytes);
    const bool sound = seed % 3 == 0;  // every record fits
    const differential::RandomCase made = differential::MakeRandomCase(choices, 300, sound);
    INFO(made.contract);
    driver::Compilation compilation;
    compilation.Add("contract.sla", made.contract);
    compilation.Add("binding.sla", made.binding);
    compilation.Check();
    const auto plan = compilation.Plan(plan::Window{.from = ToDate({2025, 1, 1}), .through = ToDate({2025, 12, 31}), .as_of = made.as_of});
    for (const Diagnostic& problem : compilation.diagnostics().Sorted()) UNSCOPED_INFO(problem.message);
    REQUIRE(plan.has_value());
    for (const PeriodGrid& grid : plan->grids) split += grid.splits.empty() ? 0 : 1;
    std::vector<std::string> states;
    std::string ledger, rejects;
    for (const driver::Engine engine : {driver::Engine::interpret, driver::Engine::jit}) {
      for (const int threads : {1, 2}) {
        for (const int batch : {1, 7, 4096}) {
          std::FILE* file = std::tmpfile();
          std::fwrite(made.records.data(), 1, made.records.size(), file);
          std::rewind(file);
          const auto result = driver::Evaluate(*plan, compilation.contracts().front(), compilation.bindings().front(), {{made.event, {{"records", ::fileno(file)}}}},
                                               {.as_of = made.as_of, .engine = engine, .threads = threads, .batch_rows = batch, .module_folder = SLATE_BUILD_DIR, .states = true});
          std::fclose(file);
          REQUIRE(result.engine_error.empty());
          if (sound) REQUIRE(result.rejects.empty());
          for (const ledger::Intake& intake : result.ledger.intake) REQUIRE(ledger::Balanced(intake));
          const std::string text = ledger::WriteJson(result.ledger);
          if (ledger.empty()) {
            for (const settle::Review& review : result.ledger.reviews) moved += review.state == settle::ReviewState::adopted ? 1 : 0;
            states = result.states;
            rejects = Rejects(result);
            ledger = text;
          }
          REQUIRE(result.states == states);
          REQUIRE_FALSE(states.empty());
          REQUIRE(Rejects(result) == rejects);
          REQUIRE(text == ledger);
        }
      }
    }
  }
  CHECK(split > 0);
  CHECK(moved > 0);
}
