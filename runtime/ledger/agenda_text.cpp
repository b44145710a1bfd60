#include <fmt/format.h>

#include "runtime/ledger/agenda.h"
#include "runtime/ledger/text.h"

namespace slate::ledger {
namespace {

std::string_view Word(Movement movement) {
  switch (movement) {
    case Movement::first: return "";
    case Movement::better: return "better";
    case Movement::worse: return "worse";
    case Movement::same: return "same";
  }
  return "";
}

// The sections, in the order in which a meeting takes them.
template <typename Visit>
void ForEachSection(const Agenda& agenda, Visit visit) {
  visit("misses", "misses since the last meeting", agenda.misses);
  visit("watches", "watches raised since the last meeting", agenda.watches);
  visit("escalations", "escalations to the forum", agenda.escalations);
  visit("plans", "plans", agenda.plans);
  visit("approvals", "targets to approve", agenda.approvals);
  visit("milestones", "milestones of improvements", agenda.milestones);
  visit("claims", "claims that lapse before the meeting after", agenda.claims);
  visit("rights", "termination", agenda.rights);
}

std::string Subject(const std::string& clause, const std::string& subject, const std::string& group,
                    const std::string& period) {
  std::string text = fmt::format("{} {}", clause, subject);
  for (const std::string& part : {group, period}) {
    if (!part.empty()) text += " " + Visible(part);
  }
  return text;
}

void WriteItem(std::string& out, const Agenda& agenda, const AgendaItem& item) {
  out += fmt::format("  {}: {}\n", Subject(item.clause, item.subject, item.group, item.period), Visible(item.text));
  if (!item.due) return;
  out +=
      fmt::format("    {}{}until {}: {}{}\n", item.who, item.who.empty() ? "" : " ", MomentText(*item.due, agenda.zone),
                  item.state, item.done ? " " + MomentText(*item.done, agenda.zone) : "");
}

std::string MomentOrNull(const std::optional<Instant>& moment) {
  return moment ? fmt::format("\"{}\"", ToString(*moment)) : "null";
}
std::string TextOrNull(const std::string& text) {
  return text.empty() ? "null" : Quoted(text);
}

std::string ItemObject(const AgendaItem& item) {
  return fmt::format(
      "{{\"clause\": {}, \"subject\": {}, \"group\": {}, \"period\": {}, \"text\": {}, \"who\": {}, \"due\": {}, "
      "\"done\": {}, \"state\": {}}}",
      Quoted(item.clause), Quoted(item.subject), TextOrNull(item.group), TextOrNull(item.period), Quoted(item.text),
      TextOrNull(item.who), MomentOrNull(item.due), MomentOrNull(item.done), TextOrNull(item.state));
}

std::string TrendObject(const AgendaTrend& trend) {
  std::string out = fmt::format(
      "{{\"clause\": {}, \"subject\": {}, \"metric\": {}, \"group\": {}, \"target\": {}, \"periods\": [",
      Quoted(trend.clause), Quoted(trend.subject), Quoted(trend.metric), TextOrNull(trend.group), Quoted(trend.target));
  for (std::size_t i = 0; i < trend.points.size(); ++i) {
    const TrendPoint& point = trend.points[i];
    out += fmt::format("{}{{\"period\": {}, \"value\": {}, \"movement\": {}}}", i == 0 ? "" : ", ",
                       Quoted(point.period), Quoted(point.value), TextOrNull(std::string(Word(point.movement))));
  }
  return out + "]}";
}

}  // namespace

std::string AgendaTable(const Agenda& agenda) {
  const settle::Forum& forum = agenda.forum;
  std::string out = fmt::format("{}{}\n{} {}{}, chaired by {}\n", agenda.contract,
                                agenda.reference.empty() ? "" : " (" + agenda.reference + ")", forum.clause, forum.name,
                                forum.title.empty() ? "" : fmt::format(" \"{}\"", Visible(forum.title)), forum.chair);
  out += fmt::format("next meeting {}, the one after {}; as of {}\n", ToString(agenda.meeting), ToString(agenda.after),
                     MomentText(agenda.as_of, agenda.zone));
  out += forum.held ? fmt::format("last meeting {}\n", MomentText(*forum.held, agenda.zone))
                    : "no meeting is known to have been held\n";
  bool empty = true;
  ForEachSection(agenda, [&](std::string_view, std::string_view title, const std::vector<AgendaItem>& items) {
    if (items.empty()) return;
    empty = false;
    out += fmt::format("\n{}\n", title);
    for (const AgendaItem& item : items) WriteItem(out, agenda, item);
  });
  if (!agenda.trends.empty()) out += "\ntrends\n";
  for (const AgendaTrend& trend : agenda.trends) {
    out +=
        fmt::format("  {}, {} {}:", Subject(trend.clause, trend.subject, trend.group, ""), trend.metric, trend.target);
    for (std::size_t i = 0; i < trend.points.size(); ++i) {
      const TrendPoint& point = trend.points[i];
      out += fmt::format("{} {} {}{}", i == 0 ? "" : ",", point.period, point.value,
                         point.movement == Movement::first ? "" : fmt::format(" ({})", Word(point.movement)));
    }
    out += "\n";
  }
  if (empty && agenda.trends.empty()) out += "\nnothing to talk about\n";
  return out;
}

std::string AgendaJson(const Agenda& agenda) {
  const settle::Forum& forum = agenda.forum;
  std::string out = fmt::format(
      "{{\n  \"contract\": {}, \"reference\": {}, \"as_of\": \"{}\",\n  \"forum\": {}, \"title\": {}, \"clause\": {}, "
      "\"chair\": {},\n",
      Quoted(agenda.contract), Quoted(agenda.reference), ToString(agenda.as_of), Quoted(forum.name),
      Quoted(forum.title), Quoted(forum.clause), Quoted(forum.chair));
  out += fmt::format("  \"last_meeting\": {}, \"meeting\": \"{}\", \"after\": \"{}\"", MomentOrNull(forum.held),
                     ToString(agenda.meeting), ToString(agenda.after));
  const auto list = [&](std::string_view name, const auto& items, const auto& object) {
    out += fmt::format(",\n  \"{}\": [", name);
    for (std::size_t i = 0; i < items.size(); ++i) out += (i == 0 ? "\n    " : ",\n    ") + object(items[i]);
    out += items.empty() ? "]" : "\n  ]";
  };
  ForEachSection(agenda, [&](std::string_view name, std::string_view, const std::vector<AgendaItem>& items) {
    list(name, items, ItemObject);
  });
  list("trends", agenda.trends, TrendObject);
  return out + "\n}\n";
}

}  // namespace slate::ledger
