// What the parser generator's runtime would find out while it reads a text, found out when Slate is built: the automaton of the
// words and signs, and for each decision of the grammar that takes more than a look at the next token, which alternative the next
// few choose. automata_main.cpp computes both with that runtime itself, so they say what it would say, or nothing.
#pragma once

#include <cstddef>
#include <cstdint>

namespace slate_grammar {

// The longest way through the states wins. State 0 is the start, and as a target: no way on.
struct WordAutomaton {
  const std::uint8_t* class_of_ascii;       // by code point below 128
  const std::uint32_t* range_begins;        // code points from which on, up to the next, a class holds; from 128, ascending
  const std::uint8_t* range_classes;
  std::size_t ranges;
  std::size_t classes;
  const std::uint16_t* next;                // by state * classes + class
  const std::uint16_t* token;               // by state: what a text that ends here is, kSkipped for none at all; 0: it can't end here
};
inline constexpr std::uint16_t kSkipped = 0xFFFF;
const WordAutomaton& Words();

// By decision. A state has the edges [first, end) of it, ascending by token; an edge leads to a state, or to an alternative.
struct DecisionEdge {
  std::uint16_t token;
  std::uint16_t target;                     // kChosen + the number of the alternative, or a state
};
inline constexpr std::uint16_t kChosen = 0x8000;
struct DecisionAutomata {
  const std::uint16_t* start;               // by decision: its first state
  const std::uint32_t* first;               // by state, and one more
  const DecisionEdge* edges;
  std::size_t decisions;
};
const DecisionAutomata& Decisions();

}  // namespace slate_grammar
