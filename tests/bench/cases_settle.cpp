// Settling, and writing the ledger.
#include <memory>

#include "runtime/ledger/ledger.h"
#include "tests/bench/cases.h"
#include "tests/unit/settle/settle_case.h"

namespace slate::bench {
namespace {

constexpr std::size_t kGroups = 1000, kPeriods = 3;

std::shared_ptr<settle::Case> Counted() {
  auto counted = std::make_shared<settle::Case>();
  counted->cells.group_names.clear();
  for (std::size_t group = 0; group < kGroups; ++group)
    counted->cells.group_names.push_back("S" + std::to_string(group));
  counted->counters.Reserve(kGroups);
  for (std::size_t group = 0; group < kGroups; ++group) {
    for (std::size_t period = 0; period < kPeriods; ++period)
      counted->Count(group, period, 1000, 850 + (group + period) % 150, group % 7);
  }
  return counted;
}

std::function<void()> Settling() {
  return [counted = Counted()] { counted->Run(); };
}

std::function<void()> Writing(std::string (*write)(const ledger::Ledger&)) {
  auto counted = Counted();
  auto one = std::make_shared<ledger::Ledger>();
  one->contract = "Bench";
  one->zone = counted->zone;
  one->currency = counted->currency;
  one->rows = counted->Run().rows;
  return [counted, one, write] { write(*one); };
}

}  // namespace

std::vector<Case> SettleCases() {
  return {{"settle", kGroups * kPeriods, Settling},
          {"ledger_json", kGroups * kPeriods, [] { return Writing(ledger::WriteJson); }},
          {"ledger_csv", kGroups * kPeriods, [] { return Writing(ledger::WriteCsv); }}};
}

std::vector<Case> AllCases() {
  std::vector<Case> all;
  for (const auto& some : {IngestCases(), MeasureCases(), SettleCases()})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

}  // namespace slate::bench
