// Converted rows in columns, and where each came from.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/ingest/table.h"

namespace slate::ingest {

class Rows {
 public:
  explicit Rows(const TableSpec& table);

  std::size_t size() const { return size_; }
  void Clear();
  // The values of one row, in the order of the table's columns.
  void Append(const std::vector<std::int64_t>& values, const std::vector<std::uint8_t>& recorded);
  void Append(const abi::Batch& batch);  // of a table with the same columns
  void Append(const Rows& rows, std::size_t first, std::size_t count);  // likewise
  // Adds `count` rows of zeros, to be written through SlotsOf.
  void Extend(std::size_t count);
  // Where the values of a column from row `first` on are written. `values` is of the column's type; `valid` is null unless it is optional.
  struct Slots {
    void* values;
    std::uint8_t* valid;
  };
  Slots SlotsOf(std::size_t column, std::size_t first);
  // Takes away each row from `first` on that has 1 in `dropped`; the others keep their order.
  void Drop(std::size_t first, const std::uint8_t* dropped);
  std::int64_t Value(std::size_t column, std::size_t row) const;
  bool Recorded(std::size_t column, std::size_t row) const { return columns_[column].optional ? columns_[column].valid[row] != 0 : true; }
  // Points into these rows: valid until they change.
  abi::Batch Batch();

 private:
  struct Buffer {
    ColumnType type = ColumnType::integer;
    bool optional = false;
    std::vector<std::uint8_t> booleans;
    std::vector<std::uint32_t> symbols;
    std::vector<std::int64_t> integers;
    std::vector<std::uint8_t> valid;
  };
  const std::uint64_t* Items();

  const TableSpec* table_;  // outlives the rows
  std::vector<Buffer> columns_;
  std::vector<abi::Column> views_;
  std::vector<std::uint64_t> items_, field_;  // of a batch
  std::size_t size_ = 0;
};

}  // namespace slate::ingest
