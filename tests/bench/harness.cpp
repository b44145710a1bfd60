#include "tests/bench/harness.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace slate::bench {
namespace {

std::string Joined(const std::vector<std::string>& command) {
  std::string text;
  for (const std::string& word : command) text += (text.empty() ? "" : " ") + word;
  return text;
}

// What the program prints; `both`: on standard error as well.
std::pair<std::string, int> Capture(const std::vector<std::string>& command, bool both) {
  int ends[2];
  if (::pipe(ends) != 0) throw Failed("there is no pipe");
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  if (both) ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  ::posix_spawn_file_actions_addclose(&actions, ends[0]);
  ::posix_spawn_file_actions_addclose(&actions, ends[1]);
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string text;
  if (failed == 0) {
    char buffer[4096];
    for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;)
      text.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(ends[0]);
  int status = 0;
  if (failed != 0 || ::waitpid(child, &status, 0) != child) throw Failed("can't run " + command[0]);
  return {text, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)};
}

std::vector<double> Each(const std::vector<Spent>& runs, double Spent::* what) {
  std::vector<double> values;
  for (const Spent& run : runs) values.push_back(run.*what);
  return values;
}

Spent Medians(const std::vector<Spent>& runs) {
  const std::vector<double> peaks = Each(runs, &Spent::peak_mib);
  return {Median(Each(runs, &Spent::wall_ms)), Median(Each(runs, &Spent::cpu_ms)),
          *std::max_element(peaks.begin(), peaks.end())};
}

double CpuMilliseconds() {
  struct rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto milliseconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1000 + static_cast<double>(time.tv_usec) / 1000;
  };
  return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
}

}  // namespace

Spent RunProgram(const std::vector<std::string>& command, int expected) {
  // It stands beside this program.
  std::vector<std::string> measured{(std::string(SLATE_BENCH_FOLDER) + "/slate_measured")};
  measured.insert(measured.end(), command.begin(), command.end());
  const auto [text, ended] = Capture(measured, false);
  long long wall = 0, cpu = 0;
  long peak = 0;
  int status = 0;
  if (ended != 0 || std::sscanf(text.c_str(), "%lld %lld %ld %d", &wall, &cpu, &peak, &status) != 4 ||
      status != expected) {
    throw Failed(fmt::format("ended with {}: {}", status, Joined(command)));
  }
  return {static_cast<double>(wall) / 1000, static_cast<double>(cpu) / 1000, static_cast<double>(peak) / 1024};
}

std::pair<std::string, int> OutputOf(const std::vector<std::string>& command) {
  return Capture(command, true);
}

Spent RunCall(const std::function<void()>& call) {
  const double cpu = CpuMilliseconds();
  const auto start = std::chrono::steady_clock::now();
  call();
  const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - start;
  return {wall.count(), CpuMilliseconds() - cpu, 0};
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

Pairs RunPairs(int runs, const std::function<Spent()>& ours, const std::function<Spent()>& theirs) {
  Pairs pairs;
  for (int run = 0; run < runs; ++run) {
    pairs.ours.push_back(ours());
    if (theirs) pairs.theirs.push_back(theirs());
  }
  return pairs;
}

Result Summary(std::string task, int threads, std::uint64_t rows, const Pairs& pairs) {
  Result result{.task = std::move(task),
                .threads = threads,
                .rows = rows,
                .runs = static_cast<int>(pairs.ours.size()),
                .slate = Medians(pairs.ours)};
  if (pairs.theirs.empty()) return result;
  result.peer = Medians(pairs.theirs);
  std::vector<double> ratios, cpu_ratios;
  for (std::size_t i = 0; i < pairs.ours.size(); ++i) {
    ratios.push_back(pairs.theirs[i].wall_ms / pairs.ours[i].wall_ms);
    cpu_ratios.push_back(pairs.theirs[i].cpu_ms / pairs.ours[i].cpu_ms);
  }
  result.cpu_ratio = Median(cpu_ratios);
  result.ratio = Median(ratios);
  result.ratio_min = *std::min_element(ratios.begin(), ratios.end());
  result.ratio_max = *std::max_element(ratios.begin(), ratios.end());
  return result;
}

}  // namespace slate::bench
