// Texts are dealt to shards by their hash, so that threads seldom wait for each other; a shard's table holds ids, and finds a text by
// its bytes. The texts themselves lie in segments by id, which never move.
#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstring>
#include <mutex>

#include "runtime/digest.h"
#include "runtime/ingest/table.h"

namespace slate::ingest {
namespace {

constexpr std::size_t kShards = 32;
constexpr std::size_t kFirstSlots = 16;
constexpr std::size_t kChunkBytes = 64 << 10;
// Segment k holds as many texts as all before it together, the first one kFirstSegment.
constexpr std::uint32_t kFirstSegment = 64;
constexpr std::size_t kSegments = 27;

struct Interned {
  std::string_view bytes;
  std::uint64_t hash = 0;
};

struct Spot {
  std::size_t segment, index;
};

Spot SpotOf(std::uint32_t id) {
  const std::uint32_t folds = id / kFirstSegment;
  if (folds == 0) return {0, id};
  const auto segment = static_cast<std::size_t>(std::bit_width(folds));
  return {segment, id - (kFirstSegment << (segment - 1))};
}

std::size_t SegmentSize(std::size_t segment) { return segment == 0 ? kFirstSegment : std::size_t{kFirstSegment} << (segment - 1); }

// Bytes that stay where they are.
class Arena {
 public:
  std::string_view Keep(std::string_view bytes) {
    if (bytes.size() > left_) {
      left_ = std::max(kChunkBytes, bytes.size());
      at_ = chunks_.emplace_back(new char[left_]).get();
    }
    if (!bytes.empty()) std::memcpy(at_, bytes.data(), bytes.size());
    const std::string_view kept(at_, bytes.size());
    at_ += bytes.size();
    left_ -= bytes.size();
    return kept;
  }

 private:
  std::vector<std::unique_ptr<char[]>> chunks_;
  char* at_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace

struct Dictionary::Storage {
  // A place of a shard's table. The tag is the upper half of the text's hash; the lower half chose the shard.
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t id = UINT32_MAX;  // empty
  };
  struct Shard {
    std::mutex mutex;
    std::vector<Slot> slots = std::vector<Slot>(kFirstSlots);
    std::size_t count = 0;
    Arena arena;
  };
  std::array<Shard, kShards> shards;
  std::mutex append;                                      // of what follows; taken inside a shard's
  std::array<std::unique_ptr<Interned[]>, kSegments> segments;
  std::atomic<std::uint32_t> size = 0;                    // texts below it are written

  const Interned& At(std::uint32_t id) const {
    const Spot spot = SpotOf(id);
    return segments[spot.segment][spot.index];
  }
  static std::uint32_t Tag(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }
  Shard& ShardOf(std::uint64_t hash) { return shards[hash % kShards]; }

  // The slot with the text, or the empty one where it belongs.
  Slot& Seek(Shard& shard, std::string_view bytes, std::uint64_t hash) {
    for (std::size_t at = Tag(hash) & (shard.slots.size() - 1);; at = (at + 1) & (shard.slots.size() - 1)) {
      Slot& slot = shard.slots[at];
      if (slot.id == UINT32_MAX || (slot.tag == Tag(hash) && At(slot.id).bytes == bytes)) return slot;
    }
  }

  void Grow(Shard& shard) {
    const std::vector<Slot> before = std::move(shard.slots);
    shard.slots = std::vector<Slot>(2 * before.size());
    for (const Slot& slot : before) {
      if (slot.id == UINT32_MAX) continue;
      std::size_t at = slot.tag & (shard.slots.size() - 1);
      while (shard.slots[at].id != UINT32_MAX) at = (at + 1) & (shard.slots.size() - 1);
      shard.slots[at] = slot;
    }
  }

  std::uint32_t Append(const Interned& text) {
    const std::scoped_lock lock(append);
    const std::uint32_t id = size.load(std::memory_order_relaxed);
    const Spot spot = SpotOf(id);
    if (segments[spot.segment] == nullptr) segments[spot.segment] = std::make_unique<Interned[]>(SegmentSize(spot.segment));
    segments[spot.segment][spot.index] = text;
    size.store(id + 1, std::memory_order_release);
    return id;
  }
};

Dictionary::Dictionary() : storage_(std::make_unique<Storage>()) {}
Dictionary::~Dictionary() = default;

std::uint32_t Dictionary::Intern(std::string_view bytes) {
  const std::uint64_t hash = digest::HashText(bytes);
  Storage::Shard& shard = storage_->ShardOf(hash);
  const std::scoped_lock lock(shard.mutex);
  Storage::Slot* slot = &storage_->Seek(shard, bytes, hash);
  if (slot->id != UINT32_MAX) return slot->id;
  if (2 * (shard.count + 1) > shard.slots.size()) {
    storage_->Grow(shard);
    slot = &storage_->Seek(shard, bytes, hash);
  }
  ++shard.count;
  *slot = {Storage::Tag(hash), storage_->Append({shard.arena.Keep(bytes), hash})};
  return slot->id;
}

std::optional<std::uint32_t> Dictionary::Find(std::string_view bytes) const {
  const std::uint64_t hash = digest::HashText(bytes);
  Storage::Shard& shard = storage_->ShardOf(hash);
  const std::scoped_lock lock(shard.mutex);
  const Storage::Slot& slot = storage_->Seek(shard, bytes, hash);
  if (slot.id == UINT32_MAX) return std::nullopt;
  return slot.id;
}

std::size_t Dictionary::size() const { return storage_->size.load(std::memory_order_acquire); }

std::string_view Dictionary::Text(std::uint32_t id) const { return storage_->At(id).bytes; }

std::vector<std::string> Dictionary::Texts() const {
  std::vector<std::string> texts;
  const std::size_t count = size();
  texts.reserve(count);
  for (std::uint32_t id = 0; id < count; ++id) texts.emplace_back(Text(id));
  return texts;
}

void Dictionary::Hashes(const std::uint32_t* ids, std::size_t count, std::uint64_t* hashes) const {
  const std::size_t known = size();
  for (std::size_t i = 0; i < count; ++i) hashes[i] = ids[i] < known ? storage_->At(ids[i]).hash : 0;
}

}  // namespace slate::ingest
