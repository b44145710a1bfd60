#include "compiler/driver/kernel_cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <tuple>
#include <vector>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "compiler/jit/module.h"
#include "compiler/plan/print.h"
#include "runtime/ledger/sha256.h"

namespace slate::driver {
namespace {

constexpr std::string_view kHead = "slate kernels 1\n";
constexpr std::size_t kDigits = 64;                // of SHA-256
constexpr std::size_t kLargestObject = 4 << 20;    // a larger one is compiled each time
constexpr std::size_t kMostBytes = 64 << 20, kMostEntries = 1000;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

std::string FileOf(const std::string& key) { return key + ".kernels"; }

// Written by this user, and by nobody else.
bool IsOwn(const struct stat& status) { return status.st_uid == ::geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0; }

int OpenFolder(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  struct stat status {};
  if (fd < 0 || (::fstat(fd, &status) == 0 && IsOwn(status))) return fd;
  ::close(fd);
  return -1;
}

void MakeFolder(const std::string& folder) {
  for (std::size_t end = folder.find('/', 1);; end = folder.find('/', end + 1)) {
    ::mkdir(folder.substr(0, end).c_str(), 0700);
    if (end == std::string::npos) return;
  }
}

bool WriteWhole(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// Half of what is allowed stays, so that not every write has to look for the oldest.
void DropOldest(int folder) {
  const int again = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* list = again < 0 ? nullptr : ::fdopendir(again);
  if (list == nullptr) {
    if (again >= 0) ::close(again);
    return;
  }
  std::vector<std::tuple<std::int64_t, std::string, std::size_t>> entries;
  std::size_t bytes = 0;
  while (const dirent* entry = ::readdir(list)) {
    struct stat status {};
    if (::fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode)) continue;
    bytes += static_cast<std::size_t>(status.st_size);
    entries.emplace_back(status.st_mtim.tv_sec, entry->d_name, static_cast<std::size_t>(status.st_size));
  }
  ::closedir(list);
  if (bytes <= kMostBytes && entries.size() <= kMostEntries) return;
  std::sort(entries.begin(), entries.end());
  std::size_t left = entries.size();
  for (const auto& [time, name, size] : entries) {
    if (bytes <= kMostBytes / 2 && left <= kMostEntries / 2) break;
    ::unlinkat(folder, name.c_str(), 0);
    bytes -= size;
    --left;
  }
}

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// What the processor can do, as code that was compiled for it relies on; not which of its cores this is.
std::string Machine() {
#if defined(__x86_64__)
  std::string text = "x86-64";
  const auto put = [&](unsigned leaf, unsigned sub, bool with_ebx) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (__get_cpuid_count(leaf, sub, &a, &b, &c, &d) == 0) return;
    text += fmt::format(" {:x}:{:x} {:x} {:x} {:x}", leaf, a, with_ebx ? b : 0, c, d);
  };
  put(0, 0, true);
  put(1, 0, false);
  put(7, 0, true);
  put(7, 1, true);
  put(0x14, 0, true);
  put(0x19, 0, true);
  put(0x80000001, 0, false);
  put(0x80000008, 0, true);
  unsigned low = 0, high = 0, a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_OSXSAVE) != 0) __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));  // what the system saves
  return text + fmt::format(" {:x} {:x}", high, low);
#else
  return {};
#endif
}

// A file as it was built: another build of one version compiles otherwise.
std::string Build(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  return fmt::format("{} {} {}.{} {}\n", status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, path);
}

}  // namespace

// How the plan prints, and its nodes and periods as they are: a moment prints no finer than people need it.
std::string KernelCache::KeyOf(const plan::Plan& plan) const {
  if (folder_.empty() || circumstances_.empty()) return {};
  std::string all = circumstances_ + plan::Print(plan);
  for (const plan::Scan& scan : plan.scans) {
    all += fmt::format("\n{}:", scan.nodes.size());
    for (const plan::Node& node : scan.nodes) {
      for (const std::int64_t part : {static_cast<std::int64_t>(node.op), static_cast<std::int64_t>(node.type), static_cast<std::int64_t>(node.operands[0]), static_cast<std::int64_t>(node.operands[1]),
                                      static_cast<std::int64_t>(node.operands[2]), node.immediate, static_cast<std::int64_t>(node.column), static_cast<std::int64_t>(node.function),
                                      static_cast<std::int64_t>(node.place)}) {
        all.append(reinterpret_cast<const char*>(&part), sizeof part);
      }
    }
  }
  for (const PeriodGrid& grid : plan.grids) {
    all += fmt::format("\n{} {}:", grid.boundaries.size(), grid.bucket);
    all.append(reinterpret_cast<const char*>(grid.boundaries.data()), grid.boundaries.size() * sizeof(Instant));
  }
  return ledger::Sha256(all);
}

std::string KernelCache::Find(const std::string& key) const {
  if (folder_.empty() || key.empty()) return {};
  const Descriptor folder(OpenFolder(folder_));
  if (folder.get() < 0) return {};
  const Descriptor file(::openat(folder.get(), FileOf(key).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) || !IsOwn(status)) return {};
  const std::size_t head = kHead.size() + 2 * (kDigits + 1);
  if (status.st_size <= static_cast<off_t>(head) || status.st_size > static_cast<off_t>(head + kLargestObject)) return {};
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t count = ::read(file.get(), text.data() + at, text.size() - at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return {};
    at += static_cast<std::size_t>(count);
  }
  std::string object = text.substr(head);
  text.resize(head);
  if (text != fmt::format("{}{}\n{}\n", kHead, key, ledger::Sha256(object))) return {};
  return object;
}

void KernelCache::Keep(const std::string& key, std::string_view object) const {
  if (folder_.empty() || key.empty() || object.empty() || object.size() > kLargestObject) return;
  MakeFolder(folder_);
  const Descriptor folder(OpenFolder(folder_));
  if (folder.get() < 0) return;
  static std::atomic<unsigned> written{0};
  const std::string partial = fmt::format("{}.{}.{}.partial", key, ::getpid(), ++written);
  bool done = false;
  {
    const Descriptor file(::openat(folder.get(), partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (file.get() < 0) return;
    done = WriteWhole(file.get(), fmt::format("{}{}\n{}\n", kHead, key, ledger::Sha256(object))) && WriteWhole(file.get(), object);
  }
  if (!done || ::renameat(folder.get(), partial.c_str(), folder.get(), FileOf(key).c_str()) != 0) ::unlinkat(folder.get(), partial.c_str(), 0);
  DropOldest(folder.get());
}

std::string KernelFolder() {
  std::string folder = Environment("SLATE_KERNEL_CACHE");
  if (folder == "off") return {};
  if (folder.empty()) {
    if (const std::string cache = Environment("XDG_CACHE_HOME"); !cache.empty()) folder = cache + "/slate/kernels";
    else if (const std::string home = Environment("HOME"); !home.empty()) folder = home + "/.cache/slate/kernels";
  }
  return folder.starts_with('/') ? folder : std::string();
}

std::string KernelCircumstances(const std::vector<std::string_view>& texts, const std::string& program_folder) {
  const std::string machine = Machine(), module = Build(program_folder + "/libslate_jit.so"), program = Build("/proc/self/exe");
  if (machine.empty() || module.empty() || program.empty()) return {};
  std::string all = fmt::format("{} {:x}\n{}\n{}{}", SLATE_VERSION, jit::ModuleStamp(), machine, module, program);
  for (const std::string_view text : texts) all += fmt::format("{}\n{}\n", text.size(), text);
  return all;
}

}  // namespace slate::driver
