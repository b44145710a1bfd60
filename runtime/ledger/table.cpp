#include <fmt/format.h>

#include <algorithm>

#include "runtime/ledger/ledger.h"
#include "runtime/ledger/text.h"
#include "runtime/settle/words.h"

namespace slate::ledger {
namespace {

using Line = std::vector<std::string>;

std::size_t Width(std::string_view text) {  // characters, not bytes
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// "12,345"
std::string Count(std::uint64_t value) {
  std::string text = fmt::format("{}", value);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, 1, ',');
  return text;
}

// Items; of a share of time, how long: "44,610 minutes".
std::string Amount(std::uint64_t count, const settle::ValueForm& form) {
  if (form.kind != settle::ValueKind::time_share) return Count(count);
  std::string text = EvidenceText(count, form);
  const std::size_t point = std::min(text.find_first_of("./"), text.size());
  if (text.find('/') == std::string::npos) {
    for (std::size_t i = point; i > 3; i -= 3) text.insert(i - 3, 1, ',');
  }
  return text + " " + form.unit;
}

std::string_view ColorOf(std::string_view verdict) {
  if (verdict == "met") return "\033[32m";
  if (verdict == "missed") return "\033[31m";
  return verdict.empty() ? "" : "\033[33m";
}

void WriteLines(std::string& out, std::vector<Line> lines, bool color) {
  std::vector<std::size_t> widths;
  for (Line& line : lines) {
    widths.resize(std::max(widths.size(), line.size()));
    for (std::string& cell : line) cell = Visible(cell);
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], Width(line[i]));
  }
  for (std::size_t l = 0; l < lines.size(); ++l) {
    std::string text = " ";
    for (std::size_t i = 0; i < lines[l].size(); ++i) {
      const std::string& cell = lines[l][i];
      const std::string blanks(widths[i] - Width(cell), ' ');
      const std::string& head = i < lines[0].size() ? lines[0][i] : lines[0].back();
      const bool right = i > 2 && i < lines[0].size() && head != "verdict" && head != "because";
      const bool painted = color && l > 0 && head == "verdict";
      text += " " + (right ? blanks : "") + (painted ? std::string(ColorOf(cell)) : "") + cell + (painted && !cell.empty() ? "\033[0m" : "") + (right ? "" : blanks) + " ";
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  }
}

// What became of the amounts on their way, as more reasons.
std::string IncentivesText(const settle::Row& row, const Currency& currency, const Zone* zone) {
  std::string text;
  if (row.below_minimum.value_or(false)) text += fmt::format("; below the minimum, {} {}", settle::Phrase(row.minimum->direction), LevelText(row.minimum->level, row.form));
  if (!row.repeats.empty()) text += fmt::format("; {}", row.repeats);
  if (row.displaced) text += fmt::format("; {}: that of {} counts, took {}", row.displaced->text, row.displaced->by, GroupedAmountText(row.displaced->taken, currency));
  const auto limits = [&](const std::vector<settle::CapTaken>& caps) {
    for (const settle::CapTaken& cap : caps) {
      if (cap.carried > 0) text += fmt::format("; {} carried from before", GroupedAmountText(cap.carried, currency));
      if (cap.taken != 0) text += fmt::format("; {} {} {}", cap.text, cap.taken > 0 ? "took" : "added", GroupedAmountText(cap.taken > 0 ? cap.taken : -cap.taken, currency));
    }
  };
  limits(row.caps);
  if (row.bonus) {
    if (row.bonus->gross && *row.bonus->gross > 0) text += fmt::format("; bonus {}", row.bonus->band_text);
    if (!row.bonus->withheld.empty()) text += fmt::format(" withheld: {}", row.bonus->withheld);
    limits(row.bonus->caps);
  }
  if (const auto& claim = row.claim) {
    const std::string until = MomentText(claim->until, zone);
    if (claim->state == settle::ClaimState::claimed) text += fmt::format("; claimed by {} {}", claim->by, MomentText(*claim->made, zone));
    else text += fmt::format("; {} {} {} {}", GroupedAmountText(claim->held, currency), claim->state == settle::ClaimState::open ? "to be claimed until" : "lapsed: not claimed by", until, claim->state == settle::ClaimState::open ? "by " + claim->by : "");
  }
  if (row.earn_back) text += fmt::format("; earn back {}: {}", settle::Word(row.earn_back->state), row.earn_back->reason);
  for (const settle::EarnedBack& one : row.earned_back) text += fmt::format("; {} earned back of {}", GroupedAmountText(one.amount, currency), one.period);
  return text;
}

}  // namespace

std::string WriteTable(const Ledger& ledger, bool color) {
  std::string out = fmt::format("{}{}\nas of {}, amounts in {}\n", ledger.contract, ledger.reference.empty() ? "" : " (" + ledger.reference + ")", MomentText(ledger.as_of, ledger.zone), ledger.currency.code);
  const auto amount = [&](const std::optional<Int128>& minor) { return minor ? GroupedAmountText(*minor, ledger.currency) : std::string(); };
  std::size_t begin = 0;
  while (begin < ledger.rows.size()) {
    std::size_t end = begin;
    const settle::Row& head = ledger.rows[begin];
    while (end < ledger.rows.size() && ledger.rows[end].obligation == head.obligation && ledger.rows[end].metric == head.metric) ++end;
    out += head.watch ? fmt::format("\n{} watch of {}\n", head.clause, head.metric)
           : head.obligation.empty() ? fmt::format("\n{} metric {}\n", head.clause, head.metric)
                                   : fmt::format("\n{} obligation {}, measured by {}\n", head.clause, head.obligation, head.metric);
    const bool obligation = !head.obligation.empty();
    std::vector<Line> lines{{head.group_field, "period", "status", "good", "of", "value"}};
    const bool bonuses = std::any_of(ledger.rows.begin() + static_cast<std::ptrdiff_t>(begin), ledger.rows.begin() + static_cast<std::ptrdiff_t>(end), [](const settle::Row& row) { return row.bonus.has_value(); });
    const bool earning = std::any_of(ledger.rows.begin() + static_cast<std::ptrdiff_t>(begin), ledger.rows.begin() + static_cast<std::ptrdiff_t>(end), [](const settle::Row& row) { return row.earn_back.has_value() || !row.earned_back.empty(); });
    if (obligation) {
      lines[0].insert(lines[0].end(), {"verdict", "credit"});
      if (head.watch) lines[0].pop_back();
      if (bonuses) lines[0].push_back("bonus");
      if (earning) lines[0].push_back("earned back");
      lines[0].push_back("because");
    }
    Int128 total = 0, bonus_total = 0, earned_total = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const settle::Row& row = ledger.rows[i];
      const settle::Evidence& evidence = row.evidence;
      Line line{row.group, row.period, std::string(settle::Word(row.status)), row.form.kind == settle::ValueKind::share || row.form.kind == settle::ValueKind::time_share ? Amount(evidence.numerator, row.form) : "",
                evidence.operands.empty() || evidence.denominator > 0 ? Amount(evidence.denominator, row.form) : "", row.value ? ValueText(row) : ""};
      std::string because = row.verdict_reason.empty() ? row.band_text : row.verdict_reason;
      because += IncentivesText(row, ledger.currency, ledger.zone);
      if (because.starts_with("; ")) because.erase(0, 2);
      if (row.part != Ratio{1, 1}) {
        because += fmt::format("{}{}/{} of a period", because.empty() ? "" : "; ", ToString(row.part.numerator), ToString(row.part.denominator));
      }
      for (const settle::Evidence::Excluded& excluded : evidence.excluded) {
        if (excluded.items > 0) because += fmt::format("{}{} excluded by {}", because.empty() ? "" : "; ", Amount(excluded.items, row.form), excluded.exclusion);
      }
      if (evidence.pending > 0) because += fmt::format("{}{} not decided yet", because.empty() ? "" : "; ", Count(evidence.pending));
      if (obligation) {
        line.push_back(std::string(settle::Phrase(*row.verdict)));
        if (!head.watch) line.push_back(amount(row.credit));
        if (bonuses) line.push_back(row.bonus ? amount(row.bonus->amount) : "");
        if (earning) line.push_back(row.earned_back.empty() ? "" : amount(settle::EarnedBackIn(row)));
        line.push_back(because);
      } else if (!because.empty()) line.insert(line.end(), {"", "", because});
      total += row.credit.value_or(0);
      bonus_total += row.bonus ? row.bonus->amount.value_or(0) : 0;
      earned_total += settle::EarnedBackIn(row);
      lines.push_back(std::move(line));
    }
    WriteLines(out, lines, color);
    if (obligation && !head.watch && ledger.rows[begin].target) out += fmt::format("  credits in all: {} {}\n", ledger.currency.code, GroupedAmountText(total, ledger.currency));
    if (bonuses) out += fmt::format("  bonuses in all: {} {}\n", ledger.currency.code, GroupedAmountText(bonus_total, ledger.currency));
    if (earning) out += fmt::format("  earned back in all: {} {}\n", ledger.currency.code, GroupedAmountText(earned_total, ledger.currency));
    begin = end;
  }
  out += ClocksTable(ledger.clocks, ledger.zone) + EscalationsTable(ledger) + EndTable(ledger) + RecalibrationsTable(ledger) + ImprovementsTable(ledger) + "\n";
  for (const Intake& intake : ledger.intake) {
    std::string unused;  // why records fit and take no part, where there are any
    for (const auto& [count, word] : {std::pair{intake.not_selected, "not selected"}, {intake.outside_periods, "outside the periods"}, {intake.superseded, "superseded"}, {intake.withdrawn, "withdrawn"},
                                      {intake.not_yet_recorded, "not yet recorded"}, {intake.without_notice, "notified too late or refused"}, {intake.left_out, "of cases left out"}}) {
      if (count > 0) unused += " + " + Count(count) + " " + word;
    }
    out += fmt::format("{}: {} read = {} used{} + {} duplicate + {} rejected{}\n", intake.event, Count(intake.read), Count(intake.used), unused, Count(intake.duplicates), Count(intake.rejected),
                       intake.unique_by_key_asserted ? " (the binding asserts that keys are unique)" : "");
  }
  return out;
}

}  // namespace slate::ledger
