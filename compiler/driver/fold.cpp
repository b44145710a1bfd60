#include "compiler/driver/fold.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <unordered_map>

#include "compiler/driver/fold_buckets.h"
#include "compiler/interpret/interpret.h"
#include "runtime/measure/canonical.h"

namespace slate::driver {
namespace {

constexpr Instant kStillLasting{std::numeric_limits<std::int64_t>::max()};

// The columns of an exclusion's records.
enum ExclusionColumn : std::size_t { kEntity = 0, kStart = 1, kEnd = 2, kNotified = 3, kDecided = 4 };

class TimelineFolding {
 public:
  TimelineFolding(const plan::Plan& plan, const plan::Scan& scan, const std::vector<Kept>& kept, const settle::MeasuredCells* buckets, Instant as_of)
      : plan_(plan), fold_(*scan.fold), kept_(kept), buckets_(buckets), as_of_(as_of),
        entities_(buckets != nullptr ? buckets->group_names : kept[fold_.records].table.columns[0].dictionary->Texts()) {
    for (std::size_t i = 0; i < entities_.size(); ++i) entity_of_.emplace(entities_[i], i);
    term_ = {plan.zone->StartOf(plan.term_first), std::min(as_of, plan.zone->StartOf({plan.term_last.days + 1}))};
    folded_.table = std::make_unique<ingest::TableSpec>(TableOfFold(scan));
    ids_ = IdsOf(entities_, *folded_.table);
    folded_.rows.emplace(*folded_.table);
    if (!fold_.pieces) return;
    for (const std::uint32_t grid : fold_.grids) cuts_.insert(cuts_.end(), plan.grids[grid].boundaries.begin(), plan.grids[grid].boundaries.end());
    std::sort(cuts_.begin(), cuts_.end());
    cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
  }

  Folded Run() {
    records_.resize(entities_.size());
    seen_.resize(entities_.size());
    if (buckets_ != nullptr) ReadBuckets();
    else ReadRecords();
    ReadExclusions();
    excluded_.resize(exclusions_.size());
    const auto name = [&](std::size_t id) -> std::string_view { return entities_[id]; };
    for (const std::size_t entity : measure::GroupsByName(records_.size(), name)) {
      const auto spans = measure::FoldTimeline(std::move(records_[entity]), fold_.rules, ExistenceOf(entity));
      if (fold_.pieces) AddPieces(entity, spans);
      else for (const measure::StateSpan& span : spans) Add(entity, span.when, span.state);
    }
    WriteRows();
    // A cell sums lengths in 64 bits: in all together there must be room for them.
    if (total_ > std::numeric_limits<std::int64_t>::max()) folded_.problem = "the timeline's entities exist for more time altogether than can be summed up";
    return std::move(folded_);
  }

 private:
  void ReadRecords() {
    if (kept_[fold_.records].runs) {
      const auto& runs = *kept_[fold_.records].runs;
      for (std::size_t entity = 0; entity < runs.size(); ++entity) {
        records_[entity] = runs[entity];
        if (!runs[entity].empty()) seen_[entity] = runs[entity].front().when.start;
      }
      return;
    }
    const bool intervals = fold_.rules.source == measure::TimelineSource::intervals;
    for (const ingest::Rows& part : kept_[fold_.records].parts) {
      for (std::size_t row = 0; row < part.size(); ++row) {
        measure::TimelineRecord record;
        record.when.start = {part.Value(1, row)};
        record.when.end = !intervals ? record.when.start : part.Recorded(2, row) ? Instant{part.Value(2, row)} : kStillLasting;
        record.state = static_cast<std::uint32_t>(part.Value(intervals ? 3 : 2, row));
        // The records of intervals do not name the state that holds otherwise, so later ones are one further down the list.
        if (intervals && record.state >= fold_.rules.otherwise) ++record.state;
        const auto entity = static_cast<std::size_t>(part.Value(0, row));
        records_[entity].push_back(record);
        if (!seen_[entity] || record.when.start < *seen_[entity]) seen_[entity] = record.when.start;
      }
    }
  }

  // A bucket is a probe that holds until the next is due.
  void ReadBuckets() {
    ForEachBucket(*buckets_, as_of_, [&](const Bucket& bucket) {
      const bool beyond = bucket.value && interpret::TargetMet(*fold_.buckets->threshold, *bucket.value);
      const std::uint32_t state = !bucket.value ? fold_.empty : beyond ? fold_.beyond : fold_.within;
      records_[bucket.group].push_back({{bucket.when.start, bucket.when.start}, state});
      if (!seen_[bucket.group]) seen_[bucket.group] = bucket.when.start;
    });
  }

  IntervalSet ExistenceOf(std::size_t entity) const {
    for (const plan::GroupLife& life : plan_.lives) {
      if (life.field != fold_.entity) continue;
      const std::string_view name = entities_[entity];
      std::vector<Interval> lives;
      for (const plan::RosterMember& member : life.members) {
        if (member.key == name) lives.push_back({plan_.zone->StartOf(member.from), plan_.zone->StartOf(member.until)});
      }
      return Clipped(UnionOf(std::move(lives)), term_);
    }
    if (!seen_[entity]) return {};
    return Clipped({{std::min(*seen_[entity], term_.end), kStillLasting}}, term_);
  }

  // The intervals of each exclusion, by entity: those announced in time and not refused, united, as far as the budget goes.
  void ReadExclusions() {
    for (const plan::TimeExclusion& exclusion : fold_.exclusions) {
      const Kept& kept = kept_[exclusion.records];
      const ingest::Dictionary& names = *kept.table.columns[kEntity].dictionary;
      std::vector<std::vector<Interval>> intervals(entities_.size());
      std::uint64_t without_effect = 0;
      for (const ingest::Rows& part : kept.parts) {
        for (std::size_t row = 0; row < part.size(); ++row) {
          const Interval interval{{part.Value(kStart, row)}, {part.Value(kEnd, row)}};
          if (!HasEffect(exclusion, part, row)) {
            ++without_effect;
            continue;
          }
          // One dictionary a table: the same entity may have another id here, or none in the timeline.
          const auto entity = entity_of_.find(names.Text(static_cast<std::uint32_t>(part.Value(kEntity, row))));
          if (entity != entity_of_.end()) intervals[entity->second].push_back(interval);
        }
      }
      folded_.without_effect.push_back(without_effect);
      std::vector<IntervalSet>& sets = exclusions_.emplace_back();
      for (std::vector<Interval>& one : intervals) {
        IntervalSet set = UnionOf(std::move(one));
        if (exclusion.only_in != nullptr) set = exclusion.only_in->Open(set);
        sets.push_back(WithinBudget(exclusion, std::move(set)));
      }
    }
  }

  // Whether it was announced in time, and accepted, by an answer in time or by silence.
  bool HasEffect(const plan::TimeExclusion& exclusion, const ingest::Rows& part, std::size_t row) const {
    if (exclusion.notice && part.Value(kStart, row) - part.Value(kNotified, row) < *exclusion.notice) return false;
    if (!exclusion.decision) return true;
    if (!part.Recorded(kDecided, row) || as_of_.micros < part.Value(kDecided, row)) return exclusion.silence_accepts;
    const bool in_time = part.Value(kDecided, row) - part.Value(kNotified, row) <= *exclusion.decision;
    return in_time != exclusion.silence_accepts;
  }

  static IntervalSet WithinBudget(const plan::TimeExclusion& exclusion, IntervalSet set) {
    if (!exclusion.budget || set.empty()) return set;
    const std::vector<Instant>& boundaries = exclusion.budget_grid.boundaries;
    std::vector<Interval> kept;
    for (std::size_t period = 0; period + 1 < boundaries.size(); ++period) {
      const IntervalSet part = Earliest(Clipped(set, {boundaries[period], boundaries[period + 1]}), *exclusion.budget);
      kept.insert(kept.end(), part.begin(), part.end());
    }
    return UnionOf(std::move(kept));
  }

  // The spans of an entity, cut where a period, or an interval that is taken out, begins or ends. Both are ascending, so that one walk
  // along the cuts serves all spans.
  void AddPieces(std::size_t entity, const std::vector<measure::StateSpan>& spans) {
    if (spans.empty()) return;
    std::vector<Instant> cuts = cuts_;
    for (const std::vector<IntervalSet>& exclusion : exclusions_) {
      for (const Interval& one : exclusion[entity]) cuts.insert(cuts.end(), {one.start, one.end});
    }
    std::sort(cuts.begin(), cuts.end());
    next_.assign(exclusions_.size(), 0);
    auto cut = cuts.begin();
    for (const measure::StateSpan& span : spans) {
      for (Instant start = span.when.start; start < span.when.end;) {
        while (cut != cuts.end() && *cut <= start) ++cut;
        const Instant end = cut == cuts.end() ? span.when.end : std::min(*cut, span.when.end);
        Add(entity, {start, end}, span.state);
        start = end;
      }
    }
  }

  void Add(std::size_t entity, const Interval& when, std::uint32_t state) {
    Piece piece{when, static_cast<std::uint32_t>(ids_[entity]), state == measure::kLeftOut ? fold_.states : state};
    for (std::size_t i = 0; fold_.pieces && i < exclusions_.size(); ++i) {
      const IntervalSet& set = exclusions_[i][entity];
      std::size_t& next = next_[i];  // the first that ends later than this piece starts
      while (next < set.size() && set[next].end <= when.start) ++next;
      excluded_[i].push_back(next < set.size() && set[next].start <= when.start ? 1 : 0);
    }
    total_ += when.end.micros - when.start.micros;
    pieces_.push_back(piece);
  }

  // Columns: the entity, start, end, length, state, and of pieces whether each exclusion takes it.
  void WriteRows() {
    folded_.rows->Extend(pieces_.size());
    const auto put = [&](std::size_t column, const auto& value_of) {
      const ingest::Rows::Slots slots = folded_.rows->SlotsOf(column, 0);
      using Value = std::decay_t<decltype(value_of(pieces_[0]))>;
      auto* values = static_cast<Value*>(slots.values);
      for (std::size_t row = 0; row < pieces_.size(); ++row) values[row] = value_of(pieces_[row]);
      if (slots.valid != nullptr) std::fill_n(slots.valid, pieces_.size(), 1);
    };
    put(0, [](const Piece& piece) { return piece.entity; });
    put(1, [](const Piece& piece) { return piece.when.start.micros; });
    put(2, [](const Piece& piece) { return piece.when.end.micros; });
    put(3, [](const Piece& piece) { return piece.when.end.micros - piece.when.start.micros; });
    put(4, [](const Piece& piece) { return piece.state; });
    for (std::size_t i = 0; fold_.pieces && i < excluded_.size(); ++i) {
      const ingest::Rows::Slots slots = folded_.rows->SlotsOf(5 + i, 0);
      std::copy(excluded_[i].begin(), excluded_[i].end(), static_cast<std::uint8_t*>(slots.values));
      if (slots.valid != nullptr) std::fill_n(slots.valid, pieces_.size(), 1);
    }
  }

  const plan::Plan& plan_;
  const plan::TimelineFold& fold_;
  const std::vector<Kept>& kept_;
  const settle::MeasuredCells* buckets_;
  Instant as_of_;
  std::vector<std::string> entities_;                          // by the ids of the records, or of the groups that are measured
  std::unordered_map<std::string_view, std::size_t> entity_of_;
  std::vector<std::int64_t> ids_;                              // of each in the rows that are made
  Interval term_;
  std::vector<Instant> cuts_;
  std::vector<std::vector<measure::TimelineRecord>> records_;  // by entity
  std::vector<std::optional<Instant>> seen_;                   // its first record
  std::vector<std::vector<IntervalSet>> exclusions_;           // by exclusion and entity
  struct Piece {
    Interval when;
    std::uint32_t entity, state;
  };
  std::vector<Piece> pieces_;
  std::vector<std::vector<std::uint8_t>> excluded_;            // by exclusion and piece
  std::vector<std::size_t> next_;                              // by exclusion: how far along its intervals the pieces of an entity are
  Int128 total_ = 0;
  Folded folded_;
};

}  // namespace

ingest::TableSpec TableOfFold(const plan::Scan& scan) {
  ingest::TableSpec table;
  table.event = scan.event;
  table.identity = scan.identity;
  for (const plan::Column& column : scan.columns) {
    ingest::ColumnSpec spec;
    spec.field = column.field;
    spec.type = column.value_type() == plan::ValueType::boolean ? ingest::ColumnType::boolean
                : column.value_type() == plan::ValueType::symbol ? ingest::ColumnType::symbol
                                                                 : ingest::ColumnType::integer;
    spec.optional = column.optional;
    spec.missing_symbol = column.missing_symbol;
    if (spec.type == ingest::ColumnType::symbol) {
      spec.dictionary = std::make_shared<ingest::Dictionary>();
      for (const std::string& symbol : column.symbols) spec.dictionary->Intern(symbol);
    }
    table.columns.push_back(std::move(spec));
  }
  return table;
}

void CarryValue(const ingest::TableSpec& from, const ingest::Rows& rows, std::size_t column, std::size_t row, const ingest::TableSpec& into,
                std::vector<std::int64_t>& values, std::vector<std::uint8_t>& recorded) {
  const ingest::ColumnSpec& spec = into.columns[values.size()];
  const bool is_recorded = rows.Recorded(column, row);
  std::int64_t value = is_recorded ? rows.Value(column, row) : 0;
  if (spec.dictionary != nullptr) value = is_recorded ? spec.dictionary->Intern(from.columns[column].dictionary->Text(static_cast<std::uint32_t>(value))) : spec.missing_symbol;
  values.push_back(value);
  recorded.push_back(is_recorded ? 1 : 0);
}

std::vector<std::int64_t> IdsOf(const std::vector<std::string>& names, const ingest::TableSpec& table) {
  std::vector<std::int64_t> ids;
  const ingest::ColumnSpec& column = table.columns.front();
  for (const std::string& name : names) ids.push_back(column.dictionary != nullptr ? column.dictionary->Intern(name) : 0);
  return ids;
}

const measure::TimelineRules* FoldedOnTheWay(const plan::Plan& plan, std::size_t index) {
  if (plan.acts == index) return nullptr;
  for (const plan::Settlement& settlement : plan.settlements) {
    if (settlement.class_of_group && settlement.class_of_group->records == index) return nullptr;
  }
  const measure::TimelineRules* rules = nullptr;
  for (const plan::Scan& scan : plan.scans) {
    if (scan.case_fold && scan.case_fold->records == index) return nullptr;
    if (scan.ceilings && scan.ceilings->records == index) return nullptr;
    if (!scan.fold) continue;
    for (const plan::TimeExclusion& exclusion : scan.fold->exclusions) {
      if (exclusion.records == index) return nullptr;
    }
    if (scan.fold->buckets || scan.fold->records != index) continue;
    if (!measure::TimelineRuns::Fits(scan.fold->rules) || (rules != nullptr && rules->each != scan.fold->rules.each)) return nullptr;
    rules = &scan.fold->rules;
  }
  return rules;
}

void AddRuns(measure::TimelineRuns& runs, int worker, const abi::Batch& batch) {
  // The entity, the moment, the state: the first columns of such records.
  runs.Add(worker, static_cast<const std::uint32_t*>(batch.columns[0].values), static_cast<const std::int64_t*>(batch.columns[1].values),
           static_cast<const std::uint32_t*>(batch.columns[2].values), static_cast<std::size_t>(batch.rows));
}

Folded FoldTimeline(const plan::Plan& plan, const plan::Scan& scan, const std::vector<Kept>& kept, const settle::MeasuredCells* buckets, Instant as_of) {
  return TimelineFolding(plan, scan, kept, buckets, as_of).Run();
}

}  // namespace slate::driver
