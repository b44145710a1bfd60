// Results for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "tests/bench/harness.h"

namespace slate::bench {

std::string LineOf(const Result& result);  // while tasks run
std::string ReportJson(
    const std::vector<Result>& results);  // a list of objects: task, threads, slate_ms, peer_ms, ratio, and more
// A page with how it was measured. `skipped`: tasks, and why.
std::string ReportPage(const std::vector<Result>& results,
                       const std::vector<std::pair<std::string, std::string>>& skipped,
                       const std::string& slate_version);

}  // namespace slate::bench
