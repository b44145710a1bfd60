#include "runtime/ingest/structure.h"

#include "runtime/ingest/csv_structure.h"
#include "runtime/ingest/json_structure.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <cstring>
#include <type_traits>

namespace slate::ingest {
namespace {

// One bit a byte: which of 64 end a field within a line, which are a line break, which need a closer look; and which are not ASCII,
// where that is asked.
struct Bits {
  std::uint64_t ends, breaks, quotes, beyond_ascii;
};

// What is looked for: the structure of CSV or that of JSON.
struct Csv {
  char delimiter;
};
struct QuotedCsv : Csv {};  // without what lies within quotes
struct Json {};

// Each bit becomes the parity of those up to it.
inline std::uint64_t Parity(std::uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

// The places of the set bits, behind those written already; may write garbage behind them.
inline std::size_t Append(std::uint64_t bits, std::uint32_t at, std::uint32_t* places, std::size_t count) {
  const std::size_t more = static_cast<std::size_t>(std::popcount(bits));
  for (std::uint32_t* place = places + count; bits != 0; bits &= bits - 1) *place++ = at + static_cast<std::uint32_t>(std::countr_zero(bits));
  return count + more;
}

// The same where there are seldom more than two: these are written, needed or not, since how many there are can't be foretold.
inline std::size_t AppendFew(std::uint64_t bits, std::uint32_t at, std::uint32_t* places, std::size_t count) {
  const std::uint64_t behind = bits & (bits - 1);
  places[count] = at + static_cast<std::uint32_t>(std::countr_zero(bits));
  places[count + 1] = at + static_cast<std::uint32_t>(std::countr_zero(behind));
  const std::uint64_t others = behind & (behind - 1);
  const std::size_t few = (bits != 0 ? 1u : 0u) + (behind != 0 ? 1u : 0u);
  return others == 0 ? count + few : Append(others, at, places, count + 2);
}

// Bits of the bytes that are zero, exactly: a carry from one byte to the next would find what is none.
inline std::uint64_t ZeroBytes(std::uint64_t word) {
  constexpr std::uint64_t kLow = 0x7F7F7F7F7F7F7F7F;
  const std::uint64_t high = ~(((word & kLow) + kLow) | word | kLow);  // 0x80 in each zero byte
  return (high >> 7) * 0x0102040810204080 >> 56;
}

inline std::uint64_t EqualBytes(const char* text, char byte) {
  const std::uint64_t wanted = static_cast<unsigned char>(byte) * std::uint64_t{0x0101010101010101};
  std::uint64_t bits = 0;
  for (int i = 0; i < 8; ++i) {
    std::uint64_t word;
    std::memcpy(&word, text + 8 * i, sizeof word);
    bits |= ZeroBytes(word ^ wanted) << (8 * i);
  }
  return bits;
}

struct Portable {
  static std::uint64_t Equal(const char* text, char byte) { return EqualBytes(text, byte); }
  static Bits Look(const char* text, Csv csv) { return {EqualBytes(text, csv.delimiter), EqualBytes(text, '\n'), EqualBytes(text, '"'), 0}; }
  static Bits Look(const char* text, Json) {
    std::uint64_t controls = 0, beyond_ascii = 0;
    for (int i = 0; i < 8; ++i) {
      std::uint64_t word;
      std::memcpy(&word, text + 8 * i, sizeof word);
      controls |= ZeroBytes(word & 0xE0E0E0E0E0E0E0E0) << (8 * i);  // below 0x20
      beyond_ascii |= word & 0x8080808080808080;
    }
    const std::uint64_t breaks = EqualBytes(text, '\n'), returns = EqualBytes(text, '\r') & EqualBytes(text + 1, '\n');
    return {EqualBytes(text, '"'), breaks, (controls & ~breaks & ~returns) | EqualBytes(text, '\\'), beyond_ascii};
  }
  static std::size_t Marks(std::uint64_t bits, std::uint32_t at, std::uint32_t* places, std::size_t count) { return Append(bits, at, places, count); }
};

// One loop for all: `Machine` says how 64 bytes are looked at. Always inlined into a function of that machine's instructions.
template <typename Machine, typename Wanted>
[[gnu::always_inline]] inline bool Find(const char* text, std::size_t size, Wanted wanted, Structure& structure) {
  std::uint32_t* marks = structure.marks;
  std::uint32_t *breaks = structure.breaks.data(), *quotes = structure.quotes.data();
  std::size_t mark_count = 0, break_count = 0, quote_count = 0, inner_count = 0;
  std::uint64_t beyond_ascii = 0;
  std::uint64_t within = 0;  // all ones: a quote is open
  for (std::size_t at = 0; at < size; at += 64) {
    Bits bits = Machine::Look(text + at, wanted);
    if (size - at < 64) {
      const std::uint64_t inside = (std::uint64_t{1} << (size - at)) - 1;
      bits = {bits.ends & inside, bits.breaks & inside, bits.quotes & inside, bits.beyond_ascii};
    }
    const auto place = static_cast<std::uint32_t>(at);
    if constexpr (std::is_same_v<Wanted, QuotedCsv>) {
      if ((bits.quotes | within) != 0) {
        const std::uint64_t inside = Parity(bits.quotes) ^ within;
        within = 0 - (inside >> 63);
        inner_count = Append(bits.breaks & inside, place, static_cast<CsvStructure&>(structure).inner_breaks.data(), inner_count);
        bits.ends &= ~inside;
        bits.breaks &= ~inside;
      }
    }
    mark_count = Machine::Marks(bits.ends | bits.breaks, place, marks, mark_count);
    break_count = AppendFew(bits.breaks, place, breaks, break_count);
    if (bits.quotes != 0) quote_count = Append(bits.quotes, place, quotes, quote_count);
    beyond_ascii |= bits.beyond_ascii;
  }
  structure.mark_count = mark_count;
  structure.break_count = break_count;
  structure.quote_count = quote_count;
  if constexpr (std::is_same_v<Wanted, QuotedCsv>) static_cast<CsvStructure&>(structure).inner_break_count = inner_count;
  return beyond_ascii != 0;
}

// Bits of the byte behind each, with what the last byte of the 64 before says about the first one.
inline std::uint64_t Behind(std::uint64_t bits, std::uint64_t& carry) {
  const std::uint64_t behind = bits << 1 | carry;
  carry = bits >> 63;
  return behind;
}

template <typename Machine>
[[gnu::always_inline]] inline std::size_t EndOfRegular(const char* text, std::size_t size, std::size_t limit, Csv csv) {
  std::uint64_t within = 0, may_open = 1, closed = 0, returned = 0;  // the last three: of the byte before
  for (std::size_t at = 0; at < size; at += 64) {
    const Bits bits = Machine::Look(text + at, csv);
    const std::uint64_t returns = Machine::Equal(text + at, '\r'), inside = Parity(bits.quotes) ^ within;
    within = 0 - (inside >> 63);
    const std::uint64_t outer_breaks = bits.breaks & ~inside, outer = (bits.ends & ~inside) | outer_breaks;
    const std::uint64_t opens = bits.quotes & inside, closes = bits.quotes & ~inside;
    const std::uint64_t behind_close = Behind(closes, closed);
    std::uint64_t wrong = opens & ~(Behind(outer, may_open) | behind_close);
    wrong |= behind_close & ~(outer | opens | returns);
    wrong |= Behind(behind_close & returns, returned) & ~outer_breaks;
    // The end is behind the first line break at or behind limit - 1.
    std::uint64_t ends = outer_breaks;
    if (limit > at + 64) ends = 0;
    else if (limit > at + 1) ends &= ~std::uint64_t{0} << (limit - 1 - at);
    if (ends != 0) {
      const std::size_t end = at + static_cast<std::size_t>(std::countr_zero(ends)) + 1;
      return end > size || (wrong & (ends ^ (ends - 1))) != 0 ? 0 : end;
    }
    if (wrong != 0) return 0;
  }
  return 0;
}

template <typename Wanted>
bool FindPortable(const char* text, std::size_t size, Wanted wanted, Structure& structure) {
  return Find<Portable>(text, size, wanted, structure);
}

#if defined(__x86_64__)
#define SLATE_AVX2 [[gnu::target("avx2,bmi,bmi2,popcnt,lzcnt")]]
#define SLATE_AVX512 [[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi2,bmi,bmi2,popcnt,lzcnt")]]

struct Avx2 {
  SLATE_AVX2 static std::uint64_t Equal(__m256i low, __m256i high, char byte) {
    const __m256i wanted = _mm256_set1_epi8(byte);
    return Bits64(_mm256_cmpeq_epi8(low, wanted), _mm256_cmpeq_epi8(high, wanted));
  }
  SLATE_AVX2 static __m256i Load(const char* text) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text)); }
  SLATE_AVX2 static std::uint64_t Bits64(__m256i low, __m256i high) {
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(low)) | std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(high))} << 32;
  }
  SLATE_AVX2 static std::uint64_t Equal(const char* text, char byte) { return Equal(Load(text), Load(text + 32), byte); }
  SLATE_AVX2 static Bits Look(const char* text, Csv csv) {
    const __m256i low = Load(text), high = Load(text + 32);
    return {Equal(low, high, csv.delimiter), Equal(low, high, '\n'), Equal(low, high, '"'), 0};
  }
  SLATE_AVX2 static Bits Look(const char* text, Json) {
    const __m256i low = Load(text), high = Load(text + 32), most = _mm256_set1_epi8(0x1F);
    const std::uint64_t controls = Bits64(_mm256_cmpeq_epi8(_mm256_max_epu8(low, most), most), _mm256_cmpeq_epi8(_mm256_max_epu8(high, most), most));
    const std::uint64_t breaks = Equal(low, high, '\n'), returns = Equal(low, high, '\r') & Equal(Load(text + 1), Load(text + 33), '\n');
    return {Equal(low, high, '"'), breaks, (controls & ~breaks & ~returns) | Equal(low, high, '\\'), Bits64(low, high)};
  }
  SLATE_AVX2 static std::size_t Marks(std::uint64_t bits, std::uint32_t at, std::uint32_t* places, std::size_t count) {
    const std::size_t more = static_cast<std::size_t>(std::popcount(bits));
    // Eight at once, needed or not: how many there are can't be foretold, and a wrong guess costs more than eight stores.
    for (std::size_t done = 0; done < more; done += 8) {
      for (std::size_t i = 0; i < 8; ++i, bits &= bits - 1) places[count + done + i] = at + static_cast<std::uint32_t>(std::countr_zero(bits));
    }
    return count + more;
  }
};
template <typename Wanted>
SLATE_AVX2 bool FindAvx2(const char* text, std::size_t size, Wanted wanted, Structure& structure) {
  return Find<Avx2>(text, size, wanted, structure);
}

SLATE_AVX2 std::size_t EndAvx2(const char* text, std::size_t size, std::size_t limit, Csv csv) { return EndOfRegular<Avx2>(text, size, limit, csv); }

SLATE_AVX2 std::size_t CountAvx2(const char* text, std::size_t size) {
  std::size_t count = 0, at = 0;
  const __m256i wanted = _mm256_set1_epi8('\n');
  while (size - at >= 32) {
    __m256i sums = _mm256_setzero_si256();  // a byte each; so many steps that none can overflow
    for (int i = 0; i < 255 && size - at >= 32; ++i, at += 32) {
      sums = _mm256_sub_epi8(sums, _mm256_cmpeq_epi8(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + at)), wanted));
    }
    alignas(32) std::uint64_t words[4];
    _mm256_store_si256(reinterpret_cast<__m256i*>(words), _mm256_sad_epu8(sums, _mm256_setzero_si256()));
    count += words[0] + words[1] + words[2] + words[3];
  }
  return count + static_cast<std::size_t>(std::count(text + at, text + size, '\n'));
}

// GCC 12 takes what its own header leaves undefined on purpose for a mistake (its bug 105593).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
struct Avx512 {
  SLATE_AVX512 static std::uint64_t Equal(__m512i bytes, char byte) { return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte)); }
  SLATE_AVX512 static std::uint64_t Equal(const char* text, char byte) { return Equal(_mm512_loadu_si512(text), byte); }
  SLATE_AVX512 static Bits Look(const char* text, Csv csv) {
    const __m512i bytes = _mm512_loadu_si512(text);
    return {Equal(bytes, csv.delimiter), Equal(bytes, '\n'), Equal(bytes, '"'), 0};
  }
  SLATE_AVX512 static Bits Look(const char* text, Json) {
    const __m512i bytes = _mm512_loadu_si512(text);
    const std::uint64_t controls = _mm512_cmplt_epu8_mask(bytes, _mm512_set1_epi8(0x20)), breaks = Equal(bytes, '\n');
    std::uint64_t odd = controls & ~breaks;
    if (odd != 0) odd &= ~(Equal(bytes, '\r') & Equal(_mm512_loadu_si512(text + 1), '\n'));
    return {Equal(bytes, '"'), breaks, odd | Equal(bytes, '\\'), _mm512_movepi8_mask(bytes)};
  }
  // The numbers 0 to 63 at the set bits, moved together; then each becomes a place.
  SLATE_AVX512 static std::size_t Marks(std::uint64_t bits, std::uint32_t at, std::uint32_t* places, std::size_t count) {
    alignas(64) static constexpr std::uint8_t kSteps[64] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                                            22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
                                                            44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    const std::size_t more = static_cast<std::size_t>(std::popcount(bits));
    __m512i steps = _mm512_maskz_compress_epi8(bits, _mm512_load_si512(kSteps));
    const __m512i first = _mm512_set1_epi32(static_cast<int>(at));
    std::uint32_t* to = places + count;
    // Sixteen at once, needed or not: how many there are can't be foretold.
    _mm512_storeu_si512(to, _mm512_add_epi32(first, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(steps))));
    for (std::size_t done = 16; done < more; done += 16) {
      steps = _mm512_alignr_epi32(steps, steps, 4);
      to += 16;
      _mm512_storeu_si512(to, _mm512_add_epi32(first, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(steps))));
    }
    return count + more;
  }
};
template <typename Wanted>
SLATE_AVX512 bool FindAvx512(const char* text, std::size_t size, Wanted wanted, Structure& structure) {
  return Find<Avx512>(text, size, wanted, structure);
}
SLATE_AVX512 std::size_t EndAvx512(const char* text, std::size_t size, std::size_t limit, Csv csv) { return EndOfRegular<Avx512>(text, size, limit, csv); }
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
#else
// Other machines have plain words alone, and never ask for more.
template <typename Wanted>
bool FindAvx2(const char* text, std::size_t size, Wanted wanted, Structure& structure) {
  return FindPortable(text, size, wanted, structure);
}
template <typename Wanted>
bool FindAvx512(const char* text, std::size_t size, Wanted wanted, Structure& structure) {
  return FindPortable(text, size, wanted, structure);
}
std::size_t EndAvx2(const char* text, std::size_t size, std::size_t limit, Csv csv) { return EndOfRegular<Portable>(text, size, limit, csv); }
std::size_t EndAvx512(const char* text, std::size_t size, std::size_t limit, Csv csv) { return EndOfRegular<Portable>(text, size, limit, csv); }
std::size_t CountAvx2(const char* text, std::size_t size) { return static_cast<std::size_t>(std::count(text, text + size, '\n')); }
#endif

}  // namespace

bool Supported(Lanes lanes) {
#if !defined(__x86_64__)
  return lanes == Lanes::none || lanes == Lanes::portable;
#else
  switch (lanes) {
    case Lanes::none:
    case Lanes::portable: return true;
    case Lanes::avx2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
    case Lanes::avx512: return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512cd") &&
                               __builtin_cpu_supports("avx512vbmi2");
  }
  return false;
#endif
}

Lanes WidestLanes() {
  static const Lanes widest = Supported(Lanes::avx512) ? Lanes::avx512 : Supported(Lanes::avx2) ? Lanes::avx2 : Lanes::portable;
  return widest;
}

namespace {

template <typename Wanted>
bool FindWith(const char* text, std::size_t size, Wanted wanted, Lanes lanes, Structure& structure) {
  constexpr std::size_t kBeyond = 64;  // what is written at once may reach this far behind the last place
  if (structure.storage.size() < 1 + size + kBeyond) {
    structure.storage.resize(1 + size + kBeyond);
    structure.breaks.resize(size + kBeyond);
    structure.quotes.resize(size + kBeyond);
  }
  structure.storage[0] = UINT32_MAX;
  structure.marks = structure.storage.data() + 1;
  switch (lanes) {
    case Lanes::none:
    case Lanes::portable: break;
    case Lanes::avx2: return FindAvx2(text, size, wanted, structure);
    case Lanes::avx512: return FindAvx512(text, size, wanted, structure);
  }
  return FindPortable(text, size, wanted, structure);
}

}  // namespace

void FindStructure(const char* text, std::size_t size, char delimiter, Lanes lanes, Structure& structure) { FindWith(text, size, Csv{delimiter}, lanes, structure); }

void FindCsvStructure(const char* text, std::size_t size, char delimiter, Lanes lanes, CsvStructure& structure) {
  if (structure.inner_breaks.size() < size) structure.inner_breaks.resize(size);
  FindWith(text, size, QuotedCsv{{delimiter}}, lanes, structure);
}

std::size_t EndOfRegularRecords(const char* text, std::size_t size, std::size_t limit, char delimiter, Lanes lanes) {
  switch (lanes) {
    case Lanes::none: return 0;
    case Lanes::portable: break;
    case Lanes::avx2: return EndAvx2(text, size, limit, {delimiter});
    case Lanes::avx512: return EndAvx512(text, size, limit, {delimiter});
  }
  return EndOfRegular<Portable>(text, size, limit, {delimiter});
}

bool FindJsonStructure(const char* text, std::size_t size, Lanes lanes, Structure& structure) { return FindWith(text, size, Json{}, lanes, structure); }

std::size_t CountBreaks(const char* text, std::size_t size) {
  return Supported(Lanes::avx2) ? CountAvx2(text, size) : static_cast<std::size_t>(std::count(text, text + size, '\n'));
}

}  // namespace slate::ingest
