#include "runtime/ingest/file_blocks.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace slate::ingest {
namespace {

// Behind each stretch, so that the end of its last record is seldom looked for with a second read.
constexpr std::size_t kBehind = 4096;

// Bytes from a place in a file on; fewer at its end, or where `error` is set.
std::size_t ReadAt(int fd, char* to, std::size_t size, std::uint64_t place, int& error) {
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t count = ::pread(fd, to + filled, size - filled, static_cast<off_t>(place + filled));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) error = errno;
    if (count <= 0) break;
    filled += static_cast<std::size_t>(count);
  }
  return filled;
}

}  // namespace

FileBlocks::FileBlocks(int fd, EndOfRecords end_of_records, std::size_t block_bytes) : fd_(fd), end_of_records_(std::move(end_of_records)), block_bytes_(block_bytes) {
  struct stat status;
  const off_t base = ::lseek(fd, 0, SEEK_CUR);
  if (base < 0 || ::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size <= base) return;
  char first[4];
  int error = 0;
  const std::size_t count = ReadAt(fd, first, sizeof first, static_cast<std::uint64_t>(base), error);
  if (count == 0 || error != 0 || IsCompressed({first, count})) return;
  base_ = static_cast<std::uint64_t>(base);
  size_ = static_cast<std::uint64_t>(status.st_size - base);
}

bool FileBlocks::Next(Block& block) {
  for (;;) {
    Stretch stretch;
    {
      const std::scoped_lock lock(mutex_);
      if (failed_ || next_ == count()) return false;
      block.order = next_++;
    }
    stretch.first = block.order * block_bytes_;
    stretch.last = stretch.first + block_bytes_;
    stretch.place = stretch.first - (block.order == 0 ? 0 : 1);  // a record begins behind a line break, which may be the byte before
    block.text.Clear();
    if (!Read(stretch, block.text, block_bytes_ + std::min(kBehind, block_bytes_ / 4) + 1)) return false;
    const std::size_t line_break = block.order == 0 ? 0 : block.text.view().find('\n');
    const bool supposed = line_break != std::string_view::npos;
    if (supposed) {
      stretch.begin = stretch.place + line_break + (block.order == 0 ? 0 : 1);
      if (stretch.begin < stretch.last && !FindEnd(stretch, block.text)) return false;
    }

    std::unique_lock lock(mutex_);
    told_.wait(lock, [&] { return failed_ || known_ == block.order; });
    if (failed_) return false;
    const std::uint64_t begin = begin_;
    if (begin >= stretch.last || begin < stretch.place || begin >= stretch.place + block.text.size()) {
      stretch.begin = stretch.end = begin;  // a record of a stretch before spans this one; or the file has become shorter
    } else if (!supposed || stretch.begin != begin || stretch.end == 0) {
      lock.unlock();
      stretch.begin = begin;
      if (!FindEnd(stretch, block.text)) return false;
      lock.lock();
    }
    begin_ = stretch.end;
    known_ = block.order + 1;
    lock.unlock();
    told_.notify_all();
    if (stretch.begin == stretch.end) continue;
    block.final = stretch.final && stretch.end == stretch.place + block.text.size();
    block.text.DropFront(stretch.begin - stretch.place);
    block.text.SetSize(stretch.end - stretch.begin);
    block.first_line = 1;
    return true;
  }
}

// The byte order mark is no part of the first record, whose quotes count from behind it.
bool FileBlocks::FindEnd(Stretch& stretch, BlockText& text) {
  for (;;) {
    std::string_view records = text.view().substr(stretch.begin - stretch.place);
    std::uint64_t begin = stretch.begin;
    if (begin == 0 && records.starts_with(kByteOrderMark)) {
      records.remove_prefix(kByteOrderMark.size());
      begin = kByteOrderMark.size();
      if (stretch.last <= begin) stretch.last = begin + 1;
    }
    const std::size_t bytes = records.empty() ? 0 : end_of_records_(records, stretch.last - begin, stretch.final);
    stretch.end = bytes == 0 && !stretch.final ? 0 : begin + bytes;
    if (stretch.end != 0 || stretch.final) return true;
    if (records.size() > kMaxBlockBytes + block_bytes_) return Fail(kNoRecords);
    if (!Read(stretch, text, std::max(block_bytes_, text.size()))) return false;
  }
}

bool FileBlocks::Read(Stretch& stretch, BlockText& text, std::size_t bytes) {
  const std::uint64_t place = stretch.place + text.size();
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, size_ - std::min(size_, place)));
  int error = 0;
  const std::size_t filled = ReadAt(fd_, text.Room(wanted), wanted, base_ + place, error);
  if (error != 0) return Fail(fmt::format("can't be read: {}", std::strerror(error)));
  text.SetSize(text.size() + filled);
  stretch.final = filled < wanted || place + filled >= size_;
  return true;
}

bool FileBlocks::Fail(std::string problem) {
  {
    const std::scoped_lock lock(mutex_);
    if (!failed_) error_ = std::move(problem);
    failed_ = true;
  }
  told_.notify_all();
  return false;
}

}  // namespace slate::ingest
