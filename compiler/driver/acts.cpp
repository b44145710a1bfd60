#include "compiler/driver/acts.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "runtime/settle/recalibration.h"

namespace slate::driver {
namespace {

// The fields of the event, in the order in which the check declares them (compiler/check/governance.cpp).
enum Field : std::size_t { kAct = 0, kMade = 1, kKind = 2, kConcerns = 3, kParty = 4, kGroup = 5, kPeriod = 6, kAction = 7 };

std::string TextOf(const Kept& records, const ingest::Rows& rows, std::size_t column, std::size_t row) {
  if (!rows.Recorded(column, row)) return {};
  return std::string(records.table.columns[column].dictionary->Text(static_cast<std::uint32_t>(rows.Value(column, row))));
}

// The names of the periods of the term, whole ones.
std::set<std::string> PeriodsOf(const plan::Plan& plan, const plan::Source& source) {
  const std::uint32_t grid = source.derived ? plan.derived[*source.derived].grid : plan.scans[source.scan].measurements[source.measurement].grid;
  const Period& period = plan.grids[grid].period;
  std::set<std::string> names;
  for (Date day = PeriodStart(period, plan.term_first); day <= plan.term_last; day = NextPeriod(period, day)) names.insert(PeriodName(period, day));
  return names;
}

// Of an obligation, by its place.
std::string NameOf(const plan::Plan& plan, std::size_t place) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < plan.settlements.size(); ++i) {
    if (i > 0 && plan.settlements[i].terms.obligation != plan.settlements[i - 1].terms.obligation) ++at;
    if (at == place) return plan.settlements[i].terms.obligation;
  }
  return {};
}

}  // namespace

std::vector<settle::Act> ActsOf(const Kept& records) {
  std::vector<settle::Act> acts;
  for (const ingest::Rows& rows : records.parts) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      acts.push_back({.key = TextOf(records, rows, kAct, row), .made = {rows.Value(kMade, row)}, .kind = static_cast<settle::ActKind>(rows.Value(kKind, row)), .concerns = TextOf(records, rows, kConcerns, row),
                      .party = TextOf(records, rows, kParty, row), .group = TextOf(records, rows, kGroup, row), .period = TextOf(records, rows, kPeriod, row),
                      .action = records.table.columns.size() > kAction ? TextOf(records, rows, kAction, row) : std::string()});
    }
  }
  return acts;
}

std::vector<std::string> ActsThatNameNothing(const std::vector<settle::Act>& acts, const plan::Plan& plan, const std::vector<settle::Row>& rows) {
  std::vector<std::string> problems;
  const auto tell = [&](const settle::Act& act, const std::string& why) { problems.push_back(fmt::format("act `{}` has no effect: {}", act.key, why)); };
  for (const settle::Act& act : acts) {
    const auto forum = std::find_if(plan.forums.begin(), plan.forums.end(), [&](const settle::Forum& one) { return one.name == act.concerns; });
    if (forum != plan.forums.end()) {
      if (act.kind == settle::ActKind::held && act.party != forum->name) tell(act, fmt::format("a meeting is held by the forum, not by `{}`: its party is `{}`", act.party, forum->name));
      continue;
    }
    const auto settlement = std::find_if(plan.settlements.begin(), plan.settlements.end(), [&](const plan::Settlement& one) { return one.terms.obligation == act.concerns; });
    if (settlement == plan.settlements.end()) continue;
    std::set<std::string> groups, periods = PeriodsOf(plan, settlement->source);
    for (const settle::Row& row : rows) {
      if (row.obligation != act.concerns) continue;
      groups.insert(row.group);
      periods.insert(row.period);
    }
    if (act.kind == settle::ActKind::approved || act.kind == settle::ActKind::refused) {
      periods.clear();
      bool asked = false;
      for (const settle::RecalibrationTerms& terms : plan.joint.recalibrations) {
        if (NameOf(plan, terms.obligation) != act.concerns) continue;
        asked = std::find(terms.approvers.begin(), terms.approvers.end(), act.party) != terms.approvers.end();
        const settle::Clockwork clock{.as_of = {}, .zone = plan.zone, .grace_days = plan.grace_days, .term_first = plan.term_first, .term_last = plan.term_last};
        for (const settle::ReviewMoment& moment : settle::ReviewsOf(terms, clock)) periods.insert(moment.period);
      }
      if (!asked) tell(act, fmt::format("`{}` approves no target of `{}`", act.party, act.concerns));
      else if (!act.period.empty() && !periods.contains(act.period)) tell(act, fmt::format("`{}` has no review `{}`", act.concerns, act.period));
      continue;
    }
    const bool whole_term = plan.shown_first <= plan.term_first && plan.term_last <= plan.shown_last;  // else not every group was measured
    if (whole_term && !act.group.empty() && !groups.contains(act.group)) tell(act, fmt::format("`{}` has no group `{}`", act.concerns, act.group));
    else if (!act.period.empty() && !periods.contains(act.period)) tell(act, fmt::format("`{}` has no period `{}`", act.concerns, act.period));
  }
  return problems;
}

}  // namespace slate::driver
