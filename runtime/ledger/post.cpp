#include "runtime/ledger/post.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/settle/due.h"
#include "runtime/settle/words.h"

namespace slate::ledger {
namespace {

const std::string kPending(settle::Word(settle::Verdict::pending));

// Names hold no zero bytes.
std::string RowKey(const RowOfLedger& row) {
  return row.obligation + '\0' + row.group + '\0' + row.period;
}
std::string PeriodKey(const RowOfLedger& row) {
  return row.obligation + '\0' + row.period;
}

Standing StandingOf(const settle::Row& row) {
  Standing standing{.verdict = std::string(settle::Word(*row.verdict)),
                    .reason = row.verdict_reason,
                    .value = {},
                    .display = {},
                    .due = settle::Due(row),
                    .digest = row.evidence.digest};
  if (row.value) {
    const bool quantity = row.form.kind == settle::ValueKind::quantity;
    standing.value =
        quantity ? ExactText(*row.value, row.exact, row.form) : FractionText(*row.value, row.exact, row.form);
    standing.display = ValueText(row);
  }
  return standing;
}

// How a row is shown may change from one version of Slate to the next; that is no other result.
bool SameResult(const std::optional<Standing>& a, const std::optional<Standing>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->verdict == b->verdict && a->value == b->value && a->due == b->due && a->digest == b->digest;
}

Int128 DueOf(const std::optional<Standing>& standing) {
  return standing ? standing->due : 0;
}

// Days that rows share, one with the next: [first, end).
struct Stretch {
  Date first, end;
  bool settled = false;  // one of the rows was
};

class Poster {
 public:
  Poster(const PostedLedger& ledger, const PostingRules& rules) : ledger_(ledger), rules_(rules) {}

  Posted Run(const std::vector<settle::Row>& rows, const std::vector<Parties>& parties) {
    if (posted_.problem = WhyNotAsOf(ledger_, rules_.as_of, rules_.zone); !posted_.problem.empty())
      return std::move(posted_);
    for (const Posting& posting : ledger_.postings) {
      if (posted_.problem = known_.Add(posting); !posted_.problem.empty()) return std::move(posted_);
    }
    std::unordered_map<std::string, const Parties*> parties_of;
    for (const Parties& one : parties) parties_of.emplace(one.obligation, &one);
    std::unordered_set<std::string> found;
    std::vector<std::pair<RowOfLedger, const settle::Row*>> seen;
    for (const settle::Row& row : rows) {
      if (row.obligation.empty() || row.watch || !row.verdict) continue;
      RowOfLedger name{.obligation = row.obligation,
                       .clause = row.clause,
                       .owed_by = {},
                       .owed_to = {},
                       .group_field = row.group_field,
                       .group = row.group,
                       .period = row.period,
                       .first_day = row.first_day,
                       .end_day = row.end_day};
      if (const auto of = parties_of.find(row.obligation); of != parties_of.end()) {
        name.owed_by = of->second->owed_by;
        name.owed_to = of->second->owed_to;
      }
      found.insert(RowKey(name));
      seen.push_back({std::move(name), &row});
    }
    JoinParts(seen);
    for (const auto& [name, row] : seen) Found(name, *row);
    for (const PostedRows::State& state : known_.states()) {
      if (state.standing && !found.contains(RowKey(state.row)))
        Compare(state.row, state.standing, state.settled, std::nullopt);
    }
    return std::move(posted_);
  }

 private:
  // An amendment that is agreed on later may split a period that was posted whole, or another one make it whole again: the period
  // and its parts stand for each other, so they are restated together, as long as the last of their days allows.
  void JoinParts(const std::vector<std::pair<RowOfLedger, const settle::Row*>>& seen) {
    for (const auto& [name, row] : seen) NoteParts(name);
    for (const PostedRows::State& state : known_.states()) NoteParts(state.row);
    if (stretches_.empty()) return;
    for (const auto& [name, row] : seen) NoteDays(name, false);
    for (const PostedRows::State& state : known_.states()) NoteDays(state.row, state.settled);
    for (auto& [obligation, stretches] : stretches_) {
      std::sort(stretches.begin(), stretches.end(), [](const Stretch& a, const Stretch& b) { return a.first < b.first; });
      std::vector<Stretch> joined;
      for (const Stretch& one : stretches) {
        if (joined.empty() || joined.back().end <= one.first) {
          joined.push_back(one);
          continue;
        }
        joined.back().end = std::max(joined.back().end, one.end);
        joined.back().settled = joined.back().settled || one.settled;
      }
      stretches = std::move(joined);
    }
  }

  void NoteParts(const RowOfLedger& row) {
    if (NamesPiece(row.period)) stretches_[row.obligation];
  }

  void NoteDays(const RowOfLedger& row, bool settled) {
    const auto found = stretches_.find(row.obligation);
    if (found != stretches_.end()) found->second.push_back({row.first_day, row.end_day, settled});
  }

  // Of an obligation of which some period is split: where the row lies.
  const Stretch* StretchOf(const RowOfLedger& row) const {
    const auto found = stretches_.find(row.obligation);
    if (found == stretches_.end()) return nullptr;
    const auto behind = [](const Date& day, const Stretch& one) { return day < one.first; };
    return &*(std::upper_bound(found->second.begin(), found->second.end(), row.first_day, behind) - 1);
  }

  bool IsSettled(const RowOfLedger& row) const {
    const Stretch* stretch = StretchOf(row);
    return known_.PeriodSettled(row) || (stretch != nullptr && stretch->settled);
  }

  Date EndOf(const RowOfLedger& row) const {
    const Stretch* stretch = StretchOf(row);
    return stretch != nullptr ? stretch->end : row.end_day;
  }

  void Found(RowOfLedger name, const settle::Row& row) {
    const PostedRows::State* state = known_.Find(name);
    const bool settled = state != nullptr ? state->settled : IsSettled(name);
    const std::optional<Standing> before = state != nullptr ? state->standing : std::nullopt;
    const Standing now = StandingOf(row);
    if (row.status == settle::Status::final) {
      Compare(name, before, settled, now);
    } else if (before && !SameResult(before, now)) {
      posted_.not_restated.push_back({std::move(name), before, now, true});
    }
  }

  void Compare(const RowOfLedger& row, const std::optional<Standing>& before, bool settled,
               std::optional<Standing> after) {
    if (SameResult(before, after)) return;
    const bool undecided = before && before->verdict == kPending;  // then this is what the row was waiting for
    if (settled && !undecided && rules_.zone->StartOf(FinalDay(EndOf(row), rules_.horizon_days)) <= rules_.as_of) {
      posted_.not_restated.push_back({row, before, std::move(after), false});
      return;
    }
    const Int128 due = DueOf(after);
    if (due <= -kTooMuch || due >= kTooMuch) {
      posted_.problem =
          fmt::format("what is due for {} in {} has more digits than a ledger holds", row.obligation, row.period);
      return;
    }
    posted_.postings.push_back({.sequence = ledger_.postings.size() + posted_.postings.size() + 1,
                                .kind = settled ? PostingKind::restatement : PostingKind::original,
                                .as_of = rules_.as_of,
                                .reference = ledger_.reference,
                                .row = row,
                                .amount = due - DueOf(before),
                                .before = before,
                                .after = std::move(after)});
  }

  const PostedLedger& ledger_;
  const PostingRules& rules_;
  PostedRows known_;
  std::unordered_map<std::string, std::vector<Stretch>> stretches_;  // ascending; of obligations of which some period is split
  Posted posted_;
};

}  // namespace

std::string PostedRows::Add(const Posting& posting) {
  if (posting.sequence != last_sequence_ + 1) {
    return fmt::format("posting {} stands where {} is due", posting.sequence, last_sequence_ + 1);
  }
  if (posting.as_of < last_as_of_) return "it was posted as of an earlier moment than the one before it";
  const State* state = Find(posting.row);
  if (posting.before != (state != nullptr ? state->standing : std::nullopt)) {
    return "what it says of the row before is not what was posted of it";
  }
  if (!posting.before && !posting.after) return "it says nothing of its row";
  if (posting.amount != DueOf(posting.after) - DueOf(posting.before)) {
    return "its amount is not what is due after it less what was due before";
  }
  if (state != nullptr && (posting.kind == PostingKind::restatement) != state->settled) {
    return state->settled ? "it is a restatement and says that it is original"
                          : "it is original and says that it is a restatement";
  }
  last_sequence_ = posting.sequence;
  last_as_of_ = posting.as_of;
  const auto [at, fresh] = index_.emplace(RowKey(posting.row), states_.size());
  if (fresh) states_.push_back({});
  State& own = states_[at->second];
  own.row = posting.row;
  own.standing = posting.after;
  if (posting.after && posting.after->verdict != kPending) {
    own.settled = true;
    settled_periods_.insert(PeriodKey(posting.row));
  }
  return {};
}

const PostedRows::State* PostedRows::Find(const RowOfLedger& row) const {
  const auto found = index_.find(RowKey(row));
  return found == index_.end() ? nullptr : &states_[found->second];
}

bool PostedRows::PeriodSettled(const RowOfLedger& row) const {
  return settled_periods_.contains(PeriodKey(row));
}

std::string WhyNotAsOf(const PostedLedger& ledger, Instant as_of, const Zone* zone) {
  if (ledger.postings.empty() || ledger.postings.back().as_of <= as_of) return {};
  return fmt::format(
      "the ledger was posted as of {} already, and a posting as of {} would know less than those before it: give that "
      "moment or a later "
      "one, or begin another ledger",
      MomentText(ledger.postings.back().as_of, zone), MomentText(as_of, zone));
}

Posted Post(const PostedLedger& ledger, const std::vector<settle::Row>& rows, const std::vector<Parties>& parties,
            const PostingRules& rules) {
  return Poster(ledger, rules).Run(rows, parties);
}

}  // namespace slate::ledger
