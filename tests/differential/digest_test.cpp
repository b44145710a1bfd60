// Digests of whole evaluations: the order of records never changes one; what is counted, and as what, always does.
#include <unistd.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <map>
#include <random>

#include "compiler/driver/evaluate.h"
#include "compiler/driver/pipeline.h"
#include "runtime/digest.h"

using namespace slate;

namespace {

constexpr const char* kHead =
    "contract \"C\" reference \"C\" { customer a \"A\" provider b \"B\" term 2025-01-01 through 2025-12-31 time zone \"UTC\" currency EUR conventions slate_2026 }\n"
    "schedule A { A.1 event delivery { ";
constexpr const char* kTail =
    " dimension site : one of ham, bre  promised : instant  n : count  unused : count } }\n"
    "schedule B { B.1 metric full outcome lagging { ratio of delivery d by d.promised numerator when d.n at least 5 excluding when d.n is 0 reported for each site each calendar month } }\n";

// Digests by group and month, as both engines and any number of threads must find them.
std::map<std::string, std::uint64_t> Digests(const std::string& identity, const std::string& binding, const std::vector<std::string>& lines) {
  driver::Compilation compilation;
  compilation.Add("c.sla", kHead + identity + kTail);
  compilation.Add("b.sla", "binding \"b\" { event delivery from csv { time zone \"UTC\" " + binding + " } }");
  compilation.Check();
  const auto plan = compilation.Plan(std::nullopt);
  for (const Diagnostic& problem : compilation.diagnostics().Sorted()) UNSCOPED_INFO(problem.message);
  REQUIRE(plan.has_value());
  std::string text = "order,version,site,promised,n,unused\n";
  for (const std::string& line : lines) text += line + "\n";
  std::vector<std::map<std::string, std::uint64_t>> found;
  for (const driver::Engine engine : {driver::Engine::interpret, driver::Engine::jit}) {
    for (const int threads : {1, 2}) {
      std::FILE* file = std::tmpfile();
      std::fwrite(text.data(), 1, text.size(), file);
      std::rewind(file);
      const auto result = driver::Evaluate(*plan, compilation.contracts().front(), compilation.bindings().front(), {{"delivery", {{"x.csv", ::fileno(file)}}}},
                                           {.as_of = Instant{1'800'000'000'000'000}, .engine = engine, .threads = threads, .batch_rows = 3, .module_folder = SLATE_BUILD_DIR});
      std::fclose(file);
      REQUIRE(result.engine_error.empty());
      REQUIRE(result.input_errors.empty());
      REQUIRE(result.rejects.empty());
      found.emplace_back();
      for (const settle::Row& row : result.ledger.rows) {
        if (row.evidence.selected > 0) found.back()[row.group + " " + row.period] = row.evidence.digest;
      }
      REQUIRE(found.back() == found.front());
    }
  }
  return found.front();
}

const std::vector<std::string> kLines = {"A,1,ham,2025-01-10 10:00,7,1", "B,1,ham,2025-01-11 10:00,3,1", "C,1,ham,2025-01-12 10:00,0,1", "D,1,bre,2025-01-12 10:00,9,1", "E,1,ham,2025-02-12 10:00,9,1"};

std::vector<std::string> With(std::size_t line, const std::string& text) {
  std::vector<std::string> lines = kLines;
  lines[line] = text;
  return lines;
}

}  // namespace

TEST_CASE("a row's digest is the sum of its items' terms, by class") {
  using digest::HashText, digest::Term;
  const auto digests = Digests("key order : text", "", kLines);
  CHECK(digests.at("ham 2025-01") == Term(HashText("A"), 1) + Term(HashText("B"), 0) + Term(HashText("C"), 2));
  CHECK(digests.at("bre 2025-01") == Term(HashText("D"), 1));
  CHECK(digests.size() == 3);
}

TEST_CASE("order and the assertion of unique keys change no digest") {
  const auto expected = Digests("key order : text", "", kLines);
  CHECK(Digests("key order : text", "unique by key", kLines) == expected);
  std::mt19937 random(5);
  std::vector<std::string> lines = kLines;
  for (int i = 0; i < 4; ++i) {
    std::shuffle(lines.begin(), lines.end(), random);
    CHECK(Digests("key order : text", i % 2 == 0 ? "unique by key" : "", lines) == expected);
  }
}

TEST_CASE("another key, class, revision or record changes the digest of its row alone") {
  const std::string identity = "key order : text revision version : count";
  const auto before = Digests(identity, "", kLines);
  for (const char* line : {"A2,1,ham,2025-01-10 10:00,7,1", "A,1,ham,2025-01-10 10:00,3,1", "A,1,ham,2025-01-10 10:00,0,1", "A,2,ham,2025-01-10 10:00,7,1"}) {
    CAPTURE(line);
    const auto after = Digests(identity, "", With(0, line));
    CHECK(after.at("ham 2025-01") != before.at("ham 2025-01"));
    CHECK(after.at("bre 2025-01") == before.at("bre 2025-01"));
    CHECK(after.at("ham 2025-02") == before.at("ham 2025-02"));
  }
  // Two records that swap their outcomes leave all counts as they were.
  auto swapped = With(0, "A,1,ham,2025-01-10 10:00,3,1");
  swapped[1] = "B,1,ham,2025-01-11 10:00,7,1";
  CHECK(Digests(identity, "", swapped).at("ham 2025-01") != before.at("ham 2025-01"));
}

TEST_CASE("without a key, a record is what is read of it") {
  const auto before = Digests("no key", "", kLines);
  CHECK(Digests("no key", "", With(0, "X,9,ham,2025-01-10 10:00,7,99")) == before);
  CHECK(Digests("no key", "", With(0, "A,1,ham,2025-01-10 10:00,8,1")).at("ham 2025-01") != before.at("ham 2025-01"));
  CHECK(Digests("no key", "", With(0, "A,1,ham,2025-01-10 10:01,7,1")).at("ham 2025-01") != before.at("ham 2025-01"));
}
