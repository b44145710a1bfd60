#include "runtime/ingest/block_source.h"

#include <algorithm>

#include "runtime/ingest/csv.h"
#include "runtime/ingest/record.h"

namespace slate::ingest {
namespace {

// A file without a line break for this long is no CSV; growing further would only exhaust memory.
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

std::size_t BlockSource::CompleteBytes(const std::string& text) const {
  if (text.find('"') == std::string::npos) {
    const std::size_t last = text.rfind('\n');
    return last == std::string::npos ? 0 : last + 1;
  }
  const char* begin = text.data();
  const char* end = begin + text.size();
  const char* at = begin;
  while (at != end) {
    const Record record = ReadRecord(at, end, delimiter_, false, nullptr);
    // A malformed record's first line may itself reach past the block: it is not complete before its line break is seen.
    if (record.kind == Record::Kind::incomplete || (record.next == end && end[-1] != '\n')) break;
    at = record.next;
  }
  return static_cast<std::size_t>(at - begin);
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
    complete = CompleteBytes(block.text);
    if (complete == 0 && block.text.size() > kMaxBlockBytes) {
      error_ = "has no line break in 256 MiB: this is no CSV file";
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
