#include "compiler/driver/ledger_file.h"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/driver/cli.h"

namespace slate::driver {
namespace {

std::string Why(const std::string& path) {
  return fmt::format("{}: {}", path, std::strerror(errno));
}

// A pipe or a device keeps nothing.
std::string NoFile(const std::string& path, int fd) {
  struct stat status{};
  if (::fstat(fd, &status) != 0) return Why(path);
  return S_ISREG(status.st_mode) ? std::string() : fmt::format("{}: a ledger is a file", path);
}

std::string ReadAll(const std::string& path, int fd, std::string& text) {
  char buffer[65536];
  for (;;) {
    const ssize_t count = ::read(fd, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Why(path);
    if (count == 0) return {};
    text.append(buffer, static_cast<std::size_t>(count));
  }
}

// So that the new name, too, outlives a power failure. Some file systems can't; the file itself is flushed all the
// same.
void FlushFolder(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  static_cast<void>(::fsync(fd));
  ::close(fd);
}

}  // namespace

LedgerLock::~LedgerLock() {
  if (fd_ >= 0) ::close(fd_);
}

std::string LedgerLock::Open(const std::string& path, std::string& text) {
  for (;;) {
    fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd_ < 0) return Why(path);
    if (std::string why = NoFile(path, fd_); !why.empty()) return why;
    while (::flock(fd_, LOCK_EX) != 0) {
      if (errno != EINTR) return Why(path);
    }
    // Whoever held the lock may have renamed another file here: then that one is to be locked.
    struct stat locked{}, named{};
    if (::fstat(fd_, &locked) == 0 && ::stat(path.c_str(), &named) == 0 && locked.st_dev == named.st_dev &&
        locked.st_ino == named.st_ino)
      break;
    ::close(fd_);
  }
  char real[PATH_MAX];
  if (::realpath(path.c_str(), real) == nullptr) return Why(path);
  path_ = real;
  return ReadAll(path, fd_, text);
}

std::string LedgerLock::Replace(std::string_view text) {
  const std::string beside = path_ + ".partial";
  struct stat status{};
  const int fd = ::fstat(fd_, &status) == 0
                     ? ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600)
                     : -1;
  bool done = fd >= 0 && ::fchmod(fd, status.st_mode & 07777) == 0 && WriteAll(fd, text) && ::fsync(fd) == 0;
  if (fd >= 0) done = ::close(fd) == 0 && done;
  done = done && ::rename(beside.c_str(), path_.c_str()) == 0;
  if (!done) {
    std::string why = Why(path_);
    if (fd >= 0) ::unlink(beside.c_str());
    return why;
  }
  FlushFolder(path_);
  return {};
}

std::string ReadLedgerFile(const std::string& path, std::string& text, bool& missing) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  missing = fd < 0 && errno == ENOENT;
  if (fd < 0) return missing ? "" : Why(path);
  std::string why = NoFile(path, fd);
  if (why.empty()) why = ReadAll(path, fd, text);
  ::close(fd);
  return why;
}

}  // namespace slate::driver
