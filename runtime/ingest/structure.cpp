#include "runtime/ingest/structure.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <cstring>

namespace slate::ingest {
namespace {

// One bit a byte: which of 64 are a delimiter, a line break, a quote.
struct Bits {
  std::uint64_t delimiters, breaks, quotes;
};

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
  static Bits Look(const char* text, char delimiter) { return {EqualBytes(text, delimiter), EqualBytes(text, '\n'), EqualBytes(text, '"')}; }
  static std::size_t Marks(std::uint64_t bits, std::uint32_t at, std::uint32_t* places, std::size_t count) { return Append(bits, at, places, count); }
};

// One loop for all: `Machine` says how 64 bytes are looked at. Always inlined into a function of that machine's instructions.
template <typename Machine>
[[gnu::always_inline]] inline void Find(const char* text, std::size_t size, char delimiter, Structure& structure) {
  std::uint32_t* marks = structure.marks;
  std::uint32_t *breaks = structure.breaks.data(), *quotes = structure.quotes.data();
  std::size_t mark_count = 0, break_count = 0, quote_count = 0;
  for (std::size_t at = 0; at < size; at += 64) {
    Bits bits = Machine::Look(text + at, delimiter);
    if (size - at < 64) {
      const std::uint64_t inside = (std::uint64_t{1} << (size - at)) - 1;
      bits = {bits.delimiters & inside, bits.breaks & inside, bits.quotes & inside};
    }
    const auto place = static_cast<std::uint32_t>(at);
    mark_count = Machine::Marks(bits.delimiters | bits.breaks, place, marks, mark_count);
    break_count = AppendFew(bits.breaks, place, breaks, break_count);
    if (bits.quotes != 0) quote_count = Append(bits.quotes, place, quotes, quote_count);
  }
  structure.mark_count = mark_count;
  structure.break_count = break_count;
  structure.quote_count = quote_count;
}

void FindPortable(const char* text, std::size_t size, char delimiter, Structure& structure) { Find<Portable>(text, size, delimiter, structure); }

#if defined(__x86_64__)
#define SLATE_AVX2 [[gnu::target("avx2,bmi,bmi2,popcnt,lzcnt")]]
#define SLATE_AVX512 [[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,bmi2,popcnt,lzcnt")]]

struct Avx2 {
  SLATE_AVX2 static std::uint64_t Equal(__m256i low, __m256i high, char byte) {
    const __m256i wanted = _mm256_set1_epi8(byte);
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted))) |
           std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted)))} << 32;
  }
  SLATE_AVX2 static Bits Look(const char* text, char delimiter) {
    const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
    const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + 32));
    return {Equal(low, high, delimiter), Equal(low, high, '\n'), Equal(low, high, '"')};
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
SLATE_AVX2 void FindAvx2(const char* text, std::size_t size, char delimiter, Structure& structure) { Find<Avx2>(text, size, delimiter, structure); }

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
  SLATE_AVX512 static Bits Look(const char* text, char delimiter) {
    const __m512i bytes = _mm512_loadu_si512(text);
    return {_mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(delimiter)), _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n')),
            _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"'))};
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
SLATE_AVX512 void FindAvx512(const char* text, std::size_t size, char delimiter, Structure& structure) { Find<Avx512>(text, size, delimiter, structure); }
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
#else
// Other machines have plain words alone, and never ask for more.
void FindAvx2(const char* text, std::size_t size, char delimiter, Structure& structure) { FindPortable(text, size, delimiter, structure); }
void FindAvx512(const char* text, std::size_t size, char delimiter, Structure& structure) { FindPortable(text, size, delimiter, structure); }
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

void FindStructure(const char* text, std::size_t size, char delimiter, Lanes lanes, Structure& structure) {
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
    case Lanes::portable: FindPortable(text, size, delimiter, structure); return;
    case Lanes::avx2: FindAvx2(text, size, delimiter, structure); return;
    case Lanes::avx512: FindAvx512(text, size, delimiter, structure); return;
  }
}

std::size_t CountBreaks(const char* text, std::size_t size) {
  return Supported(Lanes::avx2) ? CountAvx2(text, size) : static_cast<std::size_t>(std::count(text, text + size, '\n'));
}

}  // namespace slate::ingest
