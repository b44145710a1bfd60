// What a forum has to talk about at its next meeting. In: a ledger, and one of its forums. Out: the agenda, drawn from
// the rows of the clauses that the forum reviews and of those that were escalated to it. Data until a writer prints it.
#pragma once

#include <string>
#include <vector>

#include "runtime/ledger/ledger.h"

namespace slate::ledger {

// One thing to talk about. Moments that were looked at are in `text`; `since` and `until` below say what belongs here.
struct AgendaItem {
  std::string clause, subject, group,
      period;        // subject: an obligation, a watch, an improvement; group and period may be empty
  std::string text;  // "90%, target at least 95%"
  std::string who;   // who has to do something; may be empty
  std::optional<Instant> due, done;
  std::string state;  // "open", "overdue", "done", "done late"; empty where nothing is to be done
};

// How a value moved against that of the period before.
enum class Movement : std::uint8_t { first, better, worse, same };
struct TrendPoint {
  std::string period, value;
  Movement movement = Movement::first;
};
// The last periods with a value, at most three, oldest first.
struct AgendaTrend {
  std::string clause, subject, metric, group, target;
  std::vector<TrendPoint> points;
};

struct Agenda {
  std::string contract, reference;
  Instant as_of;
  const Zone* zone = nullptr;
  settle::Forum forum;
  Instant since;        // the last meeting that is known, else the moment the term begins
  Date meeting, after;  // the days of the next meeting and of the one after it
  std::vector<AgendaItem> misses, watches, escalations, plans, approvals, milestones, claims, rights;
  std::vector<AgendaTrend> trends;
};

Agenda AgendaOf(const Ledger& ledger, const settle::Forum& forum, Date term_first);

std::string AgendaTable(const Agenda& agenda);  // for people
std::string AgendaJson(const Agenda& agenda);

}  // namespace slate::ledger
