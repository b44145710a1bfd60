// Counters: cells that were never reserved, merging, and bytes that do not depend on the ids groups got.
#include "runtime/measure/counters.h"

#include <catch2/catch_test_macros.hpp>

using slate::measure::Counters;

namespace {

std::uint64_t& Counter(Counters& counters, std::size_t group, std::size_t period, std::size_t k) {
  return counters.data()[(group * counters.periods() + period) * counters.stride() + k];
}

std::string Bytes(const Counters& counters, const std::vector<std::string>& names) {
  return counters.CanonicalBytes([&](std::size_t group) -> std::string_view { return names[group]; });
}

}  // namespace

TEST_CASE("a cell that was never reserved reads as zeros") {
  Counters counters(2, 4);
  counters.Reserve(1);
  Counter(counters, 0, 1, 2) = 7;
  CHECK(counters.Cell(0, 1)[2] == 7);
  for (std::size_t k = 0; k < 4; ++k) {
    CHECK(counters.Cell(5, 0)[k] == 0);
    CHECK(counters.Cell(0, 2)[k] == 0);
  }
}

TEST_CASE("making room keeps what was counted and never shrinks") {
  Counters counters(3, 3);
  counters.Reserve(2);
  Counter(counters, 1, 2, 0) = 9;
  counters.Reserve(100);
  counters.Reserve(1);
  CHECK(counters.groups() == 100);
  CHECK(counters.Cell(1, 2)[0] == 9);
  CHECK(counters.Cell(99, 2)[1] == 0);
}

TEST_CASE("merging adds cell by cell, in either order") {
  Counters small(2, 3), large(2, 3);
  small.Reserve(1);
  large.Reserve(3);
  Counter(small, 0, 1, 0) = 4;
  Counter(large, 0, 1, 0) = 5;
  Counter(large, 2, 0, 1) = 6;
  Counter(small, 0, 1, 2) = ~std::uint64_t{0};  // digests wrap
  Counter(large, 0, 1, 2) = 3;
  Counters ab = small, ba = large;
  ab.Merge(large);
  ba.Merge(small);
  CHECK(ab.Cell(0, 1)[0] == 9);
  CHECK(ab.Cell(2, 0)[1] == 6);
  CHECK(ab.Cell(0, 1)[ab.digest_at()] == 2);
  CHECK(Bytes(ab, {"x", "y", "z"}) == Bytes(ba, {"x", "y", "z"}));
}

TEST_CASE("canonical bytes follow names, not ids") {
  Counters one(1, 3), other(1, 3);
  one.Reserve(2);
  other.Reserve(3);
  Counter(one, 0, 0, 0) = 1;
  Counter(one, 1, 0, 0) = 2;
  Counter(other, 2, 0, 0) = 1;
  Counter(other, 0, 0, 0) = 2;  // id 1 counted nothing: it leaves no trace
  CHECK(Bytes(one, {"a", "b"}) == Bytes(other, {"b", "unused", "a"}));
  CHECK(Bytes(one, {"a", "b"}) != Bytes(other, {"a", "unused", "b"}));
}

TEST_CASE("canonical bytes tell apart what only looks alike") {
  Counters periods(2, 2), groups(2, 2);
  periods.Reserve(1);
  groups.Reserve(1);
  Counter(periods, 0, 0, 0) = 1;
  Counter(groups, 0, 1, 0) = 1;
  CHECK(Bytes(periods, {"a"}) != Bytes(groups, {"a"}));
  CHECK(Bytes(periods, {"a"}) != Bytes(periods, {"aa"}));
  // One record: length of the name, name, period, counters, digest; 8 bytes each, the lowest first.
  CHECK(Bytes(groups, {"a"}) == std::string("\1\0\0\0\0\0\0\0a\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 33));
}
