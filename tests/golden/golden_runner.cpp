// Runs golden cases: files *.golden that hold sources, commands and what they must print.
//
//   free text: why the case exists
//   --- file contract.sla        a source, written to a fresh folder
//   --- run slate check x.sla    a command; only `slate` may be run
//   --- stdout                   what it must print (absent: nothing)
//   --- stderr
//   --- exit 1                   its exit status (absent: 0)
//   --- produced ledger.json     a file it must have written; one that is not named here is not looked at
//
// `--engine jit` has every command that measures, and names no engine, run on that one: what is expected is the same.
//
// Text is taken as it stands: no blank lines around sections, no placeholders. A command may use the shell (`slate a | slate b`);
// it sees no environment but NO_COLOR, a plain locale, a time zone no result may depend on and the sanitizers' options, and is
// stopped after a minute.
// Several `run` sections may follow each other, each with its own expectations. `--update` rewrites the expectations; it is
// refused where CI is set. A section of any other kind is an error, so that none is skipped unnoticed.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/golden/execute.h"

namespace fs = std::filesystem;

using namespace slate::tests;

namespace {

struct Case {
  std::string prose;
  std::vector<std::pair<std::string, std::string>> files;
  std::vector<Command> commands;
};

// Empty, or what is wrong with the case file.
std::string Parse(const std::string& text, Case& out) {
  std::string* section = &out.prose;
  std::set<std::string> seen;  // heads that may stand once: files of the case, expectations of the last command
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("--- ", 0) != 0) {
      if (section == nullptr) return "text stands after `--- run` or `--- exit`";
      *section += line + "\n";
      continue;
    }
    const std::string head = line.substr(4);
    if (head.rfind("run ", 0) == 0) seen.clear();
    if (!seen.insert(head.rfind("exit ", 0) == 0 ? "exit" : head).second) return fmt::format("`{}` stands twice", line);
    if (head.rfind("file ", 0) == 0) {
      if (!out.commands.empty()) return fmt::format("`{}` stands after a command", line);
      out.files.emplace_back(head.substr(5), "");
      section = &out.files.back().second;
    } else if (head.rfind("run slate ", 0) == 0) {
      out.commands.push_back({.line = head.substr(4), .out = "", .err = ""});
      section = nullptr;
    } else if (out.commands.empty()) {
      return fmt::format("`{}` stands before a `--- run slate ...`", line);
    } else if (head == "stdout") {
      section = &out.commands.back().out;
    } else if (head == "stderr") {
      section = &out.commands.back().err;
    } else if (head.rfind("exit ", 0) == 0) {
      const auto [end, error] = std::from_chars(head.data() + 5, head.data() + head.size(), out.commands.back().exit);
      if (error != std::errc() || end != head.data() + head.size()) return fmt::format("`{}` names no exit status", line);
      section = nullptr;
    } else if (head.rfind("produced ", 0) == 0) {
      out.commands.back().produced.emplace_back(head.substr(9), "");
      section = &out.commands.back().produced.back().second;
    } else {
      return fmt::format("`{}` is no section", line);
    }
  }
  return out.commands.empty() ? "it runs nothing" : "";
}

std::string Print(const Case& c) {
  std::string text = c.prose;
  for (const auto& [name, content] : c.files) text += fmt::format("--- file {}\n{}", name, content);
  for (const Command& command : c.commands) {
    text += fmt::format("--- run {}\n", command.line);
    if (!command.out.empty()) text += "--- stdout\n" + command.out;
    if (!command.err.empty()) text += "--- stderr\n" + command.err;
    if (command.exit != 0) text += fmt::format("--- exit {}\n", command.exit);
    for (const auto& [name, content] : command.produced) text += fmt::format("--- produced {}\n{}", name, content);
  }
  return text;
}

// With the engine named, where the command measures and leaves it open.
std::string OnEngine(std::string line, const std::string& engine) {
  if (engine.empty() || line.find("--engine") != std::string::npos) return line;
  for (const std::string verb : {"slate eval ", "slate post ", "slate agenda "}) {
    for (std::size_t at = line.find(verb); at != std::string::npos; at = line.find(verb, at + verb.size())) {
      line.insert(at + verb.size(), fmt::format("--engine {} ", engine));
    }
  }
  return line;
}

}  // namespace

int main(int argc, char** argv) {
  fs::path program, root;
  bool update = false;
  std::string filter, engine;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--slate" && i + 1 < argc) program = fs::absolute(argv[++i]);
    else if (argument == "--filter" && i + 1 < argc) filter = argv[++i];
    else if (argument == "--engine" && i + 1 < argc) engine = argv[++i];
    else if (argument == "--update") update = true;
    else root = argument;
  }
  if (program.empty() || root.empty()) {
    std::cout << "usage: golden_runner --slate PROGRAM [--filter TEXT] [--engine ENGINE] [--update] FOLDER\n";
    return 2;
  }
  if (update && std::getenv("CI") != nullptr) {
    std::cout << "expectations are not rewritten in CI\n";
    return 2;
  }
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".golden" && entry.path().string().find(filter) != std::string::npos) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  const fs::path scratch = fs::temp_directory_path() / fmt::format("slate-golden-{}", ::getpid());
  int failed = 0;
  for (const fs::path& path : paths) {
    Case expected;
    if (const std::string why = Parse(Read(path), expected); !why.empty()) {
      std::cout << fmt::format("FAIL {}: {}\n", path.string(), why);
      ++failed;
      continue;
    }
    fs::remove_all(scratch);
    fs::create_directories(scratch / "case");
    for (const auto& [name, content] : expected.files) Write(scratch / "case" / name, content);
    Case actual = expected;
    for (Command& command : actual.commands) {
      const std::string as_written = command.line;
      command.line = OnEngine(as_written, engine);
      Execute(scratch, program, command);
      command.line = as_written;
    }
    if (Print(actual) == Print(expected)) continue;
    if (update) {
      Case again;
      if (!Parse(Print(actual), again).empty() || Print(again) != Print(actual)) {
        std::cout << fmt::format("FAIL {}: the output holds a line that would be read as a section\n", path.string());
        ++failed;
        continue;
      }
      Write(path, Print(actual));
      std::cout << fmt::format("updated {}\n", path.string());
      continue;
    }
    ++failed;
    std::cout << fmt::format("FAIL {}\n", path.string()) << std::flush;
    Write(scratch / "expected", Print(expected));
    Write(scratch / "actual", Print(actual));
    // diff's own status says only that they differ, which is known.
    static_cast<void>(std::system(fmt::format("cd '{}' && diff -U2 expected actual | tail -n +3", scratch.string()).c_str()));
  }
  fs::remove_all(scratch);
  std::cout << fmt::format("{} passed, {} failed\n", paths.size() - static_cast<std::size_t>(failed), failed);
  return failed == 0 && !paths.empty() ? 0 : 1;
}
