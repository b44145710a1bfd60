// Where writers put their text: a function that takes it piece by piece, so that a ledger of millions of rows is never one
// string. Pieces are about 64 KiB.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace slate::ledger {

using Sink = std::function<void(std::string_view)>;

class SinkBuffer {
 public:
  explicit SinkBuffer(const Sink& sink) : sink_(sink) {}
  ~SinkBuffer() { Flush(); }
  SinkBuffer(const SinkBuffer&) = delete;
  SinkBuffer& operator=(const SinkBuffer&) = delete;

  // Text appended here reaches the sink at the latest when the buffer dies.
  std::string& text() { return text_; }
  void FlushIfFull() {
    if (text_.size() >= kPieceBytes) Flush();
  }

 private:
  static constexpr std::size_t kPieceBytes = 1 << 16;
  void Flush();

  const Sink& sink_;
  std::string text_;
};

void AppendNumber(std::string& out, std::uint64_t number);
// `separated`: commas every three digits, for people.
std::string SeparatedNumber(std::uint64_t number);

}  // namespace slate::ledger
