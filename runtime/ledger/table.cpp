#include "runtime/ledger/table.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "runtime/ledger/display.h"
#include "runtime/ledger/utf8.h"
#include "runtime/settle/words.h"

namespace slate::ledger {
namespace {

enum class Align : std::uint8_t { left, right };

struct Cell {
  std::string text;
  std::string_view color;  // ANSI, or empty
};

struct Column {
  std::string head;
  Align align = Align::left;
};

std::string_view ColorOf(settle::Verdict verdict) {
  switch (verdict) {
    case settle::Verdict::met: return "\x1b[32m";
    case settle::Verdict::missed: return "\x1b[31m";
    default: return "\x1b[33m";
  }
}

// Rows of one obligation or metric stand together in the ledger: [first, last).
struct Section {
  std::size_t first = 0, last = 0;
};

class TableWriter {
 public:
  TableWriter(const Ledger& ledger, const TableOptions& options, const Sink& sink)
      : ledger_(ledger), options_(options), buffer_(sink), out_(buffer_.text()) {}

  void Run() {
    out_ += fmt::format("{} ({}), as of {}\n", Printable(ledger_.contract), Printable(ledger_.reference),
                        ToString(ledger_.as_of));
    for (std::size_t first = 0; first < ledger_.rows.size();) {
      const settle::Row& head = ledger_.rows[first];
      std::size_t last = first;
      while (last < ledger_.rows.size() && SameSection(head, ledger_.rows[last])) ++last;
      WriteSection({first, last});
      first = last;
    }
    if (ledger_.rows.empty()) out_ += "\nNo rows: no evaluated period had begun, or no group was seen.\n";
    WriteTotals();
    WriteDecisions();
    if (!ledger_.intake.empty()) out_ += '\n';
    for (const Intake& intake : ledger_.intake) out_ += IntakeSentence(intake) + "\n";
  }

 private:
  static bool SameSection(const settle::Row& a, const settle::Row& b) {
    return a.obligation == b.obligation && a.metric == b.metric && a.clause == b.clause && a.group_field == b.group_field;
  }

  const Ledger::Obligation* ObligationOf(const settle::Row& row) const {
    for (const Ledger::Obligation& obligation : ledger_.obligations) {
      if (!row.obligation.empty() && obligation.name == row.obligation) return &obligation;
    }
    return nullptr;
  }

  void WriteHeading(const settle::Row& row) {
    if (row.obligation.empty()) {
      out_ += fmt::format("\n{} {}\n", Printable(row.clause), Printable(row.metric));
      return;
    }
    out_ += fmt::format("\n{} {}: {}", Printable(row.clause), Printable(row.obligation), Printable(row.metric));
    if (row.target) out_ += " " + TargetText(*row.target);
    if (const Ledger::Obligation* obligation = ObligationOf(row)) {
      out_ += fmt::format(", owed by {} to {}", Printable(obligation->owed_by), Printable(obligation->owed_to));
    }
    out_ += '\n';
  }

  void WriteSection(Section section) {
    const settle::Row& head = ledger_.rows[section.first];
    WriteHeading(head);
    grouped_ = !head.group_field.empty();
    judged_ = !head.obligation.empty();
    excluded_ = credited_ = noted_ = false;
    for (std::size_t i = section.first; i < section.last; ++i) {
      const settle::Row& row = ledger_.rows[i];
      excluded_ = excluded_ || row.evidence.selected > row.evidence.denominator;
      credited_ = credited_ || row.credit || row.band;
      noted_ = noted_ || !Note(row).empty();
    }
    const std::vector<Column> columns = Columns(head);
    std::vector<std::size_t> widths;
    for (const Column& column : columns) widths.push_back(DisplayWidth(column.head));
    for (std::size_t i = section.first; i < section.last; ++i) {
      const std::vector<Cell> cells = Cells(ledger_.rows[i]);
      for (std::size_t c = 0; c < cells.size(); ++c) widths[c] = std::max(widths[c], DisplayWidth(cells[c].text));
    }
    std::vector<Cell> heads;
    for (const Column& column : columns) heads.push_back({column.head, {}});
    WriteLine(heads, columns, widths);
    for (std::size_t i = section.first; i < section.last; ++i) {
      WriteLine(Cells(ledger_.rows[i]), columns, widths);
      buffer_.FlushIfFull();
    }
  }

  std::vector<Column> Columns(const settle::Row& head) const {
    std::vector<Column> columns;
    if (grouped_) columns.push_back({Printable(head.group_field)});
    columns.push_back({"period"});
    columns.push_back({"status"});
    columns.push_back({"value", Align::right});
    columns.push_back({"counts", Align::right});
    if (excluded_) columns.push_back({"excluded", Align::right});
    if (judged_) columns.push_back({"verdict"});
    if (credited_) columns.push_back({"credit", Align::right});
    if (noted_) columns.push_back({"note"});
    return columns;
  }

  std::vector<Cell> Cells(const settle::Row& row) const {
    const settle::Evidence& evidence = row.evidence;
    std::vector<Cell> cells;
    if (grouped_) cells.push_back({Printable(row.group), {}});
    cells.push_back({row.period, {}});
    cells.push_back({std::string(settle::Word(row.status)), {}});
    const auto level = row.target ? std::optional<Ratio>(row.target->level) : std::nullopt;
    const bool has_value = evidence.denominator > 0;
    cells.push_back({has_value ? PercentText(evidence.numerator, evidence.denominator, level) : "-", {}});
    cells.push_back({fmt::format("{}/{}", SeparatedNumber(evidence.numerator), SeparatedNumber(evidence.denominator)), {}});
    if (excluded_) cells.push_back({SeparatedNumber(evidence.selected - evidence.denominator), {}});
    if (judged_) {
      cells.push_back(row.verdict ? Cell{std::string(settle::Phrase(*row.verdict)), ColorOf(*row.verdict)} : Cell{"-", {}});
    }
    if (credited_) cells.push_back({row.credit ? Money(*row.credit) : "-", {}});
    if (noted_) cells.push_back({Note(row), {}});
    return cells;
  }

  std::string Note(const settle::Row& row) const {
    std::string note = Printable(row.verdict_reason);
    for (const settle::CapTaken& cap : row.caps) {
      if (cap.taken == 0) continue;
      note += fmt::format("{}cap ({}) took {}", note.empty() ? "" : "; ", Printable(cap.text), Money(cap.taken));
    }
    return note;
  }

  std::string Money(Int128 minor) const {
    return fmt::format("{} {}", ledger_.currency.code, GroupedAmountText(minor, ledger_.currency));
  }

  void WriteLine(const std::vector<Cell>& cells, const std::vector<Column>& columns, const std::vector<std::size_t>& widths) {
    std::size_t pending = 2;  // spaces owed before the next text, so that no line ends in spaces
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const std::size_t fill = widths[c] - DisplayWidth(cells[c].text);
      const bool right = columns[c].align == Align::right;
      if (right) pending += fill;
      if (!cells[c].text.empty()) {
        out_.append(pending, ' ');
        pending = 0;
        const bool colored = options_.color && !cells[c].color.empty();
        if (colored) out_ += cells[c].color;
        out_ += cells[c].text;
        if (colored) out_ += "\x1b[0m";
      }
      pending += (right ? 0 : fill) + 2;
    }
    out_ += '\n';
  }

  void WriteTotals() {
    const std::vector<Total> totals = Totals(ledger_);
    if (totals.empty()) return;
    out_ += "\nCredits\n";
    const auto amount = [&](const std::optional<Int128>& sum) { return sum ? Money(*sum) : "too large to add up"; };
    for (const Total& total : totals) {
      out_ += fmt::format("  {}", Printable(total.obligation));
      if (!total.owed_by.empty()) out_ += fmt::format(", {} to {}", Printable(total.owed_by), Printable(total.owed_to));
      out_ += fmt::format(": {} final", amount(total.final));
      if (total.provisional != Int128{0}) out_ += fmt::format(", {} provisional", amount(total.provisional));
      out_ += fmt::format(" ({} missed)\n", SeparatedNumber(total.missed));
    }
  }

  // One line for each place that decided something.
  void WriteDecisions() {
    std::map<std::string, std::string> by_place;
    for (const DecisionUsed& decision : ledger_.decisions) {
      std::string& line = by_place[decision.decided_by];
      line += fmt::format("{}{}: {}", line.empty() ? "" : ", ", Printable(decision.question), Printable(decision.answer));
    }
    if (!by_place.empty()) out_ += '\n';
    for (const auto& [place, line] : by_place) out_ += fmt::format("Decided by {}: {}\n", Printable(place), line);
  }

  const Ledger& ledger_;
  const TableOptions options_;
  SinkBuffer buffer_;
  std::string& out_;
  // Which columns the section at hand has.
  bool grouped_ = false, judged_ = false, excluded_ = false, credited_ = false, noted_ = false;
};

}  // namespace

std::string IntakeSentence(const Intake& intake) {
  const std::uint64_t excluded = intake.outside_periods + intake.not_selected;
  std::string text = fmt::format("{} read: {} used, {} excluded", Printable(Counted(intake.read, intake.event)),
                                 SeparatedNumber(intake.used), SeparatedNumber(excluded));
  if (excluded > 0) {
    text += fmt::format(" ({} outside the periods, {} not selected)", SeparatedNumber(intake.outside_periods),
                        SeparatedNumber(intake.not_selected));
  }
  text += fmt::format(", {} duplicate, {} rejected", SeparatedNumber(intake.duplicate), SeparatedNumber(intake.rejected));
  if (intake.unique_by_key) text += "; the binding asserts unique keys, duplicates were not looked for";
  return text;
}

void WriteTable(const Ledger& ledger, const TableOptions& options, const Sink& sink) {
  TableWriter(ledger, options, sink).Run();
}

std::string ToTable(const Ledger& ledger, const TableOptions& options) {
  std::string text;
  WriteTable(ledger, options, [&](std::string_view piece) { text += piece; });
  return text;
}

}  // namespace slate::ledger
