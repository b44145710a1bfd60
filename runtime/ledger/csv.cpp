#include "runtime/ledger/csv.h"

#include "runtime/ledger/display.h"
#include "runtime/settle/words.h"

namespace slate::ledger {
namespace {

class CsvWriter {
 public:
  CsvWriter(const Ledger& ledger, const Sink& sink) : ledger_(ledger), buffer_(sink), out_(buffer_.text()) {}

  void Run() {
    out_ += kCsvHeader;
    out_ += "\r\n";
    for (const settle::Row& row : ledger_.rows) {
      WriteRow(row);
      out_.replace(out_.size() - 1, 1, "\r\n");  // the comma after the last field
      buffer_.FlushIfFull();
    }
  }

 private:
  void Field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
      out_ += text;
    } else {
      out_ += '"';
      for (const char c : text) {
        if (c == '"') out_ += '"';
        out_ += c;
      }
      out_ += '"';
    }
    out_ += ',';
  }
  void Field(std::uint64_t number) {
    AppendNumber(out_, number);
    out_ += ',';
  }
  void Field(const std::optional<Int128>& minor) {
    if (minor) out_ += AmountText(*minor, ledger_.currency);
    out_ += ',';
  }
  void Empty() { out_ += ','; }

  void WriteRow(const settle::Row& row) {
    const settle::Evidence& evidence = row.evidence;
    Field(row.obligation);
    Field(row.metric);
    Field(row.clause);
    Field(row.group_field);
    Field(row.group);
    Field(row.period);
    Field(ToString(row.first_day));
    Field(ToString(row.end_day));
    Field(settle::Word(row.status));
    Field(evidence.numerator);
    Field(evidence.denominator);
    if (evidence.denominator > 0) {
      const auto level = row.target ? std::optional<Ratio>(row.target->level) : std::nullopt;
      Field(PercentText(evidence.numerator, evidence.denominator, level));
    } else {
      Empty();
    }
    if (row.target) {
      Field(settle::Word(row.target->direction));
      Field(levels_.Text(row.target->level));
    } else {
      Empty();
      Empty();
    }
    Field(row.verdict ? settle::Word(*row.verdict) : std::string_view());
    Field(row.verdict_reason);
    Field(row.band_text);
    Field(row.base);
    Field(row.gross);
    // What caps took together; the gross less it is the credit, so the sum fits wherever the gross does.
    Int128 capped = 0;
    for (const settle::CapTaken& cap : row.caps) capped += cap.taken;
    Field(row.credit && row.gross ? std::optional<Int128>(capped) : std::nullopt);
    Field(row.credit);
    Field(row.credit ? std::string_view(ledger_.currency.code) : std::string_view());
    Field(evidence.selected);
    std::uint64_t excluded = 0;
    for (const settle::Evidence::Excluded& taken : evidence.excluded) excluded += taken.items;
    Field(excluded);
  }

  const Ledger& ledger_;
  SinkBuffer buffer_;
  std::string& out_;
  LevelMemo levels_;
};

}  // namespace

void WriteCsv(const Ledger& ledger, const Sink& sink) { CsvWriter(ledger, sink).Run(); }

std::string ToCsv(const Ledger& ledger) {
  std::string text;
  WriteCsv(ledger, [&](std::string_view piece) { text += piece; });
  return text;
}

}  // namespace slate::ledger
