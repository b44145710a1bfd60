#include "runtime/ledger/statement.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <tuple>

namespace slate::ledger {

std::vector<Owed> OwedBy(const std::vector<Posting>& postings) {
  std::vector<Owed> owed;
  std::map<std::pair<std::string, std::string>, std::size_t> index;  // by the two parties, whoever owes
  for (const Posting& posting : postings) {
    const auto& [by, to] = std::tie(posting.row.owed_by, posting.row.owed_to);
    const auto [at, fresh] = index.emplace(std::minmax(by, to), owed.size());
    if (fresh) owed.push_back({by, to});
    owed[at->second].amount += owed[at->second].from == by ? posting.amount : -posting.amount;
  }
  for (Owed& one : owed) {
    if (one.amount >= 0) continue;
    std::swap(one.from, one.to);
    one.amount = -one.amount;
  }
  return owed;
}

Statement MakeStatement(const PostedLedger& ledger, std::string chain) {
  Statement statement{.ledger = ledger, .chain = std::move(chain), .rows = {}, .owed = OwedBy(ledger.postings)};
  std::map<std::string, std::size_t> obligations;  // in the order of their first postings
  std::map<std::tuple<std::size_t, std::string, Date, std::string>, StatementRow> rows;
  for (const Posting& posting : ledger.postings) {
    const std::size_t obligation = obligations.emplace(posting.row.obligation, obligations.size()).first->second;
    StatementRow& row = rows[{obligation, posting.row.group, posting.row.first_day, posting.row.period}];
    row.row = posting.row;
    row.standing = posting.after;
    (posting.kind == PostingKind::original ? row.original : row.restated) += posting.amount;
    if (posting.kind == PostingKind::restatement) ++row.restatements;
  }
  for (auto& [key, row] : rows) statement.rows.push_back(std::move(row));
  return statement;
}

}  // namespace slate::ledger
