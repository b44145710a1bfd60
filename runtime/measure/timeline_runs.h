// Records of a timeline on their way in, folded at once where they come in order of time: neighbours that say the same are one
// (TimelineRecord::probes). In: columns of entities, moments and states, by worker and batch. Out: for each entity its records,
// ascending, fewer and saying the same to FoldTimeline; or word that they were not in order, so that all must be kept and sorted.
//
// Memory follows changes of state, and with several workers batches, not records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "runtime/measure/timeline.h"

namespace slate::measure {

class TimelineRuns {
 public:
  using Records = std::vector<TimelineRecord>;

  // Whether such rules never ask for a record inside a run. Intervals are no moments; and a state that holds only from the probe
  // that makes its number full needs that probe.
  static bool Fits(const TimelineRules& rules);

  TimelineRuns(const TimelineRules& rules, int workers);
  // Concurrently for different workers. Each worker's batches come in order of time where the input is.
  void Add(int worker, const std::uint32_t* entities, const std::int64_t* moments, const std::uint32_t* states, std::size_t count);
  // By entity. Nothing: an entity had a record that was earlier than one before it, or as early.
  std::optional<std::vector<Records>> Take();

 private:
  struct Worker {
    std::vector<TimelineRecord> open;  // by entity; `probes` 0: none
    std::vector<Records> closed;       // likewise
  };
  static void Close(Worker& worker);

  std::int64_t longest_;  // between neighbours of one run
  std::vector<Worker> workers_;
};

}  // namespace slate::measure
