// Runs a fuzz target over files, and over mutations of them: what a fuzzer found once stays mended, with any compiler.
//
//   fuzz_MODE [--rounds N] [--seed N] FILE_OR_FOLDER...
//
// Each input is named before it runs, so that a crash names it. The input of a failed round is left in the current
// folder.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <random>
#include <sstream>

#include "tests/fuzz/target.h"

namespace {

namespace fs = std::filesystem;

std::string Read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

bool Passes(const std::string& name, const std::string& input) {
  fmt::print("{}\n", name);
  std::fflush(stdout);
  try {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
  } catch (const slate::fuzz::Finding& finding) {
    fmt::print("FAIL {}: {}\n", name, finding.what());
    return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t rounds = 0, seed = 1;
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--rounds" && i + 1 < argc)
      rounds = std::stoull(argv[++i]);
    else if (argument == "--seed" && i + 1 < argc)
      seed = std::stoull(argv[++i]);
    else if (fs::is_directory(argument))
      std::copy_if(fs::recursive_directory_iterator(argument), {}, std::back_inserter(files),
                   [](const auto& entry) { return entry.is_regular_file(); });
    else
      files.emplace_back(argument);
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) {
    fmt::print("fuzz_MODE [--rounds N] [--seed N] FILE_OR_FOLDER...\n");
    return 2;
  }
  std::uint64_t failed = 0;
  std::vector<std::string> inputs;
  for (const fs::path& file : files) {
    inputs.push_back(Read(file));
    if (!Passes(file.string(), inputs.back())) ++failed;
  }
  for (std::uint64_t round = 0; round < rounds; ++round) {
    std::mt19937_64 random(seed + round);
    const std::string& text = inputs[random() % inputs.size()];
    const std::string& other = inputs[random() % inputs.size()];
    const std::string input = slate::fuzz::Mutate(random(), text, other), name = fmt::format("seed_{}", seed + round);
    if (Passes(name, input)) continue;
    ++failed;
    std::ofstream(name, std::ios::binary) << input;
  }
  fmt::print("{} passed, {} failed\n", files.size() + rounds - failed, failed);
  return failed == 0 ? 0 : 1;
}
