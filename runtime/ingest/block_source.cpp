#include "runtime/ingest/block_source.h"

#include "runtime/ingest/structure.h"

namespace slate::ingest {
bool BlockSource::Fill(BlockText& text) {
  const std::size_t filled = bytes_.Read(text.Room(block_bytes_), block_bytes_);
  error_ = bytes_.error();
  text.SetSize(text.size() + filled);
  return filled == block_bytes_ && error_.empty();
}

bool BlockSource::Next(Block& block) {
  if (ended_) return false;
  block.text.Swap(carry_);
  carry_.SetSize(0);
  std::size_t complete = 0;
  while (complete == 0) {
    if (!Fill(block.text)) {
      ended_ = true;
      if (!error_.empty()) return false;
      complete = block.text.size();
      break;
    }
    // The byte order mark is no part of the first record, whose quotes count from behind it.
    const std::size_t mark = order_ == 0 && block.text.view().starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    complete = complete_bytes_(block.text.view().substr(mark));
    if (complete != 0) complete += mark;
    if (complete == 0 && block.text.size() > kMaxBlockBytes) {
      error_ = kNoRecords;
      ended_ = true;
      return false;
    }
  }
  carry_.Assign(block.text.view().substr(complete));
  block.text.SetSize(complete);
  block.final = ended_;
  block.order = order_++;
  block.first_line = line_;
  line_ += CountBreaks(block.text.data(), complete);
  return complete != 0;
}

}  // namespace slate::ingest
