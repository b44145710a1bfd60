// The ledger a program reads is the one docs/ledger.schema.json describes; the account of records balances.
#include <catch2/catch_test_macros.hpp>

#include "runtime/ledger/ledger.h"
#include "tests/unit/ledger/json_schema.h"

using Json = nlohmann::json;
using namespace slate;

TEST_CASE("the example's ledger is what the schema describes") {
  const Json schema = LoadJson("docs/ledger.schema.json");
  Json ledger = LoadJson("examples/inbound_freight/expected.json");
  CHECK(Violation(schema, ledger, "", schema) == "");
  for (const Json& intake : ledger["intake"]) {
    CHECK(intake["read"].get<int>() == intake["used"].get<int>() + intake["excluded"].get<int>() + intake["duplicate"].get<int>() + intake["rejected"].get<int>());
  }
  ledger["rows"][0]["credit"]["amount"] = 5.0;
  CHECK(Violation(schema, ledger, "", schema) != "");
}

TEST_CASE("a miss never looks like the value it missed") {
  const settle::Target target{settle::Direction::at_least, MakeRatio(98, 100)};
  const settle::ValueForm share;
  CHECK(ledger::ValueText({979'999, 1'000'000}, share, &target) == "97.9999%");
  CHECK(ledger::ValueText({98, 100}, share, &target) == "98%");
  const settle::Target minimum{settle::Direction::at_least, MakeRatio(95, 100)};
  CHECK(ledger::ValueText({949'999, 1'000'000}, share, &target) == "95%");
  CHECK(ledger::ValueText({949'999, 1'000'000}, share, &target, &minimum) == "94.9999%");
  CHECK(ledger::ValueText({97'999'999'999'999'999, 100'000'000'000'000'000}, share, &target) == "97999999999999999/100000000000000000");
  CHECK(ledger::ValueText({9'999'999, 10'000'000}, share, &target) == "99.99999%");
  CHECK(ledger::ValueText({1, 10'000'000}, share, nullptr) == "0.00001%");
  CHECK(ledger::ValueText({0, 7}, share, nullptr) == "0%");
  CHECK(ledger::ValueText({7, 7}, share, nullptr) == "100%");
  CHECK(ledger::ValueText({1, 3}, share, nullptr) == "33.33%");
  CHECK(ledger::LevelText(MakeRatio(9999, 10000), share) == "99.99%");
  CHECK(ledger::LevelText(MakeRatio(1, 3), share) == "1/3");
  const settle::ValueForm hours{settle::ValueKind::quantity, "hours", Ratio{3'600'000'000, 1}};
  const settle::Target day{settle::Direction::at_most, Ratio{86'400'000'000, 1}};
  CHECK(ledger::ValueText({86'400'000'001, 1}, hours, &day) == "24.0000000003 hours");
  CHECK(ledger::ValueText({5'400'000'000, 1}, hours, nullptr) == "1.5 hours");
  CHECK(ledger::LevelText(day.level, hours) == "24 hours");
}
