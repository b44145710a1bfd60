#include "runtime/ingest/identity.h"

#include <fmt/format.h>

#include <unordered_map>

namespace slate::ingest {
namespace {

struct Place {
  std::uint32_t part = 0, row = 0;
};


class Index {
 public:
  Index(const TableSpec& table, std::vector<StoredRows>& stored) : table_(table), stored_(stored) {}

  std::size_t Hash(Place at) const {
    std::uint64_t hash = 0x9E3779B97F4A7C15u;
    for (const std::uint32_t column : table_.key) {
      hash ^= static_cast<std::uint64_t>(stored_[at.part].rows.Value(column, at.row));
      hash *= 0xBF58476D1CE4E5B9u;
      hash ^= hash >> 29;
    }
    return hash;
  }
  bool SameKey(Place a, Place b) const {
    for (const std::uint32_t column : table_.key) {
      if (stored_[a.part].rows.Value(column, a.row) != stored_[b.part].rows.Value(column, b.row)) return false;
    }
    return true;
  }
  // The first column in which two records differ, or the number of columns. Equal texts have equal ids.
  std::size_t Difference(Place a, Place b) const {
    for (std::size_t column = 0; column < table_.columns.size(); ++column) {
      if (stored_[a.part].rows.Recorded(column, a.row) != stored_[b.part].rows.Recorded(column, b.row) ||
          stored_[a.part].rows.Value(column, a.row) != stored_[b.part].rows.Value(column, b.row)) {
        return column;
      }
    }
    return table_.columns.size();
  }

 private:
  const TableSpec& table_;
  std::vector<StoredRows>& stored_;
};

}  // namespace

void Identify(const TableSpec& table, const std::vector<Input>& inputs, std::vector<StoredRows>& stored, IntakeReport& report,
              std::vector<std::pair<RowOrigin, Reject>>& rejects) {
  const Index index(table, stored);
  const auto hash = [&](Place at) { return index.Hash(at); };
  const auto same = [&](Place a, Place b) { return index.SameKey(a, b); };
  std::unordered_map<Place, std::vector<Place>, decltype(hash), decltype(same)> repeated(16, hash, same);
  std::size_t total = 0;
  for (const StoredRows& part : stored) total += part.rows.size();
  repeated.reserve(total);
  for (std::uint32_t p = 0; p < stored.size(); ++p) {
    stored[p].keep.assign(stored[p].rows.size(), 1);
    for (std::uint32_t r = 0; r < stored[p].rows.size(); ++r) {
      const auto [first, fresh] = repeated.try_emplace(Place{p, r});
      if (!fresh) first->second.push_back({p, r});
    }
  }
  const auto origin = [&](Place at) { return stored[at.part].origins[at.row]; };
  for (const auto& [first, others] : repeated) {
    if (others.empty()) continue;
    std::size_t differing = table.columns.size();
    for (const Place other : others) differing = std::min(differing, index.Difference(first, other));
    for (const Place other : others) stored[other.part].keep[other.row] = 0;
    if (differing == table.columns.size()) {
      report.duplicates += others.size();
      continue;
    }
    stored[first.part].keep[first.row] = 0;
    const auto reject = [&](Place at, Place against) {
      const RowOrigin here = origin(at), there = origin(against);
      std::string key;
      for (const std::uint32_t column : table.key) {
        const std::int64_t value = stored[at.part].rows.Value(column, at.row);
        const ColumnSpec& spec = table.columns[column];
        key += (key.empty() ? "" : ", ") + (spec.type == ColumnType::symbol ? std::string(spec.dictionary->Text(static_cast<std::uint32_t>(value))) : fmt::format("{}", value));
      }
      ++report.rejected;
      rejects.emplace_back(here, Reject{inputs[here.input].path, here.line, 0, table.columns[differing].field,
                                        fmt::format("conflicts with line {} of {}: one key, unequal `{}`; neither is counted", there.line,
                                                    inputs[there.input].path, table.columns[differing].field),
                                        key.substr(0, 200)});
    };
    reject(first, others.front());
    for (const Place other : others) reject(other, first);
  }
}

}  // namespace slate::ingest
