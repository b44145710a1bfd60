#include "runtime/ingest/decompress.h"

#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
#include <string_view>
#include <vector>

namespace slate::ingest {
namespace {

constexpr std::size_t kCompressedBytes = 256 << 10;  // read at once; memory stays at this and the decoder's window

constexpr std::string_view kGzip = "\x1f\x8b";
constexpr std::string_view kZstd = "\x28\xb5\x2f\xfd";
// A skippable frame may come first: its last three bytes of four are fixed, and the first has sixteen values.
constexpr std::string_view kZstdSkippable = "\x2a\x4d\x18";

// Neither begins like a text, so a few bytes of a cut file are recognized, too.
bool IsGzip(std::string_view first) { return first.substr(0, 2) == kGzip; }
bool IsZstd(std::string_view first) {
  if (first.size() >= 2 && kZstd.starts_with(first)) return true;
  return first.size() == 4 && (static_cast<unsigned char>(first[0]) & 0xF0) == 0x50 && first.substr(1) == kZstdSkippable;
}

}  // namespace

bool IsCompressed(std::string_view first) { return IsGzip(first) || IsZstd(first); }

// Compressed bytes in, plain bytes out.
class Decoder {
 public:
  using Refill = std::function<std::size_t(char* to, std::size_t size)>;

  explicit Decoder(Refill refill) : refill_(std::move(refill)), compressed_(kCompressedBytes) {}
  virtual ~Decoder() = default;
  virtual std::size_t Read(char* to, std::size_t size, std::string& error) = 0;

 protected:
  std::size_t Fill() { return refill_(compressed_.data(), compressed_.size()); }
  const char* compressed() const { return compressed_.data(); }

 private:
  Refill refill_;
  std::vector<char> compressed_;
};

namespace {

class GzipDecoder final : public Decoder {
 public:
  explicit GzipDecoder(Refill refill) : Decoder(std::move(refill)) { ready_ = ::inflateInit2(&stream_, MAX_WBITS + 16) == Z_OK; }
  ~GzipDecoder() override { ::inflateEnd(&stream_); }

  std::size_t Read(char* to, std::size_t size, std::string& error) override {
    if (!ready_) {
      error = "can't be decompressed: there is no memory for it";
      return 0;
    }
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(size, 1u << 30));
    const std::size_t wanted = stream_.avail_out;
    while (stream_.avail_out > 0 && error.empty()) {
      if (stream_.avail_in == 0 && !held_back_) {
        stream_.avail_in = static_cast<uInt>(Fill());
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed()));
        if (stream_.avail_in == 0) {
          if (!between_members_) error = "is cut short: its gzip data ends in the middle";
          break;
        }
      }
      if (between_members_ && !NextMember(error)) continue;
      const int status = ::inflate(&stream_, Z_NO_FLUSH);
      between_members_ = status == Z_STREAM_END;
      held_back_ = stream_.avail_out == 0 && !between_members_;
      if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
        error = fmt::format("is damaged: its gzip data can't be decompressed ({})", stream_.msg != nullptr ? stream_.msg : ::zError(status));
      }
    }
    return wanted - stream_.avail_out;
  }

 private:
  // True at the first byte of a member; false: more bytes are needed, or nothing of gzip's may follow.
  bool NextMember(std::string& error) {
    for (; stream_.avail_in > 0 && *stream_.next_in == 0; ++stream_.next_in, --stream_.avail_in) padded_ = true;
    if (stream_.avail_in == 0) return false;
    if (padded_ || (!first_ && *stream_.next_in != 0x1f)) {
      error = "is damaged: something other than gzip data follows its gzip data";
      return false;
    }
    ::inflateReset(&stream_);
    first_ = false;
    between_members_ = false;
    return true;
  }

  z_stream stream_{};
  bool ready_ = false, first_ = true, between_members_ = true, padded_ = false;
  bool held_back_ = false;  // the decoder may hold bytes that did not fit
};

class ZstdDecoder final : public Decoder {
 public:
  explicit ZstdDecoder(Refill refill) : Decoder(std::move(refill)), context_(::ZSTD_createDCtx()) {}
  ~ZstdDecoder() override { ::ZSTD_freeDCtx(context_); }

  std::size_t Read(char* to, std::size_t size, std::string& error) override {
    if (context_ == nullptr) {
      error = "can't be decompressed: there is no memory for it";
      return 0;
    }
    ZSTD_outBuffer out{to, size, 0};
    while (out.pos < out.size && error.empty()) {
      if (in_.pos == in_.size && !held_back_) {
        in_ = {compressed(), Fill(), 0};
        if (in_.size == 0) {
          if (!between_frames_) error = "is cut short: its Zstandard data ends in the middle";
          break;
        }
      }
      const std::size_t status = ::ZSTD_decompressStream(context_, &out, &in_);
      if (::ZSTD_isError(status) != 0) error = fmt::format("is damaged: its Zstandard data can't be decompressed ({})", ::ZSTD_getErrorName(status));
      between_frames_ = status == 0;
      held_back_ = out.pos == out.size && !between_frames_;
    }
    return out.pos;
  }

 private:
  ZSTD_DCtx* context_;  // windows over 128 MiB are refused by default, which bounds memory
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool between_frames_ = true;
  bool held_back_ = false;  // the decoder may hold bytes that did not fit
};

}  // namespace

ByteSource::ByteSource(int fd) : fd_(fd) {}
ByteSource::~ByteSource() = default;

std::size_t ByteSource::Read(char* to, std::size_t size) {
  if (!begun_) Begin();
  if (!error_.empty()) return 0;
  if (decoder_ == nullptr) return ReadPlain(to, size);
  std::string error;
  const std::size_t count = decoder_->Read(to, size, error);
  if (error_.empty()) error_ = std::move(error);  // a read error explains why the data ends
  return count;
}

void ByteSource::Begin() {
  begun_ = true;
  std::string first(kZstd.size(), '\0');
  first.resize(ReadPlain(first.data(), first.size()));
  first_ = std::move(first);
  const auto refill = [this](char* to, std::size_t size) { return ReadPlain(to, size); };
  if (IsGzip(first_)) decoder_ = std::make_unique<GzipDecoder>(refill);
  else if (IsZstd(first_)) decoder_ = std::make_unique<ZstdDecoder>(refill);
}

std::size_t ByteSource::ReadPlain(char* to, std::size_t size) {
  std::size_t filled = std::min(size, first_.size());
  std::memcpy(to, first_.data(), filled);
  first_.erase(0, filled);
  while (filled < size) {
    const ssize_t count = ::read(fd_, to + filled, size - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) error_ = fmt::format("can't be read: {}", std::strerror(errno));
    if (count <= 0) break;
    filled += static_cast<std::size_t>(count);
  }
  return filled;
}

}  // namespace slate::ingest
