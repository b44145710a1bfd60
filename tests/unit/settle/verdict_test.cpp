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

// A minimum of 90% beside the target of 98%.
struct WithMinimum : Case {
  WithMinimum() {
    terms.minimum = Target{Direction::at_least, MakeRatio(9, 10)};
    deciders.minimum_reached = [](const abi::Value& v) { return v.numerator * 10 >= v.denominator * 9; };
  }
};

TEST_CASE("a value is compared with the minimum, which is reached at its level") {
  WithMinimum test;
  test.Count(0, 0, 50, 45);
  CHECK(test.January().verdict == Verdict::missed);
  CHECK(test.January().below_minimum == false);
  test.Count(0, 0, 50, 44);
  CHECK(test.January().below_minimum == true);
  test.Count(0, 0, 50, 49);
  CHECK(test.January().below_minimum == false);
  test.terms.minimum.reset();
  CHECK_FALSE(test.January().below_minimum);
}

TEST_CASE("what no value decided is not compared with the minimum") {
  WithMinimum test;
  test.terms.empty = Verdict::missed;
  CHECK(test.January().verdict == Verdict::missed);
  CHECK_FALSE(test.January().below_minimum);
  test.Count(0, 0, 10, 5);
  CHECK(test.January().below_minimum == true);
  for (const Verdict fallback : {Verdict::missed, Verdict::met, Verdict::not_assessed}) {
    test.terms.volume = Volume{50, true, fallback};
    CHECK(test.January().verdict == fallback);
    CHECK_FALSE(test.January().below_minimum);
  }
}

}  // namespace slate::settle
