// Rows that are made of buckets: what a metric was in each stretch of a day. In: its measurement on a grid of buckets. Out: the
// buckets of every group that exists, by the bytes of its name and by time; and the rows of a metric made of them.
#pragma once

#include <functional>

#include "compiler/driver/fold.h"

namespace slate::driver {

struct Bucket {
  std::size_t group = 0;
  Interval when;
  std::optional<abi::Value> value;  // absent: there was nothing to measure
  bool undecided = false;           // items of it may still come out otherwise
};

// Those that are over by `as_of`.
void ForEachBucket(const settle::MeasuredCells& cells, Instant as_of, const std::function<void(const Bucket&)>& use);

Folded FoldBuckets(const plan::Scan& scan, const settle::MeasuredCells& cells, Instant as_of);

}  // namespace slate::driver
