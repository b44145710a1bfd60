// Timelines whose records are folded on their way in, and those whose records are kept and sorted first: the same ledger, for every order
// of records, number of threads and batch size.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <random>

#include "compiler/driver/evaluate.h"
#include "compiler/driver/pipeline.h"

using namespace slate;

namespace {

std::string Contract(const std::string& source) {
  return R"(contract "Order" reference "ORDER" {
  customer buyer "Buyer"  provider host "Host"
  term 2025-01-01 through 2025-03-31  time zone "Europe/Paris"  currency EUR  conventions slate_2026
}
schedule A { A.1 charge fee "Fee" each calendar month : money }
schedule B {
  B.1 timeline probe for each service seen since the term began { states up, down, slow )" +
         source + R"( }
  B.2 exclusion maintenance of probe { }
  B.3 metric availability outcome lagging { share of probe in up excluding maintenance }
  B.4 metric outages activity leading { count of probe s by s.start where s.state is down reported for each service each calendar month }
  B.5 obligation uptime owed by host to buyer {
    measure availability for each service each calendar month  target at least 90%
    credit of fee { [target, 100%] : none [0%, target) : 10% }
  }
})";
}

constexpr const char* kBinding = R"(binding "export" for "ORDER" {
  charge fee EUR 1,000
  timeline probe from csv { time zone "Europe/Paris" }
  exclusion maintenance from csv { time zone "Europe/Paris" }
})";

std::string Moment(std::int64_t minute) {
  const LocalTime local{(ToDate({2025, 1, 1}).days * 1440LL + minute) * 60 * kMicrosPerSecond};
  return ToString(local);
}

std::FILE* FileOf(const std::vector<std::string>& lines) {
  std::FILE* file = std::tmpfile();
  for (const std::string& line : lines) std::fprintf(file, "%s\n", line.c_str());
  std::rewind(file);
  return file;
}

}  // namespace

TEST_CASE("the order of a timeline's records changes nothing, folded on their way in or kept") {
  std::mt19937_64 random(5);
  for (const char* source : {"from changes initially left out", "from changes initially up", "from probes each 20 minutes gaps down",
                             "from probes each 20 minutes gaps up for at most 30 minutes, then down  down when at least 2 consecutive probes fail, from first failure"}) {
    driver::Compilation compilation;
    compilation.Add("contract.sla", Contract(source));
    compilation.Add("binding.sla", kBinding);
    compilation.Check();
    for (const Diagnostic& problem : compilation.diagnostics().Sorted()) UNSCOPED_INFO(problem.message);
    const auto plan = compilation.Plan(std::nullopt);
    REQUIRE(plan.has_value());
    std::vector<std::string> probes;
    for (std::int64_t minute = 0; minute < 85 * 1440; minute += 7 + static_cast<std::int64_t>(random() % 9)) {
      if (minute >= 86 * 1440 + 60 && minute < 90 * 1440) continue;
      const std::uint64_t kind = random() % 60;
      probes.push_back(fmt::format("site-{},{},{}", random() % 2, Moment(minute), kind == 0 ? "slow" : kind < 4 ? "down" : "up"));
    }
    std::vector<std::string> windows{"service,start,end"};
    for (int i = 0; i < 40; ++i) {
      const auto start = static_cast<std::int64_t>(random() % (85 * 1440));
      windows.push_back(fmt::format("site-{},{},{}", random() % 3, Moment(start), Moment(start + static_cast<std::int64_t>(random() % 600))));
    }
    std::string ledger;
    const auto evaluate = [&](const std::vector<std::string>& records, int threads, std::int64_t batch, driver::Engine engine) {
      std::vector<std::string> lines{"service,moment,state"};
      lines.insert(lines.end(), records.begin(), records.end());
      std::FILE* file = FileOf(lines);
      std::FILE* other = FileOf(windows);
      const auto result = driver::Evaluate(*plan, compilation.contracts().front(), compilation.bindings().front(),
                                           {{"probe", {{"probes", ::fileno(file)}}}, {"maintenance", {{"windows", ::fileno(other)}}}},
                                           {.as_of = Instant{1'900'000'000'000'000}, .engine = engine, .threads = threads, .batch_rows = batch, .module_folder = SLATE_BUILD_DIR});
      std::fclose(file);
      std::fclose(other);
      for (const ingest::InputError& error : result.input_errors) UNSCOPED_INFO(error.message);
      REQUIRE(result.input_errors.empty());
      REQUIRE(result.rejects.empty());
      const std::string text = ledger::WriteJson(result.ledger);
      if (ledger.empty()) ledger = text;
      REQUIRE(text == ledger);
    };
    std::vector<std::string> shuffled = probes, late = probes;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    std::rotate(late.begin(), late.begin() + 1, late.end());  // the first comes last
    for (const int threads : {1, 2}) {
      for (const std::int64_t batch : {5, 4096}) {
        for (const auto* records : {&probes, &shuffled, &late}) evaluate(*records, threads, batch, driver::Engine::interpret);
      }
    }
    evaluate(probes, 1, 4096, driver::Engine::jit);
  }
}
