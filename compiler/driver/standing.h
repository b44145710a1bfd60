// What people did under a contract by what was known then: targets that reviews moved, notices that ended it. It stands, whatever records tell
// later; only money is restated. In: the contract, its records with the moments they were recorded, and the moment it is seen from. Out: what
// stands by then, each found by settling the contract as it was known at its own moment.
#pragma once

#include <optional>
#include <string>

#include "compiler/driver/evaluate.h"

namespace slate::driver {

// Whether later records can tell other than what people acted on: reviews or ends of the contract rest on an event that says when its records were made.
bool CanOutlive(const check::CheckedContract& contract, const plan::Plan& plan);

struct Stood {
  settle::Standing standing;
  std::optional<ingest::InputError> problem;  // why it can't be found out
};
// `known`: settled with what is known now, as if it had always been known.
Stood StandingBy(const Evaluated& known, const check::CheckedContract& contract, const check::CheckedBinding& binding, const plan::Plan& plan,
                 const std::map<std::string, std::vector<ingest::Input>>& inputs, const EvaluateOptions& options);

}  // namespace slate::driver
