// What an improvement has come to. In: its terms, the values of its goal's metric, the rows of all obligations, and what
// people did. Out: whether the goal was reached, which actions are done, who has to be told of what was missed, and the
// amount that funds it.
#pragma once

#include <functional>

#include "runtime/settle/settle.h"

namespace slate::settle {

// Of something that was missed: who is told until when.
struct Told {
  std::string to;
  Instant due;
  std::optional<Instant> acknowledged;
};

enum class GoalState : std::uint8_t { not_yet_due, reached, missed, no_data };
enum class ActionState : std::uint8_t { open, done, done_late, overdue };

struct Improvement {
  struct Goal {
    ImprovementTerms::Goal terms;
    GoalState state = GoalState::not_yet_due;
    // The last period that ended by the goal's date and by now; empty: none has yet.
    std::string period;
    Status status = Status::open;
    std::optional<abi::Value> value;
    std::optional<Exact> exact;
    std::optional<Told> told;
  };
  struct Action {
    ImprovementTerms::Action terms;
    ActionState state = ActionState::open;
    std::optional<Instant> done;
    std::optional<Told> told;
  };
  struct Funded {
    std::string text;
    Int128 credits = 0, amount = 0;    // minor units; the amount rounded down
  };
  std::string name, title, clause, owner;
  std::optional<Goal> goal;
  std::vector<Action> actions;
  std::optional<Funded> funded;
  std::string problem;                 // why there is no amount: it does not fit 127 bits
};

// `values`: the rows of the goal's metric, all together. `reaches`: whether a value reaches the goal.
Improvement ImprovementOf(const ImprovementTerms& terms, const std::vector<Row>& values, const std::vector<Row>& rows, const Acts& acts,
                          const Clockwork& clock, const std::function<bool(const abi::Value&)>& reaches);

}  // namespace slate::settle
