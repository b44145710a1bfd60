// The words of verdicts, statuses and directions. `Word` is for machines (JSON, CSV: `not_assessed`), `Phrase` for people
// ("not assessed", "at least").
#pragma once

#include <string_view>

#include "runtime/settle/improvement.h"
#include "runtime/settle/settle.h"

namespace slate::settle {

std::string_view Word(Verdict verdict);
std::string_view Word(Status status);
std::string_view Word(Direction direction);
std::string_view Word(EarnBackState state);
std::string_view Word(ClaimState state);
std::string_view Word(GoalState state);
std::string_view Word(ActionState state);
std::string_view Word(ReviewState state);

std::string_view Phrase(Verdict verdict);
std::string_view Phrase(Direction direction);
std::string_view Phrase(GoalState state);
std::string_view Phrase(ActionState state);

}  // namespace slate::settle
