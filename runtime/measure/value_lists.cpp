#include "runtime/measure/value_lists.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "runtime/measure/pages.h"

namespace slate::measure {
namespace {

constexpr std::uint32_t kFirstChunk = 2, kLargestChunk = 64;  // values
constexpr std::size_t kLargestBlock = std::size_t{4} << 20;

}  // namespace

void ValueLists::Free::operator()(std::byte* block) const { std::free(block); }

ValueLists::ValueLists(const ValueLists& other) {
  Resize(other.size());
  std::vector<std::int64_t> values;
  for (std::size_t list = 0; list < other.size(); ++list) {
    values.clear();
    other.AppendTo(values, list);
    for (const std::int64_t value : values) Add(list, value);
  }
}

// Small contracts keep few values, large ones many: blocks grow.
std::byte* ValueLists::Cut(std::size_t bytes) {
  if (left_ < bytes) {
    free_ = blocks_.emplace_back(static_cast<std::byte*>(AllocatePages(next_block_))).get();
    left_ = next_block_;
    next_block_ = std::min(2 * next_block_, kLargestBlock);
  }
  std::byte* cut = free_;
  free_ += bytes;
  left_ -= bytes;
  return cut;
}

void ValueLists::Grow(List& list) {
  if (list.newest != nullptr) Close(list);
  const std::uint32_t capacity = list.newest == nullptr ? kFirstChunk : std::min(2 * list.newest->capacity, kLargestChunk);
  std::byte* cut = Cut(capacity * sizeof(std::int64_t) + sizeof(Chunk));
  list.at = reinterpret_cast<std::int64_t*>(cut);
  list.newest = new (cut + capacity * sizeof(std::int64_t)) Chunk{list.newest, capacity, 0};
}

void ValueLists::Merge(ValueLists&& other) {
  if (size() < other.size()) Resize(other.size());
  for (std::size_t i = 0; i < other.size(); ++i) {
    const List& more = other.lists_[i];
    if (more.newest == nullptr) continue;
    if (lists_[i].newest != nullptr) {
      Close(lists_[i]);
      Chunk* oldest = more.newest;
      while (oldest->before != nullptr) oldest = oldest->before;
      oldest->before = lists_[i].newest;
    }
    lists_[i] = more;
  }
  std::move(other.blocks_.begin(), other.blocks_.end(), std::back_inserter(blocks_));
  other = ValueLists();
}

void ValueLists::AppendTo(std::vector<std::int64_t>& values, std::size_t list) const {
  if (Empty(list)) return;
  const List& from = lists_[list];
  Close(from);
  std::size_t count = 0;
  for (const Chunk* chunk = from.newest; chunk != nullptr; chunk = chunk->before) count += chunk->used;
  values.reserve(values.size() + count);
  for (Chunk* chunk = from.newest; chunk != nullptr; chunk = chunk->before) values.insert(values.end(), ValuesOf(chunk), ValuesOf(chunk) + chunk->used);
}

}  // namespace slate::measure
