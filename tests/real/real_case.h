// What the tests over real data share: where the data is, a contract evaluated by both engines with one and two threads, and
// the count of failures.
#pragma once

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "compiler/driver/evaluate.h"
#include "compiler/driver/pipeline.h"

namespace slate::real {

inline std::string Read(const std::string& path) {
  std::ifstream stream(path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

class Case {
 public:
  // `name` is the folder of the data and of the contract; every one of `events` is read from `file`.
  Case(const std::string& name, std::vector<std::string> events, const std::string& file) : types_(std::move(events)) {
    const char* chosen = std::getenv("SLATE_DATA");
    data_ = std::string(chosen != nullptr ? chosen : SLATE_SOURCE_DIR "/../shared/data") + "/" + name;
    here_ = std::string(SLATE_SOURCE_DIR "/tests/real/") + name;
    events_ = data_ + "/" + file;
  }

  bool Missing() const {
    if (::access(events_.c_str(), R_OK) == 0) return false;
    fmt::print("SKIPPED: {} is not there; set SLATE_DATA to the folder of the real data sets\n", events_);
    return true;
  }
  nlohmann::json Answers() const { return nlohmann::json::parse(Read(data_ + "/answers.json")); }

  void Expect(bool holds, const std::string& what) {
    if (holds) return;
    ++failures_;
    fmt::print("FAIL {}\n", what);
  }

  Instant as_of{1'600'000'000'000'000};  // the moment the ledger is seen from

  // Exit status of the test.
  int Run(const std::function<void(const driver::Evaluated&)>& compare) {
    driver::Compilation compilation;
    for (const char* file : {"contract.sla", "binding.sla"}) compilation.Add(file, Read(here_ + "/" + file));
    compilation.Check();
    const auto plan = compilation.Plan(std::nullopt);
    if (!plan) {
      fmt::print("FAIL the contract does not check\n");
      return 1;
    }
    for (const driver::Engine engine : {driver::Engine::interpret, driver::Engine::jit}) {
      for (const int threads : {1, 2}) {
        std::map<std::string, std::vector<ingest::Input>> inputs;
        for (const std::string& type : types_) inputs[type].push_back({events_, ::open(events_.c_str(), O_RDONLY)});
        const driver::EvaluateOptions options{.as_of = as_of, .engine = engine, .threads = threads, .module_folder = SLATE_BUILD_DIR};
        const auto result = driver::Evaluate(*plan, compilation.contracts().front(), compilation.bindings().front(), inputs, options);
        for (const auto& [type, files] : inputs) ::close(files.front().fd);
        Expect(result.engine_error.empty(), result.engine_error);
        Expect(result.input_errors.empty(), "the input is refused");
        Expect(result.ledger.intake.size() == types_.size(), "an account for every event");
        for (const ledger::Intake& intake : result.ledger.intake) Expect(ledger::Balanced(intake), "read = used + excluded + duplicate + rejected");
        compare(result);
      }
    }
    fmt::print("{} failed\n", failures_);
    return failures_ == 0 ? 0 : 1;
  }

 private:
  std::vector<std::string> types_;
  std::string data_, here_, events_;
  int failures_ = 0;
};

}  // namespace slate::real
