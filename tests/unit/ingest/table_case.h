// Tables read from texts, for the tests of every format.
#pragma once

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <mutex>
#include <string>
#include <vector>

#include "runtime/ingest/formats.h"

namespace slate::ingest {

inline ColumnSpec Column(std::string field, ColumnType type, bool optional = false) {
  ColumnSpec spec;
  spec.source = spec.field = std::move(field);
  spec.type = type;
  spec.optional = optional;
  spec.zone = Zone::Find("Europe/Berlin");
  if (type == ColumnType::symbol) spec.dictionary = std::make_shared<Dictionary>();
  return spec;
}

struct TextRead {
  std::vector<std::string> rows;  // "A 5 - true", sorted
  ReadResult result;
};

inline std::string RowText(const TableSpec& table, const abi::Batch& batch, std::int64_t row) {
  std::string text;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const abi::Column& column = batch.columns[c];
    text += c == 0 ? "" : " ";
    if (column.valid != nullptr && column.valid[row] == 0) text += "-";
    else if (table.columns[c].type == ColumnType::symbol) text += table.columns[c].dictionary->Text(static_cast<const std::uint32_t*>(column.values)[row]);
    else if (table.columns[c].type == ColumnType::boolean) text += static_cast<const std::uint8_t*>(column.values)[row] != 0 ? "true" : "false";
    else if (table.columns[c].type == ColumnType::instant) text += ToString(Instant{static_cast<const std::int64_t*>(column.values)[row]});
    else text += std::to_string(static_cast<const std::int64_t*>(column.values)[row]);
  }
  return text;
}

inline TextRead ReadInputs(const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options) {
  TextRead read;
  std::mutex mutex;
  read.result = ReaderOf(table.format)(table, inputs, options, [&](int, const abi::Batch& batch, const RowOrigin*) {
    const std::scoped_lock lock(mutex);
    for (std::int64_t row = 0; row < batch.rows; ++row) read.rows.push_back(RowText(table, batch, row));
  });
  std::sort(read.rows.begin(), read.rows.end());
  const IntakeReport& report = read.result.report;
  CHECK(report.delivered == read.rows.size());
  CHECK(report.read == report.delivered + report.duplicates + report.rejected + report.superseded + report.withdrawn + report.not_yet_recorded);
  return read;
}

inline TextRead ReadTexts(const TableSpec& table, const std::vector<std::string>& texts, const ReadOptions& options = {}) {
  std::vector<std::FILE*> files;
  std::vector<Input> inputs;
  for (const std::string& text : texts) {
    files.push_back(std::tmpfile());
    std::fwrite(text.data(), 1, text.size(), files.back());
    std::rewind(files.back());
    inputs.push_back({"x" + std::to_string(files.size()), ::fileno(files.back())});
  }
  TextRead read = ReadInputs(table, inputs, options);
  for (std::FILE* file : files) std::fclose(file);
  return read;
}

inline std::string RejectsOf(const TextRead& read) {
  std::string text;
  for (const Reject& reject : read.result.report.rejects) {
    text += std::to_string(reject.line) + ":" + std::to_string(reject.column) + " " + reject.reason + "\n";
  }
  return text;
}

}  // namespace slate::ingest
