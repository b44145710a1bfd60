// A small obligation to settle in tests: January to March 2025 in Berlin, sites HAM and BER, EUR 100,000 a site and month;
// target at least 98%; 10% of the charge below 90%, linear from 10% to 0% up to the target.
#pragma once

#include <string>
#include <vector>

#include "runtime/settle/settle.h"

namespace slate::settle {

inline Date Day(int year, int month, int day) { return ToDate({year, month, day}); }

struct Case {
  const Zone* zone = Zone::Find("Europe/Berlin");
  PeriodGrid grid = WholePeriods({PeriodKind::calendar_month}, *zone, Day(2025, 1, 1), Day(2025, 3, 31)).grid;
  measure::Counters counters{3, 4};
  MeasuredCells cells;
  Terms terms;
  std::vector<Charge> charges;
  Currency currency = *FindCurrency("EUR");
  Deciders deciders;
  Clockwork clock;

  Case() {
    cells.metric = "otif";
    cells.clause = "B.1";
    cells.group_field = "site";
    cells.groups = GroupsKind::closed;
    cells.grid = &grid;
    cells.counters = &counters;
    cells.group_names = {"HAM", "BER"};
    cells.exclusions = {"force_majeure"};
    terms.obligation = "reliability";
    terms.clause = "B.6";
    terms.target = {Direction::at_least, MakeRatio(98, 100)};
    terms.charge = 0;
    terms.bands.resize(3);
    terms.bands[0] = {.lower = MakeRatio(0, 1), .upper = MakeRatio(9, 10), .upper_inclusive = false, .of_charge = true,
                      .a = 1, .b = 0, .c = 10, .text = "[0%, 90%) : 10%"};
    // 0.1 at 0.9 and 0 at 0.98: (49 - 50 v) / 40
    terms.bands[1] = {.lower = MakeRatio(9, 10), .upper = MakeRatio(98, 100), .upper_inclusive = false, .of_charge = true,
                      .a = 49, .b = -50, .c = 40, .text = "[90%, target) : linear from 10% to 0%"};
    terms.bands[2] = {.lower = MakeRatio(98, 100), .upper = MakeRatio(1, 1), .none = true, .text = "[target, 100%] : none"};
    charges.push_back({.name = "site_charge", .title = "Site Charge", .group_field = "site",
                       .period = {PeriodKind::calendar_month}, .values = {{std::nullopt, std::nullopt, 10'000'000}}});
    deciders.target_met = [](const abi::Value& v) { return v.numerator * 100 >= v.denominator * 98; };
    deciders.band = [](const abi::Value& v) -> std::size_t {
      return v.numerator * 10 < v.denominator * 9 ? 0 : v.numerator * 100 < v.denominator * 98 ? 1 : 2;
    };
    clock = {zone->StartOf(Day(2026, 1, 1)), zone, 30, Day(2025, 1, 1), Day(2025, 3, 31)};
    counters.Reserve(2);
  }
  Case(const Case&) = delete;
  Case& operator=(const Case&) = delete;

  // HAM is group 0, BER 1; January is period 0.
  void Count(std::size_t group, std::size_t period, std::uint64_t denominator, std::uint64_t numerator, std::uint64_t excluded = 0) {
    std::uint64_t* cell = counters.data() + (group * counters.periods() + period) * counters.stride();
    cell[0] = denominator;
    cell[1] = numerator;
    cell[2] = excluded;
  }
  Settled Run() const {
    ObligationInput obligation;
    obligation.cells = cells;
    obligation.parts.push_back({&terms, deciders});
    return Settle({obligation}, {}, charges, currency, clock);
  }
  Row January() const {
    for (const Row& row : Run().rows) {
      if (row.group == "HAM" && row.period == "2025-01") return row;
    }
    return {};
  }
};

}  // namespace slate::settle
