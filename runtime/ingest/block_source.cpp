#include "runtime/ingest/block_source.h"

#include <algorithm>

namespace slate::ingest {
namespace {

// A file without a line break for this long holds no records; growing further would only exhaust memory.
constexpr std::size_t kMaxBlockBytes = std::size_t{256} << 20;

}  // namespace

bool BlockSource::Fill(std::string& text) {
  const std::size_t before = text.size();
  text.resize(before + block_bytes_);
  const std::size_t filled = bytes_.Read(text.data() + before, block_bytes_);
  error_ = bytes_.error();
  text.resize(before + filled);
  return filled == block_bytes_ && error_.empty();
}

bool BlockSource::Next(Block& block) {
  if (ended_) return false;
  block.text.swap(carry_);
  carry_.clear();
  std::size_t complete = 0;
  while (complete == 0) {
    if (!Fill(block.text)) {
      if (!error_.empty()) {
        ended_ = true;
        return false;
      }
      ended_ = true;
      complete = block.text.size();
      break;
    }
    complete = complete_bytes_(block.text);
    if (complete == 0 && block.text.size() > kMaxBlockBytes) {
      error_ = "has no line break in 256 MiB: these are no records";
      ended_ = true;
      return false;
    }
  }
  carry_.assign(block.text, complete);
  block.text.resize(complete);
  block.final = ended_;
  block.order = order_++;
  block.first_line = line_;
  line_ += static_cast<std::uint64_t>(std::count(block.text.begin(), block.text.end(), '\n'));
  return !block.text.empty();
}

}  // namespace slate::ingest
