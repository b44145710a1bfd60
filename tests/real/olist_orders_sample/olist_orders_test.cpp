// 10,000 real orders: late deliveries by both readings of the estimated day, every purchase month, both engines, one and two
// threads; equal to the published counts to the last order.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "compiler/driver/evaluate.h"
#include "compiler/driver/pipeline.h"

namespace {

std::string Read(const std::string& path) {
  std::ifstream stream(path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

int failures = 0;
void Expect(bool holds, const std::string& what) {
  if (holds) return;
  ++failures;
  fmt::print("FAIL {}\n", what);
}

}  // namespace

int main() {
  using namespace slate;
  const char* chosen = std::getenv("SLATE_DATA");
  const std::string data = std::string(chosen != nullptr ? chosen : SLATE_SOURCE_DIR "/../shared/data") + "/olist_orders_sample";
  const std::string events = data + "/olist_orders_10000.csv", here = SLATE_SOURCE_DIR "/tests/real/olist_orders_sample";
  if (::access(events.c_str(), R_OK) != 0) {
    fmt::print("SKIPPED: {} is not there; set SLATE_DATA to the folder of the real data sets\n", events);
    return 77;
  }
  const auto answers = nlohmann::json::parse(Read(data + "/answers.json"))["thegeshwar_10000"];
  driver::Compilation compilation;
  compilation.Add("contract.sla", Read(here + "/contract.sla"));
  compilation.Add("binding.sla", Read(here + "/binding.sla"));
  compilation.Check();
  const auto plan = compilation.Plan(std::nullopt);
  if (!plan) {
    fmt::print("FAIL the contract does not check\n");
    return 1;
  }
  for (const driver::Engine engine : {driver::Engine::interpret, driver::Engine::jit}) {
    for (const int threads : {1, 2}) {
      const int fd = ::open(events.c_str(), O_RDONLY);
      driver::EvaluateOptions options{.as_of = Instant{1'600'000'000'000'000}, .engine = engine, .threads = threads, .module_folder = SLATE_BUILD_DIR};
      const auto result = driver::Evaluate(*plan, compilation.contracts().front(), compilation.bindings().front(), {{"order", {{events, fd}}}}, options);
      ::close(fd);
      Expect(result.engine_error.empty(), result.engine_error);
      std::map<std::string, std::uint64_t> late;
      std::size_t months = 0;
      for (const settle::Row& row : result.ledger.rows) {
        const std::uint64_t misses = row.evidence.denominator - row.evidence.numerator;
        late[row.metric] += misses;
        const char* key = row.metric == "on_time_by_timestamp" ? "late_by_timestamp" : row.metric == "on_time_by_date" ? "late_by_date_only" : nullptr;
        if (key == nullptr || row.evidence.denominator == 0) continue;
        ++months;
        const auto& month = answers["by_purchase_month"][row.period];
        Expect(misses == month[key] && row.evidence.denominator == month["delivered_with_date"], fmt::format("{} {}: {} late", row.metric, row.period, misses));
      }
      Expect(months == 2 * answers["by_purchase_month"].size(), fmt::format("{} months compared", months));
      Expect(late["on_time_by_timestamp"] == 771 && late["on_time_by_date"] == 653, "late orders in all");
      // One delivered order lacks its delivery date: a miss where undelivered orders are misses.
      Expect(late["on_time_of_all"] == 654, "undelivered orders");
      Expect(result.ledger.intake.size() == 1 && result.ledger.intake[0].read == 10'000 && ledger::Balanced(result.ledger.intake[0]), "intake");
    }
  }
  fmt::print("{} failed\n", failures);
  return failures == 0 ? 0 : 1;
}
