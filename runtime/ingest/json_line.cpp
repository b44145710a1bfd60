#include "runtime/ingest/json_line.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

namespace slate::ingest {

namespace json = simdjson::ondemand;

static_assert(kJsonPadding >= simdjson::SIMDJSON_PADDING);

namespace {

std::string_view Trimmed(std::string_view token) {
  while (!token.empty() && (token.back() == ' ' || token.back() == '\t' || token.back() == '\r' || token.back() == '\n')) token.remove_suffix(1);
  return token;
}

std::string_view Reason(simdjson::error_code error) {
  switch (error) {
    case simdjson::UTF8_ERROR: return "the line is not UTF-8";
    case simdjson::UNESCAPED_CHARS: return "a text holds a control character that is not escaped";
    case simdjson::UNCLOSED_STRING: return "a text is never closed";
    case simdjson::STRING_ERROR: return "a text holds a `\\` that escapes nothing";
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT: return "an object or array is never closed";
    case simdjson::MEMALLOC: return "there is no memory to read the line";
    default: return "the line is not JSON: a comma, colon, quote or bracket is missing or misplaced";
  }
}

}  // namespace

// -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?
bool IsJsonNumber(std::string_view token) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t first = i;
    while (i < token.size() && token[i] >= '0' && token[i] <= '9') ++i;
    return i > first;
  };
  if (i < token.size() && token[i] == '-') ++i;
  if (i < token.size() && token[i] == '0') ++i;
  else if (!digits()) return false;
  if (i < token.size() && token[i] == '.' && (++i, !digits())) return false;
  if (i < token.size() && (token[i] == 'e' || token[i] == 'E')) {
    ++i;
    if (i < token.size() && (token[i] == '+' || token[i] == '-')) ++i;
    if (!digits()) return false;
  }
  return i == token.size();
}

bool IsJsonText(std::string_view bytes) { return simdjson::validate_utf8(bytes.data(), bytes.size()); }

struct JsonLine::Parser {
  json::parser parser;
};

// One pass over the whole line, so that what no column wants is validated, too. Simdjson's own skipping does not look inside.
struct JsonLine::Walk {
  JsonLine& line;
  json::document& document;

  bool Fail(simdjson::error_code error) {
    const char* at = nullptr;
    if (document.current_location().get(at) != simdjson::SUCCESS) at = nullptr;
    return line.Fail(std::string(Reason(error)), at);
  }

  bool Object(json::object object, std::uint32_t node, std::size_t depth) {
    if (depth > kMostDepth) return line.Fail(fmt::format("objects and arrays are nested more than {} deep", kMostDepth), nullptr);
    std::vector<std::string_view>& keys = line.keys_[depth];
    keys.clear();
    for (auto entry : object) {
      json::field field;
      if (const auto error = std::move(entry).get(field)) return Fail(error);
      std::string_view key;
      if (const auto error = field.unescaped_key().get(key)) return Fail(error);
      keys.push_back(key);
      if (!Value(field.value(), line.Find(node, key), depth)) return false;
    }
    if (keys.size() > 1) {
      std::sort(keys.begin(), keys.end());
      const auto twice = std::adjacent_find(keys.begin(), keys.end());
      if (twice != keys.end()) return line.Fail(fmt::format("the key `{}` stands twice in one object", twice->substr(0, 100)), nullptr);
    }
    return true;
  }

  bool Array(json::array array, std::size_t depth) {
    if (depth > kMostDepth) return line.Fail(fmt::format("objects and arrays are nested more than {} deep", kMostDepth), nullptr);
    for (auto entry : array) {
      json::value value;
      if (const auto error = std::move(entry).get(value)) return Fail(error);
      if (!Value(value, kNowhere, depth)) return false;
    }
    return true;
  }

  bool Value(json::value value, std::uint32_t node, std::size_t depth) {
    const char* at = nullptr;
    if (value.current_location().get(at) != simdjson::SUCCESS) at = nullptr;
    json::json_type type;
    if (const auto error = value.type().get(type)) return line.Fail("the line is not JSON: a value is missing or is none", at);
    switch (type) {
      case json::json_type::object: {
        json::object object;
        if (const auto error = value.get_object().get(object)) return Fail(error);
        Keep(node, {Member::Kind::object, {}, at});
        return Object(object, node, depth + 1);
      }
      case json::json_type::array: {
        json::array array;
        if (const auto error = value.get_array().get(array)) return Fail(error);
        Keep(node, {Member::Kind::array, {}, at});
        KeepInner(node, at);
        return Array(array, depth + 1);
      }
      case json::json_type::string: {
        std::string_view text;
        if (const auto error = value.get_string().get(text)) return line.Fail(std::string(Reason(error)), at);
        Keep(node, {Member::Kind::text, text, at});
        KeepInner(node, at);
        return true;
      }
      default: break;
    }
    const std::string_view token = Trimmed(value.raw_json_token());
    if (token == "null") return true;  // as if it were absent
    const bool boolean = token == "true" || token == "false";
    if (!boolean && !IsJsonNumber(token)) return line.Fail(fmt::format("`{}` is no JSON value", token.substr(0, 100)), at);
    Keep(node, {boolean ? Member::Kind::text : Member::Kind::number, token, at});
    KeepInner(node, at);
    return true;
  }

  void Keep(std::uint32_t node, const Member& member) {
    if (node == kNowhere) return;
    for (const std::uint32_t column : line.nodes_[node].columns) line.members_[column] = member;
  }
  // Names that lead on from something that is no object.
  void KeepInner(std::uint32_t node, const char* at) {
    if (node == kNowhere) return;
    for (const auto& [name, inner] : line.nodes_[node].inner) {
      Keep(inner, {Member::Kind::inside_no_object, {}, at});
      KeepInner(inner, at);
    }
  }
};

JsonLine::JsonLine(const TableSpec& table, std::size_t most_bytes) : nodes_(1), members_(table.columns.size()), parser_(std::make_unique<Parser>()) {
  // Room at once, so that it does not grow line by line; should there be none, the first line says so.
  if (parser_->parser.allocate(most_bytes) != simdjson::SUCCESS) parser_ = std::make_unique<Parser>();
  for (std::uint32_t column = 0; column < table.columns.size(); ++column) {
    std::string_view rest = table.columns[column].source;
    std::uint32_t node = 0;
    for (bool last = false; !last;) {
      const std::size_t dot = rest.find('.');
      last = dot == std::string_view::npos;
      const std::string_view name = rest.substr(0, dot);
      std::uint32_t inner = Find(node, name);
      if (inner == kNowhere) {
        inner = static_cast<std::uint32_t>(nodes_.size());
        nodes_.emplace_back();
        nodes_[node].inner.emplace_back(name, inner);
      }
      node = inner;
      if (!last) rest.remove_prefix(dot + 1);
    }
    nodes_[node].columns.push_back(column);
  }
}

JsonLine::~JsonLine() = default;

std::uint32_t JsonLine::Find(std::uint32_t node, std::string_view key) const {
  if (node == kNowhere) return kNowhere;
  for (const auto& [name, inner] : nodes_[node].inner) {
    if (name == key) return inner;
  }
  return kNowhere;
}

bool JsonLine::Fail(std::string problem, const char* at) {
  problem_ = std::move(problem);
  problem_at_ = at;
  return false;
}

bool JsonLine::Read(const char* begin, const char* end) {
  std::fill(members_.begin(), members_.end(), Member{});
  const std::size_t length = static_cast<std::size_t>(end - begin);
  json::document document;
  if (const auto error = parser_->parser.iterate(begin, length, length + kJsonPadding).get(document)) return Fail(std::string(Reason(error)), nullptr);
  json::json_type type;
  if (document.type().get(type) != simdjson::SUCCESS || type != json::json_type::object) return Fail("the line is no JSON object", begin);
  json::object object;
  Walk walk{*this, document};
  if (const auto error = document.get_object().get(object)) return walk.Fail(error);
  if (!walk.Object(object, 0, 0)) return false;
  const char* rest = nullptr;
  if (document.current_location().get(rest) == simdjson::SUCCESS) return Fail("something follows the object", rest);
  return true;
}

}  // namespace slate::ingest
