#include "runtime/ingest/identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
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

// Decides key by key; every record ends in exactly one count.
class Deciding {
 public:
  Deciding(const TableSpec& table, const std::vector<Input>& inputs, std::vector<StoredRows>& stored, IntakeReport& report,
           std::vector<std::pair<RowOrigin, Reject>>& rejects)
      : table_(table), inputs_(inputs), stored_(stored), report_(report), rejects_(rejects), index_(table, stored) {}

  // All records of one key, in file order.
  void Key(std::vector<Place>& records) {
    std::stable_sort(records.begin(), records.end(), [&](Place a, Place b) { return Revision(a) > Revision(b); });
    bool newest = true;
    for (std::size_t begin = 0, end = 0; begin < records.size(); begin = end) {
      while (end < records.size() && Revision(records[end]) == Revision(records[begin])) ++end;
      if (Agree(std::span(records).subspan(begin, end - begin))) Hold(records[begin], newest);
      newest = false;
    }
  }

 private:
  std::int64_t Revision(Place at) const { return table_.revision ? Value(*table_.revision, at) : 0; }
  std::int64_t Value(std::uint32_t column, Place at) const { return stored_[at.part].rows.Value(column, at.row); }

  void Hold(Place at, bool newest) {
    if (!newest) ++report_.superseded;
    else if (table_.withdrawn && Value(*table_.withdrawn, at) != 0) ++report_.withdrawn;
    else stored_[at.part].keep[at.row] = 1;
  }

  // Records of one key and revision: true if they say one thing; the first then stands for all. Else all are rejected.
  bool Agree(std::span<const Place> records) {
    const Place first = records.front();
    const auto differs = [&](Place other) { return index_.Difference(first, other) != table_.columns.size(); };
    const auto other = std::find_if(records.begin() + 1, records.end(), differs);
    if (other == records.end()) {
      report_.duplicates += records.size() - 1;
      return true;
    }
    for (const Place record : records) RejectRow(record, differs(record) ? first : *other);
    return false;
  }

  void RejectRow(Place at, Place against) {
    const RowOrigin here = stored_[at.part].origins[at.row], there = stored_[against.part].origins[against.row];
    const std::string& field = table_.columns[index_.Difference(at, against)].field;
    std::string key;
    for (const std::uint32_t column : table_.key) {
      const ColumnSpec& spec = table_.columns[column];
      const std::int64_t value = Value(column, at);
      key += (key.empty() ? "" : ", ") + (spec.type == ColumnType::symbol ? std::string(spec.dictionary->Text(static_cast<std::uint32_t>(value))) : fmt::format("{}", value));
    }
    ++report_.rejected;
    rejects_.emplace_back(here, Reject{inputs_[here.input].path, here.line, 0, field,
                                       fmt::format("conflicts with line {} of {}: one key{}, unequal `{}`; neither is counted", there.line, inputs_[there.input].path,
                                                   table_.revision ? " and revision" : "", field),
                                       key.substr(0, 200)});
  }

  const TableSpec& table_;
  const std::vector<Input>& inputs_;
  std::vector<StoredRows>& stored_;
  IntakeReport& report_;
  std::vector<std::pair<RowOrigin, Reject>>& rejects_;
  Index index_;
};

}  // namespace

void Identify(const TableSpec& table, const std::vector<Input>& inputs, std::vector<StoredRows>& stored, IntakeReport& report,
              std::vector<std::pair<RowOrigin, Reject>>& rejects) {
  const Index index(table, stored);
  const auto hash = [&](Place at) { return index.Hash(at); };
  const auto same = [&](Place a, Place b) { return index.SameKey(a, b); };
  std::unordered_map<Place, std::vector<Place>, decltype(hash), decltype(same)> others(16, hash, same);
  std::size_t total = 0;
  for (const StoredRows& part : stored) total += part.rows.size();
  others.reserve(total);
  for (std::uint32_t p = 0; p < stored.size(); ++p) {
    stored[p].keep.assign(stored[p].rows.size(), 0);
    for (std::uint32_t r = 0; r < stored[p].rows.size(); ++r) {
      const auto [first, fresh] = others.try_emplace(Place{p, r});
      if (!fresh) first->second.push_back({p, r});
    }
  }
  Deciding deciding(table, inputs, stored, report, rejects);
  std::vector<Place> records;
  for (const auto& [first, rest] : others) {
    records.assign(1, first);
    records.insert(records.end(), rest.begin(), rest.end());
    deciding.Key(records);
  }
}

}  // namespace slate::ingest
