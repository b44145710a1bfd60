// Single steps of the engine on fixed inputs, each small enough to be measured alone: by time (`./dev bench micro`) and
// by the instructions it takes (instructions.cpp).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace slate::bench {

struct Case {
  std::string name;
  std::uint64_t items = 0;  // rows, cells or lines that one call works on
  // Makes the inputs. What it returns is what is measured; it may be called again and again.
  std::function<std::function<void()>()> prepare;
};

std::vector<Case> IngestCases();
std::vector<Case> MeasureCases();
std::vector<Case> SettleCases();
std::vector<Case> AllCases();

}  // namespace slate::bench
