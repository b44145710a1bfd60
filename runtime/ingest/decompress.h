// The bytes of an open input, decompressed as a stream where its first bytes say so. In: a file descriptor. Out: plain bytes.
// gzip: members one after the other, zeros behind the last (as tape tools leave them) are no data. Zstandard: frames one after
// the other. Anything that ends early or does not check is an error: half a file must not settle anything.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace slate::ingest {

// Whether an input that begins with these bytes, at most four, is decompressed.
bool IsCompressed(std::string_view first);

class Decoder;

class ByteSource {
 public:
  explicit ByteSource(int fd);
  ~ByteSource();
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  // Up to `size` bytes; fewer only at the end or after an error.
  std::size_t Read(char* to, std::size_t size);
  const std::string& error() const { return error_; }

 private:
  void Begin();  // looks at the first bytes and chooses the decoder
  std::size_t ReadPlain(char* to, std::size_t size);

  int fd_;
  bool begun_ = false;
  std::string first_;  // bytes looked at and not yet handed out
  std::unique_ptr<Decoder> decoder_;
  std::string error_;
};

}  // namespace slate::ingest
