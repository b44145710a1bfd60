#include "runtime/measure/timeline.h"

#include <algorithm>

namespace slate::measure {
namespace {

class Spans {
 public:
  // Begins where the span before ended; adjacent spans of one state become one.
  void Until(Instant end, std::uint32_t state) {
    if (end <= at_) return;
    if (!spans_.empty() && spans_.back().state == state && spans_.back().when.end == at_) spans_.back().when.end = end;
    else spans_.push_back({{at_, end}, state});
    at_ = end;
  }
  void Begin(Instant at) { at_ = at; }
  Instant at() const { return at_; }
  std::vector<StateSpan> Take() { return std::move(spans_); }

 private:
  std::vector<StateSpan> spans_;
  Instant at_;
};

void FillGap(Spans& spans, Instant end, const Gaps& gaps) {
  if (gaps.at_most) spans.Until(std::min(end, Instant{spans.at().micros + *gaps.at_most}), gaps.state);
  spans.Until(end, gaps.at_most ? gaps.then : gaps.state);
}

// A state that takes several probes in a row to hold is taken from where there are too few; the state before goes on there.
void DropShortRuns(std::vector<TimelineRecord>& probes, const Consecutive& rule) {
  for (std::size_t begin = 0; begin < probes.size();) {
    std::size_t end = begin;
    std::int64_t run = 0;
    for (; end < probes.size() && probes[end].state == rule.state; ++end) run += probes[end].probes;
    // Before the first probe nothing is known: a run that begins there keeps what it says, unless something else is named.
    if (run > 0 && (rule.otherwise || begin > 0)) {
      std::int64_t dropped = run < rule.at_least ? run : rule.from_first ? 0 : rule.at_least - 1;
      const std::uint32_t state = rule.otherwise ? *rule.otherwise : probes[begin - 1].state;
      for (std::size_t i = begin; dropped > 0; dropped -= probes[i++].probes) probes[i].state = state;
    }
    begin = end + (run == 0 ? 1 : 0);
  }
}

std::vector<StateSpan> FromChanges(const std::vector<TimelineRecord>& records, const TimelineRules& rules, const Interval& life) {
  Spans spans;
  std::size_t next = 0;
  std::uint32_t state = rules.initially.value_or(kLeftOut);
  while (next < records.size() && records[next].when.start <= life.start) state = records[next++].state;
  spans.Begin(life.start);
  for (; next < records.size() && records[next].when.start < life.end; ++next) {
    spans.Until(records[next].when.start, state);
    state = records[next].state;
  }
  spans.Until(life.end, state);
  return spans.Take();
}

std::vector<StateSpan> FromProbes(const std::vector<TimelineRecord>& probes, const TimelineRules& rules, const Interval& life) {
  Spans spans;
  spans.Begin(life.start);
  for (std::size_t i = 0; i < probes.size() && probes[i].when.start < life.end; ++i) {
    const Instant at = probes[i].when.start;
    if (life.start < at) FillGap(spans, at, rules.gaps);
    Instant held{probes[i].when.end.micros + rules.each};
    if (i + 1 < probes.size()) held = std::min(held, probes[i + 1].when.start);
    spans.Until(std::min(held, life.end), probes[i].state);
  }
  FillGap(spans, life.end, rules.gaps);
  return spans.Take();
}

// Where intervals of several states overlap, the state that is declared last holds.
std::vector<StateSpan> FromIntervals(const std::vector<TimelineRecord>& records, const TimelineRules& rules, const Interval& life) {
  std::vector<std::uint32_t> states;
  for (const TimelineRecord& record : records) states.push_back(record.state);
  std::sort(states.begin(), states.end(), std::greater<>());
  states.erase(std::unique(states.begin(), states.end()), states.end());
  IntervalSet left{life};
  std::vector<StateSpan> spans;
  for (const std::uint32_t state : states) {
    std::vector<Interval> own;
    for (const TimelineRecord& record : records) {
      if (record.state == state) own.push_back(record.when);
    }
    const IntervalSet set = UnionOf(std::move(own));
    for (const Interval& one : Intersection(left, set)) spans.push_back({one, state});
    left = Difference(left, set);
  }
  for (const Interval& one : left) spans.push_back({one, rules.otherwise});
  std::sort(spans.begin(), spans.end(), [](const StateSpan& a, const StateSpan& b) { return a.when.start < b.when.start; });
  return spans;
}

}  // namespace

std::vector<StateSpan> FoldTimeline(std::vector<TimelineRecord> records, const TimelineRules& rules, const IntervalSet& existence) {
  const auto earlier = [](const TimelineRecord& a, const TimelineRecord& b) {
    return a.when.start != b.when.start ? a.when.start < b.when.start : a.state < b.state;
  };
  if (!std::is_sorted(records.begin(), records.end(), earlier)) std::sort(records.begin(), records.end(), earlier);
  if (rules.source == TimelineSource::probes && rules.consecutive) DropShortRuns(records, *rules.consecutive);
  std::vector<StateSpan> spans;
  for (Interval life : existence) {
    const bool changes = rules.source == TimelineSource::changes;
    if (changes && !rules.initially) {
      if (records.empty()) continue;
      life.start = std::max(life.start, records.front().when.start);
    }
    if (life.end <= life.start) continue;
    auto part = changes ? FromChanges(records, rules, life)
                : rules.source == TimelineSource::probes ? FromProbes(records, rules, life)
                                                         : FromIntervals(records, rules, life);
    spans.insert(spans.end(), part.begin(), part.end());
  }
  return spans;
}

}  // namespace slate::measure
