// What belongs at each place of the language, in words and with an example, for messages about what stands there instead.
#pragma once

#include <cstddef>
#include <string>

namespace slate::syntax {

// For a rule of the grammar, by index. Empty for rules that say nothing a reader could use.
struct Expectation {
  std::string what;     // "a level to reach"
  std::string example;  // "target at least 98%"
};
Expectation ExpectationOf(std::size_t rule);

}  // namespace slate::syntax
