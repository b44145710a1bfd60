#include "runtime/ingest/worker.h"

#include <algorithm>

namespace slate::ingest {

Worker::Worker(const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink, bool retain, int number)
    : table_(table), inputs_(inputs), options_(options), sink_(sink), retain_(retain), origins_wanted_(options.origins || retain), number_(number), rows_(table), values_(table.columns.size()),
      recorded_(table.columns.size()) {
  for (const ColumnSpec& column : table.columns) converters_.emplace_back(column);
}

bool Worker::SetMissing(std::size_t column) {
  recorded_[column] = 0;
  return converters_[column].Missing(values_[column], problem_);
}

void Worker::Add(std::uint64_t line) {
  ++counts_.read;
  if (table_.recorded && options_.known_until && values_[*table_.recorded] > options_.known_until->micros) {
    ++counts_.not_yet_recorded;
    return;
  }
  // Where rows are kept, identity decides which record of a key is asked.
  if (!retain_ && table_.withdrawn && values_[*table_.withdrawn] != 0) {
    ++counts_.withdrawn;
    return;
  }
  rows_.Append(values_, recorded_);
  if (origins_wanted_) origins_.push_back({input_, line});
  if (!retain_ && static_cast<std::int64_t>(rows_.size()) >= options_.batch_rows) Flush();
}

void Worker::BeginRun(std::size_t count) {
  run_first_ = rows_.size();
  rows_.Extend(count);
}

void Worker::EndRun(std::uint64_t line, std::vector<std::uint8_t>& dropped) {
  const std::size_t count = rows_.size() - run_first_;
  const auto refused = static_cast<std::size_t>(std::count(dropped.begin(), dropped.begin() + static_cast<std::ptrdiff_t>(count), 1));
  counts_.read += count - refused;
  std::size_t left_out = 0;
  if (table_.recorded && options_.known_until) {
    const auto* known = static_cast<const std::int64_t*>(RunSlots(*table_.recorded).values);
    for (std::size_t row = 0; row < count; ++row) {
      if (dropped[row] != 0 || known[row] <= options_.known_until->micros) continue;
      dropped[row] = 1;
      ++left_out;
    }
  }
  counts_.not_yet_recorded += left_out;
  if (!retain_ && table_.withdrawn) {
    const auto* withdrawn = static_cast<const std::uint8_t*>(RunSlots(*table_.withdrawn).values);
    for (std::size_t row = 0; row < count; ++row) {
      if (dropped[row] != 0 || withdrawn[row] == 0) continue;
      dropped[row] = 1;
      ++left_out;
      ++counts_.withdrawn;
    }
  }
  if (origins_wanted_) {
    for (std::size_t row = 0; row < count; ++row) {
      if (dropped[row] == 0) origins_.push_back({input_, line + row});
    }
  }
  if (refused + left_out != 0) rows_.Drop(run_first_, dropped.data());
  if (!retain_ && static_cast<std::int64_t>(rows_.size()) >= options_.batch_rows) Flush();
}

void Worker::Reject(std::uint64_t line, std::uint32_t column, std::string field, std::string reason, std::string_view text) {
  ++counts_.read;
  ++counts_.rejected;
  if (rejects_.size() >= options_.max_rejects) return;
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  rejects_.emplace_back(RowOrigin{input_, line},
                        slate::ingest::Reject{inputs_[input_].path, line, column, std::move(field), std::move(reason), std::string(text.substr(0, 200))});
}

void Worker::EndBlock(std::uint64_t order) {
  if (rejects_.size() > block_first_reject_) blocks_with_rejects_.emplace_back(order, block_first_reject_);
  block_first_reject_ = rejects_.size();
  if (!retain_ || rows_.size() == 0) return;
  stored_.push_back({order, std::move(rows_), std::move(origins_), {}});
  rows_ = Rows(table_);
  origins_.clear();
}

void Worker::AddLines(std::uint32_t input, const std::vector<std::uint64_t>& before) {
  for (std::size_t i = 0; i < blocks_with_rejects_.size(); ++i) {
    const auto [order, first] = blocks_with_rejects_[i];
    const std::size_t last = i + 1 < blocks_with_rejects_.size() ? blocks_with_rejects_[i + 1].second : rejects_.size();
    for (std::size_t at = first; at < last; ++at) {
      rejects_[at].first.line += before[order];
      rejects_[at].second.line += before[order];
    }
  }
  blocks_with_rejects_.clear();
  for (StoredRows& part : stored_) {
    if (part.origins.front().input != input) continue;
    for (RowOrigin& origin : part.origins) origin.line += before[part.order];
  }
}

void Worker::Flush() {
  if (rows_.size() == 0) return;
  counts_.delivered += rows_.size();
  sink_(number_, rows_.Batch(), options_.origins ? origins_.data() : nullptr);
  rows_.Clear();
  origins_.clear();
}

void Worker::Deliver(const StoredRows& part) {
  const auto room = static_cast<std::size_t>(options_.batch_rows);
  std::vector<std::uint8_t> dropped;
  for (std::size_t row = 0, count = 0; row < part.rows.size(); row += count) {
    const std::size_t first = rows_.size();
    count = std::min(room - first, part.rows.size() - row);
    rows_.Append(part.rows, row, count);
    dropped.resize(count);
    bool any = false;
    for (std::size_t i = 0; i < count; ++i) {
      dropped[i] = part.keep[row + i] == 0 ? 1 : 0;
      any = any || dropped[i] != 0;
      if (dropped[i] == 0 && options_.origins) origins_.push_back(part.origins[row + i]);
    }
    if (any) rows_.Drop(first, dropped.data());
    if (rows_.size() >= room) Flush();
  }
}

}  // namespace slate::ingest
