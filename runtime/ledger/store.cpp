#include "runtime/ledger/store.h"

#include <fmt/format.h>

#include "runtime/ledger/ledger_line.h"
#include "runtime/ledger/sha256.h"
#include "runtime/ledger/text.h"

namespace slate::ledger {
namespace {

constexpr int kFormat = 1;
constexpr std::string_view kBeforeChain = ", \"chain\": \"", kAfterChain = "\"}";
constexpr std::size_t kChainDigits = 64;

std::string AmountObject(Int128 minor, const Currency& currency) {
  return fmt::format("{{\"amount\": \"{}\", \"currency\": \"{}\"}}", AmountText(minor, currency), currency.code);
}

std::string TextOrNull(std::string_view text) {
  return text.empty() ? "null" : Quoted(text);
}

std::string StandingObject(const std::optional<Standing>& standing, const Currency& currency) {
  if (!standing) return "null";
  return fmt::format("{{\"verdict\": {}, \"verdict_reason\": {}, \"value\": {}, \"due\": {}, \"digest\": \"{}\"}}",
                     Quoted(standing->verdict), TextOrNull(standing->reason),
                     standing->value.empty() ? "null"
                                             : fmt::format("{{\"exact\": {}, \"display\": {}}}",
                                                           Quoted(standing->value), Quoted(standing->display)),
                     AmountObject(standing->due, currency), DigestText(standing->digest));
}

std::string RowMembers(const RowOfLedger& row) {
  return fmt::format(
      "\"obligation\": {}, \"clause\": {}, \"owed_by\": {}, \"owed_to\": {}, \"group\": {}, \"period\": {{\"name\": "
      "{}, \"start\": \"{}\", \"end\": \"{}\"}}",
      Quoted(row.obligation), Quoted(row.clause), Quoted(row.owed_by), Quoted(row.owed_to),
      row.group_field.empty()
          ? "null"
          : fmt::format("{{\"field\": {}, \"value\": {}}}", Quoted(row.group_field), Quoted(row.group)),
      Quoted(row.period), ToString(row.first_day), ToString(row.end_day));
}

std::string HeaderJson(const PostedLedger& ledger) {
  return fmt::format(
      "{{\"slate_ledger\": {}, \"contract\": {}, \"reference\": {}, \"time_zone\": {}, \"currency\": \"{}\"}}", kFormat,
      Quoted(ledger.contract), Quoted(ledger.reference), Quoted(ledger.time_zone), ledger.currency.code);
}

// `json` without its closing brace, as it is chained.
std::string Chained(std::string_view json, LedgerFile& file) {
  json.remove_suffix(1);
  file.chain = Sha256(file.chain + std::string(json));
  file.chains.push_back(file.chain);
  return std::string(json) + std::string(kBeforeChain) + file.chain + std::string(kAfterChain) + "\n";
}

std::string ReadHeader(std::string_view json, PostedLedger& ledger) {
  LineReader line(json);
  line.Take("{\"slate_ledger\": ");
  const std::uint64_t format = line.Count();
  if (line.ok() && format != kFormat)
    return fmt::format("the ledger has format {}, and this version of slate knows {}", format, kFormat);
  line.Take(", \"contract\": ");
  ledger.contract = line.Text();
  line.Take(", \"reference\": ");
  ledger.reference = line.Text();
  line.Take(", \"time_zone\": ");
  ledger.time_zone = line.Text();
  line.Take(", \"currency\": ");
  const std::string code = line.Text();
  line.Take("}");
  const auto currency = FindCurrency(code);
  if (!line.AtEnd() || !currency)
    return "a ledger begins with a line that names its contract, reference, time zone and currency; this is none";
  ledger.currency = *currency;
  return {};
}

std::optional<Standing> ReadStanding(LineReader& line, const Currency& currency) {
  if (line.Skip("null")) return std::nullopt;
  Standing standing;
  line.Take("{\"verdict\": ");
  standing.verdict = line.Text();
  line.Take(", \"verdict_reason\": ");
  standing.reason = line.TextOrNull();
  line.Take(", \"value\": ");
  if (!line.Skip("null")) {
    line.Take("{\"exact\": ");
    standing.value = line.Text();
    line.Take(", \"display\": ");
    standing.display = line.Text();
    line.Take("}");
  }
  line.Take(", \"due\": ");
  standing.due = line.Amount(currency);
  line.Take(", \"digest\": ");
  standing.digest = line.Digest();
  line.Take("}");
  return standing;
}

bool ReadPosting(std::string_view json, const Currency& currency, Posting& posting) {
  LineReader line(json);
  RowOfLedger& row = posting.row;
  line.Take("{\"sequence\": ");
  posting.sequence = line.Count();
  line.Take(", \"kind\": ");
  const bool restatement = line.Skip("\"restatement\"");
  if (!restatement) line.Take("\"original\"");
  posting.kind = restatement ? PostingKind::restatement : PostingKind::original;
  line.Take(", \"as_of\": ");
  posting.as_of = line.Moment();
  line.Take(", \"reference\": ");
  posting.reference = line.Text();
  line.Take(", \"obligation\": ");
  row.obligation = line.Text();
  line.Take(", \"clause\": ");
  row.clause = line.Text();
  line.Take(", \"owed_by\": ");
  row.owed_by = line.Text();
  line.Take(", \"owed_to\": ");
  row.owed_to = line.Text();
  line.Take(", \"group\": ");
  if (!line.Skip("null")) {
    line.Take("{\"field\": ");
    row.group_field = line.Text();
    line.Take(", \"value\": ");
    row.group = line.Text();
    line.Take("}");
  }
  line.Take(", \"period\": {\"name\": ");
  row.period = line.Text();
  line.Take(", \"start\": ");
  row.first_day = line.Day();
  line.Take(", \"end\": ");
  row.end_day = line.Day();
  line.Take("}, \"amount\": ");
  posting.amount = line.Amount(currency);
  line.Take(", \"before\": ");
  posting.before = ReadStanding(line, currency);
  line.Take(", \"after\": ");
  posting.after = ReadStanding(line, currency);
  line.Take("}");
  return line.AtEnd();
}

}  // namespace

std::string PostingJson(const Posting& posting, const Currency& currency) {
  return fmt::format(
      "{{\"sequence\": {}, \"kind\": \"{}\", \"as_of\": \"{}\", \"reference\": {}, {}, \"amount\": {}, \"before\": {}, "
      "\"after\": {}}}",
      posting.sequence, posting.kind == PostingKind::original ? "original" : "restatement", ToString(posting.as_of),
      Quoted(posting.reference), RowMembers(posting.row), AmountObject(posting.amount, currency),
      StandingObject(posting.before, currency), StandingObject(posting.after, currency));
}

std::string NotRestatedJson(const NotRestated& one, const Currency& currency) {
  return fmt::format("{{{}, \"because\": \"{}\", \"posted\": {}, \"found\": {}}}", RowMembers(one.row),
                     one.not_final ? "not_final" : "beyond_horizon", StandingObject(one.posted, currency),
                     StandingObject(one.found, currency));
}

ReadLedger Read(std::string_view text) {
  ReadLedger read;
  PostedRows rows;
  LedgerFile& file = read.file;
  while (!text.empty()) {
    ++read.line;
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
      read.problem = "the line is cut off";
      return read;
    }
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    const std::size_t tail = kBeforeChain.size() + kChainDigits + kAfterChain.size();
    const std::size_t size = line.size() < tail ? 0 : line.size() - tail;
    const std::string json = std::string(line.substr(0, size)) + "}";
    if (size == 0 || Chained(json, file) != std::string(line) + "\n") {
      read.problem = read.line == 1 ? "this is no ledger, or its first line was changed"
                                    : fmt::format(
                                          "the line does not follow from line {}: it was changed, or lines before it "
                                          "were removed or put in another order",
                                          read.line - 1);
      return read;
    }
    if (read.line == 1) {
      read.problem = ReadHeader(json, file.ledger);
    } else {
      Posting posting;
      if (!ReadPosting(json, file.ledger.currency, posting))
        read.problem = "the line is no posting as slate writes it";
      else if (posting.reference != file.ledger.reference)
        read.problem = fmt::format("it is of contract {}", posting.reference);
      else
        read.problem = rows.Add(posting);
      file.ledger.postings.push_back(std::move(posting));
    }
    if (!read.problem.empty()) return read;
  }
  return read;
}

std::string Append(LedgerFile& file, const std::vector<Posting>& postings) {
  std::string text;
  if (file.chain.empty()) text = Chained(HeaderJson(file.ledger), file);
  for (const Posting& posting : postings) {
    text += Chained(PostingJson(posting, file.ledger.currency), file);
    file.ledger.postings.push_back(posting);
  }
  return text;
}

}  // namespace slate::ledger
