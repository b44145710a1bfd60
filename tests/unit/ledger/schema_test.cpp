// The ledger a program reads is the one docs/ledger.schema.json describes; the account of records balances.
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>

#include "runtime/ledger/ledger.h"

using Json = nlohmann::json;
using namespace slate;

namespace {

// The part of JSON Schema that the ledger's schema uses. Empty: valid.
std::string Violation(const Json& schema, const Json& value, const std::string& at, const Json& root) {
  if (schema.contains("$ref")) return Violation(root[Json::json_pointer(schema["$ref"].get<std::string>().substr(1))], value, at, root);
  if (schema.contains("oneOf")) {
    for (const Json& option : schema["oneOf"]) {
      if (Violation(option, value, at, root).empty()) return {};
    }
    return at + ": fits none";
  }
  if (schema.contains("enum")) {
    for (const Json& option : schema["enum"]) {
      if (option == value) return {};
    }
    return at + ": no such value";
  }
  const std::string type = schema["type"];
  if (type == "null") return value.is_null() ? "" : at + ": not null";
  if (type == "boolean") return value.is_boolean() ? "" : at + ": no boolean";
  if (type == "integer") return value.is_number_integer() ? "" : at + ": no integer";
  if (type == "string") {
    if (!value.is_string()) return at + ": no string";
    const bool fits = !schema.contains("pattern") || std::regex_match(value.get<std::string>(), std::regex(schema["pattern"].get<std::string>()));
    return fits ? "" : at + ": `" + value.get<std::string>() + "` does not match";
  }
  if (type == "array") {
    if (!value.is_array()) return at + ": no array";
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (auto why = Violation(schema["items"], value[i], at + "/" + std::to_string(i), root); !why.empty()) return why;
    }
    return {};
  }
  if (!value.is_object()) return at + ": no object";
  for (const Json& name : schema["required"]) {
    if (!value.contains(name.get<std::string>())) return at + ": lacks " + name.get<std::string>();
  }
  for (const auto& [name, member] : value.items()) {
    if (!schema["properties"].contains(name)) return at + ": has " + name;
    if (auto why = Violation(schema["properties"][name], member, at + "/" + name, root); !why.empty()) return why;
  }
  return {};
}

Json Load(const std::string& path) { return Json::parse(std::ifstream(SLATE_SOURCE_DIR "/" + path)); }

}  // namespace

TEST_CASE("the example's ledger is what the schema describes") {
  const Json schema = Load("docs/ledger.schema.json");
  Json ledger = Load("examples/inbound_freight/expected.json");
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
