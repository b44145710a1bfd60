#include "compiler/driver/fold_ceiling.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "compiler/interpret/interpret.h"

namespace slate::driver {
namespace {

class CeilingFolding {
 public:
  CeilingFolding(const plan::Plan& plan, const plan::Scan& scan, std::vector<Kept>& kept)
      : plan_(plan), fold_(*scan.ceilings), kept_(kept[fold_.records]), identity_(plan.scans[fold_.records].identity) {
    folded_.table = std::make_unique<ingest::TableSpec>(TableOfFold(scan));
    folded_.rows.emplace(*folded_.table);
  }

  Folded Run() {
    std::vector<std::set<Row>> beyond;
    for (const plan::Ceiling& ceiling : fold_.ceilings) beyond.push_back(Beyond(ceiling));
    std::vector<std::int64_t> values;
    std::vector<std::uint8_t> recorded;
    for (std::size_t part = 0; part < kept_.parts.size(); ++part) {
      for (std::size_t row = 0; row < kept_.parts[part].size(); ++row) {
        values.clear();
        recorded.clear();
        for (const std::uint32_t column : fold_.columns) CarryValue(kept_.table, kept_.parts[part], column, row, *folded_.table, values, recorded);
        for (const std::set<Row>& one : beyond) {
          values.push_back(one.contains({part, row}) ? 1 : 0);
          recorded.push_back(1);
        }
        folded_.rows->Append(values, recorded);
      }
    }
    return std::move(folded_);
  }

 private:
  using Row = std::pair<std::size_t, std::size_t>;  // part, and its row
  struct Taken {
    std::int64_t at = 0;
    std::string item;
    Row row;
  };
  struct Cell {
    std::int64_t volume = 0;
    std::vector<Taken> taken;
  };

  // The earliest first; at one moment by what tells items apart, so that files and threads do not decide.
  std::set<Row> Beyond(const plan::Ceiling& ceiling) {
    std::map<std::pair<std::int32_t, std::uint32_t>, Cell> cells;  // by period and group
    for (std::size_t part = 0; part < kept_.parts.size(); ++part) {
      const abi::Batch batch = kept_.parts[part].Batch();
      for (std::int64_t row = 0; row < batch.rows; ++row) {
        const interpret::Placed placed = interpret::Place(plan_, fold_.records, ceiling.volume, batch, row);
        if (placed.period < 0) continue;
        Cell& cell = cells[{placed.period, placed.group}];
        ++cell.volume;
        const auto index = static_cast<std::size_t>(row);
        if (placed.taken_by != 0) cell.taken.push_back({placed.at, ItemOf(kept_.parts[part], index), {part, index}});
      }
    }
    std::set<Row> beyond;
    for (auto& [key, cell] : cells) {
      const auto most = static_cast<std::size_t>(Int128{cell.volume} * ceiling.share.numerator / ceiling.share.denominator);
      if (cell.taken.size() <= most) continue;
      std::sort(cell.taken.begin(), cell.taken.end(), [](const Taken& a, const Taken& b) { return std::tie(a.at, a.item) < std::tie(b.at, b.item); });
      for (std::size_t i = most; i < cell.taken.size(); ++i) beyond.insert(cell.taken[i].row);
    }
    return beyond;
  }

  std::string ItemOf(const ingest::Rows& part, std::size_t row) const {
    std::string item;
    for (const std::uint32_t column : identity_) {
      const ingest::Dictionary* texts = kept_.table.columns[column].dictionary.get();
      const std::int64_t value = part.Value(column, row);
      // Numbers in the order of their values, and texts apart from what follows them.
      if (texts == nullptr) item += fmt::format("{:016x}", static_cast<std::uint64_t>(value) ^ (std::uint64_t{1} << 63));
      else item += texts->Text(static_cast<std::uint32_t>(value));
      item += '\0';
    }
    return item;
  }

  const plan::Plan& plan_;
  const plan::CeilingFold& fold_;
  Kept& kept_;
  const std::vector<std::uint32_t>& identity_;
  Folded folded_;
};

}  // namespace

Folded FoldCeilings(const plan::Plan& plan, const plan::Scan& scan, std::vector<Kept>& kept) { return CeilingFolding(plan, scan, kept).Run(); }

}  // namespace slate::driver
