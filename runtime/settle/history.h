// What is remembered of the verdicts of one group, period by period, for what rests on repeated misses: a run, and the last periods
// in a ring, so that memory does not grow with the term.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "runtime/settle/terms.h"

namespace slate::settle {

class History {
 public:
  // `places`: the longest window that will be asked for.
  explicit History(std::size_t places) : missed_(places == 0 ? 1 : places, false) {}

  // The verdict of a period, after those before it. `period` counts the periods of the term: those in which the group did not exist
  // take their place too. Pending counts as not known: nothing.
  void Add(std::size_t period, Verdict verdict);

  // Whether it holds as of the last period that was added.
  bool Holds(const MissCount& count) const;

 private:
  std::vector<bool> missed_;   // by period, modulo its size
  std::size_t next_ = 0;       // the place after the last period
  bool begun_ = false;
  std::uint32_t in_a_row_ = 0;
  bool last_missed_ = false;
};

// The longest window that the terms look back over.
std::size_t LongestWindow(const Terms& terms);

// What a period is for a count: of misses of the target its verdict. Of misses of the minimum a period that met the target, or missed it
// by a value that reaches the minimum, is met; one that was missed without a value that could be compared with it is not assessed.
Verdict VerdictFor(const MissCount& count, Verdict verdict, std::optional<bool> below_minimum);

// The history of the misses of both, of one group.
class Misses {
 public:
  explicit Misses(const Terms& terms) : of_target_(LongestWindow(terms)), of_minimum_(LongestWindow(terms)) {}
  void Add(std::size_t period, Verdict verdict, std::optional<bool> below_minimum);
  bool Holds(const MissCount& count) const { return (count.below_minimum ? of_minimum_ : of_target_).Holds(count); }

 private:
  History of_target_, of_minimum_;
};

}  // namespace slate::settle
