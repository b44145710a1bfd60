// Lines of cells under each other, for people. Cells come from data: what would steer a terminal is shown as its code.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace slate::ledger {

// Two blanks before each column but the first, which has four; `right`: columns whose cells end together.
std::string Columns(std::vector<std::vector<std::string>> lines, const std::set<std::size_t>& right);

}  // namespace slate::ledger
