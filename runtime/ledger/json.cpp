#include "runtime/ledger/json.h"

#include <fmt/format.h>

#include "runtime/ledger/display.h"
#include "runtime/ledger/utf8.h"
#include "runtime/settle/words.h"

namespace slate::ledger {
namespace {

class JsonWriter {
 public:
  JsonWriter(const Ledger& ledger, const Sink& sink) : ledger_(ledger), buffer_(sink), out_(buffer_.text()) {}

  void Run() {
    out_ += "{\n  ";
    Text("contract", ledger_.contract);
    out_ += ",\n  ";
    Text("reference", ledger_.reference);
    out_ += ",\n  ";
    Text("as_of", ToString(ledger_.as_of));
    out_ += ",\n  ";
    Text("currency", ledger_.currency.code);
    out_ += ",\n  \"rows\": [";
    for (std::size_t i = 0; i < ledger_.rows.size(); ++i) {
      out_ += i == 0 ? "\n    " : ",\n    ";
      WriteRow(ledger_.rows[i]);
      buffer_.FlushIfFull();
    }
    out_ += ledger_.rows.empty() ? "],\n  \"intake\": [" : "\n  ],\n  \"intake\": [";
    for (std::size_t i = 0; i < ledger_.intake.size(); ++i) {
      out_ += i == 0 ? "\n    " : ",\n    ";
      WriteIntake(ledger_.intake[i]);
    }
    out_ += ledger_.intake.empty() ? "]\n}\n" : "\n  ]\n}\n";
  }

 private:
  void Key(std::string_view key) {
    out_ += '"';
    out_ += key;
    out_ += "\": ";
  }
  void Text(std::string_view key, std::string_view text) {
    Key(key);
    AppendJsonString(out_, text);
  }
  void Number(std::string_view key, std::uint64_t number) {
    Key(key);
    AppendNumber(out_, number);
  }
  void Amount(std::string_view key, const std::optional<Int128>& minor) {
    Key(key);
    if (minor) AppendJsonString(out_, AmountText(*minor, ledger_.currency));
    else out_ += "null";
  }
  void Next() { out_ += ", "; }

  void WriteRow(const settle::Row& row) {
    out_ += '{';
    if (!row.obligation.empty()) {
      Text("obligation", row.obligation);
      Next();
    }
    Text("metric", row.metric);
    Next();
    Text("clause", row.clause);
    Next();
    Key("group");
    if (row.group_field.empty()) {
      out_ += "null";
    } else {
      out_ += '{';
      Text("field", row.group_field);
      Next();
      Text("value", row.group);
      out_ += '}';
    }
    out_ += ", \"period\": {";
    Text("name", row.period);
    Next();
    Text("start", ToString(row.first_day));
    Next();
    Text("end", ToString(row.end_day));
    out_ += "}, ";
    Text("status", settle::Word(row.status));
    Next();
    WriteValue(row);
    Next();
    if (!row.obligation.empty()) WriteJudgement(row);
    WriteEvidence(row.evidence);
    out_ += '}';
  }

  void WriteValue(const settle::Row& row) {
    Key("value");
    const settle::Evidence& evidence = row.evidence;
    if (evidence.denominator == 0) {
      out_ += "null";
      return;
    }
    out_ += '{';
    Number("numerator", evidence.numerator);
    Next();
    Number("denominator", evidence.denominator);
    Next();
    const auto level = row.target ? std::optional<Ratio>(row.target->level) : std::nullopt;
    Text("display", PercentText(evidence.numerator, evidence.denominator, level));
    out_ += '}';
  }

  // What only an obligation's row has.
  void WriteJudgement(const settle::Row& row) {
    Key("target");
    if (row.target) {
      out_ += '{';
      Text("direction", settle::Word(row.target->direction));
      Next();
      Text("level", levels_.Text(row.target->level));
      out_ += '}';
    } else {
      out_ += "null";
    }
    Next();
    Key("verdict");
    if (row.verdict) AppendJsonString(out_, settle::Word(*row.verdict));
    else out_ += "null";
    if (!row.verdict_reason.empty()) {
      Next();
      Text("verdict_reason", row.verdict_reason);
    }
    Next();
    Key("band");
    if (row.band) AppendJsonString(out_, row.band_text);
    else out_ += "null";
    Next();
    Amount("base", row.base);
    Next();
    Amount("gross", row.gross);
    out_ += ", \"caps\": [";
    for (std::size_t i = 0; i < row.caps.size(); ++i) {
      out_ += i == 0 ? "{" : ", {";
      Text("cap", row.caps[i].text);
      Next();
      Amount("limit", row.caps[i].limit);
      Next();
      Amount("taken", row.caps[i].taken);
      out_ += '}';
    }
    out_ += "], ";
    Key("credit");
    if (row.credit) {
      out_ += '{';
      Amount("amount", row.credit);
      Next();
      Text("currency", ledger_.currency.code);
      out_ += '}';
    } else {
      out_ += "null";
    }
    Next();
  }

  void WriteEvidence(const settle::Evidence& evidence) {
    out_ += "\"evidence\": {";
    Number("selected", evidence.selected);
    out_ += ", \"excluded\": [";
    for (std::size_t i = 0; i < evidence.excluded.size(); ++i) {
      out_ += i == 0 ? "{" : ", {";
      Text("exclusion", evidence.excluded[i].exclusion);
      Next();
      Number("items", evidence.excluded[i].items);
      out_ += '}';
    }
    out_ += "], ";
    Number("denominator", evidence.denominator);
    Next();
    Number("numerator", evidence.numerator);
    out_ += '}';
  }

  void WriteIntake(const Intake& intake) {
    out_ += '{';
    Text("event", intake.event);
    out_ += ", \"files\": [";
    for (std::size_t i = 0; i < intake.files.size(); ++i) {
      if (i > 0) Next();
      AppendJsonString(out_, intake.files[i]);
    }
    out_ += "], ";
    Number("read", intake.read);
    Next();
    Number("used", intake.used);
    out_ += ", \"excluded\": {";
    Number("outside_periods", intake.outside_periods);
    Next();
    Number("not_selected", intake.not_selected);
    out_ += "}, ";
    Number("duplicate", intake.duplicate);
    Next();
    Number("rejected", intake.rejected);
    out_ += ", \"unique_by_key\": ";
    out_ += intake.unique_by_key ? "true}" : "false}";
  }

  const Ledger& ledger_;
  SinkBuffer buffer_;
  std::string& out_;
  LevelMemo levels_;
};

}  // namespace

void AppendJsonString(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    // Plain ASCII is copied in one go.
    std::size_t plain = 0;
    while (plain < text.size() && text[plain] >= 0x20 && text[plain] < 0x7F && text[plain] != '"' && text[plain] != '\\') ++plain;
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const CodePoint point = FirstCodePoint(text);
    if (!point.valid) out += "\\ufffd";
    else if (point.value == '"') out += "\\\"";
    else if (point.value == '\\') out += "\\\\";
    else if (point.value == '\n') out += "\\n";
    else if (point.value == '\r') out += "\\r";
    else if (point.value == '\t') out += "\\t";
    else if (point.value < 0x20 || point.value == 0x7F) out += fmt::format("\\u{:04x}", static_cast<unsigned>(point.value));
    else out += text.substr(0, point.bytes);
    text.remove_prefix(point.bytes);
  }
  out += '"';
}

void WriteJson(const Ledger& ledger, const Sink& sink) { JsonWriter(ledger, sink).Run(); }

std::string ToJson(const Ledger& ledger) {
  std::string text;
  WriteJson(ledger, [&](std::string_view piece) { text += piece; });
  return text;
}

}  // namespace slate::ledger
