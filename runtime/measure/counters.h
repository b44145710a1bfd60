// The state of one measurement of the counting kind: commutative counters per group and period.
// Law: Merge is addition (or the lesser, or the greater), so results do not depend on how rows were cut into batches and threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/measure/aggregate.h"

namespace slate::measure {

class Counters {
 public:
  // `stride` words a cell: denominator, numerator, exclusions, the value words of the aggregate, and last the digest.
  Counters(std::size_t periods, std::size_t stride, AggregateKind aggregate = AggregateKind::ratio)
      : periods_(periods), stride_(stride), aggregate_(aggregate) {}

  // Makes room for group ids below `groups`. Kernels never grow: the caller does, before each batch.
  void Reserve(std::size_t groups);
  std::uint64_t* data() { return cells_.data(); }
  std::size_t groups() const { return groups_; }
  std::size_t periods() const { return periods_; }
  std::size_t stride() const { return stride_; }
  std::size_t value_words_at() const { return digest_at() - ValueWords(aggregate_); }
  std::size_t digest_at() const { return stride_ - 1; }

  // The words of a cell, or zeros where the group was never reserved: 0 denominator, 1 numerator, 2.. exclusions, then the
  // value words, then the digest.
  const std::uint64_t* Cell(std::size_t group, std::size_t period) const;

  // `other` must have the same periods and stride, and its group ids must mean the same groups.
  void Merge(const Counters& other);
  // Merges the cells of a group's periods `first` to `last` of `other`, both included, into one cell.
  void MergeRange(std::size_t group, std::size_t period, const Counters& other, std::size_t other_group, std::size_t first, std::size_t last);
  // Each cell becomes what it and the `length - 1` periods before it hold together.
  void Roll(std::size_t length);

  // Group name, period and counters of every non-zero cell, sorted by the group's bytes: equal states have equal bytes
  // whatever ids the groups got. No two groups may have one name. Numbers are 8 bytes, the lowest first.
  std::string CanonicalBytes(const std::function<std::string_view(std::size_t)>& group_name) const;

 private:
  void MergeCell(std::uint64_t* cell, const std::uint64_t* other) const;

  std::size_t periods_, stride_, groups_ = 0;
  AggregateKind aggregate_;
  std::vector<std::uint64_t> cells_;
  std::vector<std::uint64_t> zero_ = std::vector<std::uint64_t>(stride_, 0);
};

}  // namespace slate::measure
