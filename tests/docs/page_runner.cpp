// Runs a page of the documentation: what it tells its reader to write and type, from top to bottom, in a fresh folder.
//
//   ```sla contract.sla    a file, which the block holds whole
//   ```diff contract.sla   a change of a file: lines with `-` go, lines with `+` come, the others stay; it must fit in
//   one place
//   ```sh                  one command, of slate alone
//   ```text exit 1         what the command before printed, as a terminal shows it, and its exit status (absent: 0)
//
// A command without a block behind it must print nothing and succeed. Any other fenced block is an error, so that none
// is skipped unnoticed. `--update` rewrites the outputs and is refused where CI is set.
#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <iostream>
#include <sstream>
#include <unistd.h>

#include "tests/golden/execute.h"

namespace fs = std::filesystem;
using namespace slate::tests;

namespace {

struct Block {
  std::string language, argument;  // "sla", "contract.sla"
  std::string text;
};

// The page as prose and blocks in turn: the prose before each block, and what follows the last.
struct Page {
  std::vector<std::string> prose{""};
  std::vector<Block> blocks;
};

Page Parse(const std::string& text) {
  Page page;
  bool inside = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("```", 0) != 0) {
      (inside ? page.blocks.back().text : page.prose.back()) += line + "\n";
    } else if (inside) {
      inside = false;
      page.prose.emplace_back();
    } else {
      const std::size_t blank = std::min(line.find(' '), line.size());
      page.blocks.push_back({line.substr(3, blank - 3), line.substr(std::min(blank + 1, line.size())), ""});
      inside = true;
    }
  }
  return page;
}

std::string Print(const Page& page) {
  std::string text = page.prose.front();
  for (std::size_t i = 0; i < page.blocks.size(); ++i) {
    const Block& block = page.blocks[i];
    text += fmt::format("```{}{}{}\n{}```\n{}", block.language, block.argument.empty() ? "" : " ", block.argument,
                        block.text, page.prose[i + 1]);
  }
  return text;
}

// Empty, or why the change can't be made.
std::string Change(const fs::path& path, const std::string& change) {
  std::string before, after, text = Read(path);
  std::istringstream lines(change);
  for (std::string line; std::getline(lines, line);) {
    const char sign = line.empty() ? ' ' : line.front();
    if (sign != ' ' && sign != '-' && sign != '+')
      return fmt::format("a line of a change begins with a blank, `-` or `+`: {}", line);
    const std::string rest = line.empty() ? "\n" : line.substr(1) + "\n";
    if (sign != '+') before += rest;
    if (sign != '-') after += rest;
  }
  const std::string framed = "\n" + text;
  const std::size_t at = framed.find("\n" + before);
  if (at == std::string::npos || framed.find("\n" + before, at + 1) != std::string::npos)
    return fmt::format("the change fits {} in no place or in several", path.filename().string());
  Write(path, text.replace(at, before.size(), after));
  return "";
}

std::string ExitText(int status) {
  return status == 0 ? "" : fmt::format("exit {}", status);
}

// Runs the block's command; its output goes into the block behind it, if there is one.
std::string RunCommand(const fs::path& scratch, const fs::path& program, Page& page, std::size_t& at) {
  Command command{.line = page.blocks[at].text, .out = "", .err = ""};
  if (command.line.rfind("slate ", 0) != 0) return "a command is one of slate";
  command.line.pop_back();
  command.line = "{ " + command.line + "; } 2>&1";
  Execute(scratch, program, command);
  Block* output =
      at + 1 < page.blocks.size() && (page.blocks[at + 1].language == "text" || page.blocks[at + 1].language == "json")
          ? &page.blocks[++at]
          : nullptr;
  if (output != nullptr) {
    output->text = command.out;
    output->argument = ExitText(command.exit);
    return command.out.find("\n```") == std::string::npos ? "" : "the output holds a fence";
  }
  return command.out.empty() && command.exit == 0
             ? ""
             : fmt::format("a command that no output follows ends with {} and prints\n{}", command.exit, command.out);
}

std::string Run(const fs::path& scratch, const fs::path& program, Page& page) {
  if (page.blocks.empty()) return "it runs nothing";
  for (std::size_t i = 0; i < page.blocks.size(); ++i) {
    const Block& block = page.blocks[i];
    const fs::path file = scratch / "case" / block.argument;
    std::string problem;
    if (block.language == "sh")
      problem = RunCommand(scratch, program, page, i);
    else if (block.language == "diff")
      problem = Change(file, block.text);
    else if (block.language == "text" || block.language == "json" || block.argument.empty())
      problem = fmt::format("no command stands before the block of {}", block.language);
    else
      Write(file, block.text);
    if (!problem.empty()) return fmt::format("block {} ({} {}): {}", i + 1, block.language, block.argument, problem);
  }
  return "";
}

}  // namespace

int main(int argc, char** argv) {
  fs::path program, path;
  bool update = false;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--slate" && i + 1 < argc)
      program = fs::absolute(argv[++i]);
    else if (argument == "--update")
      update = true;
    else
      path = argument;
  }
  if (program.empty() || path.empty()) {
    std::cout << "usage: page_runner --slate PROGRAM [--update] PAGE\n";
    return 2;
  }
  if (update && std::getenv("CI") != nullptr) {
    std::cout << "expectations are not rewritten in CI\n";
    return 2;
  }
  const std::string text = Read(path);
  Page page = Parse(text);
  if (Print(page) != text) {
    std::cout << fmt::format("FAIL {}: a fence is not closed\n", path.string());
    return 1;
  }
  const fs::path scratch = fs::temp_directory_path() / fmt::format("slate-page-{}", ::getpid());
  fs::create_directories(scratch / "case");
  const std::string problem = Run(scratch, program, page);
  const std::string actual = Print(page);
  if (!problem.empty()) {
    std::cout << fmt::format("FAIL {}: {}\n", path.string(), problem);
  } else if (actual != text && update) {
    Write(path, actual);
    std::cout << fmt::format("updated {}\n", path.string());
  } else if (actual != text) {
    std::cout << fmt::format("FAIL {}\n", path.string()) << std::flush;
    Write(scratch / "expected", text);
    Write(scratch / "actual", actual);
    // diff's own status says only that they differ, which is known.
    static_cast<void>(
        std::system(fmt::format("cd '{}' && diff -U2 expected actual | tail -n +3", scratch.string()).c_str()));
  } else {
    std::cout << fmt::format("passed: {} blocks\n", page.blocks.size());
  }
  fs::remove_all(scratch);
  return problem.empty() && (actual == text || update) ? 0 : 1;
}
