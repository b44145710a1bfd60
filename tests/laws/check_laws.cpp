// The laws of the house (docs/architecture.md): dependency runs one way, and nothing below the driver opens files, prints, reads
// the clock or the environment. Scans every source of compiler/, runtime/ and stdlib/.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

// What each room may include beside itself. A prefix ending in '/' allows the whole room.
const std::map<std::string, std::vector<std::string>> kAllowed = {
    {"runtime/number", {}},
    {"runtime/time", {"runtime/number/", "runtime/functions.h", "runtime/functions.def"}},
    {"runtime/ingest", {"runtime/number/", "runtime/time/", "runtime/abi.h", "runtime/digest.h"}},
    {"runtime/measure", {"runtime/number/", "runtime/time/", "runtime/abi.h"}},
    {"runtime/settle", {"runtime/number/", "runtime/time/", "runtime/measure/", "runtime/abi.h", "runtime/digest.h"}},
    {"runtime/ledger", {"runtime/number/", "runtime/time/", "runtime/settle/"}},
    {"compiler/base", {}},
    {"compiler/source", {"compiler/base/"}},
    {"compiler/diagnostics", {"compiler/base/", "compiler/source/"}},
    {"compiler/syntax", {"compiler/base/", "compiler/source/", "compiler/diagnostics/", "runtime/number/", "runtime/time/"}},
    {"compiler/check", {"compiler/base/", "compiler/source/", "compiler/diagnostics/", "compiler/syntax/", "runtime/number/", "runtime/time/", "runtime/measure/aggregate.h", "runtime/measure/clock.h", "runtime/measure/timeline.h", "runtime/settle/acts.h", "runtime/settle/target_move.h"}},
    {"compiler/plan", {"compiler/base/", "compiler/diagnostics/", "compiler/check/", "runtime/number/", "runtime/time/", "runtime/functions.def", "runtime/measure/aggregate.h", "runtime/measure/clock.h", "runtime/measure/timeline.h", "runtime/digest.h", "runtime/settle/terms.h", "runtime/settle/acts.h", "runtime/settle/target_move.h"}},
    {"compiler/interpret", {"compiler/plan/", "runtime/number/", "runtime/time/", "runtime/abi.h", "runtime/digest.h", "runtime/functions.h", "runtime/functions.def"}},
    {"compiler/codegen", {"compiler/plan/", "runtime/number/", "runtime/time/", "runtime/abi.h", "runtime/digest.h", "runtime/functions.def"}},
    {"compiler/jit", {"compiler/plan/", "compiler/codegen/", "runtime/number/", "runtime/abi.h", "runtime/functions.h", "runtime/functions.def"}},
    {"compiler/driver", {"compiler/", "runtime/", "stdlib/"}},
    {"runtime", {"runtime/number/", "runtime/time/"}},  // abi.h, digest.h and the table of functions
    {"stdlib", {}},
};

// Outside libraries and the files that may know them.
const std::vector<std::pair<std::string, std::vector<std::string>>> kOutside = {
    {"antlr4", {"compiler/syntax/"}},          {"SlateParser.h", {"compiler/syntax/"}},  {"SlateLexer.h", {"compiler/syntax/"}},
    {"llvm/", {"compiler/codegen/", "compiler/jit/"}}, {"cctz/", {"runtime/time/zone.cpp"}},     {"CLI/", {"compiler/driver/"}},
    {"zlib.h", {"runtime/ingest/decompress.cpp"}}, {"zstd.h", {"runtime/ingest/decompress.cpp"}},   {"simdjson.h", {"runtime/ingest/json_line.cpp"}},
    {"duckdb.h", {"runtime/ingest/parquet_module.cpp"}},
    {"fstream", {}},                           {"iostream", {}},                         {"filesystem", {}},
};

// Names of the world outside, each as a whole word; the driver alone may say them. Descriptors that the driver opened may be
// read anywhere (`read`, `pread`).
const std::vector<std::string> kOutsideWorld = {"getenv",     "setenv",        "fopen",        "freopen", "creat",  "openat",       "cout",       "cerr",  "printf", "puts",
                                                "putchar",    "system_clock", "steady_clock", "time_t",  "gettimeofday", "clock_gettime", "localtime", "isatty", "unlink"};
// `time_point<system_clock>` is how cctz spells an instant; no clock is read.
const std::string kInstantOfCctz = "runtime/time/zone.cpp";

bool StartsWith(const std::string& text, const std::string& prefix) { return text.rfind(prefix, 0) == 0; }

// "compiler/check" of "compiler/check/bands.cpp"; "runtime" of "runtime/abi.h".
std::string RoomOf(const std::string& file) {
  const std::size_t first = file.find('/'), second = file.find('/', first + 1);
  return file.substr(0, second == std::string::npos ? first : second);
}

// Empty, or why `file` may not include `included`.
std::string Breach(const std::string& file, const std::string& included) {
  for (const auto& [library, users] : kOutside) {
    if (!StartsWith(included, library)) continue;
    for (const std::string& user : users) {
      if (StartsWith(file, user)) return {};
    }
    return fmt::format("{}: `{}` is not for this room", file, included);
  }
  if (StartsWith(included, ".")) return fmt::format("{}: `{}` is not written from the root of the project", file, included);
  if (!StartsWith(included, "compiler/") && !StartsWith(included, "runtime/") && !StartsWith(included, "stdlib/")) return {};
  const std::string room = RoomOf(file);
  if (RoomOf(included) == room) return {};
  for (const std::string& prefix : kAllowed.at(room)) {
    if (prefix.back() == '/' ? StartsWith(included, prefix) : included == prefix) return {};
  }
  return fmt::format("{}: `{}` may not include `{}`", file, room, included);
}

// What an #include names in `line`; empty for any other line.
std::string Included(const std::string& line) {
  static const std::regex directive(R"re(^\s*#\s*include\s*["<]([^">]+)[">])re");
  std::smatch match;
  return std::regex_search(line, match, directive) ? match[1].str() : std::string();
}

// `text` with comments and the contents of literals blanked, line breaks kept.
std::string CodeOnly(const std::string& text) {
  static const std::regex skipped(R"re([0-9][0-9a-fA-FxX.']*|R"([a-z]*)\([^]*?\)\1"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'|//[^\n]*|/\*[^]*?\*/)re");
  std::string code;
  std::size_t from = 0;
  for (std::sregex_iterator match(text.begin(), text.end(), skipped), end; match != end; ++match) {
    const auto position = static_cast<std::size_t>(match->position());
    // Numbers are matched only so that their digit separators aren't taken for quotes.
    if (std::isdigit(static_cast<unsigned char>(text[position])) != 0) continue;
    code.append(text, from, position - from);
    for (const char c : match->str()) code += c == '\n' ? '\n' : ' ';
    from = position + static_cast<std::size_t>(match->length());
  }
  return code + text.substr(from);
}

// Every breach of a law in one file, a line each.
std::vector<std::string> Breaches(const std::string& file, const std::string& text) {
  if (!kAllowed.contains(RoomOf(file))) return {fmt::format("{}: `{}` is no room these laws know", file, RoomOf(file))};
  std::vector<std::string> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (const std::string included = Included(line); !included.empty()) {
      if (std::string why = Breach(file, included); !why.empty()) found.push_back(std::move(why));
    }
  }
  if (StartsWith(file, "compiler/driver/")) return found;
  const std::string code = CodeOnly(text);
  static const std::regex word(R"re(fmt::print\b|(?:[A-Za-z_][A-Za-z_0-9]*::)+open\b|::open\b|[A-Za-z_][A-Za-z_0-9]*)re");
  for (std::sregex_iterator match(code.begin(), code.end(), word), end; match != end; ++match) {
    const std::string name = match->str();
    const bool outside = name == "::open" || name == "fmt::print" || std::find(kOutsideWorld.begin(), kOutsideWorld.end(), name) != kOutsideWorld.end();
    if (outside && !(name == "system_clock" && file == kInstantOfCctz)) found.push_back(fmt::format("{}: `{}` is the driver's alone", file, name));
  }
  return found;
}

// Each planted breach must be found, and each lawful line let through.
int SelfTest() {
  struct Planted {
    const char* file;
    const char* text;
    bool breach;
  };
  const Planted planted[] = {
      {"runtime/settle/settle.cpp", "#include \"compiler/plan/plan.h\"\n", true},
      {"runtime/measure/counters.cpp", "#include \"runtime/settle/settle.h\"\n", true},
      {"runtime/abi.h", "#include \"runtime/settle/settle.h\"\n", true},
      {"compiler/check/check.cpp", "#include \"compiler/plan/plan.h\"\n", true},
      {"compiler/check/check.cpp", "int x;\n  #  include <llvm/IR/Module.h>\n", true},
      {"compiler/check/check.cpp", "#include \"../syntax/ast.h\"\n", true},
      {"compiler/plan/print.cpp", "#include <fstream>\n", true},
      {"compiler/check/bands.cpp", "#include <antlr4-runtime.h>\n", true},
      {"runtime/time/periods.cpp", "#include <cctz/time_zone.h>\n", true},
      {"compiler/somewhere/new.cpp", "int x;\n", true},
      {"runtime/ingest/csv.cpp", "int fd = ::open(path, 0);\n", true},
      {"runtime/ledger/table.cpp", "auto x = 1'000; fmt::print(\"rows\"); auto y = 2'000;\n", true},
      {"compiler/check/check.cpp", "const char* x = std::getenv(\"HOME\");\n", true},
      {"runtime/settle/settle.cpp", "auto now = std::chrono::system_clock::now();\n", true},
      {"compiler/plan/plan.h", "#include \"runtime/settle/terms.h\"\n#include <vector>\n", false},
      {"compiler/driver/cli.cpp", "#include \"runtime/ledger/json.h\"\nauto x = std::getenv(\"NO_COLOR\");\n", false},
      {"runtime/time/zone.cpp", "#include <cctz/time_zone.h>\nusing T = std::chrono::system_clock;\n", false},
      {"runtime/settle/words.cpp", "if (status == Status::open) return 1;\n", false},
      {"runtime/time/civil.cpp", "auto x = 1'000;  // it's getenv\nauto y = R\"(cerr)\";\n", false},
      {"runtime/time/civil.cpp", "// getenv is not for us\nauto text = \"printf\"; char quote = '\"'; /* cout */\n", false},
  };
  int failed = 0;
  for (const Planted& plant : planted) {
    if (Breaches(plant.file, plant.text).empty() != plant.breach) continue;
    ++failed;
    std::cout << fmt::format("{} in {}: {}", plant.breach ? "overlooked" : "wrongly refused", plant.file, plant.text);
  }
  std::cout << fmt::format("{} passed, {} failed\n", static_cast<int>(std::size(planted)) - failed, failed);
  return failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string(argv[1]) == "--self-test") return SelfTest();
  const fs::path root = argc > 1 ? argv[1] : ".";
  int files = 0, failed = 0;
  for (const char* top : {"compiler", "runtime", "stdlib"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".cpp" && extension != ".h" && extension != ".def") continue;
      ++files;
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      const std::vector<std::string> found = Breaches(fs::relative(entry.path(), root).generic_string(), text.str());
      for (const std::string& why : found) std::cout << why << "\n";
      failed += found.empty() ? 0 : 1;
    }
  }
  std::cout << fmt::format("{} passed, {} failed\n", files - failed, failed);
  return failed == 0 && files > 0 ? 0 : 1;
}
