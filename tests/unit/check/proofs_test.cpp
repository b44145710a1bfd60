// Money that must not fall: random tables of bands against a walk over a thousand values, both ways, for credits and
// for bonuses.
#include "compiler/check/proofs.h"

#include <random>
#include <regex>

#include <catch2/catch_test_macros.hpp>

using namespace slate;
using namespace slate::check;

namespace {

constexpr int kGrid = 1000;

// Bounds are tenths and amounts whole, so that wherever money falls it falls on the grid too: a line changes by at most
// a tenth of one between two of its values.
std::vector<CheckedBand> RandomBands(std::mt19937& random) {
  const auto pick = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most + 1)); };
  std::vector<int> cuts{0};
  for (int tenth = 1; tenth < 10; ++tenth) {
    if (pick(3) == 0) cuts.push_back(tenth);
  }
  cuts.push_back(10);
  std::vector<CheckedBand> bands;
  int amount = pick(6);
  const bool mixed = pick(2) == 0, upward = pick(1) == 0;
  bool includes_lower = true;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    CheckedBand band;
    band.lower = MakeRatio(cuts[i], 10);
    band.upper = MakeRatio(cuts[i + 1], 10);
    band.lower_inclusive = includes_lower;
    band.upper_inclusive = i + 2 == cuts.size() || pick(1) == 0;
    includes_lower = !band.upper_inclusive;
    band.of_charge = mixed && pick(1) == 0;
    // Most tables are in order, so that both answers occur often.
    const auto next = [&] {
      return pick(9) == 0 ? pick(10) : std::clamp(amount + (upward ? pick(2) : -pick(2)), 0, 10);
    };
    const int from = amount = next(), to = amount = pick(1) == 0 ? amount : next();
    band.none = from == 0 && to == 0 && pick(1) == 0;
    const Ratio scale = band.of_charge ? Ratio{1, 100} : Ratio{1, 1};
    band.slope = *Multiply(scale, *Divide(Ratio{to - from, 1}, *Subtract(band.upper, band.lower)));
    band.intercept = *Subtract(*Multiply(scale, Ratio{from, 1}), *Multiply(band.slope, band.lower));
    bands.push_back(band);
  }
  return bands;
}

const CheckedBand& BandOf(const std::vector<CheckedBand>& bands, const Ratio& value) {
  for (const CheckedBand& band : bands) {
    if (!IsEmpty(Intersect(RangeOf(band), {value, value, true, true}))) return band;
  }
  throw std::runtime_error("the bands have a gap");
}

// Whether some value gives more than one that lies further on, of the same kind of money.
bool Falls(const std::vector<CheckedBand>& bands, bool upward) {
  std::optional<Ratio> most[2];
  for (int i = 0; i <= kGrid; ++i) {
    const Ratio value = MakeRatio(upward ? i : kGrid - i, kGrid);
    const CheckedBand& band = BandOf(bands, value);
    const Ratio paid = *PaidAt(band, value);
    for (const int kind : {0, 1}) {
      if (most[kind] && (PaysNothing(band) || band.of_charge == (kind == 1)) && Compare(paid, *most[kind]) < 0)
        return true;
    }
    std::optional<Ratio>& own = most[band.of_charge ? 1 : 0];
    if (!PaysNothing(band) && (!own || Compare(*own, paid) < 0)) own = paid;
  }
  return false;
}

void CheckAgainstWalk(Money money) {
  std::mt19937 random(money == Money::credit ? 7 : 8);
  int found = 0, sound = 0;
  for (int round = 0; round < 1000; ++round) {
    CheckedContract contract;
    contract.currency = *FindCurrency("EUR");
    contract.metrics.emplace_back();
    CheckedObligation obligation;
    const bool more_is_better = round % 2 == 0, upward = more_is_better == (money == Money::bonus);
    obligation.target.direction = more_is_better ? CheckedLevel::Direction::at_least : CheckedLevel::Direction::at_most;
    const std::vector<CheckedBand> bands = RandomBands(random);
    SourceSet sources;
    Diagnostics diagnostics;
    Scope scope{.contract = contract,
                .sources = sources,
                .diagnostics = diagnostics,
                .names = {},
                .decisions = {},
                .ceilings = {},
                .clause = {}};
    ProveMonotone(scope, bands, money, obligation);
    INFO("round " << round);
    REQUIRE(diagnostics.HasErrors() == Falls(bands, upward));
    if (!diagnostics.HasErrors()) {
      ++sound;
      continue;
    }
    ++found;
    // The values it names are what it says of them.
    const std::string message = diagnostics.Sorted().front().message;
    INFO(message);
    std::smatch numbers;
    REQUIRE(
        std::regex_search(message, numbers, std::regex(" at (\\d+) of (\\d+) items .* at (\\d+) of (\\d+) items ")));
    const Ratio more = MakeRatio(std::stoi(numbers[1]), std::stoi(numbers[2])),
                less = MakeRatio(std::stoi(numbers[3]), std::stoi(numbers[4]));
    CHECK((Compare(more, less) < 0) == upward);
    CHECK(Compare(*PaidAt(BandOf(bands, more), more), *PaidAt(BandOf(bands, less), less)) > 0);
  }
  CHECK(found > 200);
  CHECK(sound > 200);
}

}  // namespace

TEST_CASE("a credit never falls as service gets worse") {
  CheckAgainstWalk(Money::credit);
}

TEST_CASE("a bonus never falls as service gets better") {
  CheckAgainstWalk(Money::bonus);
}

TEST_CASE("attainable values are as round as their range allows") {
  CheckedContract contract;
  contract.currency = *FindCurrency("EUR");
  contract.metrics.emplace_back();
  CheckedMetric& metric = contract.metrics.front();
  metric.measured.kind = TypeKind::duration;
  metric.aggregate.kind = measure::AggregateKind::average;
  CheckedObligation obligation;
  obligation.target.unit = "hours";
  SourceSet sources;
  Diagnostics diagnostics;
  const Scope scope{.contract = contract,
                    .sources = sources,
                    .diagnostics = diagnostics,
                    .names = {},
                    .decisions = {},
                    .ceilings = {},
                    .clause = {}};
  const Int128 hour = 3'600'000'000;
  const auto text = [&](const Range& range) {
    const auto found = AttainableIn(scope, range, obligation);
    return found ? found->text : "none";
  };
  CHECK(text({Ratio{4 * hour, 1}, Ratio{12 * hour, 1}, false, true}) == "5 hours");
  CHECK(text({Ratio{4 * hour, 1}, Ratio{5 * hour, 1}, false, false}) == "4.1 hours");
  CHECK(text({Ratio{4 * hour, 1}, Ratio{4 * hour, 1}, true, true}) == "4 hours");
  CHECK(text({Ratio{4 * hour, 1}, Ratio{4 * hour, 1}, true, false}) == "none");
  metric.measured = {.kind = TypeKind::count};
  metric.aggregate.kind = measure::AggregateKind::count;
  obligation.target.unit = "";
  CHECK(text({Ratio{10, 1}, Ratio{12, 1}, false, false}) == "11");
  CHECK(text({Ratio{10, 1}, Ratio{11, 1}, false, false}) == "none");
  CHECK(IsEmpty(Attainable({Ratio{21, 2}, Ratio{43, 4}, true, true}, metric)));
}
