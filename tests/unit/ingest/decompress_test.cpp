#include "runtime/ingest/decompress.h"

#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <thread>

#include "runtime/ingest/csv.h"

using namespace slate::ingest;

namespace {

std::string Gzip(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  out.resize(ZSTD_compress2(context, out.data(), out.size(), text.data(), text.size()));
  ZSTD_freeCCtx(context);
  return out;
}

struct Plain {
  std::string text, error;
};

// Through a pipe, as standard input comes: bytes may arrive in pieces.
Plain Decompress(const std::string& bytes, std::size_t piece = 4096) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  std::thread writer([&] {
    for (std::size_t at = 0; at < bytes.size();) {
      const ssize_t count = ::write(ends[1], bytes.data() + at, std::min<std::size_t>(bytes.size() - at, 1000));
      if (count <= 0) break;
      at += static_cast<std::size_t>(count);
    }
    ::close(ends[1]);
  });
  ByteSource source(ends[0]);
  Plain plain;
  for (;;) {
    std::string text(piece, '\0');
    const std::size_t count = source.Read(text.data(), text.size());
    plain.text.append(text, 0, count);
    if (count < text.size()) break;
  }
  plain.error = source.error();
  for (char rest[4096]; ::read(ends[0], rest, sizeof rest) > 0;) continue;
  writer.join();
  ::close(ends[0]);
  return plain;
}

std::string Lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "N" + std::to_string(i * 7919 % 100003) + ",line\n";
  return text;
}

}  // namespace

TEST_CASE("plain bytes pass through, however few") {
  for (const std::string& text : {std::string(), std::string("a"), std::string("\x1f"), std::string("("), std::string("abc"), Lines(5000)}) {
    CHECK(Decompress(text).text == text);
    CHECK(Decompress(text).error.empty());
  }
}

TEST_CASE("gzip members and Zstandard frames are one stream, for any size of reads") {
  const std::string text = Lines(20000), more = Lines(3);
  for (const std::size_t piece : {1u, 7u, 65536u}) {
    for (const std::string& bytes : {Gzip(text) + Gzip("") + Gzip(more), Gzip(text) + Gzip(more) + std::string(600, '\0'), Zstd(text) + Zstd("") + Zstd(more)}) {
      const Plain plain = Decompress(bytes, piece);
      CHECK(plain.error.empty());
      CHECK(plain.text == text + more);
    }
  }
  CHECK(Decompress(std::string("\x50\x2a\x4d\x18\x02\0\0\0xx", 10) + Zstd(more)).text == more);
}

TEST_CASE("a stream that expands a thousand times is handed out piece by piece") {
  const std::string text(50'000'000, 'x');
  CHECK(Decompress(Gzip(text), 1 << 20).text == text);
  CHECK(Decompress(Zstd(text), 1 << 20).text == text);
}

TEST_CASE("compressed data that is cut anywhere is refused") {
  const std::string text = Lines(200);
  for (const bool gzip : {true, false}) {
    const std::string bytes = gzip ? Gzip(text) : Zstd(text);
    for (std::size_t length = 2; length < bytes.size(); ++length) {
      REQUIRE(Decompress(bytes.substr(0, length)).error == (gzip ? "is cut short: its gzip data ends in the middle" : "is cut short: its Zstandard data ends in the middle"));
    }
  }
}

TEST_CASE("compressed data that does not check, or is followed by something else, is refused") {
  const std::string text = Lines(200);
  std::string gzip = Gzip(text), zstd = Zstd(text);
  CHECK(Decompress(gzip + "order").error == "is damaged: something other than gzip data follows its gzip data");
  CHECK(Decompress(gzip + std::string(9, '\0') + Gzip(text)).error == "is damaged: something other than gzip data follows its gzip data");
  CHECK(Decompress(zstd + "order").error.starts_with("is damaged: its Zstandard data can't be decompressed ("));
  gzip[gzip.size() - 6] ^= 1;
  zstd[zstd.size() - 2] ^= 1;
  CHECK(Decompress(gzip).error == "is damaged: its gzip data can't be decompressed (incorrect data check)");
  CHECK(Decompress(zstd).error.starts_with("is damaged: its Zstandard data can't be decompressed ("));
}

TEST_CASE("a compressed table is read like a plain one, and a cut one settles nothing") {
  TableSpec table;
  table.event = "delivery";
  table.columns.resize(1);
  table.columns[0].field = table.columns[0].source = "order";
  table.columns[0].dictionary = std::make_shared<Dictionary>();
  const std::string text = "order,x\n" + Lines(2000);
  for (std::string bytes : {text, Gzip(text), Zstd(text)}) {
    for (const bool cut : {false, true}) {
      if (cut) bytes.resize(bytes.size() - 3);
      std::FILE* file = std::tmpfile();
      std::fwrite(bytes.data(), 1, bytes.size(), file);
      std::rewind(file);
      const ReadResult result = ReadCsv(table, {{"x.csv", ::fileno(file)}}, {.threads = 2, .block_bytes = 512}, [](int, const slate::abi::Batch&, const RowOrigin*) {});
      std::fclose(file);
      const bool refused = cut && bytes[0] != 'o';
      REQUIRE(result.errors.size() == (refused ? 1u : 0u));
      if (refused) CHECK(result.errors[0].message.starts_with("is cut short"));
      else CHECK(result.report.delivered == 2000);
    }
  }
}
