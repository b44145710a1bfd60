// The bytes of a block, grown without being cleared first. Behind the last byte lie kBlockPadding zeros that may be read, so that
// whoever reads several bytes at once need not look where the text ends.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace slate::ingest {

inline constexpr std::size_t kBlockPadding = 64;

class BlockText {
 public:
  char* data() { return bytes_.get() + begin_; }
  const char* data() const { return bytes_.get() + begin_; }
  std::size_t size() const { return size_; }
  std::string_view view() const { return {data(), size_}; }

  // Room for `count` bytes behind the text, for a reader to write to.
  char* Room(std::size_t count) {
    if (begin_ + size_ + count + kBlockPadding > capacity_) Move(std::max(size_ + count + kBlockPadding, 2 * capacity_));
    return data() + size_;
  }
  // The text ends at `size` bytes, all of them written.
  void SetSize(std::size_t size) {
    if (bytes_ == nullptr) Move(kBlockPadding);
    size_ = size;
    std::memset(data() + size_, 0, kBlockPadding);
  }
  void Clear() {
    begin_ = 0;
    SetSize(0);
  }
  // The text begins `count` bytes later, of which there are as many.
  void DropFront(std::size_t count) {
    begin_ += count;
    size_ -= count;
  }
  void Assign(std::string_view text) {
    begin_ = size_ = 0;
    if (!text.empty()) std::memcpy(Room(text.size()), text.data(), text.size());
    SetSize(text.size());
  }
  void Swap(BlockText& other) {
    std::swap(bytes_, other.bytes_);
    std::swap(begin_, other.begin_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

 private:
  void Move(std::size_t capacity) {
    std::unique_ptr<char[]> bytes(new char[capacity]);
    if (size_ > 0) std::memcpy(bytes.get(), data(), size_);
    bytes_ = std::move(bytes);
    begin_ = 0;
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t begin_ = 0, size_ = 0, capacity_ = 0;
};

}  // namespace slate::ingest
