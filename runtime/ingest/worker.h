// What one worker makes of the records a format gives it: rows that fit, rejects, counts. In: texts of fields. Out: batches to
// the sink at once, or rows kept until it is known which of them are the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/ingest/convert.h"
#include "runtime/ingest/identity.h"
#include "runtime/ingest/rows.h"
#include "runtime/ingest/table.h"

namespace slate::ingest {

class Worker {
 public:
  Worker(const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink, bool retain, int number);

  // --- for a format: each record's columns are set, then it is added; or it is rejected. Lines count from 1, columns too.
  const TableSpec& table() const { return table_; }
  // False: it does not fit; why is in problem().
  bool Set(std::size_t column, std::string_view text) {
    bool recorded = true;
    const bool fits = converters_[column].Convert(text, values_[column], recorded, problem_);
    recorded_[column] = recorded ? 1 : 0;
    return fits;
  }
  bool SetMissing(std::size_t column);
  const std::string& problem() const { return problem_; }
  void Add(std::uint64_t line);
  void Reject(std::uint64_t line, std::uint32_t column, std::string field, std::string reason, std::string_view text);

  // --- for a format that reads many records column by column: BeginRun, the slots of every column, EndRun.
  Converter& converter(std::size_t column) { return converters_[column]; }
  // The most records that the next run may have.
  std::size_t Room() const { return retain_ ? SIZE_MAX : static_cast<std::size_t>(options_.batch_rows) - rows_.size(); }
  void BeginRun(std::size_t count);
  Rows::Slots RunSlots(std::size_t column) { return rows_.SlotsOf(column, run_first_); }
  // `dropped` has 1 for a record that does not fit, which the format rejects by itself. Others are added as Add does, record
  // `i` from line `line + i` on. Changes `dropped`.
  void EndRun(std::uint64_t line, std::vector<std::uint8_t>& dropped);

  // --- for the reader
  int number() const { return number_; }
  void BeginInput(std::uint32_t input) { input_ = input; }
  void EndBlock(std::uint64_t order);
  // Lines of an input counted from 1 in each block: from now on they count in the input. `before`: the lines before each block.
  void AddLines(std::uint32_t input, const std::vector<std::uint64_t>& before);
  void Flush();
  void Deliver(const StoredRows& part);  // what Identify kept of it
  std::vector<StoredRows>& stored() { return stored_; }
  std::vector<std::pair<RowOrigin, slate::ingest::Reject>>& rejects() { return rejects_; }
  const IntakeReport& counts() const { return counts_; }

 private:
  const TableSpec& table_;
  const std::vector<Input>& inputs_;
  const ReadOptions& options_;
  const Sink& sink_;
  bool retain_;
  bool origins_wanted_;
  int number_;
  std::uint32_t input_ = 0;
  Rows rows_;
  std::size_t run_first_ = 0;
  std::vector<RowOrigin> origins_;
  std::vector<Converter> converters_;
  std::vector<std::int64_t> values_;
  std::vector<std::uint8_t> recorded_;
  std::string problem_;
  IntakeReport counts_;
  std::vector<std::pair<RowOrigin, slate::ingest::Reject>> rejects_;
  // Blocks of this input with rejects, and the first one of each.
  std::vector<std::pair<std::uint64_t, std::size_t>> blocks_with_rejects_;
  std::size_t block_first_reject_ = 0;
  std::vector<StoredRows> stored_;
};

}  // namespace slate::ingest
