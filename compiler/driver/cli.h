// What the verbs of the command line share. Only this layer opens files, prints, and reads the clock and the environment.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/pipeline.h"

namespace CLI {
class App;
}

namespace slate::driver {

// Exit codes of every verb.
enum Exit : int { kDone = 0, kContractErrors = 1, kUsage = 2, kInputRefused = 3, kMissed = 4, kOtherRecords = 5 };

using Run = std::function<int()>;
// Each adds its subcommand; the chosen one sets `run`.
void AddCheck(CLI::App& app, Run& run);
void AddDecisions(CLI::App& app, Run& run);
void AddAmendments(CLI::App& app, Run& run);
void AddEval(CLI::App& app, Run& run);
void AddPost(CLI::App& app, Run& run);
void AddLedger(CLI::App& app, Run& run);
void AddAgenda(CLI::App& app, Run& run);
void AddWhy(CLI::App& app, Run& run);
void AddTest(CLI::App& app, Run& run);
void AddFormat(CLI::App& app, Run& run);
void AddExplain(CLI::App& app, Run& run);
void AddCompletion(CLI::App& app, Run& run);

bool ColorOn(int fd);                                   // a terminal, and NO_COLOR unset
std::string ProgramFolder();                            // where the JIT's module lies
bool ReadFile(const std::string& path, std::string& text, std::string& error);
bool WriteAll(int fd, std::string_view text);
bool WriteFile(const std::string& path, std::string_view text, std::string& error);  // whole or not at all
// Writes to standard output; false when that fails (a closed pipe, a full disk).
bool Print(std::string_view text);
// One line on standard error that each call overwrites, from half a second on and if that is a terminal; cleared at the end.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  void Show(const std::string& path, std::uint64_t bytes);

 private:
  bool on_, shown_ = false;
  std::chrono::steady_clock::time_point next_;
};
void Complain(std::string_view text);                   // "slate: ..." on standard error
// Reads the files into the compilation; false after complaining.
bool AddFiles(Compilation& compilation, const std::vector<std::string>& paths);
// The problems so far, on standard error.
void PrintProblems(Compilation& compilation);

}  // namespace slate::driver
