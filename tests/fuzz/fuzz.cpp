// Mutated sources and events. parse: the tree of any text prints, and what it prints reads back alike. check: any pair of
// contract and binding is checked without a crash, and a sound one plans and verifies. eval: mutated events give equal ledgers on
// both engines and a balanced account. A failure prints the seed that repeats it.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "compiler/driver/evaluate.h"
#include "compiler/driver/pipeline.h"
#include "compiler/syntax/format.h"

namespace {

using namespace slate;
using Random = std::mt19937_64;

std::string Read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

struct Case {
  std::string contract, binding, event, events;
};

// Texts of golden cases and examples; contracts that come with a binding and events.
struct Corpus {
  std::vector<std::string> sources;
  std::vector<Case> cases;
};

Corpus Load() {
  Corpus corpus;
  const std::filesystem::path root = SLATE_SOURCE_DIR;
  std::vector<std::filesystem::path> files;
  for (const char* folder : {"tests/golden", "tests/samples", "examples"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const std::filesystem::path& file : files) {
    if (file.extension() == ".sla") corpus.sources.push_back(Read(file));
    if (file.extension() != ".golden") continue;
    std::string text = Read(file), current;
    std::istringstream lines(text);
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
      if (line.rfind("--- ", 0) == 0) {
        if (inside) corpus.sources.push_back(std::move(current));
        current.clear();
        inside = line.rfind("--- file ", 0) == 0 && line.find(".sla") != std::string::npos;
      } else if (inside) {
        current += line + "\n";
      }
    }
  }
  for (const auto& [folder, event, events] : {std::tuple{"inbound_freight", "delivery", "deliveries.csv"}, {"service_desk", "ticket", "tickets.ndjson"}, {"web_availability", "interval", "intervals.csv"}}) {
    const std::filesystem::path at = root / "examples" / folder;
    corpus.cases.push_back({Read(at / "contract.sla"), Read(at / "binding.sla"), event, Read(at / events)});
  }
  return corpus;
}

// A few edits: bytes changed, pieces removed, doubled, or taken from elsewhere.
std::string Mutate(Random& random, std::string text, const std::string& other) {
  const auto below = [&](std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random() % n); };
  for (std::size_t edits = 1 + below(6); edits > 0 && !text.empty(); --edits) {
    const std::size_t at = below(text.size()), length = std::min(text.size() - at, 1 + below(below(8) == 0 ? 400 : 12));
    switch (below(6)) {
      case 0: text[at] = static_cast<char>(random()); break;
      case 1: text.erase(at, length); break;
      case 2: text.insert(at, text.substr(at, length)); break;
      case 3: text.insert(at, other.substr(below(other.size()), length)); break;
      case 4: {
        static constexpr const char* kPieces[] = {"0", "99999999999999999999", "-1", "\"", "}", "{", "(", "]", ",", " not ", "\n", "\xC3", "%", " pp ", "2025-02-30", "target", "unbounded", " otherwise ", "1e9", ":"};
        text.insert(at, kPieces[below(std::size(kPieces))]);
        break;
      }
      default: text[at] = static_cast<char>('0' + below(10)); break;
    }
  }
  return text;
}

bool Fail(std::string_view what, std::uint64_t seed) {
  fmt::print("FAIL {}; repeat with --seed {}\n", what, seed);
  return false;
}

std::string Printed(const driver::Compilation& compilation) {
  std::string text;
  for (const syntax::Document& document : compilation.documents()) text += syntax::Format(document);
  return text;
}

bool Parse(const Corpus& corpus, Random& random, std::uint64_t seed) {
  const auto pick = [&]() -> const std::string& { return corpus.sources[random() % corpus.sources.size()]; };
  driver::Compilation first;
  first.Add("a.sla", Mutate(random, pick(), pick()));
  if (first.diagnostics().HasErrors()) return true;
  const std::string text = Printed(first);
  driver::Compilation second;
  second.Add("b.sla", text);
  if (second.diagnostics().HasErrors()) return Fail("what was printed does not read back:\n" + text, seed);
  return Printed(second) == text || Fail("printing is not stable:\n" + text, seed);
}

bool Check(const Corpus& corpus, Random& random, std::uint64_t seed) {
  const Case& one = corpus.cases[random() % corpus.cases.size()];
  const std::string& other = corpus.sources[random() % corpus.sources.size()];
  driver::Compilation compilation;
  const bool both = random() % 2 == 0;
  compilation.Add("contract.sla", random() % 4 == 0 ? Mutate(random, other, one.contract) : Mutate(random, one.contract, other));
  compilation.Add("binding.sla", both ? Mutate(random, one.binding, other) : one.binding);
  compilation.Check();
  compilation.Plan(std::nullopt);
  for (const Diagnostic& problem : compilation.diagnostics().Sorted()) {
    if (problem.kind == DiagnosticKind::plan_unsound) return Fail("the plan is unsound: " + problem.message, seed);
  }
  return true;
}

bool Eval(const Corpus& corpus, Random& random, std::uint64_t seed) {
  const Case& one = corpus.cases[random() % corpus.cases.size()];
  driver::Compilation compilation;
  // Mostly the contract as it is: events are what is mutated; sometimes a contract that still checks.
  compilation.Add("contract.sla", random() % 3 == 0 ? Mutate(random, one.contract, one.contract) : one.contract);
  compilation.Add("binding.sla", one.binding);
  compilation.Check();
  const auto plan = compilation.Plan(std::nullopt);
  if (!plan || compilation.contracts().size() != 1 || compilation.bindings().size() != 1 || plan->scans.size() != 1 || plan->scans[0].event != one.event) return true;
  const std::string events = Mutate(random, one.events, one.events);
  std::vector<std::string> ledgers;
  for (const driver::Engine engine : {driver::Engine::interpret, driver::Engine::jit}) {
    std::FILE* file = std::tmpfile();
    std::fwrite(events.data(), 1, events.size(), file);
    std::fflush(file);
    ::lseek(::fileno(file), 0, SEEK_SET);
    const driver::EvaluateOptions options{.as_of = Instant{1'900'000'000'000'000}, .engine = engine, .threads = engine == driver::Engine::jit ? 2 : 1, .batch_rows = 64,
                                          .module_folder = SLATE_BUILD_DIR};
    const auto result = driver::Evaluate(*plan, compilation.contracts().front(), compilation.bindings().front(), {{one.event, {{"events", ::fileno(file)}}}}, options);
    std::fclose(file);
    if (!result.engine_error.empty()) return Fail(result.engine_error, seed);
    for (const ledger::Intake& intake : result.ledger.intake) {
      if (!ledger::Balanced(intake)) return Fail("the account of records does not balance", seed);
    }
    ledgers.push_back(ledger::WriteJson(result.ledger));
  }
  return ledgers[0] == ledgers[1] || Fail("the engines disagree", seed);
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t rounds = 400, seed = 1;
  double seconds = 0;
  std::string mode;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--rounds" && i + 1 < argc) rounds = std::stoull(argv[++i]);
    else if (argument == "--seconds" && i + 1 < argc) seconds = std::stod(argv[++i]);
    else if (argument == "--seed" && i + 1 < argc) seed = std::stoull(argv[++i]);
    else mode = argument;
  }
  bool (*run)(const Corpus&, Random&, std::uint64_t) = mode == "parse" ? Parse : mode == "check" ? Check : mode == "eval" ? Eval : nullptr;
  if (run == nullptr) {
    fmt::print("slate_fuzz [--rounds N | --seconds N] [--seed N] parse|check|eval\n");
    return 2;
  }
  const Corpus corpus = Load();
  const auto start = std::chrono::steady_clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  std::uint64_t done = 0, failed = 0;
  for (; seconds > 0 ? elapsed() < seconds : done < rounds; ++done) {
    Random random(seed + done);
    if (!run(corpus, random, seed + done)) ++failed;
  }
  fmt::print("{} passed, {} failed\n", done - failed, failed);
  return failed == 0 ? 0 : 1;
}
