// A ledger's file says what was posted, and shows where a line was changed, removed or moved.
#include "runtime/ledger/store.h"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "runtime/ledger/sha256.h"
#include "tests/unit/ledger/json_schema.h"
#include "tests/unit/ledger/posting_case.h"

namespace slate::ledger {
namespace {

// Names with everything that could break a line; a value that was never measured; a row that vanished.
std::string FileOf(LedgerFile& file) {
  file.ledger = EmptyLedger();
  file.ledger.contract = "Freight \"North\"\n\\ \x01 K\xC3\xB6ln";
  PostedLedger copy = file.ledger;
  settle::Row named = Found("H\"A\\M,\t", 1, 18);
  named.verdict_reason = "48 items, 50 needed";
  std::string text =
      Append(file, PostTo(copy, {named, Pending(Found("BER", 1, 1))}, {Start(2024, 3, 10).micros + 1'500}).postings);
  return text + Append(file, PostTo(copy, {Found("BER", 1, 20)}, Start(2024, 4, 10)).postings);
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at) + 1;
    lines.push_back(text.substr(at, end - at));
    at = end;
  }
  return lines;
}

std::string TextOf(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

// The line with other words, chained as slate chains it: made up, not damaged.
std::string Forged(const std::string& text, const std::string& from, const std::string& to) {
  std::string chain, out;
  for (std::string line : LinesOf(text)) {
    line = line.substr(0, line.rfind(", \"chain\": "));
    if (const std::size_t at = line.find(from); at != std::string::npos) line.replace(at, from.size(), to);
    chain = Sha256(chain + line);
    out += line + ", \"chain\": \"" + chain + "\"}\n";
  }
  return out;
}

}  // namespace

TEST_CASE("SHA-256 as FIPS 180-4 has it") {
  CHECK(Sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(Sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(Sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(Sha256(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a ledger reads as it was written, to the byte") {
  LedgerFile file;
  const std::string text = FileOf(file);
  ReadLedger read = Read(text);
  INFO(text);
  REQUIRE(read.problem == "");
  CHECK(read.file.ledger.contract == file.ledger.contract);
  CHECK(read.file.ledger.postings.size() == 4);
  CHECK(read.file.ledger.postings == file.ledger.postings);
  CHECK(read.file.chain == file.chain);
  CHECK(read.file.chains.size() == 5);
  LedgerFile again{.ledger = EmptyLedger(), .chain = {}, .chains = {}};
  again.ledger.contract = file.ledger.contract;
  CHECK(Append(again, read.file.ledger.postings) == text);
}

TEST_CASE("a file without lines is a ledger that is not begun") {
  const ReadLedger read = Read("");
  CHECK(read.problem == "");
  CHECK(read.file.chain.empty());
}

TEST_CASE("every byte of a ledger is told from any other") {
  LedgerFile file;
  const std::string text = FileOf(file);
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char other : {'0', '1', '"', '\n', 'x'}) {
      if (text[i] == other) continue;
      std::string changed = text;
      changed[i] = other;
      const ReadLedger read = Read(changed);
      const auto line =
          static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(i), '\n')) + 1;
      INFO(i << ": " << text[i] << " -> " << other);
      REQUIRE(!read.problem.empty());
      REQUIRE(read.line == line);
    }
  }
}

TEST_CASE("lines that were removed or moved are found where they are missing") {
  LedgerFile file;
  const std::vector<std::string> lines = LinesOf(FileOf(file));
  REQUIRE(lines.size() == 5);
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    std::vector<std::string> without = lines, moved = lines, doubled = lines;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
    std::swap(moved[i], moved[i + 1]);
    doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    CHECK(Read(TextOf(without)).line == i + 1);
    CHECK(Read(TextOf(moved)).line == i + 1);
    CHECK(Read(TextOf(doubled)).line == i + 2);
    for (const auto& wrong : {without, moved, doubled}) CHECK(!Read(TextOf(wrong)).problem.empty());
  }
  // What is missing at the end only a chain that was noted can tell (docs/ledger.md).
  const std::string text = TextOf(lines);
  CHECK(Read(text.substr(0, text.size() - lines.back().size())).problem.empty());
  for (std::size_t cut = 1; cut < lines.back().size(); ++cut)
    REQUIRE(Read(text.substr(0, text.size() - cut)).problem == "the line is cut off");
}

TEST_CASE("lines that are chained and say what can't be are found") {
  LedgerFile file;
  const std::string text = FileOf(file);
  CHECK(Read(Forged(text, "Freight", "Frachten")).problem.empty());
  const auto problem = [&](const std::string& from, const std::string& to) {
    REQUIRE(text.find(from) != std::string::npos);
    return Read(Forged(text, from, to)).problem;
  };
  CHECK(problem("\"slate_ledger\": 1", "\"slate_ledger\": 2") ==
        "the ledger has format 2, and this version of slate knows 1");
  CHECK(problem("\"currency\": \"EUR\"", "\"currency\": \"EUX\"") ==
        "a ledger begins with a line that names its contract, reference, time zone and currency; this is none");
  CHECK(problem("\"sequence\": 3", "\"sequence\": 4") == "posting 4 stands where 3 is due");
  CHECK(problem("2024-04-09T22:00:00Z", "2024-03-01T22:00:00Z") ==
        "it was posted as of an earlier moment than the one before it");
  CHECK(problem("\"amount\": \"-100.00\"", "\"amount\": \"-10.00\"") ==
        "its amount is not what is due after it less what was due before");
  CHECK(problem("\"amount\": \"100.00\"", "\"amount\": \"10.00\"") ==
        "its amount is not what is due after it less what was due before");
  CHECK(problem("\"kind\": \"restatement\"", "\"kind\": \"original\"") ==
        "it is a restatement and says that it is original");
  CHECK(problem("\"kind\": \"original\"", "\"kind\": \"final\"") == "the line is no posting as slate writes it");
  CHECK(problem("\"reference\": \"F-1\", \"obligation\"", "\"reference\": \"F-2\", \"obligation\"") ==
        "it is of contract F-2");
  CHECK(problem("\"exact\": \"18/20\"", "\"exact\":  \"18/20\"") == "the line is no posting as slate writes it");
  CHECK(problem("\"amount\": \"100.00\"", "\"amount\": \"0100.00\"") == "the line is no posting as slate writes it");
  CHECK(problem("\"amount\": \"100.00\"", "\"amount\": \"1" + std::string(60, '0') + ".00\"") ==
        "the line is no posting as slate writes it");
  CHECK(problem("48 items", "\\u0034\\u0038 items") == "the line is no posting as slate writes it");
  CHECK(problem("48 items", "\\u00") == "the line is no posting as slate writes it");
  CHECK(problem("2024-03-09T23:00:00.0015Z", "2024-03-09T23:00:00.00150Z") ==
        "the line is no posting as slate writes it");
  CHECK(problem("\"start\": \"2024-01-01\"", "\"start\": \"2024-02-30\"") ==
        "the line is no posting as slate writes it");
  CHECK(problem("\"before\": {\"verdict\": \"missed\"", "\"before\": {\"verdict\": \"met\"") ==
        "what it says of the row before is not what was posted of it");
}

TEST_CASE("whatever a chained line says, it is refused or reads as what it says") {
  LedgerFile file;
  const std::string text = FileOf(file);
  int accepted = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const std::string_view other : {"", "0", "9", "-", "\"", "\\", "\\u", "}", "null", ".", "\x80"}) {
      if (text[i] == '\n') continue;
      std::string changed = text;
      changed.replace(i, 1, other);
      changed = Forged(changed, "", "");
      const ReadLedger read = Read(changed);
      if (!read.problem.empty()) continue;
      ++accepted;
      LedgerFile again{.ledger = read.file.ledger, .chain = {}, .chains = {}};
      again.ledger.postings.clear();
      REQUIRE(Append(again, read.file.ledger.postings) == changed);
    }
  }
  CHECK(accepted > 500);  // of names, verdicts and reasons
}

TEST_CASE("each line of a ledger is what the schema describes") {
  const auto schema = LoadJson("docs/posted_ledger.schema.json");
  LedgerFile file;
  const std::vector<std::string> lines = LinesOf(FileOf(file));
  for (const std::string& line : lines) CHECK(Violation(schema, nlohmann::json::parse(line), "", schema) == "");
  auto posting = nlohmann::json::parse(lines[1]);
  posting["amount"]["amount"] = 100.0;
  CHECK(Violation(schema, posting, "", schema) != "");
}

}  // namespace slate::ledger
