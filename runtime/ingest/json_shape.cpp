#include "runtime/ingest/json_shape.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "runtime/ingest/reader.h"
#include "runtime/ingest/short_number.h"

namespace slate::ingest {
namespace {

// One to eight digits as JSON writes them.
inline bool IsShortWhole(const char* text, std::size_t size) {
  std::uint64_t number = 0;
  return size - 1 < kShortNumber && (swar::Digits(swar::Load(text), size, number) & ((size == 1) | (text[0] != '0')));
}

}  // namespace

// Walks over a valid line; what it can't place ends it.
class JsonShape::Learning {
 public:
  Learning(std::string_view line, const JsonLine& names, const std::vector<Wanted>& wanted) : line_(line), names_(names), found_(wanted.size()) { shape_.wanted_ = &wanted; }

  std::optional<JsonShape> Run() {
    if (!Value(0)) return std::nullopt;
    Close(line_.size(), Kind::none);
    Part& last = shape_.parts_.back();
    if (shape_.parts_.size() == 1) return std::nullopt;
    if (shape_.parts_[shape_.parts_.size() - 2].kind == Kind::scalar) last.anchor = Anchor::end;
    shape_.quotes_ = quotes_;
    for (std::uint32_t column = 0; column < found_.size(); ++column) {
      if (found_[column]) continue;
      if (!(*shape_.wanted_)[column].may_be_missing) return std::nullopt;
      shape_.absent_.push_back(column);
    }
    for (std::size_t i = 1; i < shape_.parts_.size(); ++i) {
      if (shape_.parts_[i].anchor == Anchor::begin) return std::nullopt;  // no quote says where the value before ends
    }
    return std::move(shape_);
  }

 private:
  char Peek() const { return at_ < line_.size() ? line_[at_] : '\0'; }
  void SkipBlanks() {
    while (Peek() == ' ') ++at_;
  }
  bool Skip(char sign) {
    SkipBlanks();
    if (Peek() != sign) return false;
    ++at_;
    return true;
  }
  // From the opening quote on to the closing one.
  bool Text(std::string_view& text) {
    if (!Skip('"')) return false;
    const std::size_t end = line_.find('"', at_);
    if (end == std::string_view::npos) return false;
    text = line_.substr(at_, end - at_);
    at_ = end;
    return true;
  }

  bool Value(std::uint32_t node) {
    SkipBlanks();
    const bool single = node == JsonLine::kNowhere || names_.At(node).inner.empty();
    const bool wanted = node != JsonLine::kNowhere && !names_.At(node).columns.empty();
    switch (Peek()) {
      case '{': return !wanted && Object(node);
      case '[': return !wanted && single && Array();
      case '"': {
        std::string_view text;
        if (!single || !Text(text)) return false;
        Add(Kind::text, at_ - text.size(), at_, node);
        ++at_;
        return true;
      }
      default: {
        const std::size_t begin = at_;
        at_ = std::min(line_.find_first_of(" ,]}", at_), line_.size());
        if (!single || at_ == begin) return false;
        Add(Kind::scalar, begin, at_, node);
        return true;
      }
    }
  }

  bool Object(std::uint32_t node) {
    ++at_;
    if (Skip('}')) return true;
    do {
      std::string_view key;
      if (!Text(key)) return false;
      ++at_;
      if (!Skip(':') || !Value(names_.Find(node, key))) return false;
    } while (Skip(','));
    return Skip('}');
  }

  bool Array() {
    ++at_;
    if (Skip(']')) return true;
    do {
      if (!Value(JsonLine::kNowhere)) return false;
    } while (Skip(','));
    return Skip(']');
  }

  void Add(Kind kind, std::size_t begin, std::size_t end, std::uint32_t node) {
    Close(begin, kind);
    Part& part = shape_.parts_.back();
    part.first_column = static_cast<std::uint32_t>(shape_.columns_.size());
    if (node != JsonLine::kNowhere) {
      for (const std::uint32_t column : names_.At(node).columns) {
        shape_.columns_.push_back(column);
        found_[column] = true;
      }
    }
    part.last_column = static_cast<std::uint32_t>(shape_.columns_.size());
    literal_ = end;
  }

  // The literal ends where a value begins, or the line ends.
  void Close(std::size_t end, Kind kind) {
    const std::string_view literal = line_.substr(literal_, end - literal_);
    Part part;
    part.literal = static_cast<std::uint32_t>(shape_.literals_.size());
    part.size = static_cast<std::uint32_t>(literal.size());
    part.kind = kind;
    const std::size_t first = literal.find('"');
    if (!shape_.parts_.empty() && first != std::string_view::npos) {
      part.anchor = Anchor::quote;
      part.quote = static_cast<std::uint32_t>(quotes_);
      part.back = static_cast<std::uint32_t>(first);
    }
    quotes_ += static_cast<std::size_t>(std::count(literal.begin(), literal.end(), '"'));
    if (const std::size_t last = literal.rfind('"'); last != std::string_view::npos) {
      part.value_quote = static_cast<std::uint32_t>(quotes_ - 1);
      part.value_behind = static_cast<std::uint32_t>(literal.size() - last);
    }
    shape_.literals_.append(literal).append(kBeyond, '\0');
    shape_.parts_.push_back(part);
  }

  std::string_view line_;
  const JsonLine& names_;
  std::vector<bool> found_;
  JsonShape shape_;
  std::size_t at_ = 0, literal_ = 0, quotes_ = 0;
};

std::optional<JsonShape> JsonShape::Learn(std::string_view line, const JsonLine& names, const std::vector<Wanted>& wanted) { return Learning(line, names, wanted).Run(); }

// Literals: whether one stands at a place. Stops at the first bytes that differ, since the text may end there; may read 32 bytes.
struct JsonShape::Words {
  const char* literal;
  std::size_t size;
  static void FindShortWholes(const FieldTexts& fields, std::uint8_t* left) {
    for (std::size_t at = 0; at < fields.count; ++at) {
      if (at % 8 == 0) left[at / 8] = 0;
      if (!IsShortWhole(fields.text + fields.begins[at], fields.sizes[at])) left[at / 8] = static_cast<std::uint8_t>(left[at / 8] | 1 << at % 8);
    }
  }
  // The number of lines up to the first one without it, where it is short and begins `back` bytes before each mark.
  static constexpr std::size_t kShort = 0;
  std::size_t FitShort(const char*, const std::uint32_t*, std::size_t, std::uint32_t, std::size_t) const { return 0; }
  bool IsAt(const char* text) const {
    std::size_t at = 0;
    for (; size - at > 8; at += 8) {
      if (swar::Load(text + at) != swar::Load(literal + at)) return false;
    }
    return swar::First(swar::Load(text + at) ^ swar::Load(literal + at), size - at) == 0;
  }
};

// The number of lines up to the first one that has other bytes.
template <typename Machine, typename At>
[[gnu::always_inline]] inline std::size_t JsonShape::FitLiteral(const Part& part, std::size_t count, const Lines& lines, At at) const {
  const Machine literal{literals_.data() + part.literal, part.size};
  for (std::size_t line = 0; line < count; ++line) {
    if (!literal.IsAt(lines.text + at(line))) return line;
  }
  return count;
}

[[gnu::always_inline]] inline std::size_t JsonShape::TakeTexts(const Part& part, std::size_t count, const Lines& lines) const {
  for (std::uint32_t i = part.first_column; i < part.last_column; ++i) {
    std::uint32_t* begins = lines.places[columns_[i]].begins.data() + lines.record;
    std::uint32_t* sizes = lines.places[columns_[i]].sizes.data() + lines.record;
    const std::uint32_t* mark = lines.marks + part.value_quote;
    for (std::size_t line = 0; line < count; ++line, mark += quotes_ + 1) {
      begins[line] = mark[0] + 1;
      sizes[line] = mark[1] - mark[0] - 1;
    }
  }
  return count;
}

// `end`: where the part behind begins; before the value, if the line has another shape.
template <typename Machine, typename At>
[[gnu::always_inline]] inline std::size_t JsonShape::TakeScalars(const Part& part, std::size_t count, const Lines& lines, At end) const {
  FieldPlaces unwanted;
  FieldPlaces& places = part.first_column == part.last_column ? unwanted : lines.places[columns_[part.first_column]];
  std::uint32_t *begins = places.begins.data() + lines.record, *sizes = places.sizes.data() + lines.record;
  const std::uint32_t* mark = lines.marks + part.value_quote;
  for (std::size_t line = 0; line < count; ++line, mark += quotes_ + 1) {
    begins[line] = *mark + part.value_behind;
    sizes[line] = end(line) - begins[line];
  }
  std::array<std::uint8_t, kRunRecords / 8> left;
  Machine::FindShortWholes({lines.text, begins, sizes, count}, left.data());
  for (std::size_t first = 0; first < count; first += 8) {
    for (std::uint32_t bits = left[first / 8]; bits != 0; bits &= bits - 1) {
      const std::size_t line = first + static_cast<std::size_t>(std::countr_zero(bits));
      if (sizes[line] <= kMaxRecordBytes && TakeScalar({lines.text + begins[line], sizes[line]}, part, sizes[line])) continue;
      count = line;
      break;
    }
  }
  for (std::uint32_t i = part.first_column + 1; i < part.last_column; ++i) {
    std::copy_n(begins, count, lines.places[columns_[i]].begins.data() + lines.record);
    std::copy_n(sizes, count, lines.places[columns_[i]].sizes.data() + lines.record);
  }
  return count;
}

template <typename Machine>
[[gnu::always_inline]] inline std::size_t JsonShape::FitBy(std::size_t count, const Lines& lines) const {
  const std::size_t width = quotes_ + 1;
  const auto end = [&](std::size_t line) {
    const std::uint32_t line_break = lines.marks[line * width + quotes_];
    return line_break - (lines.text[line_break - 1] == '\r' ? 1 : 0);
  };
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    const Part& part = parts_[p];
    const auto fit = [&](auto at) __attribute__((always_inline)) {
      if (p > 0 && parts_[p - 1].kind == Kind::scalar) count = TakeScalars<Machine>(parts_[p - 1], count, lines, at);
      else if (p > 0) count = TakeTexts(parts_[p - 1], count, lines);
      if (part.anchor == Anchor::quote && part.size <= Machine::kShort) {
        count = Machine{literals_.data() + part.literal, part.size}.FitShort(lines.text, lines.marks + part.quote, width, part.back, count);
      } else {
        count = FitLiteral<Machine>(part, count, lines, at);
      }
    };
    switch (part.anchor) {
      case Anchor::begin: fit([&](std::size_t line) { return lines.marks[line * width - 1] + 1; }); break;  // the mark before the text is the greatest number
      case Anchor::quote: fit([&](std::size_t line) { return lines.marks[line * width + part.quote] - part.back; }); break;
      case Anchor::end: fit([&](std::size_t line) { return end(line) - part.size; }); break;
    }
  }
  // Behind a text the last part must also be all that is left.
  if (const Part& last = parts_.back(); last.anchor == Anchor::quote) {
    for (std::size_t line = 0; line < count; ++line) {
      if (lines.marks[line * width + last.quote] - last.back + last.size != end(line)) return line;
    }
  }
  for (const std::uint32_t column : absent_) {
    std::fill_n(lines.places[column].begins.data() + lines.record, count, std::uint32_t{0});
    std::fill_n(lines.places[column].sizes.data() + lines.record, count, std::uint32_t{0});
  }
  return count;
}

#if defined(__x86_64__)
#define SLATE_AVX512 [[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,bmi,bmi2,popcnt,lzcnt")]]
struct JsonShape::Avx512 {
  const char* literal;
  std::size_t size;
  SLATE_AVX512 static bool Differ(const char* text, const char* literal, __mmask32 looked_at) {
    const __m256i found = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text)), learned = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(literal));
    return _mm256_mask_cmpneq_epi8_mask(looked_at, found, learned) != 0;
  }
  static void FindShortWholes(const FieldTexts& fields, std::uint8_t* left) { lanes::FindShortWholes(fields, left); }
  static constexpr std::size_t kShort = 32;
  SLATE_AVX512 std::size_t FitShort(const char* text, const std::uint32_t* marks, std::size_t width, std::uint32_t back, std::size_t count) const {
    const __m256i learned = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(literal));
    const auto looked_at = static_cast<__mmask32>(_bzhi_u64(~std::uint64_t{0}, static_cast<unsigned>(size)));
    std::size_t line = 0;
    // Four at once, since hardly ever one is different.
    for (; count - line >= 4; line += 4, marks += 4 * width) {
      __mmask32 differ = 0;
      for (std::size_t i = 0; i < 4; ++i) {
        differ |= _mm256_mask_cmpneq_epi8_mask(looked_at, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + (marks[i * width] - back))), learned);
      }
      if (differ != 0) break;
    }
    for (; line < count; ++line, marks += width) {
      if (Differ(text + (*marks - back), literal, looked_at)) return line;
    }
    return count;
  }
  SLATE_AVX512 bool IsAt(const char* text) const {
    std::size_t at = 0;
    for (; size - at > 32; at += 32) {
      if (Differ(text + at, literal + at, ~__mmask32{0})) return false;
    }
    return !Differ(text + at, literal + at, static_cast<__mmask32>(_bzhi_u64(~std::uint64_t{0}, static_cast<unsigned>(size - at))));
  }
};

SLATE_AVX512 std::size_t JsonShape::FitAvx512(std::size_t count, const Lines& lines) const { return FitBy<Avx512>(count, lines); }
#else
std::size_t JsonShape::FitAvx512(std::size_t count, const Lines& lines) const { return FitBy<Words>(count, lines); }
#endif

std::size_t JsonShape::Fit(const char* text, const std::uint32_t* marks, std::size_t lines, Lanes lanes, std::size_t record, std::vector<FieldPlaces>& places) const {
  const Lines where{text, marks, record, places};
  return lanes == Lanes::avx512 ? FitAvx512(lines, where) : FitBy<Words>(lines, where);
}

// `size` becomes 0 where the value is null.
bool JsonShape::TakeScalar(std::string_view scalar, const Part& part, std::uint32_t& size) const {
  const auto any_wanted = [&](auto says) {
    return std::any_of(columns_.begin() + part.first_column, columns_.begin() + part.last_column, [&](std::uint32_t column) { return says((*wanted_)[column]); });
  };
  if (scalar == "null") {
    size = 0;
    return !any_wanted([](const Wanted& wanted) { return !wanted.may_be_missing; });
  }
  if (scalar == "true" || scalar == "false") return true;
  if (!IsJsonNumber(scalar)) return false;
  return scalar.find_first_of("eE") == std::string_view::npos || !any_wanted([](const Wanted& wanted) { return wanted.number; });
}

}  // namespace slate::ingest
