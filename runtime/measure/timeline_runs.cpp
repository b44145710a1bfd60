#include "runtime/measure/timeline_runs.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace slate::measure {

bool TimelineRuns::Fits(const TimelineRules& rules) {
  return rules.source != TimelineSource::intervals && (!rules.consecutive || rules.consecutive->from_first);
}

TimelineRuns::TimelineRuns(const TimelineRules& rules, int workers)
    : longest_(rules.source == TimelineSource::probes ? rules.each : std::numeric_limits<std::int64_t>::max()), workers_(static_cast<std::size_t>(workers)) {}

void TimelineRuns::Add(int number, const std::uint32_t* entities, const std::int64_t* moments, const std::uint32_t* states, std::size_t count) {
  if (count == 0) return;
  Worker& worker = workers_[static_cast<std::size_t>(number)];
  const std::size_t size = *std::max_element(entities, entities + count) + std::size_t{1};
  if (worker.open.size() < size) {
    worker.open.resize(size, TimelineRecord{.when = {}, .state = 0, .probes = 0});
    worker.closed.resize(size);
  }
  for (std::size_t i = 0; i < count; ++i) {
    TimelineRecord& open = worker.open[entities[i]];
    const Instant at{moments[i]};
    const std::int64_t since = at.micros - open.when.end.micros;
    if (open.probes != 0 && open.state == states[i] && 0 < since && since <= longest_) {
      open.when.end = at;
      ++open.probes;
      continue;
    }
    if (open.probes != 0) worker.closed[entities[i]].push_back(open);
    open = {{at, at}, states[i], 1};
  }
  // Others may read what lies between this batch and the next of this worker.
  if (workers_.size() > 1) Close(worker);
}

void TimelineRuns::Close(Worker& worker) {
  for (std::size_t entity = 0; entity < worker.open.size(); ++entity) {
    TimelineRecord& open = worker.open[entity];
    if (open.probes == 0) continue;
    worker.closed[entity].push_back(open);
    open.probes = 0;
  }
}

std::optional<std::vector<TimelineRuns::Records>> TimelineRuns::Take() {
  std::vector<Records> all;
  for (Worker& worker : workers_) {
    Close(worker);
    if (all.size() < worker.closed.size()) all.resize(worker.closed.size());
    for (std::size_t entity = 0; entity < worker.closed.size(); ++entity) {
      Records& of = worker.closed[entity];
      if (all[entity].empty()) {
        all[entity] = std::move(of);
        continue;
      }
      Records both;
      both.reserve(all[entity].size() + of.size());
      std::merge(all[entity].begin(), all[entity].end(), of.begin(), of.end(), std::back_inserter(both),
                 [](const TimelineRecord& a, const TimelineRecord& b) { return a.when.start < b.when.start; });
      all[entity] = std::move(both);
    }
  }
  for (const Records& of : all) {  // records that were not in order are not now
    for (std::size_t i = 1; i < of.size(); ++i) {
      if (of[i].when.start <= of[i - 1].when.end) return std::nullopt;
    }
  }
  return all;
}

}  // namespace slate::measure
