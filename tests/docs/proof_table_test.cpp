// Keeps docs/proof_table.md true. In: its tables, whose rows are a rule, the decision that answers it, and its proofs.
// Each proof names a test file and a case that occurs in it; each decision a question of the conventions, words of the
// language reference, or a place there; and each question of the conventions must be answered in some row. Out: a line
// for each row that is not true. At the end the same is asked of rows with planted faults, so that it is known to find
// them.
#include <cctype>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = SLATE_SOURCE_DIR;

// Lines are broken anywhere, so all white space is one blank.
std::string Squeezed(const std::string& text) {
  std::istringstream words(text);
  std::string squeezed;
  for (std::string word; words >> word;) squeezed += (squeezed.empty() ? "" : " ") + word;
  return squeezed;
}

std::string Read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<std::smatch> Matches(const std::string& text, const std::regex& pattern) {
  return {std::sregex_iterator(text.begin(), text.end(), pattern), std::sregex_iterator()};
}

// What the rows may name.
struct Known {
  std::set<std::string> questions;  // of the conventions
  std::string reference;            // docs/language_reference.md
  std::set<std::string> places;     // its headings, as links name them
};

Known ReadKnown() {
  Known known{.questions = {}, .reference = Squeezed(Read(kRoot / "docs/language_reference.md")), .places = {}};
  const std::string conventions = Read(kRoot / "stdlib/conventions/slate_2026.sla"),
                    page = Read(kRoot / "docs/conventions.md");
  for (const std::smatch& question : Matches(conventions, std::regex("\n  decide (\\w+)")))
    known.questions.insert(question[1]);
  for (const std::smatch& question : Matches(page, std::regex("\n\\| `(\\w+)` \\|")))
    known.questions.insert(question[1]);
  const std::string reference = Read(kRoot / "docs/language_reference.md");
  for (const std::smatch& heading : Matches(reference, std::regex("\n## ([^\n]+)"))) {
    std::string place;
    for (const char c : heading[1].str()) {
      if (c == ' ')
        place += '-';
      else if (std::isalnum(static_cast<unsigned char>(c)) != 0)
        place += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    known.places.insert(place);
  }
  return known;
}

// The cells of a row, without the blanks around them; none of a line that is no row.
std::vector<std::string> Cells(const std::string& line) {
  if (line.rfind("| ", 0) != 0) return {};
  std::vector<std::string> cells;
  std::istringstream rest(line.substr(1));
  for (std::string cell; std::getline(rest, cell, '|');) cells.push_back(Squeezed(cell));
  return cells;
}

// What is wrong with a decision; the questions it names are noted.
std::vector<std::string> WrongInDecision(const std::string& cell, const Known& known, std::set<std::string>& answered) {
  std::vector<std::string> wrong;
  const std::regex fixed("fixed, \\[[^\\]]+\\]\\(language_reference\\.md#([a-z-]+)\\)"), words("`[^`]+`(, `[^`]+`)*");
  std::smatch place;
  if (std::regex_match(cell, place, fixed)) {
    if (!known.places.contains(place[1]))
      wrong.push_back(fmt::format("docs/language_reference.md has no heading `#{}`", place[1].str()));
    return wrong;
  }
  if (!std::regex_match(cell, words))
    return {fmt::format(
        "the decision is `decide QUESTION`, words of the contract, or `fixed` with a place of the reference: {}",
        cell)};
  for (const std::smatch& quoted : Matches(cell, std::regex("`([^`]+)`"))) {
    const std::string word = quoted[1];
    if (word.rfind("decide ", 0) == 0) {
      if (!known.questions.contains(word.substr(7)))
        wrong.push_back(fmt::format("the conventions ask no question `{}`", word.substr(7)));
      answered.insert(word.substr(7));
    } else if (known.reference.find(Squeezed(word)) == std::string::npos) {
      wrong.push_back(fmt::format("docs/language_reference.md says nowhere `{}`", word));
    }
  }
  return wrong;
}

std::vector<std::string> WrongInProof(const std::string& cell) {
  const std::regex proofs("`[^`]+`: \"[^\"]+\"(; `[^`]+`: \"[^\"]+\")*");
  if (!std::regex_match(cell, proofs))
    return {fmt::format("a proof is a file in backticks, a colon and a case in quotes: {}", cell)};
  std::vector<std::string> wrong;
  for (const std::smatch& proof : Matches(cell, std::regex("`([^`]+)`: \"([^\"]+)\""))) {
    const std::string file = proof[1], name = proof[2];
    if (file.rfind("tests/", 0) != 0 || !fs::is_regular_file(kRoot / file)) {
      wrong.push_back(fmt::format("there is no test file {}", file));
      continue;
    }
    const std::string text = Squeezed(Read(kRoot / file));
    const bool cases = text.find("TEST_CASE(") != std::string::npos;
    if (text.find(cases ? "TEST_CASE(\"" + name + "\"" : name) == std::string::npos)
      wrong.push_back(fmt::format("{} has no case \"{}\"", file, name));
  }
  return wrong;
}

std::vector<std::string> Wrong(const std::string& page, const Known& known) {
  std::vector<std::string> wrong;
  std::set<std::string> answered, rules;
  std::istringstream lines(page);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const std::vector<std::string> cells = Cells(line);
    if (cells.empty() || cells[0] == "rule") continue;
    std::vector<std::string> here;
    if (cells.size() != 3) {
      here.push_back(fmt::format("a row has a rule, a decision and a proof, not {} cells", cells.size()));
    } else {
      here = WrongInDecision(cells[1], known, answered);
      for (std::string& one : WrongInProof(cells[2])) here.push_back(std::move(one));
    }
    for (const std::string& one : here)
      wrong.push_back(fmt::format("docs/proof_table.md:{}: \"{}\": {}", number, cells[0], one));
    rules.insert(cells[0]);
  }
  for (const std::string& question : known.questions) {
    if (!answered.contains(question))
      wrong.push_back(
          fmt::format("docs/proof_table.md: no row answers the question `{}` of the conventions: add one, with the "
                      "test that proves its answers",
                      question));
  }
  if (rules.size() < 100)
    wrong.push_back(fmt::format("docs/proof_table.md: {} rules are fewer than there are", rules.size()));
  return wrong;
}

// The page with one thing changed, and what must be said of it.
struct Planted {
  std::string from, to, expected;
};

const Planted kPlanted[] = {
    {"tests/golden/eval/episodes.golden", "tests/golden/eval/outages.golden",
     "there is no test file tests/golden/eval/outages.golden"},
    {"\"19 of 20 is exactly 95%\"", "\"19 of 20 is exactly 96%\"",
     "tests/golden/eval/met_at_the_bound.golden has no case"},
    {"\"clocks do what a walk minute by minute does\"", "\"clocks do what a walk\"",
     "tests/property/clocks_test.cpp has no case"},
    {"`decide grace`", "`decide patience`", "the conventions ask no question `patience`"},
    {"`decide bucket_rate`", "`mean of`", "no row answers the question `bucket_rate`"},
    {"`from last failure`", "`from any failure`", "says nowhere `from any failure`"},
    {"language_reference.md#timelines", "language_reference.md#time", "has no heading `#time`"},
    {"| Sum | `sum of` |", "| Sum |", "not 2 cells"},
    {"| Count | `count of` |", "| Count | by counting |", "the decision is"},
};

}  // namespace

int main() {
  const Known known = ReadKnown();
  const std::string page = Read(kRoot / "docs/proof_table.md");
  int failures = 0;
  for (const std::string& one : Wrong(page, known)) {
    fmt::print("FAIL {}\n", one);
    ++failures;
  }
  for (const auto& [from, to, expected] : kPlanted) {
    std::string changed = page;
    const std::size_t at = changed.find(from);
    if (at != std::string::npos) changed.replace(at, from.size(), to);
    std::string found;
    for (const std::string& one : Wrong(changed, known)) found += one + "\n";
    if (at != std::string::npos && found.find(expected) != std::string::npos) continue;
    fmt::print("FAIL a planted fault is not found: `{}` in place of `{}`\n", to, from);
    ++failures;
  }
  fmt::print("{} questions, {} planted faults, {} failed\n", known.questions.size(), std::size(kPlanted), failures);
  return failures == 0 ? 0 : 1;
}
