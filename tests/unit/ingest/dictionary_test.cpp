// One id for one text, dense from 0, whichever thread met it first.
#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "runtime/digest.h"
#include "runtime/ingest/table.h"

using namespace slate;
using namespace slate::ingest;

TEST_CASE("dictionary: threads that meet the same texts agree on their ids") {
  constexpr std::uint32_t kTexts = 3'000;
  Dictionary dictionary;
  CHECK(dictionary.Intern("known before") == 0);
  const auto text = [](std::uint32_t i) { return i % 7 == 0 ? std::string(i % 2'000, 'x') + std::to_string(i) : "text " + std::to_string(i); };
  std::vector<std::vector<std::uint32_t>> ids(3, std::vector<std::uint32_t>(kTexts));
  std::vector<std::thread> threads;
  for (std::uint32_t t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint32_t i = 0; i < kTexts; ++i) {
        const std::uint32_t which = t == 1 ? kTexts - 1 - i : i;
        ids[t][which] = dictionary.Intern(text(which));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(ids[0] == ids[1]);
  CHECK(ids[0] == ids[2]);
  const std::set<std::uint32_t> all(ids[0].begin(), ids[0].end());
  REQUIRE(all.size() == kTexts);
  CHECK(*all.begin() == 1);
  CHECK(*all.rbegin() == kTexts);
  CHECK(dictionary.size() == kTexts + 1);
  std::vector<std::uint64_t> hashes(ids[0].size());
  dictionary.Hashes(ids[0].data(), ids[0].size(), hashes.data());
  const std::vector<std::string> texts = dictionary.Texts();
  bool right = true;
  for (std::uint32_t i = 0; i < kTexts; ++i) {
    right = right && dictionary.Text(ids[0][i]) == text(i) && texts[ids[0][i]] == text(i) && hashes[i] == digest::HashText(text(i)) && dictionary.Find(text(i)) == ids[0][i];
  }
  CHECK(right);
}

TEST_CASE("dictionary: the empty text and a zero byte are texts; an id that no text has hashes to 0") {
  Dictionary dictionary;
  CHECK(!dictionary.Find("").has_value());
  const std::uint32_t none = 0;
  std::uint64_t hash = 1;
  dictionary.Hashes(&none, 1, &hash);
  CHECK(hash == 0);
  CHECK(dictionary.Intern("") == 0);
  CHECK(dictionary.Intern(std::string_view("\0", 1)) == 1);
  CHECK(dictionary.Intern("") == 0);
  CHECK(dictionary.Text(1) == std::string_view("\0", 1));
}
