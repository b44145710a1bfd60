// The cases under Google Benchmark: `./dev bench micro [--benchmark_filter=csv]`.
#include <benchmark/benchmark.h>

#include "tests/bench/cases.h"

int main(int argc, char** argv) {
  for (const slate::bench::Case& one : slate::bench::AllCases()) {
    benchmark::RegisterBenchmark(one.name.c_str(), [one](benchmark::State& state) {
      const std::function<void()> call = one.prepare();
      for (auto _ : state) call();
      state.SetItemsProcessed(static_cast<std::int64_t>(one.items) * state.iterations());
    });
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
