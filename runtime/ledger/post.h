// The ledger that is paid on: postings, of which none is ever changed. In: the postings so far, the rows of a fresh
// evaluation of the whole term, the moment they were seen from. Out: the postings to append, so that their sum is what
// the evaluation says, and what differs and is not restated.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "runtime/ledger/ledger.h"
#include "runtime/settle/settle.h"

namespace slate::ledger {

// A row as it was found at some moment.
struct Standing {
  std::string verdict;         // as settle::Word says it
  std::string reason;          // why not simply met or missed
  std::string value, display;  // exact, and as it is shown; both empty: there is no value
  Int128 due = 0;              // minor units
  std::uint64_t digest = 0;    // of its evidence
  friend bool operator==(const Standing&, const Standing&) = default;
};

// Which row: the obligation, the group and the period name it, as `slate why` does.
struct RowOfLedger {
  std::string obligation, clause, owed_by, owed_to;
  std::string group_field, group;  // both empty: all together
  std::string period;
  Date first_day, end_day;  // [first_day, end_day)
  friend bool operator==(const RowOfLedger&, const RowOfLedger&) = default;
};

// original: a row is settled for the first time. restatement: it, or its period without it, was settled already.
enum class PostingKind : std::uint8_t { original, restatement };

struct Posting {
  std::uint64_t sequence = 0;  // 1, 2, ...
  PostingKind kind = PostingKind::original;
  Instant as_of;          // what was known then
  std::string reference;  // of the contract
  RowOfLedger row;
  Int128 amount = 0;               // minor units; what is to be paid on this posting: due after less due before
  std::optional<Standing> before;  // absent: the row was not posted before
  std::optional<Standing> after;   // absent: the evaluation no longer has the row
  friend bool operator==(const Posting&, const Posting&) = default;
};

struct PostedLedger {
  std::string contract, reference, time_zone;
  Currency currency;
  std::vector<Posting> postings;
};

// Who owes an obligation to whom.
struct Parties {
  std::string obligation, owed_by, owed_to;
};

// The largest amount of a posting, exclusive: sums of any ledger's amounts then fit.
inline constexpr Int128 kTooMuch = static_cast<Int128>(1'000'000'000'000'000) * 1'000'000'000'000'000;

struct PostingRules {
  Instant as_of;
  const Zone* zone = nullptr;
  std::int64_t horizon_days = 0;  // a period is restated until so many days after its end
};

// A row whose standing is no longer the one posted, and that stays as it is.
struct NotRestated {
  RowOfLedger row;
  std::optional<Standing> posted, found;  // as in a posting
  bool not_final = false;  // the evaluation no longer takes the period for final; else it lies beyond the horizon
};

struct Posted {
  std::string problem;  // not empty: nothing can be posted, and why
  std::vector<Posting> postings;
  std::vector<NotRestated> not_restated;
};

// Empty, or why nothing can be posted to the ledger with what is known at the moment.
std::string WhyNotAsOf(const PostedLedger& ledger, Instant as_of, const Zone* zone);

// Rows of metrics that no obligation measures, and of periods that are not final, are not posted. A row that is final
// and pending is posted with nothing due; what it comes to later is posted whatever the horizon.
Posted Post(const PostedLedger& ledger, const std::vector<settle::Row>& rows, const std::vector<Parties>& parties,
            const PostingRules& rules);

// What has been posted of each row, posting by posting.
class PostedRows {
 public:
  struct State {
    RowOfLedger row;
    std::optional<Standing> standing;  // of the last posting
    bool settled = false;              // posted with a verdict that is not pending, at some time
  };

  // Empty, or why the posting does not follow from those before it; it is then not added.
  std::string Add(const Posting& posting);

  const std::vector<State>& states() const { return states_; }  // in the order of their first postings
  const State* Find(const RowOfLedger& row) const;
  bool PeriodSettled(const RowOfLedger& row) const;  // of the row's obligation, with any group

 private:
  std::uint64_t last_sequence_ = 0;
  Instant last_as_of_{INT64_MIN};
  std::vector<State> states_;
  std::unordered_map<std::string, std::size_t> index_;  // by obligation, group and period
  std::unordered_set<std::string> settled_periods_;     // by obligation and period
};

}  // namespace slate::ledger
