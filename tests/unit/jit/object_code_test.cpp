// Objects that are no objects: refused, whatever they are. What good ones do is compared in tests/differential/plans_test.cpp.
#include "compiler/jit/object_code.h"

#include <catch2/catch_test_macros.hpp>
#include <random>

#include "compiler/jit/load.h"

using namespace slate;

namespace {

std::string Compiled() {
  plan::Plan plan;
  plan.settlements.push_back({.terms = {.obligation = "o", .target = {settle::Direction::at_least, MakeRatio(95, 100)}}});
  jit::Compiled compiled;
  std::string object;
  REQUIRE(compiled.Load(SLATE_BUILD_DIR, plan, object) == "");
  return object;
}

}  // namespace

TEST_CASE("an object that is cut short or damaged is refused or placed, and nothing else happens") {
  const std::string object = Compiled();
  std::string why;
#if defined(__x86_64__)
  REQUIRE(jit::ObjectCode::Place(object, nullptr, 0, why) != nullptr);
#else
  REQUIRE(object.empty());
#endif
  for (std::size_t size = 0; size < object.size(); ++size) jit::ObjectCode::Place(object.substr(0, size), nullptr, 0, why);
  std::mt19937 random(3);
  for (int round = 0; round < 20'000 && !object.empty(); ++round) {
    std::string damaged = object;
    for (int change = 0; change < 3; ++change) damaged[random() % damaged.size()] = static_cast<char>(random() % 3 == 0 ? 0xFF : random());
    jit::ObjectCode::Place(damaged, nullptr, 0, why);
  }
  CHECK(jit::ObjectCode::Place("", nullptr, 0, why) == nullptr);
  CHECK(jit::ObjectCode::Place(std::string(5000, '\x7F'), nullptr, 0, why) == nullptr);
}
