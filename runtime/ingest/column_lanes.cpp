#include "runtime/ingest/column_lanes.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>

#include "runtime/digest.h"
#include "runtime/ingest/day_starts.h"
#include "runtime/ingest/short_number.h"
#include "runtime/time/civil.h"

namespace slate::ingest::lanes {

#if defined(__x86_64__)
#define SLATE_AVX512 [[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,avx512cd,avx512vbmi2,bmi,bmi2,popcnt,lzcnt")]]

// GCC 12 takes what its own header leaves undefined on purpose for a mistake (its bug 105593).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace {

using Words = __m512i;  // a word of 64 bits for each of eight fields

inline long long L(std::uint64_t word) { return static_cast<long long>(word); }
SLATE_AVX512 inline Words All(std::uint64_t word) { return _mm512_set1_epi64(static_cast<long long>(word)); }

// Where eight fields lie.
struct Eight {
  __mmask8 present;  // fewer at the end
  const std::uint32_t* begins;
  Words sizes;
  alignas(32) std::uint32_t room[8];
};

SLATE_AVX512 inline void Take(const FieldTexts& fields, std::size_t at, Eight& eight) {
  const std::size_t count = std::min<std::size_t>(8, fields.count - at);
  eight.present = static_cast<__mmask8>((1u << count) - 1);
  eight.sizes = _mm512_cvtepu32_epi64(_mm256_maskz_loadu_epi32(eight.present, fields.sizes + at));
  eight.begins = fields.begins + at;
  if (count == 8) return;
  _mm256_store_si256(reinterpret_cast<__m256i*>(eight.room), _mm256_maskz_loadu_epi32(eight.present, fields.begins + at));
  eight.begins = eight.room;
}

// The eight bytes from each field's beginning on, and the eight behind them. Loads and moves: a gather takes several times as long.
struct TwoWords {
  Words low, high;
};

SLATE_AVX512 inline __m512i LoadFour(const char* text, const std::uint32_t* begins) {
  const auto load = [text](std::uint32_t begin) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + begin)); };
  const __m512i two = _mm512_castsi256_si512(_mm256_inserti128_si256(_mm256_castsi128_si256(load(begins[0])), load(begins[2]), 1));
  return _mm512_inserti32x4(_mm512_inserti32x4(two, load(begins[4]), 2), load(begins[6]), 3);
}

SLATE_AVX512 inline TwoWords Load(const char* text, const Eight& eight) {
  const __m512i even = LoadFour(text, eight.begins), odd = LoadFour(text, eight.begins + 1);
  return {_mm512_unpacklo_epi64(even, odd), _mm512_unpackhi_epi64(even, odd)};
}

// The first `sizes` bytes of each word, zeros behind them; sizes above 8 keep all.
SLATE_AVX512 inline Words First(Words words, Words sizes) {
  const Words none = _mm512_subs_epu16(All(64), _mm512_slli_epi64(_mm512_min_epu64(sizes, All(8)), 3));  // bits to take away
  return _mm512_srlv_epi64(_mm512_sllv_epi64(words, none), none);
}

SLATE_AVX512 inline Words Pairs(Words digits, std::uint64_t weights) { return _mm512_maddubs_epi16(digits, All(weights)); }
SLATE_AVX512 inline Words Quads(Words pairs, std::uint64_t weights) { return _mm512_madd_epi16(pairs, All(weights)); }

// Digits as values 0 to 9, first one lowest; each eight make a number.
SLATE_AVX512 inline Words Number(Words values) {
  const Words quads = Quads(Pairs(values, 0x010A010A010A010A), 0x0001006400010064);
  return _mm512_add_epi64(_mm512_mul_epu32(quads, All(10'000)), _mm512_srli_epi64(quads, 32));
}

// The numbers of the first `sizes` bytes, 1 to 8, and which of them are digits throughout.
SLATE_AVX512 inline __mmask8 Digits(Words words, Words sizes, Words& numbers) {
  const Words values = _mm512_sllv_epi64(_mm512_xor_si512(words, All(swar::kZeros)), _mm512_slli_epi64(_mm512_sub_epi64(All(8), sizes), 3));
  numbers = Number(values);
  return _mm512_testn_epi64_mask(_mm512_or_si512(values, _mm512_add_epi64(values, All(swar::kOnes * 0x76))), All(swar::kHigh));
}

}  // namespace

SLATE_AVX512 void ReadTimes(const FieldTexts& fields, const std::int64_t* starts, std::int64_t* values, std::uint8_t* left) {
  for (std::size_t at = 0; at < fields.count; at += 8) {
    Eight eight;
    Take(fields, at, eight);
    const __mmask8 plain = _mm512_cmpeq_epi64_mask(eight.sizes, All(19));
    __mmask8 with_z = _mm512_cmpeq_epi64_mask(eight.sizes, All(20));
    // YYYY-MM-, Y-MM-DD?, hh:mm:ss: digits become values, signs between them zero.
    const Words first = _mm512_xor_si512(Load(fields.text, eight).low, All(0x2D30302D30303030));
    const auto [whole_last, whole_clock] = Load(fields.text + 3, eight);
    const Words last = _mm512_xor_si512(_mm512_and_si512(whole_last, All(0x00FFFF0000000000)), All(0x0030300000000000));
    const Words clock = _mm512_xor_si512(whole_clock, All(0x30303A30303A3030));
    if (with_z != 0) with_z &= _mm512_cmpeq_epi64_mask(_mm512_srli_epi64(Load(fields.text + 4, eight).high, 56), All('Z'));
    const Words sign = _mm512_srli_epi64(whole_last, 56);
    const __mmask8 signs = _mm512_cmpeq_epi64_mask(sign, All(' ')) | _mm512_cmpeq_epi64_mask(sign, All('T'));
    // Whatever is no digit, or no sign, has the highest bit here.
    const Words bad_first = _mm512_or_si512(first, _mm512_add_epi64(first, All(0x7F76767F76767676)));
    const Words bad_last = _mm512_or_si512(last, _mm512_add_epi64(last, All(0x0076760000000000)));
    const Words bad_clock = _mm512_or_si512(clock, _mm512_add_epi64(clock, All(0x76767F76767F7676)));
    const __mmask8 digits = _mm512_testn_epi64_mask(_mm512_or_si512(_mm512_or_si512(bad_first, bad_last), bad_clock), All(swar::kHigh));
    // The year in the lower half, the month times 32 in the upper one; the day in the upper half.
    const Words year_month = Quads(Pairs(first, 0x00010A00010A010A), 0x0020002000010064);
    const Words day = Quads(Pairs(last, 0x00010A0000000000), 0x0001000100000000);
    const __mmask8 bounds = _mm512_cmplt_epu64_mask(year_month, All(std::uint64_t{DayStarts::kYear} << 32)) & _mm512_cmplt_epu64_mask(day, All(std::uint64_t{DayStarts::kMonth} << 32));
    const Words year = _mm512_sub_epi64(_mm512_and_si512(year_month, All(0xFFFFFFFF)), All(DayStarts::kFirstYear));
    const Words place = _mm512_add_epi64(_mm512_slli_epi64(year, 9), _mm512_srli_epi64(_mm512_add_epi64(year_month, day), 32));
    // Pairs of bytes: hours; the minutes' tens; their ones; seconds.
    const Words pairs = Pairs(clock, 0x010A00010A00010A);
    const __mmask8 in_day = _mm512_testn_epi64_mask(_mm512_subs_epu16(pairs, All(0x003B000900320017)), All(~std::uint64_t{0}));
    const Words halves = Quads(pairs, 0x0001003C003C0E10);  // 60 and 3600; 1 and 60
    const Words seconds = _mm512_add_epi64(_mm512_and_si512(halves, All(0xFFFFFFFF)), _mm512_srli_epi64(halves, 32));
    __mmask8 fits = eight.present & (plain | with_z) & signs & digits & bounds & in_day & _mm512_cmplt_epu64_mask(place, All(DayStarts::kDays));
    alignas(64) std::uint64_t entries[8], found[8];
    _mm512_store_si512(entries, _mm512_maskz_add_epi64(fits, _mm512_add_epi64(place, place), _mm512_maskz_set1_epi64(with_z, 1)));
    for (std::size_t i = 0; i < 8; ++i) found[i] = static_cast<std::uint64_t>(starts[entries[i]]);
    const Words start = _mm512_set_epi64(L(found[7]), L(found[6]), L(found[5]), L(found[4]), L(found[3]), L(found[2]), L(found[1]), L(found[0]));
    fits = _mm512_mask_test_epi64_mask(fits, start, start);
    _mm512_mask_storeu_epi64(values + at, fits, _mm512_add_epi64(start, _mm512_mul_epu32(seconds, All(kMicrosPerSecond))));
    left[at / 8] = static_cast<std::uint8_t>(eight.present & ~fits);
  }
}

SLATE_AVX512 void ReadNumbers(const FieldTexts& fields, std::int32_t scale, std::int64_t* values, std::uint8_t* left) {
  const Words powers = _mm512_loadu_si512(kShortPowers);
  for (std::size_t at = 0; at < fields.count; at += 8) {
    Eight eight;
    Take(fields, at, eight);
    const Words words = Load(fields.text, eight).low;
    __mmask8 fits = eight.present & _mm512_cmplt_epu64_mask(_mm512_sub_epi64(eight.sizes, All(1)), All(kShortNumber));
    Words numbers;
    if (scale == 0) {
      fits &= Digits(words, eight.sizes, numbers);
    } else {
      // Where the first point is, and its place in bits; what lies around it is joined. Its lowest bit is exact, and no other is asked for.
      const Words word = First(words, eight.sizes), bits = _mm512_slli_epi64(eight.sizes, 3);
      const Words points = _mm512_xor_si512(word, All(swar::kOnes * '.'));
      const Words found = _mm512_and_si512(_mm512_andnot_si512(points, _mm512_sub_epi64(points, All(swar::kOnes))), All(swar::kHigh));
      const __mmask8 has_point = _mm512_test_epi64_mask(found, found);
      const Words lowest = _mm512_and_si512(found, _mm512_sub_epi64(_mm512_setzero_si512(), found));
      const Words whole = _mm512_sub_epi64(All(56), _mm512_lzcnt_epi64(lowest));
      const Words places = _mm512_maskz_sub_epi64(has_point, _mm512_sub_epi64(bits, whole), All(8));  // in bits
      // Digits on both sides, and no more than count behind.
      const __mmask8 sides = _mm512_cmpneq_epi64_mask(whole, _mm512_setzero_si512()) & _mm512_cmpneq_epi64_mask(places, _mm512_setzero_si512()) &
                             _mm512_cmple_epu64_mask(places, All(static_cast<std::uint64_t>(scale) * 8));
      const Words before = _mm512_andnot_si512(_mm512_sllv_epi64(All(~std::uint64_t{0}), whole), word);
      const Words behind = _mm512_sllv_epi64(_mm512_srlv_epi64(word, _mm512_add_epi64(whole, All(8))), whole);
      const Words joined = _mm512_mask_or_epi64(word, has_point, before, behind);
      fits &= static_cast<__mmask8>(~has_point | sides) & Digits(joined, _mm512_mask_sub_epi64(eight.sizes, has_point, eight.sizes, All(1)), numbers);
      const Words power = _mm512_permutexvar_epi64(_mm512_sub_epi64(All(static_cast<std::uint64_t>(scale)), _mm512_srli_epi64(places, 3)), powers);
      numbers = _mm512_mullo_epi64(numbers, power);
    }
    _mm512_mask_storeu_epi64(values + at, fits, numbers);
    left[at / 8] = static_cast<std::uint8_t>(eight.present & ~fits);
  }
}

SLATE_AVX512 void FindShortWholes(const FieldTexts& fields, std::uint8_t* left) {
  for (std::size_t at = 0; at < fields.count; at += 8) {
    Eight eight;
    Take(fields, at, eight);
    const Words words = Load(fields.text, eight).low;
    Words numbers;
    const __mmask8 in_size = _mm512_cmplt_epu64_mask(_mm512_sub_epi64(eight.sizes, All(1)), All(kShortNumber));
    const __mmask8 zero_first = _mm512_cmpeq_epi64_mask(_mm512_and_si512(words, All(0xFF)), All('0')) & _mm512_cmpneq_epi64_mask(eight.sizes, All(1));
    left[at / 8] = static_cast<std::uint8_t>(eight.present & ~(in_size & Digits(words, eight.sizes, numbers) & ~zero_first));
  }
}

namespace {

SLATE_AVX512 inline Words Times(Words words, std::uint64_t prime) { return _mm512_mullo_epi64(words, All(prime)); }

// digest::Take.
SLATE_AVX512 inline Words Take(Words hashes, Words words) {
  using namespace digest;
  const Words spread = Times(_mm512_rol_epi64(Times(words, kPrime2), 31), kPrime1);
  return _mm512_add_epi64(Times(_mm512_rol_epi64(_mm512_xor_si512(hashes, spread), 27), kPrime1), All(kPrime4));
}

// Which words have only 0x01 to 0x7F in their first `sizes` bytes, and zeros behind them.
SLATE_AVX512 inline __mmask8 IsAscii(Words words, Words sizes) {
  const Words filled = _mm512_or_si512(words, _mm512_sllv_epi64(All(swar::kOnes), _mm512_slli_epi64(sizes, 3)));
  return _mm512_testn_epi64_mask(_mm512_or_si512(filled, _mm512_sub_epi64(filled, All(swar::kOnes))), All(swar::kHigh));
}

}  // namespace

SLATE_AVX512 void ReadHashes(const FieldTexts& fields, std::int64_t* values, std::uint8_t* left) {
  using namespace digest;
  for (std::size_t at = 0; at < fields.count; at += 8) {
    Eight eight;
    Take(fields, at, eight);
    const __mmask8 is_long = _mm512_cmpgt_epu64_mask(eight.sizes, All(8));
    const TwoWords words = Load(fields.text, eight);
    const Words low = First(words.low, eight.sizes);
    const Words rest = _mm512_maskz_sub_epi64(is_long, eight.sizes, All(8));
    Words high = _mm512_setzero_si512();
    if (is_long != 0) high = First(words.high, rest);
    const __mmask8 fits = eight.present & _mm512_cmplt_epu64_mask(_mm512_sub_epi64(eight.sizes, All(1)), All(16)) & IsAscii(low, eight.sizes) & IsAscii(high, rest);
    // The steps of HashText: whole words, four bytes, the bytes left.
    Words hash = _mm512_add_epi64(eight.sizes, All(kPrime5));
    const __mmask8 one = _mm512_cmpge_epu64_mask(eight.sizes, All(8)), two = _mm512_cmpeq_epi64_mask(eight.sizes, All(16));
    if (one != 0) hash = _mm512_mask_mov_epi64(hash, one, Take(hash, low));
    if (two != 0) hash = _mm512_mask_mov_epi64(hash, two, Take(hash, high));
    Words word = _mm512_mask_mov_epi64(low, one, high);
    const Words four = All(4);
    if (const __mmask8 more = _mm512_test_epi64_mask(eight.sizes, four) & ~two; more != 0) {
      const Words mixed = _mm512_xor_si512(hash, Times(_mm512_and_si512(word, All(0xFFFFFFFF)), kPrime1));
      hash = _mm512_mask_add_epi64(hash, more, Times(_mm512_rol_epi64(mixed, 23), kPrime2), All(kPrime3));
      word = _mm512_mask_srli_epi64(word, more, word, 32);
    }
    const Words bytes = _mm512_and_si512(eight.sizes, All(3));
    for (std::uint64_t done = 0; done < 3; ++done) {
      const __mmask8 more = _mm512_cmpgt_epu64_mask(bytes, All(done));
      if (more == 0) break;
      const Words mixed = _mm512_xor_si512(hash, Times(_mm512_and_si512(word, All(0xFF)), kPrime5));
      hash = _mm512_mask_mov_epi64(hash, more, Times(_mm512_rol_epi64(mixed, 11), kPrime1));
      word = _mm512_srli_epi64(word, 8);
    }
    hash = Times(_mm512_xor_si512(hash, _mm512_srli_epi64(hash, 33)), kPrime2);
    hash = Times(_mm512_xor_si512(hash, _mm512_srli_epi64(hash, 29)), kPrime3);
    _mm512_mask_storeu_epi64(values + at, fits, _mm512_xor_si512(hash, _mm512_srli_epi64(hash, 32)));
    left[at / 8] = static_cast<std::uint8_t>(eight.present & ~fits);
  }
}

SLATE_AVX512 void ReadTexts(const FieldTexts& fields, const ShortTexts::Entry* entries, std::size_t places, std::uint32_t* values, std::uint8_t* left) {
  for (std::size_t at = 0; at < fields.count; at += 8) {
    Eight eight;
    Take(fields, at, eight);
    const __mmask8 is_short = eight.present & _mm512_cmple_epu64_mask(eight.sizes, All(ShortTexts::kLongest));
    const Words key = _mm512_or_si512(First(Load(fields.text, eight).low, eight.sizes), _mm512_slli_epi64(eight.sizes, 56));
    alignas(64) std::uint64_t keys[8], pairs[8];
    alignas(32) std::uint32_t found[8];
    _mm512_store_si512(keys, key);
    _mm512_store_si512(pairs, _mm512_and_si512(_mm512_srli_epi64(Times(key, ShortTexts::kFactor), 32), All(places - 2)));
    std::uint32_t met = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      const ShortTexts::Entry* pair = entries + pairs[i];
      const ShortTexts::Entry& entry = pair[pair[0].key == keys[i] ? 0 : 1];  // chosen without a branch
      met |= static_cast<std::uint32_t>(entry.key == keys[i]) << i;
      found[i] = entry.value;
    }
    const auto fits = static_cast<__mmask8>(is_short & met);
    _mm256_mask_storeu_epi32(values + at, fits, _mm256_load_si256(reinterpret_cast<const __m256i*>(found)));
    left[at / 8] = static_cast<std::uint8_t>(eight.present & ~fits);
  }
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
#else
// Other machines never ask.
namespace {
void Leave(const FieldTexts& fields, std::uint8_t* left) {
  for (std::size_t at = 0; at < fields.count; at += 8) left[at / 8] = static_cast<std::uint8_t>((1u << std::min<std::size_t>(8, fields.count - at)) - 1);
}
}  // namespace
void ReadTimes(const FieldTexts& fields, const std::int64_t*, std::int64_t*, std::uint8_t* left) { Leave(fields, left); }
void ReadNumbers(const FieldTexts& fields, std::int32_t, std::int64_t*, std::uint8_t* left) { Leave(fields, left); }
void FindShortWholes(const FieldTexts& fields, std::uint8_t* left) { Leave(fields, left); }
void ReadHashes(const FieldTexts& fields, std::int64_t*, std::uint8_t* left) { Leave(fields, left); }
void ReadTexts(const FieldTexts& fields, const ShortTexts::Entry*, std::size_t, std::uint32_t*, std::uint8_t* left) { Leave(fields, left); }
#endif

}  // namespace slate::ingest::lanes
