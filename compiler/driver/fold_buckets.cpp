#include "compiler/driver/fold_buckets.h"

#include "compiler/interpret/interpret.h"
#include "runtime/measure/value.h"
#include "runtime/settle/groups.h"

namespace slate::driver {
namespace {

// Of kWholeRate, rounded half to even: to twelve places. A ratio is at most one, so what it is rounded to fits.
std::int64_t RateOf(const abi::Value& value) {
  return static_cast<std::int64_t>(RoundToScale(MakeRatio(value.numerator, value.denominator), 12, RoundingMode::half_even).value_or(0));
}

}  // namespace

void ForEachBucket(const settle::MeasuredCells& cells, Instant as_of, const std::function<void(const Bucket&)>& use) {
  const settle::Groups groups(cells);
  const PeriodGrid& grid = *cells.grid;
  for (const std::size_t group : groups.order()) {
    for (std::size_t i = 0; i < grid.size() && grid.boundaries[i + 1] <= as_of; ++i) {
      if (groups.In(group, i) != settle::Presence::present) continue;
      Bucket bucket{.group = group, .when = {grid.boundaries[i], grid.boundaries[i + 1]}, .value = {}, .undecided = false};
      bucket.value = measure::ValueOf(cells.aggregate, *cells.counters, cells.samples, group, i);
      bucket.undecided = cells.has_pending && cells.counters->Cell(group, i)[2] > 0;
      use(bucket);
    }
  }
}

Folded FoldBuckets(const plan::Scan& scan, const settle::MeasuredCells& cells, Instant as_of) {
  const plan::BucketSource& source = scan.buckets->source;
  Folded folded;
  folded.table = std::make_unique<ingest::TableSpec>(TableOfFold(scan));
  folded.rows.emplace(*folded.table);
  const std::vector<std::int64_t> ids = IdsOf(cells.group_names, *folded.table);
  const std::vector<std::uint8_t> recorded(scan.columns.size(), 1);
  const auto add = [&](const Bucket& bucket, std::int64_t part, bool good) {
    std::vector<std::int64_t> values;
    if (scan.buckets->grouped) values.push_back(ids[bucket.group]);
    values.insert(values.end(), {bucket.when.start.micros, part, good ? 1 : 0, bucket.undecided ? 1 : 0});
    folded.rows->Append(values, recorded);
  };
  ForEachBucket(cells, as_of, [&](const Bucket& bucket) {
    std::optional<abi::Value> value = bucket.value;
    if (!value && source.empty) value = abi::Value{source.empty->numerator, source.empty->denominator};
    if (!value) return;  // nothing is measured yet, and what that counts as is to be left out
    if (source.threshold) return add(bucket, 1, interpret::TargetMet(*source.threshold, *value));
    const std::int64_t good = RateOf(*value);
    if (good > 0) add(bucket, good, true);
    if (good < measure::kWholeRate) add(bucket, measure::kWholeRate - good, false);
  });
  return folded;
}

}  // namespace slate::driver
