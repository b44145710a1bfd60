// Measuring: rows in memory to merged states, by compiled code and by the interpreter.
#include <map>
#include <memory>

#include "runtime/measure/counters.h"
#include "tests/bench/cases.h"
#include "tests/bench/delivery_columns.h"
#include "tests/bench/harness.h"
#include "tests/bench/texts.h"

namespace slate::bench {
namespace {

constexpr std::uint64_t kRows = 20'000;
constexpr std::uint32_t kCustomers = 100;
constexpr std::size_t kGroups = 1000, kPeriods = 12, kStride = 3;

// One of each engine: compiling takes long where instructions are counted.
std::shared_ptr<InMemory> Loaded(Engine engine) {
  static std::map<Engine, std::shared_ptr<InMemory>> loaded;
  std::shared_ptr<InMemory>& contract = loaded[engine];
  if (contract == nullptr) {
    contract = std::make_shared<InMemory>(TextOf(BenchFile("otif.sla")), TextOf(BenchFile("otif_binding.sla")),
                                          SLATE_BUILD_DIR, engine);
    Load(DeliveryColumns(kRows, kCustomers), *contract);
  }
  return contract;
}

std::function<void()> Batches(Engine engine) {
  return [contract = Loaded(engine)] { contract->Measure(1); };
}

std::function<void()> SingleEvents() {
  return [contract = Loaded(Engine::jit)] {
    contract->BeginStream();
    contract->Stream(0, kRows);
    contract->EndStream();
  };
}

std::function<void()> Merge() {
  auto into = std::make_shared<measure::Counters>(kPeriods, kStride),
       other = std::make_shared<measure::Counters>(kPeriods, kStride);
  other->Reserve(kGroups);
  for (std::size_t word = 0; word < kGroups * kPeriods * kStride; ++word) other->data()[word] = word;
  return [into, other] { into->Merge(*other); };
}

}  // namespace

std::vector<Case> MeasureCases() {
  return {{"batches_compiled", kRows, [] { return Batches(Engine::jit); }},
          {"batches_interpreted", kRows, [] { return Batches(Engine::interpret); }},
          {"single_events", kRows, SingleEvents},
          {"merge_counters", kGroups * kPeriods, Merge}};
}

}  // namespace slate::bench
