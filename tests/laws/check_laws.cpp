// Dependency runs one way (docs/architecture.md): scans every #include of compiler/, runtime/ and stdlib/.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

// What each room may include beside itself. A prefix ending in '/' allows the whole room.
const std::map<std::string, std::vector<std::string>> kAllowed = {
    {"runtime/number", {}},
    {"runtime/time", {"runtime/number/", "runtime/functions.h", "runtime/functions.def"}},
    {"runtime/ingest", {"runtime/number/", "runtime/time/", "runtime/abi.h"}},
    {"runtime/measure", {"runtime/number/", "runtime/time/", "runtime/abi.h"}},
    {"runtime/settle", {"runtime/number/", "runtime/time/", "runtime/measure/", "runtime/abi.h"}},
    {"runtime/ledger", {"runtime/number/", "runtime/time/", "runtime/settle/"}},
    {"compiler/base", {}},
    {"compiler/source", {"compiler/base/"}},
    {"compiler/diagnostics", {"compiler/base/", "compiler/source/"}},
    {"compiler/syntax", {"compiler/base/", "compiler/source/", "compiler/diagnostics/", "runtime/number/", "runtime/time/"}},
    {"compiler/check", {"compiler/base/", "compiler/source/", "compiler/diagnostics/", "compiler/syntax/", "runtime/number/", "runtime/time/"}},
    {"compiler/plan", {"compiler/base/", "compiler/diagnostics/", "compiler/check/", "runtime/number/", "runtime/time/", "runtime/functions.def", "runtime/settle/terms.h"}},
    {"compiler/interpret", {"compiler/plan/", "runtime/number/", "runtime/time/", "runtime/abi.h", "runtime/functions.h", "runtime/functions.def"}},
    {"compiler/codegen", {"compiler/plan/", "runtime/number/", "runtime/time/", "runtime/abi.h", "runtime/functions.def"}},
    {"compiler/jit", {"compiler/plan/", "compiler/codegen/", "runtime/abi.h", "runtime/functions.h", "runtime/functions.def"}},
    {"compiler/driver", {"compiler/", "runtime/", "stdlib/"}},
};

// Outside libraries and the files that may know them.
const std::vector<std::pair<std::string, std::vector<std::string>>> kOutside = {
    {"antlr4", {"compiler/syntax/"}},          {"SlateParser.h", {"compiler/syntax/"}},  {"SlateLexer.h", {"compiler/syntax/"}},
    {"llvm/", {"compiler/codegen/", "compiler/jit/"}}, {"cctz/", {"runtime/time/zone.cpp"}},     {"CLI/", {"compiler/driver/"}},
    {"fstream", {}},                           {"iostream", {}},                         {"filesystem", {}},
};

bool StartsWith(const std::string& text, const std::string& prefix) { return text.rfind(prefix, 0) == 0; }

// Empty, or why `file` may not include `included`.
std::string Breach(const std::string& file, const std::string& included) {
  const std::size_t second = file.find('/', file.find('/') + 1);
  const std::string room = file.substr(0, second);
  for (const auto& [library, users] : kOutside) {
    if (!StartsWith(included, library)) continue;
    for (const std::string& user : users) {
      if (StartsWith(file, user)) return {};
    }
    return fmt::format("`{}` is not for `{}`", included, file);
  }
  if (!StartsWith(included, "compiler/") && !StartsWith(included, "runtime/") && !StartsWith(included, "stdlib/")) return {};
  if (StartsWith(included, room + "/")) return {};
  const auto allowed = kAllowed.find(room);
  if (allowed == kAllowed.end()) {
    // Headers at the top of runtime/ know nothing but each other.
    return StartsWith(file, "runtime/") && StartsWith(included, "runtime/") ? "" : fmt::format("`{}` lies in no room", file);
  }
  for (const std::string& prefix : allowed->second) {
    if (prefix.back() == '/' ? StartsWith(included, prefix) : included == prefix) return {};
  }
  return fmt::format("`{}` may not include `{}`", file, included);
}

int SelfTest() {
  const bool found = !Breach("runtime/settle/settle.cpp", "compiler/plan/plan.h").empty() && !Breach("compiler/check/check.cpp", "compiler/plan/plan.h").empty() &&
                     !Breach("compiler/check/check.cpp", "llvm/IR/Module.h").empty() && !Breach("compiler/plan/print.cpp", "fstream").empty() &&
                     Breach("compiler/plan/plan.h", "runtime/settle/terms.h").empty();
  std::cout << (found ? "1 passed, 0 failed\n" : "0 passed, 1 failed\n");
  return found ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string(argv[1]) == "--self-test") return SelfTest();
  const fs::path root = argc > 1 ? argv[1] : ".";
  int files = 0, breaches = 0;
  for (const char* top : {"compiler", "runtime"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".cpp" && extension != ".h") continue;
      ++files;
      const std::string file = fs::relative(entry.path(), root).generic_string();
      std::ifstream stream(entry.path());
      for (std::string line; std::getline(stream, line);) {
        if (!StartsWith(line, "#include ")) continue;
        const std::size_t open = line.find_first_of("\"<"), close = line.find_last_of("\">");
        if (open == std::string::npos || close <= open) continue;
        const std::string why = Breach(file, line.substr(open + 1, close - open - 1));
        if (why.empty()) continue;
        ++breaches;
        std::cout << why << "\n";
      }
    }
  }
  std::cout << fmt::format("{} passed, {} failed\n", files - breaches, breaches);
  return breaches == 0 && files > 0 ? 0 : 1;
}
