// One line of NDJSON to the texts of its wanted members. The only user of simdjson.
// In: a line, followed by kJsonPadding readable bytes. Out: a Member for each column, or why the line is none.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/ingest/table.h"

namespace slate::ingest {

inline constexpr std::size_t kJsonPadding = 64;

struct Member {
  enum class Kind : std::uint8_t { missing, text, number, object, array, inside_no_object } kind = Kind::missing;
  std::string_view text;     // text, number: valid until the next line is read
  const char* at = nullptr;  // where it stands in the line
};

// RFC 8259.
bool IsJsonNumber(std::string_view token);
bool IsJsonText(std::string_view bytes);  // UTF-8

class JsonLine {
 public:
  JsonLine(const TableSpec& table, std::size_t most_bytes);
  ~JsonLine();

  // False: the line does not count; problem() says why, and problem_at() where (null: unknown).
  bool Read(const char* begin, const char* end);
  const std::vector<Member>& members() const { return members_; }  // by column of the table
  const std::string& problem() const { return problem_; }
  const char* problem_at() const { return problem_at_; }

  // The names that lead to columns, as a tree: node 0 is the line's own object.
  struct Node {
    std::vector<std::pair<std::string, std::uint32_t>> inner;
    std::vector<std::uint32_t> columns;
  };
  static constexpr std::uint32_t kNowhere = 0xffffffff;
  const Node& At(std::uint32_t node) const { return nodes_[node]; }
  std::uint32_t Find(std::uint32_t node, std::string_view key) const;

 private:
  struct Parser;
  struct Walk;
  static constexpr std::size_t kMostDepth = 64;

  bool Fail(std::string problem, const char* at);

  std::vector<Node> nodes_;
  std::vector<Member> members_;
  std::array<std::vector<std::string_view>, kMostDepth + 1> keys_;  // of the objects being read, by depth
  std::string problem_;
  const char* problem_at_ = nullptr;
  std::unique_ptr<Parser> parser_;
};

}  // namespace slate::ingest
