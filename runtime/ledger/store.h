// The file of a posted ledger: NDJSON, a header and a line a posting (docs/ledger.md, docs/posted_ledger.schema.json).
// Each line ends with the SHA-256 of the line before's and its own content, so that a line that was changed, removed or
// moved is found. Texts in, texts out; the driver opens the file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/ledger/post.h"

namespace slate::ledger {

struct LedgerFile {
  PostedLedger ledger;
  std::string chain;                // of the last line; empty: no line yet
  std::vector<std::string> chains;  // of each line, the header's first
};

struct ReadLedger {
  LedgerFile file;
  std::size_t line = 0;  // where the problem is
  std::string problem;   // empty: the lines are as they were written
};

// A text without lines is a ledger that is not begun: no problem, and no currency.
ReadLedger Read(std::string_view text);

// What is appended to the file for these postings: before the first, the header too.
std::string Append(LedgerFile& file, const std::vector<Posting>& postings);

// A posting as its line says it, without the chain.
std::string PostingJson(const Posting& posting, const Currency& currency);
std::string NotRestatedJson(const NotRestated& one, const Currency& currency);

}  // namespace slate::ledger
