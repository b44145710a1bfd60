// What is posted, by hand: first results, restatements, what vanished, what is too late.
#include <catch2/catch_test_macros.hpp>

#include "runtime/settle/due.h"
#include "tests/unit/ledger/posting_case.h"

namespace slate::ledger {
namespace {

// "HAM 2024-01 original 10000"
std::vector<std::string> Texts(const std::vector<Posting>& postings) {
  std::vector<std::string> texts;
  for (const Posting& one : postings) {
    texts.push_back(one.row.group + " " + one.row.period +
                    (one.kind == PostingKind::original ? " original " : " restatement ") + ToString(one.amount));
  }
  return texts;
}

}  // namespace

TEST_CASE("what is final is posted once, whether it pays or not") {
  PostedLedger ledger = EmptyLedger();
  settle::Row february = Found("HAM", 2, 10);
  february.status = settle::Status::provisional;
  settle::Row metric = Found("HAM", 1, 10);
  metric.obligation.clear();
  metric.verdict.reset();
  const std::vector<settle::Row> rows{Found("BER", 1, 20), Found("HAM", 1, 18), february, metric};
  const Posted posted = PostTo(ledger, rows, Start(2024, 3, 10));
  CHECK(Texts(posted.postings) == std::vector<std::string>{"BER 2024-01 original 0", "HAM 2024-01 original 10000"});
  CHECK(posted.not_restated.empty());
  const Posting& missed = posted.postings[1];
  CHECK(missed.sequence == 2);
  CHECK(missed.as_of == Start(2024, 3, 10));
  CHECK(missed.reference == "F-1");
  CHECK(missed.row.owed_by == "baltic");
  CHECK(missed.row.owed_to == "acme");
  CHECK(!missed.before);
  REQUIRE(missed.after);
  CHECK(*missed.after == Standing{"missed", "", "18/20", "90%", 10'000, 18'000'054});

  SECTION("nothing that did not change is posted again") {
    CHECK(PostTo(ledger, rows, Start(2024, 3, 10)).postings.empty());
    CHECK(PostTo(ledger, rows, Start(2024, 3, 11)).postings.empty());
    february.status = settle::Status::final;
    CHECK(Texts(PostTo(ledger, {rows[0], rows[1], february}, Start(2024, 4, 1)).postings) ==
          std::vector<std::string>{"HAM 2024-02 original 10000"});
  }
  SECTION("an earlier moment is refused") {
    const Posted refused = PostTo(ledger, rows, Start(2024, 3, 9));
    CHECK(refused.postings.empty());
    CHECK(refused.problem.find(
              "was posted as of 2024-03-10T00:00:00+01:00 already, and a posting as of 2024-03-09T00:00:00+01:00") !=
          std::string::npos);
  }
  SECTION("a correction posts what is due now less what was posted, in both directions") {
    const Posted better = PostTo(ledger, {Found("BER", 1, 18), Found("HAM", 1, 19)}, Start(2024, 4, 10));
    CHECK(Texts(better.postings) ==
          std::vector<std::string>{"BER 2024-01 restatement 10000", "HAM 2024-01 restatement -10000"});
    CHECK(better.postings[1].before == missed.after);
    CHECK(better.postings[1].after->verdict == "met");
    // -10000 and then 2500 of another band.
    CHECK(Texts(PostTo(ledger, {Found("BER", 1, 18), Found("HAM", 1, 17, 2'500)}, Start(2024, 5, 10)).postings) ==
          std::vector<std::string>{"HAM 2024-01 restatement 2500"});
  }
  SECTION("other records with the same amount are posted with nothing to pay") {
    const Posted other = PostTo(ledger, {Found("BER", 1, 20), Found("HAM", 1, 17)}, Start(2024, 4, 10));
    CHECK(Texts(other.postings) == std::vector<std::string>{"HAM 2024-01 restatement 0"});
    CHECK(other.postings[0].after->value == "17/20");
  }
  SECTION("how a row is worded is no other result") {
    std::vector<settle::Row> reworded = rows;
    reworded[1].verdict_reason = "said in another way";
    CHECK(PostTo(ledger, reworded, Start(2024, 4, 10)).postings.empty());
  }
  SECTION("a row whose records were withdrawn is reversed, once, and may come back") {
    const Posted gone = PostTo(ledger, {rows[0]}, Start(2024, 4, 10));
    CHECK(Texts(gone.postings) == std::vector<std::string>{"HAM 2024-01 restatement -10000"});
    CHECK(!gone.postings[0].after);
    CHECK(PostTo(ledger, {rows[0]}, Start(2024, 4, 11)).postings.empty());
    CHECK(Texts(PostTo(ledger, rows, Start(2024, 4, 12)).postings) ==
          std::vector<std::string>{"HAM 2024-01 restatement 10000"});
  }
  SECTION("a group that turns up in a period that was settled is a restatement") {
    CHECK(Texts(PostTo(ledger, {rows[0], Found("CGN", 1, 1), rows[1]}, Start(2024, 4, 10)).postings) ==
          std::vector<std::string>{"CGN 2024-01 restatement 10000"});
  }
}

TEST_CASE("beyond the horizon rows stay as posted, and are shown") {
  // January 2024 and 365 days: restated until the last moment of 2025-01-30, since 2024 has 366 days.
  PostedLedger ledger = EmptyLedger();
  PostTo(ledger, {Found("BER", 1, 20), Found("HAM", 1, 18), Found("HAM", 2, 20)}, Start(2024, 4, 10));
  const std::vector<settle::Row> corrected{Found("BER", 1, 20), Found("CGN", 1, 5), Found("HAM", 1, 19),
                                           Found("HAM", 2, 18)};

  SECTION("a microsecond before it ends it is restated") {
    CHECK(Texts(PostTo(ledger, corrected, {Start(2025, 1, 31).micros - 1}).postings) ==
          std::vector<std::string>{"CGN 2024-01 restatement 10000", "HAM 2024-01 restatement -10000",
                                   "HAM 2024-02 restatement 10000"});
  }
  SECTION("then it is not, whether a row changes, appears or vanishes") {
    const Posted posted = PostTo(ledger, {corrected[1], corrected[2], corrected[3]}, Start(2025, 1, 31));
    CHECK(Texts(posted.postings) == std::vector<std::string>{"HAM 2024-02 restatement 10000"});
    REQUIRE(posted.not_restated.size() == 3);
    CHECK(posted.not_restated[0].row.group == "CGN");
    CHECK(!posted.not_restated[0].posted);
    CHECK(posted.not_restated[1].posted->due == 10'000);
    CHECK(posted.not_restated[1].found->due == 0);
    CHECK(posted.not_restated[2].row.group == "BER");
    CHECK(!posted.not_restated[2].found);
    CHECK(!posted.not_restated[2].not_final);
  }
  SECTION("what was never settled is posted, however late") {
    settle::Row later = Found("HAM", 3, 1);
    CHECK(
        Texts(PostTo(ledger, {Found("BER", 1, 20), Found("HAM", 1, 18), Found("HAM", 2, 20), later}, Start(2026, 6, 1))
                  .postings) == std::vector<std::string>{"HAM 2024-03 original 10000"});
  }
  SECTION("a horizon of no days restates nothing") {
    const Posted posted = PostTo(ledger, corrected, Start(2024, 4, 11), 0);
    CHECK(posted.postings.empty());
    CHECK(posted.not_restated.size() == 3);
  }
}

TEST_CASE("a pending row of a final period is settled when it is decided, whatever the horizon") {
  PostedLedger ledger = EmptyLedger();
  CHECK(Texts(PostTo(ledger, {Found("BER", 1, 20), Pending(Found("HAM", 1, 1))}, Start(2024, 3, 10)).postings) ==
        std::vector<std::string>{"BER 2024-01 original 0", "HAM 2024-01 original 0"});
  CHECK(Texts(PostTo(ledger, {Found("BER", 1, 20), Found("HAM", 1, 1)}, Start(2025, 6, 1)).postings) ==
        std::vector<std::string>{"HAM 2024-01 original 10000"});
  CHECK(PostTo(ledger, {Found("BER", 1, 20), Found("HAM", 1, 20)}, Start(2025, 6, 2)).not_restated.size() == 1);
}

TEST_CASE("a row that a correction made pending is settled anew when it is decided, whatever the horizon") {
  PostedLedger ledger = EmptyLedger();
  PostTo(ledger, {Found("HAM", 1, 18)}, Start(2024, 3, 10));
  CHECK(Texts(PostTo(ledger, {Pending(Found("HAM", 1, 18))}, Start(2024, 4, 1)).postings) ==
        std::vector<std::string>{"HAM 2024-01 restatement -10000"});
  CHECK(Texts(PostTo(ledger, {Found("HAM", 1, 17)}, Start(2025, 6, 1)).postings) ==
        std::vector<std::string>{"HAM 2024-01 restatement 10000"});
  CHECK(PostTo(ledger, {Found("HAM", 1, 20)}, Start(2025, 6, 2)).postings.empty());
}

TEST_CASE("a period that is no longer final keeps its postings, and is shown") {
  PostedLedger ledger = EmptyLedger();
  PostTo(ledger, {Found("HAM", 1, 18)}, Start(2024, 3, 10));
  settle::Row row = Found("HAM", 1, 18);
  row.status = settle::Status::provisional;
  CHECK(PostTo(ledger, {row}, Start(2024, 3, 11)).not_restated.empty());
  row = Found("HAM", 1, 20);
  row.status = settle::Status::provisional;
  const Posted posted = PostTo(ledger, {row}, Start(2024, 3, 12));
  CHECK(posted.postings.empty());
  REQUIRE(posted.not_restated.size() == 1);
  CHECK(posted.not_restated[0].not_final);
}

TEST_CASE("an amount of more digits than a ledger holds is refused, whatever its sign") {
  PostedLedger ledger = EmptyLedger();
  CHECK(PostTo(ledger, {Found("HAM", 1, 1, kTooMuch)}, Start(2024, 3, 10)).problem ==
        "what is due for reliability in 2024-01 has more digits than a ledger holds");
  CHECK(!PostTo(ledger, {Found("HAM", 1, 1, -kTooMuch)}, Start(2024, 3, 10)).problem.empty());
  CHECK(PostTo(ledger, {Found("HAM", 1, 1, kTooMuch - 1)}, Start(2024, 3, 10)).problem.empty());
}

TEST_CASE("what a row comes to is its credit, and nothing where it has none") {
  CHECK(settle::Due(Found("HAM", 1, 1)) == 10'000);
  CHECK(settle::Due(Pending(Found("HAM", 1, 1))) == 0);
}

}  // namespace slate::ledger
