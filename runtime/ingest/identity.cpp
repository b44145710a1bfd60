#include "runtime/ingest/identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <optional>
#include <span>

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

  // The only record of its key, which is kept so far.
  void Alone(Place at) {
    stored_[at.part].keep[at.row] = 0;
    Hold(at, true);
  }
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

namespace {

// Which rows have one key. Nearly every key has one row, and that one is all that is kept of it; further rows are listed.
class Keys {
 public:
  Keys(const TableSpec& table, const std::vector<StoredRows>& stored, const Index& index) : stored_(stored), index_(index) {
    std::size_t total = 0;
    for (const StoredRows& part : stored) total += part.rows.size();
    if (table.key.size() == 1 && table.columns[table.key[0]].type == ColumnType::symbol && !table.columns[table.key[0]].optional) symbol_ = table.key[0];
    const std::size_t places = symbol_ ? table.columns[*symbol_].dictionary->size() : std::bit_ceil(2 * total + 1);
    firsts_.assign(std::max<std::size_t>(places, 1), kNone);
  }

  // The first row with the key of `at`, which is `at` itself if none came before it.
  Place FirstOf(Place at) {
    // Ids of texts are dense, so they are places themselves.
    std::size_t place = symbol_ ? static_cast<std::size_t>(stored_[at.part].rows.Value(*symbol_, at.row)) : index_.Hash(at) & (firsts_.size() - 1);
    while (firsts_[place].part != kNone.part && !symbol_ && !index_.SameKey(firsts_[place], at)) place = (place + 1) & (firsts_.size() - 1);
    if (firsts_[place].part == kNone.part) firsts_[place] = at;
    return firsts_[place];
  }

 private:
  static constexpr Place kNone{UINT32_MAX, 0};

  const std::vector<StoredRows>& stored_;
  const Index& index_;
  std::optional<std::uint32_t> symbol_;
  std::vector<Place> firsts_;
};

}  // namespace

void Identify(const TableSpec& table, const std::vector<Input>& inputs, std::vector<StoredRows>& stored, IntakeReport& report,
              std::vector<std::pair<RowOrigin, Reject>>& rejects) {
  const Index index(table, stored);
  Keys keys(table, stored, index);
  constexpr std::uint8_t kAlone = 1, kDecided = 0, kWithOthers = 2;
  std::vector<std::pair<Place, Place>> repeats;  // first row of a key, further row
  for (std::uint32_t p = 0; p < stored.size(); ++p) {
    stored[p].keep.assign(stored[p].rows.size(), kDecided);
    for (std::uint32_t r = 0; r < stored[p].rows.size(); ++r) {
      const Place first = keys.FirstOf({p, r});
      if (first.part == p && first.row == r) {
        stored[p].keep[r] = kAlone;
      } else {
        stored[first.part].keep[first.row] = kWithOthers;
        repeats.emplace_back(first, Place{p, r});
      }
    }
  }
  Deciding deciding(table, inputs, stored, report, rejects);
  std::vector<Place> records;
  for (std::uint32_t p = 0; p < stored.size(); ++p) {
    for (std::uint32_t r = 0; r < stored[p].rows.size(); ++r) {
      if (stored[p].keep[r] == kAlone && table.withdrawn) deciding.Alone({p, r});
    }
  }
  // Stable: the rows of a key stay in the order of the files.
  std::stable_sort(repeats.begin(), repeats.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first.part, a.first.row) < std::pair(b.first.part, b.first.row);
  });
  for (std::size_t begin = 0, end = 0; begin < repeats.size(); begin = end) {
    const Place first = repeats[begin].first;
    stored[first.part].keep[first.row] = kDecided;
    records.assign(1, first);
    for (; end < repeats.size() && repeats[end].first.part == first.part && repeats[end].first.row == first.row; ++end) records.push_back(repeats[end].second);
    deciding.Key(records);
  }
}

}  // namespace slate::ingest
