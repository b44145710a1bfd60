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
    const auto name = [&](std::size_t id) -> std::string_view { return entities_[id]; };
    for (const std::size_t entity : measure::GroupsByName(records_.size(), name)) {
      const auto spans = measure::FoldTimeline(std::move(records_[entity]), fold_.rules, ExistenceOf(entity));
      for (const measure::StateSpan& span : spans) fold_.pieces ? AddPieces(entity, span) : Add(entity, span.when, span.state, nullptr);
    }
    // A cell sums lengths in 64 bits: in all together there must be room for them.
    if (total_ > std::numeric_limits<std::int64_t>::max()) folded_.problem = "the timeline's entities exist for more time altogether than can be summed up";
    return std::move(folded_);
  }

 private:
  void ReadRecords() {
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

  // A span cut where a period, or an interval that is taken out, begins or ends.
  void AddPieces(std::size_t entity, const measure::StateSpan& span) {
    std::vector<Instant> cuts;
    const auto inside = [&](Instant at) { return span.when.start < at && at < span.when.end; };
    std::copy_if(std::upper_bound(cuts_.begin(), cuts_.end(), span.when.start), cuts_.end(), std::back_inserter(cuts), inside);
    for (const std::vector<IntervalSet>& exclusion : exclusions_) {
      for (const Interval& one : Clipped(exclusion[entity], span.when)) {
        for (const Instant at : {one.start, one.end}) {
          if (inside(at)) cuts.push_back(at);
        }
      }
    }
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    cuts.push_back(span.when.end);
    Instant start = span.when.start;
    for (const Instant end : cuts) {
      Add(entity, {start, end}, span.state, &exclusions_);
      start = end;
    }
  }

  void Add(std::size_t entity, const Interval& when, std::uint32_t state, const std::vector<std::vector<IntervalSet>>* exclusions) {
    values_ = {ids_[entity], when.start.micros, when.end.micros, when.end.micros - when.start.micros, state == measure::kLeftOut ? fold_.states : state};
    for (std::size_t i = 0; exclusions != nullptr && i < exclusions->size(); ++i) {
      const IntervalSet& set = (*exclusions)[i][entity];
      const auto next = std::upper_bound(set.begin(), set.end(), when.start, [](Instant at, const Interval& one) { return at < one.end; });
      values_.push_back(next != set.end() && next->start <= when.start ? 1 : 0);
    }
    total_ += when.end.micros - when.start.micros;
    folded_.rows->Append(values_, std::vector<std::uint8_t>(values_.size(), 1));
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
  std::vector<std::int64_t> values_;
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

Folded FoldTimeline(const plan::Plan& plan, const plan::Scan& scan, const std::vector<Kept>& kept, const settle::MeasuredCells* buckets, Instant as_of) {
  return TimelineFolding(plan, scan, kept, buckets, as_of).Run();
}

}  // namespace slate::driver
