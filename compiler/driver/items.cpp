#include "compiler/driver/items.h"

#include <optional>

#include "runtime/digest.h"

namespace slate::driver {

std::uint64_t ItemOf(const plan::Scan& scan, const Observed& seen, std::int64_t row) {
  std::optional<std::uint64_t> item;
  for (const std::uint32_t c : scan.identity) {
    const plan::Column& column = scan.columns[c];
    const abi::Column& data = seen.batch->columns[c];
    std::uint64_t field = digest::kNotRecorded;
    if (data.valid == nullptr || data.valid[row] != 0) {
      if (column.type == plan::FieldType::boolean) field = digest::HashWord(static_cast<const std::uint8_t*>(data.values)[row]);
      else if (column.value_type() == plan::ValueType::symbol) field = digest::HashText(seen.table->columns[c].dictionary->Text(static_cast<const std::uint32_t*>(data.values)[row]));
      else field = static_cast<const std::uint64_t*>(data.values)[row];
      if (column.value_type() == plan::ValueType::integer && !column.hashed) field = digest::HashWord(field);
    }
    item = item ? digest::WithField(*item, field) : field;
  }
  return item.value_or(digest::kNotRecorded);
}

}  // namespace slate::driver
