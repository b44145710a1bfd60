// What every fuzz target has in common. A target takes any bytes and throws a Finding when something that must always
// hold does not; a fuzzer and `replay.cpp` call it alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace slate::fuzz {

struct Finding : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The sources an input holds, by name: those of a golden case (`--- file contract.sla`), or the whole input as one.
std::vector<std::pair<std::string, std::string>> Sources(std::string_view input);

// Up to six edits: bytes changed, pieces removed, doubled, taken from `other`, or words the language knows. Equal seeds
// edit alike.
std::string Mutate(std::uint64_t seed, std::string text, std::string_view other);

}  // namespace slate::fuzz
