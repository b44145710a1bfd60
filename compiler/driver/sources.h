// What the verbs that read events share: the moment a ledger is seen from, the files of events, and why there is no ledger.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/driver/evaluate.h"

namespace slate::driver {

// A date (its start in the contract's zone), or a local time, or one with an offset.
std::optional<Instant> ParseAsOf(std::string text, const Zone& zone);
Instant Now();

// Opened inputs by event; closed at the end.
class Inputs {
 public:
  Inputs() = default;
  ~Inputs();
  Inputs(const Inputs&) = delete;
  Inputs& operator=(const Inputs&) = delete;
  // `NAME=PATH` arguments. Empty, or why the inputs can't be used.
  std::string Open(const std::vector<std::string>& arguments, const plan::Plan& plan);

  std::map<std::string, std::vector<ingest::Input>> by_event;
};

// Loading LLVM and compiling a plan takes as long as interpreting it over some megabytes of events. What flows in through a pipe is taken for more.
Engine SoonerDone(const Inputs& inputs);

void Tell(const std::vector<std::string>& remarks);

// Says why an evaluation has no ledger; the exit status.
int Refuse(const Evaluated& result);

// An option given with nothing, as an unset variable of a shell gives it, is a mistake and not a default.
CLI::Validator NotEmpty();

}  // namespace slate::driver
