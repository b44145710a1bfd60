// Timelines against a walk that asks at every moment which state holds, from the rules alone.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <random>

#include "runtime/measure/timeline.h"
#include "runtime/measure/timeline_runs.h"

namespace slate::measure {
namespace {

constexpr std::int64_t kMoments = 80;

// The state at a moment, decided by looking at all records: slow and obviously right.
std::uint32_t StateAt(std::int64_t at, const std::vector<TimelineRecord>& records, const TimelineRules& rules, std::int64_t born) {
  if (rules.source == TimelineSource::intervals) {
    std::uint32_t state = rules.otherwise;
    bool inside = false;
    for (const TimelineRecord& one : records) {
      if (one.when.start.micros > at || at >= one.when.end.micros) continue;
      state = inside ? std::max(state, one.state) : one.state;
      inside = true;
    }
    return state;
  }
  std::int64_t last = -1;
  std::uint32_t state = rules.initially.value_or(kLeftOut);
  for (const TimelineRecord& one : records) {
    if (one.when.start.micros <= at && one.when.start.micros > last) {
      last = one.when.start.micros;
      state = one.state;
    }
  }
  if (rules.source == TimelineSource::changes) return state;
  // A probe that fails alone, or too early in its run, is taken as the one before it.
  const auto probe_at = [&](std::int64_t moment) {
    return std::find_if(records.begin(), records.end(), [&](const TimelineRecord& one) { return one.when.start.micros == moment; });
  };
  if (last >= 0 && at < last + rules.each) {
    std::vector<std::int64_t> moments;
    for (const TimelineRecord& one : records) moments.push_back(one.when.start.micros);
    std::sort(moments.begin(), moments.end());
    auto place = std::find(moments.begin(), moments.end(), last) - moments.begin();
    if (!rules.consecutive || probe_at(moments[place])->state != rules.consecutive->state) return probe_at(moments[place])->state;
    auto begin = place, end = place;
    while (begin > 0 && probe_at(moments[begin - 1])->state == rules.consecutive->state) --begin;
    while (end + 1 < std::ssize(moments) && probe_at(moments[end + 1])->state == rules.consecutive->state) ++end;
    if (begin == 0) return rules.consecutive->state;
    const bool long_enough = end - begin + 1 >= rules.consecutive->at_least;
    const bool full = long_enough && (rules.consecutive->from_first || place - begin + 1 >= rules.consecutive->at_least);
    return full ? rules.consecutive->state : probe_at(moments[begin - 1])->state;
  }
  const std::int64_t gap_began = std::max(born, last < 0 ? born : last + rules.each);
  return !rules.gaps.at_most || at - gap_began < *rules.gaps.at_most ? rules.gaps.state : rules.gaps.then;
}

// Folded on their way in, in batches dealt to workers, records say the same; out of order, they are refused.
void RequireRunsAgree(std::vector<TimelineRecord> records, const TimelineRules& rules, const Interval& life, const std::vector<StateSpan>& spans, std::mt19937& random) {
  if (!TimelineRuns::Fits(rules)) return;
  std::sort(records.begin(), records.end(), [](const TimelineRecord& a, const TimelineRecord& b) { return a.when.start < b.when.start; });
  const auto taken = [&](int workers, std::size_t batch) {
    TimelineRuns runs(rules, workers);
    for (std::size_t first = 0; first < records.size(); first += batch) {
      const std::size_t count = std::min(batch, records.size() - first);
      std::vector<std::uint32_t> entities(count, 2), states;  // the entities before it have no records
      std::vector<std::int64_t> moments;
      for (std::size_t i = first; i < first + count; ++i) {
        moments.push_back(records[i].when.start.micros);
        states.push_back(records[i].state);
      }
      runs.Add(static_cast<int>(random() % static_cast<unsigned>(workers)), entities.data(), moments.data(), states.data(), count);
    }
    return runs.Take();
  };
  for (const int workers : {1, 2, 3}) {
    const auto runs = taken(workers, 1 + random() % 5);
    REQUIRE(runs.has_value());
    REQUIRE(FoldTimeline(runs->size() > 2 ? runs->at(2) : std::vector<TimelineRecord>(), rules, {life}) == spans);
  }
  if (records.size() < 2) return;
  std::swap(records[random() % (records.size() - 1)], records.back());
  REQUIRE_FALSE(taken(1, 1 + random() % 5).has_value());
}

}  // namespace

TEST_CASE("timelines do what a walk over every moment does", "[property]") {
  std::mt19937 random(11);
  for (int round = 0; round < 4000; ++round) {
    TimelineRules rules;
    rules.source = static_cast<TimelineSource>(random() % 3);
    if (rules.source == TimelineSource::changes) rules.initially = random() % 4 == 0 ? kLeftOut : static_cast<std::uint32_t>(random() % 3);
    rules.otherwise = static_cast<std::uint32_t>(random() % 3);
    rules.each = 1 + static_cast<std::int64_t>(random() % 4);
    rules.gaps = {static_cast<std::uint32_t>(random() % 3), std::nullopt, kLeftOut};
    if (random() % 2 == 0) rules.gaps.at_most = 1 + static_cast<std::int64_t>(random() % 6);
    if (random() % 2 == 0) rules.consecutive = Consecutive{1, 2 + static_cast<std::int64_t>(random() % 2), random() % 2 == 0};
    std::vector<TimelineRecord> records;
    std::vector<bool> taken(kMoments);
    for (std::size_t n = random() % 14; n > 0; --n) {
      const auto start = static_cast<std::int64_t>(random() % kMoments);
      if (rules.source != TimelineSource::intervals && taken[static_cast<std::size_t>(start)]) continue;  // intake lets one record a moment through
      taken[static_cast<std::size_t>(start)] = true;
      const std::int64_t length = rules.source == TimelineSource::intervals ? static_cast<std::int64_t>(random() % 30) : 0;
      records.push_back({{{start}, {start + length}}, static_cast<std::uint32_t>(random() % 3)});
    }
    const Interval life{{static_cast<std::int64_t>(random() % 20)}, {static_cast<std::int64_t>(40 + random() % 40)}};
    // A gap at the beginning begins with the life, and whatever was probed before it is known.
    if (rules.source == TimelineSource::probes) std::erase_if(records, [&](const TimelineRecord& one) { return one.when.start < life.start; });
    const std::vector<StateSpan> spans = FoldTimeline(records, rules, {life});
    std::int64_t at = life.start.micros;
    for (const StateSpan& span : spans) {
      REQUIRE(span.when.start.micros == at);
      REQUIRE(span.when.start < span.when.end);
      for (; at < span.when.end.micros; ++at) {
        INFO("round " << round << " moment " << at);
        REQUIRE(span.state == StateAt(at, records, rules, life.start.micros));
      }
    }
    REQUIRE(at == life.end.micros);
    RequireRunsAgree(records, rules, life, spans, random);
    std::shuffle(records.begin(), records.end(), random);
    REQUIRE(FoldTimeline(records, rules, {life}) == spans);
  }
}

}  // namespace slate::measure
