// What the short texts of a column were converted to, by their bytes as they stand in the file: texts of up to 16 bytes, found in one
// pair of places, seldom in a later one. In: bytes. Out: the value and whether it is recorded, if the same bytes were converted before.
// Open addressing; grows until 100,000 groups fit, and where there are more begins anew, or gives up if texts hardly repeat.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "runtime/ingest/swar.h"

namespace slate::ingest {

class TextTable {
 public:
  static constexpr std::size_t kLongest = 16;

  // The bytes of a text, zeros behind them.
  struct Key {
    std::uint64_t low = 0, high = 0;
    std::uint32_t size = 0;
    // In one comparison: a branch for each word would guess more often, and wrongly.
    friend bool operator==(const Key& a, const Key& b) { return ((a.low ^ b.low) | (a.high ^ b.high) | (a.size ^ b.size)) == 0; }
  };
  struct Entry {
    Key key{0, 0, UINT32_MAX};  // no text is as long: an empty place
    std::uint32_t value = 0;
    std::uint8_t recorded = 0;
  };

  TextTable() : entries_(kFirst) {}

  // `size` is at most kLongest; reads 16 bytes.
  static Key KeyOf(const char* text, std::size_t size) {
    const std::uint64_t low = swar::Load(text), high = swar::Load(text + 8);
    return {swar::First(low, size), size > 8 ? swar::First(high, size - 8) : 0, static_cast<std::uint32_t>(size)};
  }

  // Null: not met, or forgotten.
  const Entry* Find(const Key& key) const {
    for (std::size_t at = Place(key);; at = (at + 2) & (entries_.size() - 1)) {
      const Entry* pair = &entries_[at];
      const Entry& entry = pair[pair[1].key == key ? 1 : 0];  // chosen without a branch: which of the two can't be foretold
      if (entry.key == key) return &entry;
      if (pair[1].key.size == UINT32_MAX) return nullptr;
    }
  }

  // `looked_up`: how many texts were looked up since the last call that grew or forgot. The key must not be in the table.
  void Insert(const Entry& entry, std::uint64_t looked_up) {
    if (closed_) return;
    if (4 * (count_ + 1) > entries_.size()) MakeRoom(looked_up);
    if (!closed_) Put(entry);
  }

 private:
  static constexpr std::size_t kFirst = 1 << 10, kMost = 1 << 20;

  std::size_t Place(const Key& key) const {
    const std::uint64_t mixed = (key.low ^ (key.high * 0x9E3779B97F4A7C15u) ^ key.size) * 0xBF58476D1CE4E5B9u;
    return static_cast<std::size_t>(mixed >> 32) & (entries_.size() - 2);
  }

  void Put(const Entry& entry) {
    std::size_t at = Place(entry.key);  // the first of a pair, which is filled from there
    while (entries_[at].key.size != UINT32_MAX) at = (at + 1) & (entries_.size() - 1);
    entries_[at] = entry;
    ++count_;
  }

  void MakeRoom(std::uint64_t looked_up) {
    const bool repeat = looked_up - looked_up_ > entries_.size() / 2;  // each text was met twice and more
    looked_up_ = looked_up;
    const std::vector<Entry> before = std::move(entries_);
    count_ = 0;
    if (before.size() >= kMost) {
      closed_ = !repeat;
      entries_ = std::vector<Entry>(closed_ ? 2 : kMost);
      return;
    }
    entries_ = std::vector<Entry>(4 * before.size());
    for (const Entry& entry : before) {
      if (entry.key.size != UINT32_MAX) Put(entry);
    }
  }

  std::vector<Entry> entries_;  // a power of two, in pairs; at most a quarter is taken
  std::size_t count_ = 0;
  std::uint64_t looked_up_ = 0;
  bool closed_ = false;  // texts do not repeat: none is kept
};

}  // namespace slate::ingest
