#include "runtime/ingest/ndjson.h"

#include "runtime/ingest/ndjson_parser.h"
#include "runtime/ingest/reader.h"

namespace slate::ingest {
namespace {

class NdjsonFormat final : public Format {
 public:
  NdjsonFormat(const TableSpec& table, Lanes lanes) : table_(table), lanes_(lanes) {}

  std::size_t CompleteBytes(std::string_view text) const override { return text.rfind('\n') + 1; }  // npos + 1 is 0
  std::size_t EndOfRecords(std::string_view text, std::size_t limit, bool final) const override {
    const std::size_t line_break = text.find('\n', limit - 1);
    return line_break != std::string_view::npos ? line_break + 1 : final ? text.size() : 0;
  }
  void Begin(const Input&, const Block*, std::vector<InputError>&) override {}  // no header; an empty input holds no records
  std::unique_ptr<BlockParser> Parser() const override { return MakeNdjsonParser(table_, lanes_); }

 private:
  const TableSpec& table_;
  const Lanes lanes_;
};

}  // namespace

ReadResult ReadNdjson(const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink) {
  NdjsonFormat format(table, options.lanes);
  return Read(format, table, inputs, options, sink);
}

}  // namespace slate::ingest
