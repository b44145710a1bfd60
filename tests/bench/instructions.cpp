// Instructions instead of times: what fixed work takes, counted by callgrind, against what it took when
// tests/bench/instructions.json was written. Counts are the same on every machine with AVX2 and this distribution's
// libraries, as valgrind shows all of them one processor.
//   instructions --slate PROGRAM --baseline FILE [--update]
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "tests/bench/harness.h"
#include "tests/bench/texts.h"
#include "tests/bench/workload.h"

namespace {

using namespace slate::bench;
using Counts = std::map<std::string, std::uint64_t>;

constexpr int kSkipped = 77;
constexpr double kMargin = 0.10;
constexpr std::uint64_t kRows = 20'000;
constexpr std::uint32_t kCustomers = 20;

struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / fmt::format("slate-instructions-{}", ::getpid());
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::string operator/(const std::string& name) const { return (path / name).string(); }
};

// Under callgrind, with nothing of this process's environment, which would be counted as well. `kernels`: where
// compiled code is kept.
std::string Callgrind(const std::vector<std::string>& options, const std::string& kernels,
                      const std::vector<std::string>& command) {
  std::vector<std::string> whole{
      "env", "-i", "PATH=/usr/bin:/bin", "SLATE_KERNEL_CACHE=" + kernels, "valgrind", "--tool=callgrind"};
  whole.insert(whole.end(), options.begin(), options.end());
  whole.insert(whole.end(), command.begin(), command.end());
  auto [text, status] = OutputOf(whole);
  if (status != 0) throw Failed(fmt::format("{} ended with {} under callgrind:\n{}", command[0], status, text));
  return text;
}

std::uint64_t NumberAfter(const std::string& text, const std::string& label) {
  const std::size_t at = text.find(label);
  if (at == std::string::npos) throw Failed("callgrind does not say `" + label + "`:\n" + text);
  return std::stoull(text.substr(at + label.size()));
}

// Whole processes.
void CountPrograms(const std::string& slate, const Folder& folder, Counts& counts) {
  const std::string contract = folder / "contract.sla", events = folder / "deliveries.csv";
  WriteText(contract, LongContract());
  if (!WriteDeliveries(events, kRows, kCustomers, false)) throw Failed("can't write " + events);
  std::vector<std::string> eval{slate, "eval", BenchFile("otif.sla"), "--binding", BenchFile("otif_binding.sla")};
  for (const std::string& more : {"--events=delivery=" + events, "--out=" + (folder / "ledger.json")})
    eval.push_back(more);
  for (const char* more : {"--as-of=2027-01-01", "--threads=1", "--format=json", "--engine"}) eval.emplace_back(more);
  const auto with = [&](const char* engine) {
    std::vector<std::string> command = eval;
    command.emplace_back(engine);
    return command;
  };
  const auto count = [&](const std::string& name, const std::vector<std::string>& command) {
    counts[name] =
        NumberAfter(Callgrind({"--callgrind-out-file=/dev/null"}, folder / "kernels", command), "Collected : ");
  };
  count("slate check", {slate, "check", contract});
  count("slate eval, interpreted", with("interpret"));
  count("slate eval, compiled", with("jit"));
  // Again, and the first one kept its code.
  count("slate eval, kept code", with("jit"));
}

// Single steps: each is a dump of its own.
void CountCases(const Folder& folder, Counts& counts) {
  const std::string dumps = folder / "dump";
  Callgrind({"--instr-atstart=no", "--callgrind-out-file=" + dumps}, "off",
            {SLATE_BENCH_FOLDER "/instruction_subject"});
  const std::string label = "Client Request: ";
  for (const auto& file : std::filesystem::directory_iterator(folder.path)) {
    if (file.path().string().rfind(dumps + ".", 0) != 0) continue;
    const std::string text = TextOf(file.path().string());
    const std::size_t at = text.find(label) + label.size();
    counts[text.substr(at, text.find('\n', at) - at)] = NumberAfter(text, "\ntotals: ");
  }
}

// The number of those that are not as they were.
int Compare(const Counts& counts, const Counts& baseline) {
  int unlike = 0;
  for (const auto& [name, count] : counts) {
    const auto before = baseline.find(name);
    if (before == baseline.end()) {
      ++unlike;
      fmt::print("FAIL {:26} {:>12} instructions, not in the baseline\n", name, count);
      continue;
    }
    const double change = static_cast<double>(count) / static_cast<double>(before->second) - 1;
    const bool like = -kMargin <= change && change <= kMargin;
    unlike += like ? 0 : 1;
    fmt::print("{} {:26} {:>12} instructions, {:+.1f}%\n", like ? "ok  " : "FAIL", name, count, 100 * change);
  }
  for (const auto& [name, count] : baseline) {
    if (counts.contains(name)) continue;
    ++unlike;
    fmt::print("FAIL {:26} is in the baseline, and is not counted any more\n", name);
  }
  return unlike;
}

int Skip(const std::string& why) {
  fmt::print("SKIPPED: {}\n", why);
  return kSkipped;
}

int Run(const std::string& slate, const std::string& baseline_path, bool update) {
  if (std::system("valgrind --version >/dev/null 2>&1") != 0) return Skip("valgrind is missing");
  // Without it other loops run than were counted.
  if (!__builtin_cpu_supports("avx2")) return Skip("this processor has no AVX2");
  const Folder folder;
  Counts counts;
  CountPrograms(slate, folder, counts);
  CountCases(folder, counts);
  if (update) {
    WriteText(baseline_path, nlohmann::json(counts).dump(2) + "\n");
    fmt::print("{} counts written to {}\n", counts.size(), baseline_path);
    return 0;
  }
  const auto baseline = nlohmann::json::parse(std::ifstream(baseline_path)).get<Counts>();
  const int unlike = Compare(counts, baseline);
  if (unlike == 0) return 0;
  // Fewer fail as well: else the next regression has all that room, and nobody reads what a test prints that passes.
  fmt::print(
      "{} of {} differ by more than {:.0f}%. Find what made it slower (`valgrind --tool=callgrind`); where that is "
      "meant, or it became faster, run `./dev bench baseline`\n"
      "and commit tests/bench/instructions.json with the change.\n",
      unlike, std::max(counts.size(), baseline.size()), 100 * kMargin);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::string slate, baseline;
  bool update = false;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--update")
      update = true;
    else if (argument == "--slate" && i + 1 < argc)
      slate = argv[++i];
    else if (argument == "--baseline" && i + 1 < argc)
      baseline = argv[++i];
    else
      slate.clear();
  }
  if (slate.empty() || baseline.empty()) {
    fmt::print(stderr, "usage: instructions --slate PROGRAM --baseline FILE [--update]\n");
    return 2;
  }
  try {
    return Run(slate, baseline, update);
  } catch (const std::exception& what) {
    fmt::print("FAIL {}\n", what.what());
    return 1;
  }
}
