#include "compiler/syntax/expectations.h"

#include "SlateParser.h"

namespace slate::syntax {

Expectation ExpectationOf(std::size_t rule) {
  using Grammar = slate_grammar::SlateParser;
  switch (rule) {
    case Grammar::RuleDocument: return {"a contract, a schedule, a binding or a conventions module", "contract \"Title\" reference \"NO-1\" { ... }"};
    case Grammar::RuleContract:
    case Grammar::RuleHeaderItem: return {"an entry of the contract's header", "customer, provider, term, time zone, currency, conventions"};
    case Grammar::RulePartyItem: return {"a party's name and full title", "customer acme \"Acme Retail GmbH\""};
    case Grammar::RuleTermItem: return {"the first and last day", "term 2025-01-01 through 2025-12-31"};
    case Grammar::RuleZoneItem: return {"a time zone", "time zone \"Europe/Berlin\""};
    case Grammar::RuleCurrencyItem: return {"a currency of three capital letters", "currency EUR"};
    case Grammar::RuleDecision: return {"a question and its answer", "decide empty_period is no_data"};
    case Grammar::RuleSchedule:
    case Grammar::RuleClause:
    case Grammar::RuleClauseBody: return {"a clause", "B.1 metric NAME \"Title\" { ... }"};
    case Grammar::RuleDefine: return {"a Defined Term and its value", "define late_tolerance \"Late Tolerance\" is 30 minutes"};
    case Grammar::RuleRoster: return {"a roster and what it lists", "roster sites \"Sites\" of site"};
    case Grammar::RuleMember: return {"a member and its life", "\"HAM\" from 2025-01-01"};
    case Grammar::RuleCharge: return {"a charge, its period and `: money`", "charge site_charge \"Site Charge\" for each site each calendar month : money"};
    case Grammar::RuleEvent:
    case Grammar::RuleEventItem:
    case Grammar::RuleEventField:
    case Grammar::RuleFieldType: return {"a field and its type", "promised, delivered : instant?"};
    case Grammar::RuleGroups: return {"how its groups come to exist", "from sites, seen since the term began, seen in the period"};
    case Grammar::RuleMetric:
    case Grammar::RuleMetricItem: return {"a part of a metric", "ratio of, average of, where, numerator when, value, excluding, reported"};
    case Grammar::RuleRatioOf:
    case Grammar::RuleItemSource: return {"an event, a name for one of them and its moment", "ratio of delivery d by d.promised"};
    case Grammar::RuleAggregateOf:
    case Grammar::RuleAggregator: return {"how the values become one, and of which event", "percentile 95 of delivery d by d.promised"};
    case Grammar::RuleValueItem: return {"what is summed, averaged or ranked", "value d.delivered - d.promised"};
    case Grammar::RuleNumeratorItem: return {"`when` and a condition", "numerator when d.delivered is recorded"};
    case Grammar::RuleExclusion:
    case Grammar::RuleExclusionItem: return {"a part of an exclusion", "when d.cause is weather"};
    case Grammar::RuleTimeline:
    case Grammar::RuleTimelineItem:
    case Grammar::RuleStatesItem: return {"a part of a timeline", "states up, down from probes each 1 minute, initially up, gaps left out"};
    case Grammar::RuleInitiallyItem:
    case Grammar::RuleGapsItem:
    case Grammar::RuleStateOrOut: return {"a state, or `left out`", "gaps up for at most 5 minutes, then down"};
    case Grammar::RuleShareOf: return {"a timeline and its states", "share of db_state in up"};
    case Grammar::RuleObligation:
    case Grammar::RuleObligationItem: return {"a part of an obligation", "measure, target, minimum, volume, empty, credit, cap, rounding"};
    case Grammar::RuleMeasureItem:
    case Grammar::RuleScope: return {"a metric, its groups and its period", "measure otif for each site each calendar month"};
    case Grammar::RuleTargetItem:
    case Grammar::RuleLevel: return {"a level to reach", "target at least 98%"};
    case Grammar::RuleMinimumItem: return {"a level below which a miss is worse", "minimum at least 90%"};
    case Grammar::RuleVolumeItem: return {"a number of items and what happens below it", "volume at least 50 after exclusions, else not assessed"};
    case Grammar::RuleFallback:
    case Grammar::RuleVerdict:
    case Grammar::RuleEmptyItem: return {"a verdict", "met, missed, not assessed, no data"};
    case Grammar::RuleCreditItem:
    case Grammar::RuleBandTable:
    case Grammar::RuleBand: return {"a band and what it costs", "[90%, target) : 10%"};
    case Grammar::RuleConsequence: return {"a consequence", "none, 10%, EUR 500, linear from 10% to 0%"};
    case Grammar::RuleInterval: return {"two bounds in brackets that say whether they belong to it", "[90%, 95%)"};
    case Grammar::RuleStacking:
    case Grammar::RuleListOrder: return {"the obligations, and which of their credits counts", "stack one_remedy of uptime, response { highest }, { in this order }"};
    case Grammar::RulePool:
    case Grammar::RulePoolItem:
    case Grammar::RuleAllocation: return {"a part of a pool", "at risk 12%, allocate uptime 60%, response 80%, covers quality, pro rata"};
    case Grammar::RuleCapItem: return {"a limit and how long it holds", "cap credit at EUR 10,000 for each site each calendar month"};
    case Grammar::RuleRoundingItem:
    case Grammar::RuleRoundingMode: return {"a way of rounding", "rounding half even before caps"};
    case Grammar::RuleCalendarUse: return {"a calendar of the library", "calendar working is calendars.norway"};
    case Grammar::RuleCalendar:
    case Grammar::RuleCalendarItem: return {"hours of weekdays, a holiday, a half day, a time zone or the years it covers", "Monday to Friday [08:00, 17:00)"};
    case Grammar::RuleWeekHours:
    case Grammar::RuleWeekdays:
    case Grammar::RuleOpenHours: return {"weekdays and when they are open, opening time included and closing time not", "Monday to Friday [08:00, 12:00) [13:00, 17:00)"};
    case Grammar::RuleHoliday:
    case Grammar::RuleHalfDay:
    case Grammar::RuleYearlyDay:
    case Grammar::RuleYearSpan: return {"a day of the year", "25 December, Easter Monday, 2 days before Easter Sunday, the last Monday of May, 2026-05-14"};
    case Grammar::RuleAmendment:
    case Grammar::RuleAmendmentItem: return {"a part of an amendment", "approved by, effective from, notwithstanding"};
    case Grammar::RuleApproval: return {"who approved, and on which day", "approved by acme on 2025-09-10, by baltic on 2025-09-12"};
    case Grammar::RuleEffective: return {"from when until when it is in force", "effective for delivery d by d.promised from 2025-10-01 through 2025-12-31"};
    case Grammar::RuleSplitting: return {"that it splits the periods it begins or ends inside of", "split the period"};
    case Grammar::RuleNotwithstanding: return {"the clause that is amended, and what it says now", "notwithstanding A.1 : late_tolerance is 45 minutes"};
    case Grammar::RuleScenario:
    case Grammar::RuleScenarioItem: return {"what is given or expected", "given 3 delivery { ... }, expect reliability in 2025-03 { ... }"};
    case Grammar::RuleRecordValue:
    case Grammar::RuleRecordField: return {"a field and its value", "order: \"A-{n}\""};
    case Grammar::RuleBinding:
    case Grammar::RuleBindingItem: return {"an entry of a binding", "event delivery from csv { ... }"};
    case Grammar::RuleSourceItem:
    case Grammar::RuleFieldBinding:
    case Grammar::RuleFieldOption: return {"where a field comes from", "promised from \"promised_at\""};
    case Grammar::RuleComparison:
    case Grammar::RuleComparisonWord: return {"a comparison", "at least, at most, no later than, is, within"};
    case Grammar::RuleQuantity: return {"an amount and its unit", "30 days"};
    case Grammar::RulePeriodName: return {"a period", "calendar month"};
    case Grammar::RuleText: return {"a text in double quotes", "\"Acme Retail GmbH\""};
    case Grammar::RuleDate: return {"a day", "2025-03-31"};
    case Grammar::RuleMoney: return {"an amount of money", "EUR 1,000"};
    case Grammar::RuleName:
    case Grammar::RulePlainName: return {"a name of lower-case letters, digits and `_` that is no word of the language", "on_time"};
    case Grammar::RuleExpression:
    case Grammar::RuleConjunction:
    case Grammar::RuleNegation:
    case Grammar::RuleSum:
    case Grammar::RuleProduct:
    case Grammar::RuleEdge:
    case Grammar::RuleMoment:
    case Grammar::RulePrimary: return {"a value", "d.delivered, 30 minutes, 98%, EUR 500, 2025-03-31"};
    default: return {};
  }
}

}  // namespace slate::syntax
