// What a posted ledger says, for people and programs. In: its postings. Out: for each row what was settled, what was
// restated and the balance; and who owes whom how much in all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/ledger/post.h"

namespace slate::ledger {

struct StatementRow {
  RowOfLedger row;
  std::optional<Standing> standing;  // as last posted; absent: the row is no longer there
  Int128 original = 0, restated = 0;
  std::uint64_t restatements = 0;
};

// Of two parties: `from` owes `to` the amount, which is not negative.
struct Owed {
  std::string from, to;
  Int128 amount = 0;
};

struct Statement {
  const PostedLedger& ledger;
  std::string chain;  // of the last line
  std::vector<StatementRow>
      rows;  // an obligation's together, in the order of their first postings; then by group and period
  std::vector<Owed> owed;
};

Statement MakeStatement(const PostedLedger& ledger, std::string chain);
std::vector<Owed> OwedBy(const std::vector<Posting>& postings);

std::string StatementTable(const Statement& statement);
std::string StatementJson(const Statement& statement);
std::string StatementCsv(const Statement& statement);

// What one run posted, and what differs and is not restated.
struct Run {
  const PostedLedger& ledger;  // with what was posted
  std::size_t first = 0;       // the first posting of the run
  const std::vector<NotRestated>& not_restated;
  PostingRules rules;
  std::string chain;
  bool dry = false;  // nothing was written
};
std::string RunTable(const Run& run);
std::string RunJson(const Run& run);

}  // namespace slate::ledger
