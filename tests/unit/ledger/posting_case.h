// Rows as an evaluation finds them, made by hand: obligation `reliability` of baltic to acme, by site and month of
// 2024, in EUR.
#pragma once

#include <string>
#include <vector>

#include "runtime/ledger/post.h"
#include "runtime/time/zone.h"

namespace slate::ledger {

inline const Zone& Berlin() {
  return *Zone::Find("Europe/Berlin");
}
inline Instant Start(int year, int month, int day) {
  return Berlin().StartOf(ToDate({year, month, day}));
}

inline PostedLedger EmptyLedger() {
  return {.contract = "Freight",
          .reference = "F-1",
          .time_zone = "Europe/Berlin",
          .currency = *FindCurrency("EUR"),
          .postings = {}};
}
inline std::vector<Parties> BalticOwesAcme() {
  return {{"reliability", "baltic", "acme"}, {"punctual", "baltic", "acme"}};
}

// Good of 20 items; EUR 100 where it is missed, unless a credit is given.
inline settle::Row Found(const std::string& site, int month, int good, std::optional<Int128> credit = {}) {
  settle::Row row;
  row.obligation = "reliability";
  row.metric = "otif";
  row.clause = "B.4";
  row.group_field = "site";
  row.group = site;
  row.first_day = ToDate({2024, month, 1});
  row.end_day = month == 12 ? ToDate({2025, 1, 1}) : ToDate({2024, month + 1, 1});
  row.period = ToString(row.first_day).substr(0, 7);
  row.status = settle::Status::final;
  row.value = abi::Value{good, 20};
  row.verdict = good >= 19 ? settle::Verdict::met : settle::Verdict::missed;
  row.credit = credit.value_or(good >= 19 ? 0 : 10'000);
  row.evidence.digest = static_cast<std::uint64_t>(good) * 1'000'003;
  return row;
}

inline settle::Row Pending(settle::Row row) {
  row.verdict = settle::Verdict::pending;
  row.verdict_reason = "no item is decided yet";
  row.value.reset();
  row.credit.reset();
  return row;
}

inline Posted PostTo(PostedLedger& ledger, const std::vector<settle::Row>& rows, Instant as_of,
                     std::int64_t horizon = 365) {
  Posted posted = Post(ledger, rows, BalticOwesAcme(), {as_of, &Berlin(), horizon});
  if (posted.problem.empty())
    ledger.postings.insert(ledger.postings.end(), posted.postings.begin(), posted.postings.end());
  return posted;
}

}  // namespace slate::ledger
