// Many lists of values that grow at their ends, as those of cells do while rows come in any order. In: which list, and a value. Out: each
// list's values, in no order. A list is chunks that double up to a bound, so that a value is written once and never moved; memory is 8 bytes
// a value, and at most as much again where lists are short.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace slate::measure {

class ValueLists {
 public:
  ValueLists() = default;
  ValueLists(ValueLists&&) = default;
  ValueLists& operator=(ValueLists&&) = default;
  ValueLists(const ValueLists& other);
  ValueLists& operator=(const ValueLists&) = delete;

  std::size_t size() const { return lists_.size(); }  // lists; those behind are empty
  void Resize(std::size_t lists) { lists_.resize(lists); }
  void Add(std::size_t list, std::int64_t value) {
    List& to = lists_[list];
    if (to.at == reinterpret_cast<std::int64_t*>(to.newest)) Grow(to);
    *to.at++ = value;
  }
  // Appends the lists of `other` to those of the same places.
  void Merge(ValueLists&& other);
  // Puts the values of a list behind those that `values` holds.
  void AppendTo(std::vector<std::int64_t>& values, std::size_t list) const;
  bool Empty(std::size_t list) const { return list >= lists_.size() || lists_[list].newest == nullptr; }

 private:
  // Stands behind the values of a chunk.
  struct Chunk {
    Chunk* before;
    std::uint32_t capacity, used;  // `used` of all but the newest
  };
  struct List {
    std::int64_t* at = nullptr;  // in the newest chunk, where the next value comes
    Chunk* newest = nullptr;
  };
  // Memory that chunks are cut from; freed together.
  struct Free {
    void operator()(std::byte* block) const;
  };

  static std::int64_t* ValuesOf(Chunk* chunk) { return reinterpret_cast<std::int64_t*>(chunk) - chunk->capacity; }
  static void Close(const List& list) { list.newest->used = static_cast<std::uint32_t>(list.at - ValuesOf(list.newest)); }
  void Grow(List& list);
  std::byte* Cut(std::size_t bytes);

  std::vector<List> lists_;
  std::vector<std::unique_ptr<std::byte, Free>> blocks_;
  std::byte* free_ = nullptr;  // what is left of the last block
  std::size_t left_ = 0, next_block_ = 4096;
};

}  // namespace slate::measure
