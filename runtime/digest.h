// What stands for records in evidence. In: the bytes that identify a record. Out: 64-bit hashes, and terms whose sum modulo
// 2^64 is the digest of a set of items: equal however they were ordered, cut or dealt to threads.
//
// Every hash is XXH64 (little-endian), so that anybody can compute a digest again. It finds accidents; it is no seal against
// somebody who makes records up until the sum fits.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace slate::digest {

static_assert(std::endian::native == std::endian::little, "values are hashed as they lie in memory");

inline constexpr std::uint64_t kPrime1 = 0x9E3779B185EBCA87, kPrime2 = 0xC2B2AE3D27D4EB4F, kPrime3 = 0x165667B19E3779F9, kPrime4 = 0x85EBCA77C2B2AE63,
                               kPrime5 = 0x27D4EB2F165667C5;

// The steps of XXH64.
constexpr std::uint64_t Spread(std::uint64_t word) { return std::rotl(word * kPrime2, 31) * kPrime1; }
constexpr std::uint64_t Take(std::uint64_t hash, std::uint64_t word) { return std::rotl(hash ^ Spread(word), 27) * kPrime1 + kPrime4; }
constexpr std::uint64_t Finish(std::uint64_t hash) {
  hash = (hash ^ (hash >> 33)) * kPrime2;
  hash = (hash ^ (hash >> 29)) * kPrime3;
  return hash ^ (hash >> 32);
}

// XXH64 of the 8 bytes of a word.
constexpr std::uint64_t StartOfWord(std::uint64_t seed) { return seed + kPrime5 + 8; }
constexpr std::uint64_t HashWord(std::uint64_t word, std::uint64_t seed = 0) { return Finish(Take(StartOfWord(seed), word)); }

// XXH64 of any bytes, seed 0.
inline std::uint64_t HashText(std::string_view text) {
  const char* at = text.data();
  const char* end = at + text.size();
  const auto load = [](const char* from, auto word) {
    std::memcpy(&word, from, sizeof word);
    return word;
  };
  std::uint64_t hash = kPrime5;
  if (text.size() >= 32) {
    std::uint64_t lanes[4] = {kPrime1 + kPrime2, kPrime2, 0, 0 - kPrime1};
    for (; end - at >= 32; at += 32) {
      for (int i = 0; i < 4; ++i) lanes[i] = std::rotl(lanes[i] + load(at + 8 * i, std::uint64_t{}) * kPrime2, 31) * kPrime1;
    }
    hash = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) + std::rotl(lanes[3], 18);
    for (const std::uint64_t lane : lanes) hash = (hash ^ Spread(lane)) * kPrime1 + kPrime4;
  }
  hash += text.size();
  for (; end - at >= 8; at += 8) hash = Take(hash, load(at, std::uint64_t{}));
  if (end - at >= 4) {
    hash = std::rotl(hash ^ load(at, std::uint32_t{}) * kPrime1, 23) * kPrime2 + kPrime3;
    at += 4;
  }
  for (; at != end; ++at) hash = std::rotl(hash ^ static_cast<unsigned char>(*at) * kPrime5, 11) * kPrime1;
  return Finish(hash);
}

// A record's fields, in their order, become one hash: the first field's, taken on with each further one. A field is HashText of
// its bytes, HashWord of its value, or kNotRecorded.
inline constexpr std::uint64_t kNotRecorded = 0;
constexpr std::uint64_t WithField(std::uint64_t item, std::uint64_t field) { return HashWord(field, item); }

// What an item adds to the digest of its cell: its hash, weighed by its class. Class: 0 counted, 1 counted and in the numerator,
// 2.. taken by that exclusion, kPending undecided as yet. Weights are odd, so that no bit of an item is lost, and differ at random. Kernels pay one
// multiplication an item for it.
inline constexpr std::uint64_t kPending = 0xffffffff;
constexpr std::uint64_t Weight(std::uint64_t item_class) { return HashWord(item_class) | 1; }
constexpr std::uint64_t Term(std::uint64_t item, std::uint64_t item_class) { return item * Weight(item_class); }

}  // namespace slate::digest
