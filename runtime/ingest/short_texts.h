// Texts of up to seven bytes in one word each, so that eight are looked up at once: a part of what a TextTable has met, namely what lies in the
// first of two places, or in the second. In: bytes. Out: the value they were converted to; that a text is not found says nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace slate::ingest {

class ShortTexts {
 public:
  static constexpr std::size_t kLongest = 7;
  static constexpr std::uint64_t kFactor = 0xBF58476D1CE4E5B9u;  // a key's place: the upper half of their product

  // A text's bytes with its size above them.
  struct Entry {
    std::uint64_t key = ~std::uint64_t{0};  // empty: no text has 255 bytes
    std::uint32_t value = 0;
  };

  explicit ShortTexts(std::size_t places = kFirst) : entries_(places) {}

  // `bytes`: of a text of at most kLongest, zeros behind them.
  void Insert(std::uint64_t bytes, std::size_t size, std::uint32_t value) {
    if (8 * (count_ + 1) > entries_.size() && entries_.size() < kMost) Grow();
    Put({bytes | static_cast<std::uint64_t>(size) << 56, value});
  }

  const Entry* entries() const { return entries_.data(); }
  std::size_t places() const { return entries_.size(); }

 private:
  static constexpr std::size_t kFirst = 1 << 10, kMost = 1 << 18;  // powers of two

  void Put(const Entry& entry) {
    const std::size_t pair = static_cast<std::size_t>((entry.key * kFactor) >> 32) & (entries_.size() - 2);
    for (std::size_t at = pair; at < pair + 2; ++at) {
      if (entries_[at].key != Entry().key) continue;
      entries_[at] = entry;
      ++count_;
      return;
    }
  }

  void Grow() {
    ShortTexts larger(4 * entries_.size());
    for (const Entry& entry : entries_) {
      if (entry.key != Entry().key) larger.Put(entry);
    }
    *this = std::move(larger);
  }

  std::vector<Entry> entries_;
  std::size_t count_ = 0;
};

}  // namespace slate::ingest
