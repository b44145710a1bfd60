// Runs golden cases: files *.golden that hold sources, commands and what they must print.
//
//   free text: why the case exists
//   --- file contract.sla        a source, written to a fresh folder
//   --- run slate check x.sla    a command; only `slate` may be run
//   --- stdout                   what it must print (absent: nothing)
//   --- stderr
//   --- exit 1                   its exit status (absent: 0)
//
// Several `run` sections may follow each other, each with its own expectations. `--update` rewrites the expectations; it is
// refused where CI is set. A section of any other kind is an error, so that none is skipped unnoticed.
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

struct Command {
  std::string line, out, err;
  int exit = 0;
};
struct Case {
  std::string prose;
  std::vector<std::pair<std::string, std::string>> files;
  std::vector<Command> commands;
};

std::string Read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

void Write(const fs::path& path, const std::string& text) {
  if (path.has_parent_path()) fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

// Empty, or what is wrong with the case file.
std::string Parse(const std::string& text, Case& out) {
  std::string* section = &out.prose;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("--- ", 0) != 0) {
      if (section == nullptr) return "text stands after `--- exit`";
      *section += line + "\n";
      continue;
    }
    const std::string head = line.substr(4);
    if (head.rfind("file ", 0) == 0) {
      out.files.emplace_back(head.substr(5), "");
      section = &out.files.back().second;
    } else if (head.rfind("run slate ", 0) == 0) {
      out.commands.push_back({head.substr(4), "", "", 0});
      section = nullptr;
    } else if (out.commands.empty()) {
      return fmt::format("`{}` stands before a `--- run slate ...`", line);
    } else if (head == "stdout") {
      section = &out.commands.back().out;
    } else if (head == "stderr") {
      section = &out.commands.back().err;
    } else if (head.rfind("exit ", 0) == 0) {
      out.commands.back().exit = std::atoi(head.c_str() + 5);
      section = nullptr;
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
  }
  return text;
}

void Execute(const fs::path& folder, const fs::path& program, Command& command) {
  const std::string shell = fmt::format("cd '{}' && PATH='{}':\"$PATH\" NO_COLOR=1 sh -c '{}' >.stdout 2>.stderr </dev/null", folder.string(),
                                        program.parent_path().string(), command.line);
  const int status = std::system(shell.c_str());
  command.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  command.out = Read(folder / ".stdout");
  command.err = Read(folder / ".stderr");
  for (std::string* text : {&command.out, &command.err}) {
    if (!text->empty() && text->back() != '\n') *text += "\n(no line break at the end)\n";
  }
}

void ShowDifference(const std::string& what, const std::string& expected, const std::string& actual) {
  if (expected == actual) return;
  std::istringstream left(expected), right(actual);
  std::string a, b;
  for (int line = 1;; ++line) {
    const bool more_a = static_cast<bool>(std::getline(left, a)), more_b = static_cast<bool>(std::getline(right, b));
    if (!more_a && !more_b) break;
    if (more_a && more_b && a == b) continue;
    std::cout << fmt::format("  {} line {}:\n    expected: {}\n    actual:   {}\n", what, line, more_a ? a : "(nothing)", more_b ? b : "(nothing)");
    break;
  }
}

}  // namespace

int main(int argc, char** argv) {
  fs::path program, root;
  bool update = false;
  std::string filter;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--slate" && i + 1 < argc) program = fs::absolute(argv[++i]);
    else if (argument == "--filter" && i + 1 < argc) filter = argv[++i];
    else if (argument == "--update") update = true;
    else root = argument;
  }
  if (program.empty() || root.empty()) {
    std::cout << "usage: golden_runner --slate PROGRAM [--filter TEXT] [--update] FOLDER\n";
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
    fs::create_directories(scratch);
    for (const auto& [name, content] : expected.files) Write(scratch / name, content);
    Case actual = expected;
    for (Command& command : actual.commands) Execute(scratch, program, command);
    if (Print(actual) == Print(expected)) continue;
    if (update) {
      Write(path, Print(actual));
      std::cout << fmt::format("updated {}\n", path.string());
      continue;
    }
    ++failed;
    std::cout << fmt::format("FAIL {}\n", path.string());
    for (std::size_t i = 0; i < expected.commands.size(); ++i) {
      const Command &want = expected.commands[i], &got = actual.commands[i];
      if (want.exit != got.exit) std::cout << fmt::format("  {}: exit {} expected, {} seen\n", want.line, want.exit, got.exit);
      ShowDifference("stdout", want.out, got.out);
      ShowDifference("stderr", want.err, got.err);
    }
  }
  fs::remove_all(scratch);
  std::cout << fmt::format("{} passed, {} failed\n", paths.size() - static_cast<std::size_t>(failed), failed);
  return failed == 0 && !paths.empty() ? 0 : 1;
}
