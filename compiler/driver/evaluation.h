// What the verbs that settle a contract share: options, the way from files to a ledger, and what is said on it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/cli.h"
#include "compiler/driver/evaluate.h"

namespace slate::driver {

struct EvaluationOptions {
  std::string contract, binding, from, to, as_of, engine = "auto", rejects;
  std::vector<std::string> events, conventions, amendments;
  int threads = 0;
};

// Contract, binding, events and how they are read; `as_of`: what the moment is for.
void AddEvaluationOptions(CLI::App& verb, EvaluationOptions& options, const std::string& as_of);

// Empty, or why the outputs, given as option and path, can't be written: one of them is an input, or two are one file.
std::string WouldOverwrite(const EvaluationOptions& options,
                           std::vector<std::pair<std::string_view, std::string>> outputs);

// A contract with its binding, and what events come to under them.
struct Subject {
  Compilation compilation;
  EvaluateOptions evaluate;  // with the moment it is seen from
  plan::Window window;
  std::optional<plan::Plan> plan;
  Evaluated result;  // its ledger is whole

  const check::CheckedContract& contract() const { return compilation.contracts().front(); }
};

// Reads and checks the contract and its binding. An exit status where that fails, after saying why.
std::optional<int> OpenSubject(const EvaluationOptions& options, Subject& subject);

// Then measures and settles. Likewise.
std::optional<int> SettleSubject(const EvaluationOptions& options, Subject& subject);

}  // namespace slate::driver
