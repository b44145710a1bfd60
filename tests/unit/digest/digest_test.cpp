// The hashes of evidence are XXH64: anybody can compute them again.
#include "runtime/digest.h"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>

using namespace slate;

TEST_CASE("texts are hashed as published values of XXH64 say") {
  CHECK(digest::HashText("") == 0xEF46DB3751D8E999);
  CHECK(digest::HashText("a") == 0xD24EC4F1A98C6E5B);
  CHECK(digest::HashText("abc") == 0x44BC2CF5AD770999);
  CHECK(digest::HashText("Nobody inspects the spammish repetition") == 0xFBCEA83C8A378BF1);
}

TEST_CASE("a word is hashed as its eight bytes, the lowest first") {
  CHECK(digest::HashWord(0x0807060504030201) == digest::HashText("\1\2\3\4\5\6\7\10"));
  CHECK(digest::HashWord(5, 1) != digest::HashWord(5, 0));
}

TEST_CASE("classes have weights of their own, and none loses a bit of an item") {
  std::set<std::uint64_t> weights;
  for (std::uint64_t item_class = 0; item_class < 100; ++item_class) weights.insert(digest::Weight(item_class));
  CHECK(weights.size() == 100);
  for (const std::uint64_t weight : weights) CHECK(weight % 2 == 1);
}

TEST_CASE("every byte of a text of any length counts") {
  for (std::size_t length = 1; length < 80; ++length) {
    std::set<std::uint64_t> hashes{digest::HashText(std::string(length, 'x'))};
    for (std::size_t i = 0; i < length; ++i) {
      std::string text(length, 'x');
      text[i] = 'y';
      hashes.insert(digest::HashText(text));
    }
    CHECK(hashes.size() == length + 1);
  }
}

TEST_CASE("fields do not run into each other, and their order counts") {
  const auto item = [](std::string_view a, std::string_view b) { return digest::WithField(digest::HashText(a), digest::HashText(b)); };
  CHECK(item("ab", "c") != item("a", "bc"));
  CHECK(item("a", "b") != item("b", "a"));
  CHECK(digest::WithField(digest::HashText("a"), digest::kNotRecorded) != item("a", ""));
}
