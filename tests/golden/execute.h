// Runs a command of a test in a folder of its own, with nothing of the caller's environment in it.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace slate::tests {

struct Command {
  std::string line, out, err;
  int exit = 0;
  std::vector<std::pair<std::string, std::string>> produced = {};  // name and content of files it must have written
};

std::string Read(const std::filesystem::path& path);
void Write(const std::filesystem::path& path, const std::string& text);

// Runs the line in SCRATCH/case, where `slate` is the program given, and fills in what it printed, wrote and returned.
void Execute(const std::filesystem::path& scratch, const std::filesystem::path& program, Command& command);

}  // namespace slate::tests
