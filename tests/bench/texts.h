// The texts of the benchmark: its files, and a contract as long as a real one.
#pragma once

#include <string>

namespace slate::bench {

std::string BenchFile(const std::string& name);  // the path of a file of tests/bench
std::string TextOf(const std::string& path);
void WriteText(const std::string& path, const std::string& text);  // throws Failed

// The contract of the workload with its service levels repeated under new numbers, as long as a real one.
std::string LongContract();  // 200 lines

}  // namespace slate::bench
