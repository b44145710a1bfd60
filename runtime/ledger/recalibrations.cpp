#include <fmt/format.h>

#include "runtime/ledger/ledger.h"
#include "runtime/ledger/text.h"
#include "runtime/settle/words.h"

namespace slate::ledger {
namespace {

using settle::Review;

std::string Level(const settle::Target& target, const settle::ValueForm& form) {
  return fmt::format("{} {}", settle::Phrase(target.direction), LevelText(target.level, form));
}

// What it comes to in a line.
std::string Outcome(const Ledger& ledger, const Review& review) {
  if (review.state == settle::ReviewState::kept) {
    return fmt::format("{} stays: {}", Level(review.to, review.form), Visible(review.reason));
  }
  const std::string move = fmt::format("{} to {}", Level(review.from, review.form), LevelText(review.to.level, review.form));
  switch (review.state) {
    case settle::ReviewState::kept: break;
    case settle::ReviewState::open: return fmt::format("{} is proposed", move);
    case settle::ReviewState::adopted: {
      const std::string from = ToString(*review.effective);
      return fmt::format("{} from {}, adopted {}", move, from, MomentText(*review.decided, ledger.zone));
    }
    case settle::ReviewState::refused:
      return fmt::format("{} was refused {}", move, MomentText(*review.decided, ledger.zone));
    case settle::ReviewState::lapsed:
      return fmt::format("{} lapsed {}", move, MomentText(*review.decided, ledger.zone));
  }
  return "";
}

void WriteOne(std::string& out, const Ledger& ledger, const Review& review) {
  out += fmt::format("  {} {} {}, reviewed {}: {}\n", review.clause, review.obligation, review.period,
                     MomentText(review.at, ledger.zone), Outcome(ledger, review));
  for (const settle::ReviewAnswer& answer : review.answers) {
    out += answer.made ? fmt::format("    {} {} {}\n", answer.party, answer.approved ? "approved" : "refused",
                                     MomentText(*answer.made, ledger.zone))
                       : fmt::format("    {} until {}: {}\n", answer.party, MomentText(*review.until, ledger.zone),
                                     review.state == settle::ReviewState::open ? "open" : "no answer");
  }
}

std::string MomentOrNull(const std::optional<Instant>& moment) {
  return moment ? fmt::format("\"{}\"", ToString(*moment)) : "null";
}

std::string TargetObject(const settle::Target& target, const settle::ValueForm& form) {
  return fmt::format("{{\"direction\": \"{}\", \"level\": {}}}", settle::Phrase(target.direction),
                     Quoted(LevelText(target.level, form)));
}

std::string Object(const Review& review) {
  std::string answers;
  for (const settle::ReviewAnswer& answer : review.answers) {
    answers += fmt::format("{}{{\"party\": {}, \"answer\": {}, \"made\": {}}}", answers.empty() ? "" : ", ",
                           Quoted(answer.party),
                           !answer.made      ? "null"
                           : answer.approved ? "\"approved\""
                                             : "\"refused\"",
                           MomentOrNull(answer.made));
  }
  std::string out = fmt::format(
      "{{\"obligation\": {}, \"clause\": {}, \"rule\": {}, \"period\": \"{}\", \"at\": \"{}\", \"from\": {}, \"to\": {},\n",
      Quoted(review.obligation), Quoted(review.clause), Quoted(review.text), review.period, ToString(review.at),
      TargetObject(review.from, review.form), TargetObject(review.to, review.form));
  return out + fmt::format("     \"state\": \"{}\", \"because\": {}, \"answers\": [{}], \"until\": {}, \"decided\": {}, "
                           "\"effective\": {}}}",
                           settle::Word(review.state), review.reason.empty() ? "null" : Quoted(review.reason), answers,
                           MomentOrNull(review.until), MomentOrNull(review.decided),
                           review.effective ? fmt::format("\"{}\"", ToString(*review.effective)) : "null");
}

}  // namespace

std::string RecalibrationsTable(const Ledger& ledger) {
  std::string out = ledger.reviews.empty() ? "" : "\nrecalibrations\n";
  for (const Review& review : ledger.reviews) WriteOne(out, ledger, review);
  return out;
}

std::string RecalibrationsJson(const Ledger& ledger) {
  std::string out;
  for (const Review& review : ledger.reviews) out += (out.empty() ? "\n    " : ",\n    ") + Object(review);
  return out;
}

std::string EndTable(const Ledger& ledger) {
  if (!ledger.end) return "";
  const settle::ContractEnd& end = *ledger.end;
  const std::string miss = fmt::format("{} {}{} {}: {}", end.clause, end.obligation,
                                       end.group.empty() ? "" : " " + Visible(end.group), end.period, Visible(end.rung));
  const std::string how =
      end.noticed ? fmt::format("by notice of {} {}", end.by, MomentText(*end.noticed, ledger.zone)) : "by itself";
  return fmt::format("\nthe contract ends before {}, {}\n  {}\n", ToString(end.day), how, miss);
}

std::string EndJson(const Ledger& ledger) {
  const settle::ContractEnd& end = *ledger.end;
  return fmt::format("{{\"day\": \"{}\", \"obligation\": {}, \"clause\": {}, \"rung\": {}, \"group\": {}, \"period\": {}, "
                     "\"by\": {}, \"noticed\": {}}}",
                     ToString(end.day), Quoted(end.obligation), Quoted(end.clause), Quoted(end.rung),
                     end.group.empty() ? "null" : Quoted(end.group), Quoted(end.period),
                     end.by.empty() ? "null" : Quoted(end.by), MomentOrNull(end.noticed));
}

}  // namespace slate::ledger
