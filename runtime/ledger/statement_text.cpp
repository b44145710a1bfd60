#include <fmt/format.h>
#include <map>

#include "runtime/ledger/columns.h"
#include "runtime/ledger/statement.h"
#include "runtime/ledger/store.h"
#include "runtime/ledger/text.h"

namespace slate::ledger {
namespace {

using Line = std::vector<std::string>;

std::string VerdictPhrase(const std::optional<Standing>& standing) {
  if (!standing) return "no row";
  std::string phrase = standing->verdict;
  for (char& c : phrase) c = c == '_' ? ' ' : c;
  return phrase;
}

std::string Title(const PostedLedger& ledger) {
  return ledger.contract + (ledger.reference.empty() ? "" : " (" + ledger.reference + ")");
}

std::string Postings(const PostedLedger& ledger) {
  return fmt::format("{} posting{}", ledger.postings.size(), ledger.postings.size() == 1 ? "" : "s");
}

std::string OwedText(const std::vector<Owed>& owed, const Currency& currency, std::string_view what) {
  std::string out;
  for (const Owed& one : owed) {
    out += one.amount == 0 ? fmt::format("{}: {} and {} owe each other nothing\n", what, one.from, one.to)
                           : fmt::format("{}: {} owes {} {} {}\n", what, one.from, one.to, currency.code,
                                         GroupedAmountText(one.amount, currency));
  }
  return out;
}

// "met -> missed, 100% -> 75%"; of a row settled for the first time "missed, 75%".
std::string Changed(const std::optional<Standing>& before, const std::optional<Standing>& after) {
  const auto join = [&](const std::string& was, const std::string& is) {
    return !before || was == is ? is
                                : fmt::format("{} -> {}", was.empty() ? "no value" : was, is.empty() ? "no value" : is);
  };
  std::string text = join(VerdictPhrase(before), VerdictPhrase(after));
  if (before && !after) return text;
  const std::string was = before ? before->display : "", is = after ? after->display : "";
  if (const std::string value = join(was, is); !value.empty()) text += ", " + value;
  if (before && after && before->verdict == after->verdict && before->value == after->value) {
    text += before->due == after->due ? "; other records" : before->digest == after->digest ? "; the same records" : "";
  }
  if (!after->reason.empty()) text += " (" + after->reason + ")";
  return text;
}

std::string Json(const std::vector<Owed>& owed, const Currency& currency) {
  std::string out;
  for (const Owed& one : owed) {
    out += fmt::format("{}\n    {{\"from\": {}, \"to\": {}, \"amount\": \"{}\"}}", out.empty() ? "" : ",",
                       Quoted(one.from), Quoted(one.to), AmountText(one.amount, currency));
  }
  return out.empty() ? "[]" : "[" + out + "\n  ]";
}

std::string HeadMembers(const PostedLedger& ledger, std::string_view chain) {
  return fmt::format("\"contract\": {}, \"reference\": {}, \"currency\": \"{}\",\n  \"postings\": {}, \"chain\": {}",
                     Quoted(ledger.contract), Quoted(ledger.reference), ledger.currency.code, ledger.postings.size(),
                     chain.empty() ? "null" : Quoted(chain));
}

// The sum of what a limit or a late record changed beyond the horizon is nobody's debt: it is shown, row by row.
std::string NotRestatedText(const Run& run) {
  std::string out;
  std::size_t same_amount = 0;
  for (const bool not_final : {false, true}) {
    std::vector<Line> lines;
    for (const NotRestated& one : run.not_restated) {
      if (one.not_final != not_final) continue;
      const Int128 posted = one.posted ? one.posted->due : 0, found = one.found ? one.found->due : 0;
      if (posted == found) {
        ++same_amount;
        continue;
      }
      lines.push_back({one.row.clause, one.row.obligation, one.row.group, one.row.period,
                       GroupedAmountText(posted, run.ledger.currency),
                       "-> " + GroupedAmountText(found, run.ledger.currency), Changed(one.posted, one.found)});
    }
    if (lines.empty()) continue;
    out += not_final ? "\nnot restated, since their periods are no longer final:\n"
                     : fmt::format("\nnot restated, since their periods ended {} days ago or more:\n",
                                   run.rules.horizon_days);
    out += Columns(std::move(lines), {4});
  }
  if (same_amount > 0) {
    out += fmt::format("\nnot restated, and without effect on an amount: {} row{} whose records are others now\n",
                       same_amount, same_amount == 1 ? "" : "s");
  }
  return out;
}

}  // namespace

std::string RunTable(const Run& run) {
  const Currency& currency = run.ledger.currency;
  const std::vector<Posting> postings(run.ledger.postings.begin() + static_cast<std::ptrdiff_t>(run.first),
                                      run.ledger.postings.end());
  std::string out = fmt::format("{}\nas of {}, amounts in {}\n\n", Visible(Title(run.ledger)),
                                MomentText(run.rules.as_of, run.rules.zone), currency.code);
  if (postings.empty()) {
    out += "nothing is to be posted\n";
  } else {
    std::vector<Line> lines{{"", "", "obligation", "group", "period", "posting", "amount", "due", "because"}};
    for (const Posting& posting : postings) {
      lines.push_back({fmt::format("{}", posting.sequence), posting.row.clause, posting.row.obligation,
                       posting.row.group, posting.row.period,
                       posting.kind == PostingKind::original ? "original" : "restatement",
                       GroupedAmountText(posting.amount, currency),
                       GroupedAmountText(posting.after ? posting.after->due : 0, currency),
                       Changed(posting.before, posting.after)});
    }
    out += Columns(std::move(lines), {0, 6, 7});
    out += OwedText(OwedBy(postings), currency, "by these postings");
  }
  out += NotRestatedText(run);
  if (run.dry) return out + "\nnothing was written (--dry-run)\n";
  return out + (run.chain.empty()
                    ? ""
                    : fmt::format("\nthe ledger has {} and ends with {}\n", Postings(run.ledger), run.chain));
}

std::string RunJson(const Run& run) {
  const Currency& currency = run.ledger.currency;
  const std::vector<Posting> postings(run.ledger.postings.begin() + static_cast<std::ptrdiff_t>(run.first),
                                      run.ledger.postings.end());
  std::string out =
      fmt::format("{{\n  {},\n  \"as_of\": \"{}\", \"horizon_days\": {}, \"written\": {},\n  \"posted\": [",
                  HeadMembers(run.ledger, run.chain), ToString(run.rules.as_of), run.rules.horizon_days, !run.dry);
  for (std::size_t i = 0; i < postings.size(); ++i)
    out += (i == 0 ? "\n    " : ",\n    ") + PostingJson(postings[i], currency);
  out += postings.empty() ? "],\n  \"owed\": " : "\n  ],\n  \"owed\": ";
  out += Json(OwedBy(postings), currency) + ",\n  \"not_restated\": [";
  for (std::size_t i = 0; i < run.not_restated.size(); ++i)
    out += (i == 0 ? "\n    " : ",\n    ") + NotRestatedJson(run.not_restated[i], currency);
  return out + (run.not_restated.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

std::string StatementTable(const Statement& statement) {
  const PostedLedger& ledger = statement.ledger;
  const Currency& currency = ledger.currency;
  const auto amount = [&](Int128 minor) { return GroupedAmountText(minor, currency); };
  std::string out = Visible(Title(ledger)) + "\n";
  if (ledger.postings.empty()) return out + "nothing is posted yet\n";
  const Zone* zone = Zone::Find(ledger.time_zone);
  out += fmt::format("last posted as of {}, amounts in {}\n", MomentText(ledger.postings.back().as_of, zone),
                     currency.code);
  for (std::size_t begin = 0, end = 0; begin < statement.rows.size(); begin = end) {
    const RowOfLedger& head = statement.rows[begin].row;
    std::vector<Line> lines{{head.group_field, "period", "verdict", "original", "restated", "balance", ""}};
    Int128 original = 0, restated = 0;
    for (; end < statement.rows.size() && statement.rows[end].row.obligation == head.obligation; ++end) {
      const StatementRow& row = statement.rows[end];
      lines.push_back({row.row.group, row.row.period, VerdictPhrase(row.standing), amount(row.original),
                       row.restatements == 0 ? "" : amount(row.restated), amount(row.original + row.restated),
                       row.restatements == 0
                           ? ""
                           : fmt::format("restated {}",
                                         row.restatements == 1 ? "once" : fmt::format("{} times", row.restatements))});
      original += row.original;
      restated += row.restated;
    }
    lines.push_back(
        {"", "in all", "", amount(original), restated == 0 ? "" : amount(restated), amount(original + restated)});
    out += fmt::format("\n{} obligation {}, owed by {} to {}\n", head.clause, head.obligation, head.owed_by,
                       head.owed_to) +
           Columns(std::move(lines), {3, 4, 5});
  }
  out += "\n" + OwedText(statement.owed, currency, "in all");
  return out + fmt::format("{}, each line following from the one before it; the last ends with {}\n", Postings(ledger),
                           statement.chain);
}

std::string StatementJson(const Statement& statement) {
  const Currency& currency = statement.ledger.currency;
  std::string out = fmt::format(
      "{{\n  {},\n  \"as_of\": {}, \"rows\": [", HeadMembers(statement.ledger, statement.chain),
      statement.ledger.postings.empty() ? "null" : Quoted(ToString(statement.ledger.postings.back().as_of)));
  for (std::size_t i = 0; i < statement.rows.size(); ++i) {
    const StatementRow& row = statement.rows[i];
    out += fmt::format(
        "{}\n    {{\"obligation\": {}, \"clause\": {}, \"owed_by\": {}, \"owed_to\": {}, \"group\": {}, \"period\": "
        "{}, \"verdict\": {},\n"
        "     \"original\": \"{}\", \"restated\": \"{}\", \"restatements\": {}, \"balance\": \"{}\"}}",
        i == 0 ? "" : ",", Quoted(row.row.obligation), Quoted(row.row.clause), Quoted(row.row.owed_by),
        Quoted(row.row.owed_to),
        row.row.group_field.empty()
            ? "null"
            : fmt::format("{{\"field\": {}, \"value\": {}}}", Quoted(row.row.group_field), Quoted(row.row.group)),
        Quoted(row.row.period), row.standing ? Quoted(row.standing->verdict) : "null",
        AmountText(row.original, currency), AmountText(row.restated, currency), row.restatements,
        AmountText(row.original + row.restated, currency));
  }
  return out + (statement.rows.empty() ? "]" : "\n  ]") + ",\n  \"owed\": " + Json(statement.owed, currency) + "\n}\n";
}

std::string StatementCsv(const Statement& statement) {
  const Currency& currency = statement.ledger.currency;
  std::string out =
      "obligation,clause,owed_by,owed_to,group_field,group,period,start,end,verdict,original,restated,restatements,"
      "balance,currency\r\n";
  for (const StatementRow& one : statement.rows) {
    const RowOfLedger& row = one.row;
    const std::string fields[] = {row.obligation,
                                  row.clause,
                                  row.owed_by,
                                  row.owed_to,
                                  row.group_field,
                                  row.group,
                                  row.period,
                                  ToString(row.first_day),
                                  ToString(row.end_day),
                                  one.standing ? one.standing->verdict : "",
                                  AmountText(one.original, currency),
                                  AmountText(one.restated, currency),
                                  fmt::format("{}", one.restatements),
                                  AmountText(one.original + one.restated, currency),
                                  currency.code};
    for (std::size_t i = 0; i < std::size(fields); ++i) out += (i == 0 ? "" : ",") + CsvField(fields[i]);
    out += "\r\n";
  }
  return out;
}

}  // namespace slate::ledger
