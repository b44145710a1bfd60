#include "runtime/ingest/rows.h"

#include <algorithm>
#include <type_traits>

#include "runtime/digest.h"

namespace slate::ingest {

Rows::Rows(const TableSpec& table) : table_(&table) {
  for (const ColumnSpec& column : table.columns) {
    Buffer buffer;
    buffer.type = column.type;
    buffer.optional = column.optional;
    columns_.push_back(std::move(buffer));
  }
}

void Rows::Clear() {
  size_ = 0;
  for (Buffer& buffer : columns_) {
    buffer.booleans.clear();
    buffer.symbols.clear();
    buffer.integers.clear();
    buffer.valid.clear();
  }
}

void Rows::Append(const std::vector<std::int64_t>& values, const std::vector<std::uint8_t>& recorded) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Buffer& buffer = columns_[i];
    switch (buffer.type) {
      case ColumnType::boolean: buffer.booleans.push_back(static_cast<std::uint8_t>(values[i])); break;
      case ColumnType::symbol: buffer.symbols.push_back(static_cast<std::uint32_t>(values[i])); break;
      default: buffer.integers.push_back(values[i]); break;
    }
    if (buffer.optional) buffer.valid.push_back(recorded[i]);
  }
  ++size_;
}

void Rows::Append(const abi::Batch& batch) {
  const auto count = static_cast<std::size_t>(batch.rows);
  const auto copy = [&](auto& to, const void* from) {
    const auto* values = static_cast<const typename std::remove_reference_t<decltype(to)>::value_type*>(from);
    to.insert(to.end(), values, values + count);
  };
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Buffer& buffer = columns_[i];
    const abi::Column& column = batch.columns[i];
    if (buffer.type == ColumnType::boolean) copy(buffer.booleans, column.values);
    else if (buffer.type == ColumnType::symbol) copy(buffer.symbols, column.values);
    else copy(buffer.integers, column.values);
    if (buffer.optional && column.valid != nullptr) copy(buffer.valid, column.valid);
    else if (buffer.optional) buffer.valid.insert(buffer.valid.end(), count, 1);
  }
  size_ += count;
}

void Rows::Extend(std::size_t count) {
  size_ += count;
  for (Buffer& buffer : columns_) {
    if (buffer.type == ColumnType::boolean) buffer.booleans.resize(size_);
    else if (buffer.type == ColumnType::symbol) buffer.symbols.resize(size_);
    else buffer.integers.resize(size_);
    if (buffer.optional) buffer.valid.resize(size_);
  }
}

Rows::Slots Rows::SlotsOf(std::size_t column, std::size_t first) {
  Buffer& buffer = columns_[column];
  void* values = buffer.type == ColumnType::boolean  ? static_cast<void*>(buffer.booleans.data() + first)
                 : buffer.type == ColumnType::symbol ? static_cast<void*>(buffer.symbols.data() + first)
                                                     : static_cast<void*>(buffer.integers.data() + first);
  return {values, buffer.optional ? buffer.valid.data() + first : nullptr};
}

void Rows::Drop(std::size_t first, const std::uint8_t* dropped) {
  std::size_t kept = first;
  const auto drop = [&](auto& values) {
    if (values.empty()) return;
    std::size_t to = first;
    for (std::size_t row = first; row < size_; ++row) {
      values[to] = values[row];
      to += dropped[row - first] == 0 ? 1 : 0;
    }
    values.resize(to);
  };
  for (Buffer& buffer : columns_) {
    drop(buffer.booleans);
    drop(buffer.symbols);
    drop(buffer.integers);
    drop(buffer.valid);
  }
  for (std::size_t row = first; row < size_; ++row) kept += dropped[row - first] == 0 ? 1 : 0;
  size_ = kept;
}

void Rows::Append(const Rows& rows, std::size_t first, std::size_t count) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const auto copy = [&](auto& to, const auto& from) {
      if (!from.empty()) to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(first), from.begin() + static_cast<std::ptrdiff_t>(first + count));
    };
    Buffer& to = columns_[i];
    const Buffer& from = rows.columns_[i];
    copy(to.booleans, from.booleans);
    copy(to.symbols, from.symbols);
    copy(to.integers, from.integers);
    copy(to.valid, from.valid);
  }
  size_ += count;
}

std::int64_t Rows::Value(std::size_t column, std::size_t row) const {
  const Buffer& buffer = columns_[column];
  if (buffer.type == ColumnType::boolean) return buffer.booleans[row];
  if (buffer.type == ColumnType::symbol) return buffer.symbols[row];
  return buffer.integers[row];
}

abi::Batch Rows::Batch() {
  views_.clear();
  for (const Buffer& buffer : columns_) {
    const void* values = buffer.type == ColumnType::boolean  ? static_cast<const void*>(buffer.booleans.data())
                         : buffer.type == ColumnType::symbol ? static_cast<const void*>(buffer.symbols.data())
                                                             : static_cast<const void*>(buffer.integers.data());
    views_.push_back({values, buffer.optional ? buffer.valid.data() : nullptr});
  }
  return {static_cast<std::int64_t>(size_), views_.data(), Items()};
}

// Column by column: the steps of one row wait for each other, those of many rows do not.
const std::uint64_t* Rows::Items() {
  // One key of which only the hash is kept is all there is to do.
  if (table_->identity.size() == 1 && columns_[table_->identity[0]].type == ColumnType::hashed) {
    return reinterpret_cast<const std::uint64_t*>(columns_[table_->identity[0]].integers.data());
  }
  items_.assign(size_, digest::kNotRecorded);
  field_.resize(size_);
  bool first = true;
  for (const std::uint32_t column : table_->identity) {
    const Buffer& buffer = columns_[column];
    std::vector<std::uint64_t>& hashes = first ? items_ : field_;
    switch (buffer.type) {
      case ColumnType::symbol: table_->columns[column].dictionary->Hashes(buffer.symbols.data(), size_, hashes.data()); break;
      case ColumnType::hashed: std::copy(buffer.integers.begin(), buffer.integers.end(), hashes.begin()); break;
      case ColumnType::boolean: std::transform(buffer.booleans.begin(), buffer.booleans.end(), hashes.begin(), [](std::uint8_t value) { return digest::HashWord(value); }); break;
      default:
        std::transform(buffer.integers.begin(), buffer.integers.end(), hashes.begin(), [](std::int64_t value) { return digest::HashWord(static_cast<std::uint64_t>(value)); });
        break;
    }
    for (std::size_t row = 0; row < buffer.valid.size(); ++row) {
      if (buffer.valid[row] == 0) hashes[row] = digest::kNotRecorded;
    }
    for (std::size_t row = 0; !first && row < size_; ++row) items_[row] = digest::WithField(items_[row], field_[row]);
    first = false;
  }
  return items_.data();
}

}  // namespace slate::ingest
