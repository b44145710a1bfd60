// What the cache on disk gives back: what was kept under this key, whole, by this user; else nothing.
#include "compiler/driver/kernel_cache.h"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "runtime/time/zone.h"

using namespace slate;
using driver::KernelCache;

namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path = fs::temp_directory_path() / ("slate-kernels-" + std::to_string(::getpid()));
  Folder() { fs::remove_all(path); }
  ~Folder() { fs::remove_all(path); }
  struct Entry {
    KernelCache cache;
    std::string key;
    std::string Find() const { return cache.Find(key); }
    void Keep(std::string_view object) const { cache.Keep(key, object); }
  };
  Entry Of(const std::string& key) const { return {KernelCache(path.string(), "here"), key}; }
  fs::path File(const std::string& key) const { return path / (key + ".kernels"); }
};

std::string Key(char digit) { return std::string(64, digit); }

std::string Bytes(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void Put(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes; }

}  // namespace

TEST_CASE("what was kept is found, under its own key alone") {
  const Folder folder;
  CHECK(folder.Of(Key('a')).Find().empty());
  folder.Of(Key('a')).Keep("object of a");
  CHECK(folder.Of(Key('a')).Find() == "object of a");
  CHECK(folder.Of(Key('b')).Find().empty());
  folder.Of(Key('a')).Keep("another");
  CHECK(folder.Of(Key('a')).Find() == "another");
  CHECK(std::distance(fs::directory_iterator(folder.path), {}) == 1);
  // Another version and another machine have other keys: what lies under the wrong name is not taken for theirs.
  fs::copy_file(folder.File(Key('a')), folder.File(Key('b')));
  CHECK(folder.Of(Key('b')).Find().empty());
  KernelCache("", "here").Keep(Key('a'), "nowhere");
  CHECK(KernelCache("", "here").Find(Key('a')).empty());
  CHECK(KernelCache(folder.path.string(), "here").Find("").empty());
}

TEST_CASE("a file that is damaged, cut short or not this user's alone is none") {
  const Folder folder;
  const std::string object(300, 'x');
  folder.Of(Key('a')).Keep(object);
  const fs::path file = folder.File(Key('a'));
  const std::string whole = Bytes(file);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    Put(file, damaged);
    REQUIRE(folder.Of(Key('a')).Find().empty());
    Put(file, whole.substr(0, at));
    REQUIRE(folder.Of(Key('a')).Find().empty());
  }
  Put(file, whole + "x");
  CHECK(folder.Of(Key('a')).Find().empty());
  Put(file, whole);
  REQUIRE(folder.Of(Key('a')).Find() == object);

  for (const fs::perms others : {fs::perms::group_write, fs::perms::others_write}) {
    fs::permissions(file, others, fs::perm_options::add);
    CHECK(folder.Of(Key('a')).Find().empty());
    fs::permissions(file, others, fs::perm_options::remove);
    fs::permissions(folder.path, others, fs::perm_options::add);
    CHECK(folder.Of(Key('a')).Find().empty());
    folder.Of(Key('b')).Keep(object);
    CHECK_FALSE(fs::exists(folder.File(Key('b'))));
    fs::permissions(folder.path, others, fs::perm_options::remove);
  }
  CHECK(folder.Of(Key('a')).Find() == object);
  fs::rename(file, folder.path / "elsewhere");
  fs::create_symlink(folder.path / "elsewhere", file);
  CHECK(folder.Of(Key('a')).Find().empty());
  fs::remove(file);
  fs::create_directory(file);
  CHECK(folder.Of(Key('a')).Find().empty());
  folder.Of(Key('a')).Keep(object);  // can't replace a folder, and says nothing
  CHECK(folder.Of(Key('a')).Find().empty());
}

TEST_CASE("a folder that is a link, or can't be made, keeps nothing") {
  const Folder folder;
  fs::create_directories(folder.path / "real");
  fs::create_directory_symlink(folder.path / "real", folder.path / "link");
  const KernelCache linked((folder.path / "link").string(), "here");
  linked.Keep(Key('a'), "object");
  CHECK(linked.Find(Key('a')).empty());
  Put(folder.path / "file", "");
  const KernelCache blocked((folder.path / "file" / "kernels").string(), "here");
  blocked.Keep(Key('a'), "object");
  CHECK(blocked.Find(Key('a')).empty());
  const KernelCache deep((folder.path / "one" / "two").string(), "here");
  deep.Keep(Key('a'), "object");
  CHECK(deep.Find(Key('a')) == "object");
}

TEST_CASE("who reads while others write finds one whole object or another") {
  const Folder folder;
  const std::string first(100'000, 'a'), second(120'000, 'b');
  folder.Of(Key('a')).Keep(first);
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&, i] {
      for (int round = 0; round < 50; ++round) folder.Of(Key('a')).Keep((i + round) % 2 == 0 ? first : second);
    });
  }
  bool whole = true;
  for (int round = 0; round < 200; ++round) {
    const std::string object = folder.Of(Key('a')).Find();
    whole = whole && (object == first || object == second);
  }
  for (std::thread& writer : writers) writer.join();
  CHECK(whole);
  CHECK(std::distance(fs::directory_iterator(folder.path), {}) == 1);  // nothing half written is left
}

TEST_CASE("the oldest go when they become many") {
  const Folder folder;
  fs::create_directories(folder.path);
  for (int i = 0; i < 1000; ++i) {
    const fs::path file = folder.path / (std::to_string(i) + ".kernels");
    Put(file, "x");
    fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(2000 - i));
  }
  folder.Of(Key('a')).Keep("object");
  CHECK(folder.Of(Key('a')).Find() == "object");
  CHECK(std::distance(fs::directory_iterator(folder.path), {}) == 500);
  CHECK_FALSE(fs::exists(folder.path / "0.kernels"));
  CHECK(fs::exists(folder.path / "999.kernels"));
}

TEST_CASE("a key names texts, build and plan, whatever of it changes") {
  plan::Plan plan;
  plan.zone = Zone::Find("UTC");
  const auto key = [&](const std::vector<std::string_view>& texts) { return KernelCache("/somewhere", driver::KernelCircumstances(texts, SLATE_BUILD_DIR)).KeyOf(plan); };
  CHECK(driver::KernelCircumstances({}, "/nowhere").empty());
  CHECK(KernelCache("/somewhere", "").KeyOf(plan).empty());
#if defined(__x86_64__)
  const std::string first = key({"a", "b"});
  REQUIRE(first.size() == 64);
  CHECK(first == key({"a", "b"}));
  CHECK(first != key({"ab", ""}));
  plan.scans.push_back({.event = "e", .nodes = {{.immediate = 1'000'000}}});
  const std::string moment = key({"a", "b"});
  CHECK(first != moment);
  plan.scans[0].nodes[0].immediate = 1'000'001;  // a microsecond later
  CHECK(moment != key({"a", "b"}));
#endif
}
