// Selected ranks against sorted values, and lists of values against vectors.
#include "runtime/measure/select.h"

#include <catch2/catch_test_macros.hpp>
#include <algorithm>
#include <random>

#include "runtime/measure/value_lists.h"

using namespace slate::measure;

namespace {

// Some as they come from life, some that mislead whoever looks at a few of them.
std::vector<std::int64_t> Values(std::mt19937_64& random, std::size_t size, int kind) {
  std::vector<std::int64_t> values(size);
  for (std::size_t i = 0; i < size; ++i) {
    const auto any = static_cast<std::int64_t>(random() % 1'000'000) - 500'000;
    values[i] = kind == 0 ? any : kind == 1 ? any % 7 : kind == 2 ? static_cast<std::int64_t>(i) : kind == 3 ? -static_cast<std::int64_t>(i) : i % (size / 64 + 1) == 0 ? 9'000'000 : any;
  }
  return values;
}

}  // namespace

TEST_CASE("a selected rank is what stands there in ascending order, and so is its neighbour") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 400; ++round) {
    const std::size_t size = 1 + random() % (round % 2 == 0 ? 40 : 5'000);
    const std::vector<std::int64_t> values = Values(random, size, round % 5);
    std::vector<std::int64_t> ascending = values;
    std::sort(ascending.begin(), ascending.end());
    for (const std::size_t rank : {std::size_t{0}, size / 2, size - 1, size * 19 / 20, size * 999 / 1000, random() % size}) {
      std::vector<std::int64_t> any = values;
      const auto [at, next] = ValuesAt(any, rank);
      REQUIRE(at == ascending[rank]);
      REQUIRE(next == ascending[std::min(rank + 1, size - 1)]);
    }
  }
}

TEST_CASE("lists hold what was added to them, merged and copied ones too") {
  std::mt19937_64 random(4);
  for (int round = 0; round < 60; ++round) {
    const std::size_t lists = 1 + random() % 30;
    std::vector<std::vector<std::int64_t>> expected(lists);
    ValueLists all;
    for (int part = 0; part < 3; ++part) {
      ValueLists some;
      some.Resize(lists);
      for (std::size_t i = random() % (round % 3 == 0 ? 20'000 : 200); i-- > 0;) {
        const std::size_t list = random() % lists;
        const auto value = static_cast<std::int64_t>(random());
        some.Add(list, value);
        expected[list].push_back(value);
      }
      all.Merge(std::move(some));
    }
    const ValueLists copy(all);
    for (std::size_t list = 0; list < lists; ++list) {
      std::sort(expected[list].begin(), expected[list].end());
      for (const ValueLists* one : {static_cast<const ValueLists*>(&all), &copy}) {
        std::vector<std::int64_t> found;
        one->AppendTo(found, list);
        std::sort(found.begin(), found.end());
        REQUIRE(found == expected[list]);
        REQUIRE(one->Empty(list) == found.empty());
      }
    }
    // A merged list goes on growing.
    all.Add(0, 7);
    std::vector<std::int64_t> found;
    all.AppendTo(found, 0);
    REQUIRE(found.size() == expected[0].size() + 1);
  }
}
