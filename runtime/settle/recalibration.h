// Reviews of a target: what a recalibration makes of the verdicts and values of the last periods, and of the answers of those who approve it. In: the
// terms, and the judged rows of the obligation. Out: what the review came to, and from when on another target holds.
//
// A review comes after each period of its kind that ends within the term, once that is final. It starts from the target decided last. Who is asked has
// until the deadline, at most until the next review.
#pragma once

#include <vector>

#include "runtime/settle/judge.h"

namespace slate::settle {

struct ReviewMoment {
  Date first_day, end_day;       // of the period
  std::string period;
  Instant at, next;              // of the review, and of the one after it
};
// Those of the whole term, in order; also those still to come.
std::vector<ReviewMoment> ReviewsOf(const RecalibrationTerms& terms, const Clockwork& clock);

// What the review makes of `rows`, those of the obligation: where the target moves to, or why it does not. Nobody has answered.
Review ProposeTarget(const RecalibrationTerms& terms, const ReviewMoment& moment, const ObligationInput& obligation, const std::vector<JudgedRow>& rows, const Target& present);

// The answers to what it proposes, and what follows.
void AnswerReview(Review& review, const RecalibrationTerms& terms, const ReviewMoment& moment, const Acts& acts, const Clockwork& clock);

}  // namespace slate::settle
