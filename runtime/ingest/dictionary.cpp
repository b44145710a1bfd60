#include <deque>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "runtime/digest.h"
#include "runtime/ingest/table.h"

namespace slate::ingest {

struct Dictionary::Storage {
  mutable std::shared_mutex mutex;
  std::deque<std::string> texts;  // a deque: views into it stay valid while it grows
  std::vector<std::uint64_t> hashes;
  std::unordered_map<std::string_view, std::uint32_t> ids;
};

Dictionary::Dictionary() : storage_(std::make_unique<Storage>()) {}
Dictionary::~Dictionary() = default;

std::uint32_t Dictionary::Intern(std::string_view bytes) {
  if (const auto known = Find(bytes)) return *known;
  const std::uint64_t hash = digest::HashText(bytes);
  const std::unique_lock lock(storage_->mutex);
  if (const auto found = storage_->ids.find(bytes); found != storage_->ids.end()) return found->second;
  storage_->texts.emplace_back(bytes);
  storage_->hashes.push_back(hash);
  const std::uint32_t id = static_cast<std::uint32_t>(storage_->texts.size() - 1);
  storage_->ids.emplace(storage_->texts.back(), id);
  return id;
}

std::optional<std::uint32_t> Dictionary::Find(std::string_view bytes) const {
  const std::shared_lock lock(storage_->mutex);
  const auto found = storage_->ids.find(bytes);
  if (found == storage_->ids.end()) return std::nullopt;
  return found->second;
}

std::size_t Dictionary::size() const {
  const std::shared_lock lock(storage_->mutex);
  return storage_->texts.size();
}

std::string_view Dictionary::Text(std::uint32_t id) const {
  const std::shared_lock lock(storage_->mutex);
  return storage_->texts[id];
}

std::vector<std::string> Dictionary::Texts() const {
  const std::shared_lock lock(storage_->mutex);
  return {storage_->texts.begin(), storage_->texts.end()};
}

void Dictionary::Hashes(const std::uint32_t* ids, std::size_t count, std::uint64_t* hashes) const {
  const std::shared_lock lock(storage_->mutex);
  for (std::size_t i = 0; i < count; ++i) hashes[i] = ids[i] < storage_->hashes.size() ? storage_->hashes[ids[i]] : 0;
}

}  // namespace slate::ingest
