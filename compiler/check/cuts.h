// A period that an amendment cuts: what settles it is one thing before a day and another from it on. In: the obligation, and the day
// (targets.cpp). Out: the days at which its periods are split, where the amendment says so; else an error.
#pragma once

#include "compiler/check/scope.h"

namespace slate::check {

// `before`: what was asked for on the day before, and which amendment answered; what is asked on `day` stands in the scope.
void CutPeriod(Scope& scope, CheckedObligation& obligation, Date day, const std::map<std::string, std::int64_t, std::less<>>& before);
// Once all obligations are known: what is settled together is split together, and an amendment that splits cuts something.
void CheckSplits(Scope& scope);
// What the parts of the period that holds a day are called, as far as the term reaches; one name where nothing splits it.
std::vector<std::string> PartNames(const CheckedContract& contract, const Period& period, const std::vector<Date>& splits, Date day);

}  // namespace slate::check
