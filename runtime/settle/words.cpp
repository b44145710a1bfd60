#include "runtime/settle/words.h"

namespace slate::settle {

std::string_view Word(Verdict verdict) {
  switch (verdict) {
    case Verdict::met: return "met";
    case Verdict::missed: return "missed";
    case Verdict::not_assessed: return "not_assessed";
    case Verdict::no_data: return "no_data";
    case Verdict::pending: return "pending";
  }
  return {};
}

std::string_view Word(Status status) {
  switch (status) {
    case Status::open: return "open";
    case Status::provisional: return "provisional";
    case Status::final: return "final";
  }
  return {};
}

std::string_view Word(EarnBackState state) {
  switch (state) {
    case EarnBackState::open: return "open";
    case EarnBackState::earned: return "earned";
    case EarnBackState::lost: return "lost";
    case EarnBackState::lapsed: return "lapsed";
  }
  return {};
}

std::string_view Word(ClaimState state) {
  switch (state) {
    case ClaimState::open: return "open";
    case ClaimState::claimed: return "claimed";
    case ClaimState::lapsed: return "lapsed";
  }
  return {};
}

std::string_view Word(GoalState state) {
  switch (state) {
    case GoalState::not_yet_due: return "not_yet_due";
    case GoalState::reached: return "reached";
    case GoalState::missed: return "missed";
    case GoalState::no_data: return "no_data";
  }
  return {};
}

std::string_view Word(ActionState state) {
  switch (state) {
    case ActionState::open: return "open";
    case ActionState::done: return "done";
    case ActionState::done_late: return "done_late";
    case ActionState::overdue: return "overdue";
  }
  return {};
}

std::string_view Word(ReviewState state) {
  switch (state) {
    case ReviewState::kept: return "kept";
    case ReviewState::open: return "open";
    case ReviewState::adopted: return "adopted";
    case ReviewState::refused: return "refused";
    case ReviewState::lapsed: return "lapsed";
  }
  return {};
}

std::string_view Word(Direction direction) {
  switch (direction) {
    case Direction::at_least: return "at_least";
    case Direction::more_than: return "more_than";
    case Direction::at_most: return "at_most";
    case Direction::less_than: return "less_than";
  }
  return {};
}

std::string_view Phrase(Verdict verdict) {
  switch (verdict) {
    case Verdict::not_assessed: return "not assessed";
    case Verdict::no_data: return "no data";
    default: return Word(verdict);
  }
}

std::string_view Phrase(GoalState state) {
  switch (state) {
    case GoalState::not_yet_due: return "not yet due";
    case GoalState::no_data: return "no data";
    default: return Word(state);
  }
}

std::string_view Phrase(ActionState state) { return state == ActionState::done_late ? "done late" : Word(state); }

std::string_view Phrase(Direction direction) {
  switch (direction) {
    case Direction::at_least: return "at least";
    case Direction::more_than: return "more than";
    case Direction::at_most: return "at most";
    case Direction::less_than: return "less than";
  }
  return {};
}

}  // namespace slate::settle
