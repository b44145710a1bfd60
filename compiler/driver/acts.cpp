#include "compiler/driver/acts.h"

#include <algorithm>
#include <map>
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

// What an act can name of one obligation.
struct Known {
  std::set<std::string> groups, periods, reviews;
  const std::vector<std::string>* approvers = nullptr;  // null: no target to approve
};

// By name, of all obligations. `rows`: theirs; of periods the whole ones are those of the term, whichever have rows.
std::map<std::string, Known, std::less<>> KnownOf(const plan::Plan& plan, const std::vector<settle::Row>& rows) {
  std::map<std::string, Known, std::less<>> known;
  const std::vector<const plan::Settlement*> obligations = plan::FirstOfEach(plan);
  for (const plan::Settlement* one : obligations) {
    const plan::Source& source = one->source;
    const std::uint32_t grid = source.derived ? plan.derived[*source.derived].grid : plan.scans[source.scan].measurements[source.measurement].grid;
    const Period& period = plan.grids[grid].period;
    std::set<std::string>& names = known[one->terms.obligation].periods;
    for (Date day = PeriodStart(period, plan.term_first); day <= plan.term_last; day = NextPeriod(period, day)) names.insert(PeriodName(period, day));
  }
  for (const settle::Row& row : rows) {
    Known& one = known[row.obligation];
    one.groups.insert(row.group);
    one.periods.insert(row.period);
  }
  const settle::Clockwork clock{.as_of = {}, .zone = plan.zone, .grace_days = plan.grace_days, .term_first = plan.term_first, .term_last = plan.term_last};
  for (const settle::RecalibrationTerms& terms : plan.joint.recalibrations) {
    Known& one = known[obligations[terms.obligation]->terms.obligation];
    one.approvers = &terms.approvers;
    for (const settle::ReviewMoment& moment : settle::ReviewsOf(terms, clock)) one.reviews.insert(moment.period);
  }
  return known;
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
  if (acts.empty()) return problems;
  const std::map<std::string, Known, std::less<>> known = KnownOf(plan, rows);
  const bool whole_term = plan.shown_first <= plan.term_first && plan.term_last <= plan.shown_last;  // else not every group was measured
  for (const settle::Act& act : acts) {
    const auto tell = [&](const std::string& why) { problems.push_back(fmt::format("act `{}` has no effect: {}", act.key, why)); };
    if (const auto forum = std::find_if(plan.forums.begin(), plan.forums.end(), [&](const settle::Forum& one) { return one.name == act.concerns; }); forum != plan.forums.end()) {
      if (act.kind == settle::ActKind::held && act.party != forum->name) tell(fmt::format("a meeting is held by the forum, not by `{}`: its party is `{}`", act.party, forum->name));
      continue;
    }
    const auto found = known.find(act.concerns);
    if (found == known.end()) continue;  // an improvement
    const Known& of = found->second;
    if (act.kind == settle::ActKind::approved || act.kind == settle::ActKind::refused) {
      const bool asked = of.approvers != nullptr && std::find(of.approvers->begin(), of.approvers->end(), act.party) != of.approvers->end();
      if (!asked) tell(fmt::format("`{}` approves no target of `{}`", act.party, act.concerns));
      else if (!act.period.empty() && !of.reviews.contains(act.period)) tell(fmt::format("`{}` has no review `{}`", act.concerns, act.period));
    } else if (whole_term && !act.group.empty() && !of.groups.contains(act.group)) {
      tell(fmt::format("`{}` has no group `{}`", act.concerns, act.group));
    } else if (!act.period.empty() && !of.periods.contains(act.period)) {
      tell(fmt::format("`{}` has no period `{}`", act.concerns, act.period));
    }
  }
  return problems;
}

}  // namespace slate::driver
