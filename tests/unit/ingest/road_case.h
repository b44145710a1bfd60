// All that a reading says, to compare the quick roads with the plain one.
#pragma once

#include <string>
#include <vector>

#include "tests/unit/ingest/table_case.h"

namespace slate::ingest {

// All that a reading says. With one thread rows come in the order of the file.
struct Told {
  std::vector<std::string> rows;
  std::string rejects, counts, errors;
  std::uint64_t items = 0;
  friend bool operator==(const Told&, const Told&) = default;
};

inline Told Read(const TableSpec& table, const std::string& text, ReadOptions options, Lanes lanes) {
  options.lanes = lanes;
  std::FILE* file = std::tmpfile();
  std::fwrite(text.data(), 1, text.size(), file);
  std::rewind(file);
  Told told;
  std::mutex mutex;
  const auto read_table = table.format == FileFormat::csv ? ReadCsv : ReadNdjson;
  const ReadResult result = read_table(table, {{"x", ::fileno(file)}}, options, [&](int, const abi::Batch& batch, const RowOrigin* origins) {
    const std::scoped_lock lock(mutex);
    CHECK(batch.rows <= options.batch_rows);
    CHECK((origins != nullptr) == options.origins);
    for (std::int64_t row = 0; row < batch.rows; ++row) {
      const std::uint64_t line = origins == nullptr ? 0 : origins[row].line;
      told.rows.push_back(std::to_string(line) + ": " + RowText(table, batch, row));
      for (std::size_t c = 0; c < table.columns.size(); ++c) {  // what stands for a missing value is part of the batch, too
        const abi::Column& column = batch.columns[c];
        if (column.valid == nullptr || column.valid[row] != 0) continue;
        const ColumnType type = table.columns[c].type;
        told.rows.back() += " " + std::to_string(type == ColumnType::symbol    ? static_cast<const std::uint32_t*>(column.values)[row]
                                                 : type == ColumnType::boolean ? static_cast<const std::uint8_t*>(column.values)[row]
                                                                               : static_cast<const std::int64_t*>(column.values)[row]);
      }
      if (batch.items != nullptr) told.items += batch.items[row] * (2 * line + 1);
    }
  });
  std::fclose(file);
  if (options.threads > 1) std::sort(told.rows.begin(), told.rows.end());
  const IntakeReport& r = result.report;
  for (const std::uint64_t count : {r.read, r.duplicates, r.rejected, r.superseded, r.withdrawn, r.not_yet_recorded, r.delivered}) told.counts += std::to_string(count) + " ";
  for (const Reject& reject : r.rejects) {
    told.rejects += reject.path + ":" + std::to_string(reject.line) + ":" + std::to_string(reject.column) + " " + reject.field + " " + reject.reason + " [" + reject.text + "]\n";
  }
  for (const InputError& error : result.errors) told.errors += std::to_string(error.line) + " " + error.message + "\n";
  return told;
}

// The quick roads tell what the plain one tells, wherever blocks and batches are cut, with one to three threads.
inline void CheckRoads(const TableSpec& table, const std::string& text, ReadOptions options) {
  const Told plain = Read(table, text, options, Lanes::none);
  Told sorted = plain;
  std::sort(sorted.rows.begin(), sorted.rows.end());
  for (const Lanes lanes : {Lanes::portable, Lanes::avx2, Lanes::avx512}) {
    if (!Supported(lanes)) continue;
    for (const int threads : {1, 2, 3}) {
      for (const std::size_t block : {7u, 64u, 257u, 4096u, 1u << 18}) {
        if (block == 7 && text.size() > 100'000) continue;
        options.threads = threads;
        options.block_bytes = block;
        options.batch_rows = block == 257 ? 1 : block == 64 ? 7 : 4096;
        const Told quick = Read(table, text, options, lanes);
        const Told& expected = threads > 1 ? sorted : plain;
        INFO("lanes " << static_cast<int>(lanes) << ", threads " << threads << ", blocks of " << block);
        REQUIRE(quick.errors == expected.errors);
        REQUIRE(quick.counts == expected.counts);
        REQUIRE(quick.rejects == expected.rejects);
        REQUIRE(quick.rows == expected.rows);
        REQUIRE(quick.items == expected.items);
      }
    }
  }
}

}  // namespace slate::ingest
