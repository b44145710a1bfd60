// Volume before exclusions -> empty -> volume after exclusions -> target.
#include <catch2/catch_test_macros.hpp>

#include "tests/unit/settle/settle_case.h"

namespace slate::settle {

TEST_CASE("volume is counted before or after exclusions") {
  Case test;
  test.Count(0, 0, 48, 40, 2);
  test.terms.volume = Volume{50, true, Verdict::not_assessed};
  CHECK(test.January().verdict == Verdict::not_assessed);
  CHECK(test.January().verdict_reason == "48 items, 50 needed");
  CHECK(test.January().credit == Int128{0});
  test.terms.volume->after_exclusions = false;
  CHECK(test.January().verdict == Verdict::missed);
  CHECK(test.January().credit == Int128{1'000'000});
  test.terms.volume->minimum = 51;
  CHECK(test.January().verdict_reason == "50 items before exclusions, 51 needed");
}

TEST_CASE("a fallback to missed pays the band of the value, a fallback to met pays nothing") {
  Case test;
  test.Count(0, 0, 10, 5);
  test.terms.volume = Volume{50, true, Verdict::missed};
  CHECK(test.January().credit == Int128{1'000'000});
  test.terms.volume->below = Verdict::met;
  CHECK(test.January().verdict == Verdict::met);
  CHECK(test.January().credit == Int128{0});
  CHECK_FALSE(test.January().band);
}

TEST_CASE("empty is decided before the volume after exclusions, and after the one before") {
  Case test;
  test.terms.volume = Volume{50, true, Verdict::not_assessed};
  test.terms.empty = Verdict::met;
  CHECK(test.January().verdict == Verdict::met);
  CHECK(test.January().verdict_reason == "nothing to measure");
  test.terms.volume->after_exclusions = false;
  CHECK(test.January().verdict == Verdict::not_assessed);
}

TEST_CASE("an empty period that counts as missed credits nothing and says why") {
  Case test;
  test.terms.empty = Verdict::missed;
  CHECK(test.January().verdict == Verdict::missed);
  CHECK_FALSE(test.January().band);
  CHECK(test.January().credit == Int128{0});
  CHECK(test.January().verdict_reason == "nothing to measure: without a value there is no band and no credit");
}

TEST_CASE("the target itself is met and pays nothing") {
  Case test;
  test.Count(0, 0, 50, 49);
  CHECK(test.January().verdict == Verdict::met);
  CHECK(test.January().credit == Int128{0});
}

}  // namespace slate::settle
