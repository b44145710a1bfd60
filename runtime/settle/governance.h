// What a contract says of its forums and improvements, in numbers. In: made by the plan from a checked contract. Out: what an
// improvement has come to (improvement.h), and what a forum has to talk about (runtime/ledger/agenda.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/settle/terms.h"

namespace slate::settle {

struct Forum {
  std::string name, title, clause, chair;
  Period meets;                        // it meets on the first day of each
  std::vector<std::string> reviews;    // clause numbers
  std::optional<Instant> held;         // its last meeting that is known
};

struct ImprovementTerms {
  struct Goal {
    std::string metric, text;          // text as in the source
    ValueForm form;
    Ratio from;                        // in base units
    Target to;
    Date by;
  };
  struct Action {
    std::string party, text;
    Date by;
  };
  std::string name, title, clause, owner;  // owner: a party, or `both`
  std::optional<Goal> goal;
  std::vector<Action> actions;
  std::optional<Ratio> funded;             // a share of the credits of these obligations
  std::string funded_text;
  std::vector<std::string> credits_of;
  std::string to;                          // who is told of what is missed; empty: nobody
  Within within;
};

}  // namespace slate::settle
