// The cases, for callgrind to count: the inputs of each are made unwatched, and it runs once unwatched, so that what a
// process makes only once is there; then once more, and that is counted. What was counted is dumped under the name of
// the case.
//   valgrind --tool=callgrind --instr-atstart=no instruction_subject
#include <cstdio>
#include <valgrind/callgrind.h>

#include "tests/bench/cases.h"

int main() {
  if (RUNNING_ON_VALGRIND == 0) {
    std::fputs("instruction_subject: runs under callgrind alone\n", stderr);
    return 2;
  }
  for (const slate::bench::Case& one : slate::bench::AllCases()) {
    const std::function<void()> call = one.prepare();
    call();
    CALLGRIND_START_INSTRUMENTATION;
    CALLGRIND_ZERO_STATS;
    call();
    CALLGRIND_DUMP_STATS_AT(one.name.c_str());
    CALLGRIND_STOP_INSTRUMENTATION;
  }
  return 0;
}
