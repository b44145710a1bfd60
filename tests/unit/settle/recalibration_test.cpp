// Reviews of a target: what the last periods reached, and the boundaries of their answers.
#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

#include "runtime/settle/recalibration.h"
#include "tests/unit/settle/settle_case.h"

namespace slate::settle {
namespace {

// The first quarter is reviewed on 1 May; the second one would be on 31 July.
struct Reviewed : Case {
  RecalibrationTerms recalibration;
  std::vector<Act> acts;

  Reviewed() {
    clock.term_last = Day(2025, 12, 31);
    recalibration.clause = "C.4";
    recalibration.move = {.kind = MoveKind::best, .steps = MakeRatio(1, 100), .least = MakeRatio(80, 100), .most = MakeRatio(1, 1)};
    recalibration.each = recalibration.effective = {PeriodKind::calendar_quarter};
    recalibration.reached_in = 3;
    recalibration.within = {.unit = WithinUnit::days, .amount = 10, .calendar = nullptr, .text = "10 days"};
  }
  ReviewMoment Moment() const { return ReviewsOf(recalibration, clock).front(); }
  Review Propose(const Ratio& present) const {
    ObligationInput obligation;
    obligation.cells = cells;
    obligation.parts.push_back({&terms, deciders});
    const Judgement judgement = Judge(obligation, clock);
    return ProposeTarget(recalibration, Moment(), obligation, judgement.judged, {Direction::at_least, present});
  }
  Review Answered() const {
    Review review = Propose(MakeRatio(90, 100));
    AnswerReview(review, recalibration, Moment(), Acts(acts), clock);
    return review;
  }
  void CountThree() {
    for (std::size_t period = 0; period < 3; ++period) {
      Count(0, period, 100, std::vector<std::uint64_t>{95, 90, 97}[period]);
      Count(1, period, 100, std::vector<std::uint64_t>{93, 96, 94}[period]);
    }
  }
};

}  // namespace

TEST_CASE("reviews come after each period within the term, when it is final") {
  Reviewed test;
  const std::vector<ReviewMoment> moments = ReviewsOf(test.recalibration, test.clock);
  REQUIRE(moments.size() == 3);  // the last quarter ends with the term
  CHECK(moments[0].period == "2025-Q1");
  CHECK(moments[0].at == test.zone->StartOf(Day(2025, 5, 1)));
  CHECK(moments[0].next == test.zone->StartOf(Day(2025, 7, 31)));
}

TEST_CASE("the best is what every group reached in one period") {
  // The worse of both: 93, 90, 94.
  Reviewed test;
  test.CountThree();
  const Review review = test.Propose(MakeRatio(90, 100));
  CHECK(review.state == ReviewState::open);
  CHECK(review.to.level == MakeRatio(94, 100));
  CHECK(test.Propose(MakeRatio(94, 100)).state == ReviewState::kept);
}

TEST_CASE("the mean is of all values, rounded to the easier side") {
  // (95 + 90 + 97 + 93 + 96 + 94) / 6 = 94.1666...
  Reviewed test;
  test.CountThree();
  test.recalibration.move.kind = MoveKind::mean;
  CHECK(test.Propose(MakeRatio(90, 100)).to.level == MakeRatio(94, 100));
  test.recalibration.move.more_is_harder = false;
  CHECK(test.Propose(MakeRatio(90, 100)).to.level == MakeRatio(95, 100));
}

TEST_CASE("a period without a value gives no level to go by") {
  Reviewed test;
  test.CountThree();
  test.Count(0, 1, 0, 0);
  test.Count(1, 1, 0, 0);
  const Review review = test.Propose(MakeRatio(90, 100));
  CHECK(review.state == ReviewState::kept);
  CHECK(review.reason == "nothing was assessed in 2025-02");
  test.recalibration.reached_in = 4;
  CHECK(test.Propose(MakeRatio(90, 100)).reason == "fewer than 4 periods have ended");
}

TEST_CASE("an answer counts up to the last moment, and no longer") {
  Reviewed test;
  test.CountThree();
  test.recalibration.approvers = {"acme", "baltic"};
  const Instant until = test.zone->StartOf(Day(2025, 5, 11));
  test.acts = {{.made = test.Moment().at, .kind = ActKind::approved, .concerns = "reliability", .party = "acme", .group = {}, .period = {}, .action = {}},
               {.made = until, .kind = ActKind::approved, .concerns = "reliability", .party = "baltic", .group = {}, .period = "2025-Q1", .action = {}}};
  const Review adopted = test.Answered();
  CHECK(adopted.until == until);
  CHECK(adopted.state == ReviewState::adopted);
  CHECK(adopted.decided == until);
  CHECK(adopted.effective == Day(2025, 7, 1));
  test.acts[1].made = Instant{until.micros + 1};
  CHECK(test.Answered().state == ReviewState::lapsed);
  test.recalibration.silence_accepts = true;
  CHECK(test.Answered().state == ReviewState::adopted);
  test.clock.as_of = Instant{until.micros - 1};
  CHECK(test.Answered().state == ReviewState::open);
}

TEST_CASE("of two answers of a party the first counts, of two at one moment the refusal") {
  Reviewed test;
  test.CountThree();
  test.recalibration.approvers = {"acme"};
  const Instant at{test.Moment().at.micros + 1000};
  test.acts = {{.made = at, .kind = ActKind::approved, .concerns = "reliability", .party = "acme", .group = {}, .period = {}, .action = {}},
               {.made = Instant{at.micros + 1}, .kind = ActKind::refused, .concerns = "reliability", .party = "acme", .group = {}, .period = {}, .action = {}}};
  CHECK(test.Answered().state == ReviewState::adopted);
  test.acts[1].made = at;
  CHECK(test.Answered().state == ReviewState::refused);
}

TEST_CASE("a new target begins with the first period that is not before the decision") {
  Reviewed test;
  test.CountThree();
  test.clock.grace_days = 91;  // reviewed on 1 July, the first day of a quarter
  CHECK(test.Answered().effective == Day(2025, 7, 1));
  test.clock.grace_days = 92;
  CHECK(test.Answered().effective == Day(2025, 10, 1));
}

}  // namespace slate::settle
