// The library's calendars against the lists that the authorities publish: every holiday from Monday to Friday, 2024 to 2028.
#include <fmt/format.h>

#include <map>
#include <sstream>

#include <catch2/catch_test_macros.hpp>

#include "compiler/driver/pipeline.h"

using namespace slate;

namespace {

// `2026: 01-01 04-03 ...`, a line a year.
const std::map<std::string, std::string> kPublished = {
    {"norway",  // regjeringen.no: offentlige høytidsdager
     "2024: 01-01 03-28 03-29 04-01 05-01 05-09 05-17 05-20 12-25 12-26\n"
     "2025: 01-01 04-17 04-18 04-21 05-01 05-29 06-09 12-25 12-26\n"
     "2026: 01-01 04-02 04-03 04-06 05-01 05-14 05-25 12-25\n"
     "2027: 01-01 03-25 03-26 03-29 05-06 05-17\n"
     "2028: 04-13 04-14 04-17 05-01 05-17 05-25 06-05 12-25 12-26\n"},
    {"de_hamburg",  // hamburg.de: gesetzliche Feiertage
     "2024: 01-01 03-29 04-01 05-01 05-09 05-20 10-03 10-31 12-25 12-26\n"
     "2025: 01-01 04-18 04-21 05-01 05-29 06-09 10-03 10-31 12-25 12-26\n"
     "2026: 01-01 04-03 04-06 05-01 05-14 05-25 12-25\n"
     "2027: 01-01 03-26 03-29 05-06 05-17\n"
     "2028: 04-14 04-17 05-01 05-25 06-05 10-03 10-31 12-25 12-26\n"},
    {"us_federal",  // opm.gov: federal holidays
     "2024: 01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25\n"
     "2025: 01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25\n"
     "2026: 01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25\n"
     "2027: 01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31\n"
     "2028: 01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25\n"},
    {"england",  // gov.uk: bank holidays in England and Wales
     "2024: 01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26\n"
     "2025: 01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26\n"
     "2026: 01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28\n"
     "2027: 01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28\n"
     "2028: 01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26\n"},
};

}  // namespace

TEST_CASE("the library's calendars are closed on the days that are published, and on no other weekday") {
  for (const auto& [name, published] : kPublished) {
    INFO(name);
    driver::Compilation compilation;
    compilation.Add("c.sla", fmt::format("contract \"C\" reference \"C\" {{ customer a \"A\" provider b \"B\" term 2024-01-01 through 2028-12-31\n"
                                         "time zone \"UTC\" currency EUR calendar working is calendars.{} conventions slate_2026 }}", name));
    compilation.Check();
    REQUIRE_FALSE(compilation.diagnostics().HasErrors());
    const BusinessCalendar& calendar = *compilation.contracts().front().calendars.front().hours;
    std::string closed;
    for (Date day = ToDate({2024, 1, 1}); day <= ToDate({2028, 12, 31}); ++day.days) {
      const CivilDate civil = ToCivil(day);
      if (civil.month == 1 && civil.day == 1) closed += fmt::format("{}:", civil.year);
      if (IsoWeekday(day) <= 5 && !calendar.IsBusinessDay(day)) closed += fmt::format(" {:02}-{:02}", civil.month, civil.day);
      if (IsoWeekday(day) > 5) CHECK_FALSE(calendar.IsBusinessDay(day));
      if (civil.month == 12 && civil.day == 31) closed += "\n";
    }
    CHECK(closed == published);
  }
}

TEST_CASE("every calendar of the library has such a list") {
  driver::Compilation compilation;
  for (const syntax::Document& document : compilation.library()) {
    for (const syntax::Calendar& calendar : document.calendars) CHECK(kPublished.contains(calendar.name.text));
  }
}
