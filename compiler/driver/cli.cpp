#include "compiler/driver/cli.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "compiler/diagnostics/console.h"

namespace slate::driver {
namespace {

// A contract is a document people read; anything larger is a mistaken argument.
constexpr std::size_t kMaxContractBytes = 64 << 20;

}  // namespace

bool WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool ColorOn(int fd) {
  const char* no_color = std::getenv("NO_COLOR");
  return ::isatty(fd) == 1 && (no_color == nullptr || *no_color == '\0');
}

std::string ProgramFolder() {
  char path[4096];
  const ssize_t length = ::readlink("/proc/self/exe", path, sizeof path);
  const std::string_view whole(path, length > 0 ? static_cast<std::size_t>(length) : 0);
  return std::string(whole.substr(0, whole.rfind('/')));
}

bool ReadFile(const std::string& path, std::string& text, std::string& error) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    error = fmt::format("{}: {}", path, std::strerror(errno));
    return false;
  }
  char buffer[65536];
  for (;;) {
    const ssize_t count = ::read(fd, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) error = fmt::format("{}: {}", path, std::strerror(errno));
    if (count <= 0) break;
    text.append(buffer, static_cast<std::size_t>(count));
    if (text.size() > kMaxContractBytes) {
      error = fmt::format("{}: larger than 64 MiB; a contract or binding is needed here", path);
      break;
    }
  }
  ::close(fd);
  return error.empty();
}

bool WriteFile(const std::string& path, std::string_view text, std::string& error) {
  struct stat status{};
  // A device, a pipe or a link (`/dev/stdout` is one) must not be replaced by renaming: it is written in place.
  const bool special = ::lstat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
  const bool device = path.rfind("/dev/", 0) == 0;
  const std::string target = special ? path : path + ".partial";
  const int fd = ::open(target.c_str(), O_WRONLY | O_CREAT | (device ? 0 : O_TRUNC) | O_CLOEXEC, 0666);
  bool done = fd >= 0 && WriteAll(fd, text);
  if (fd >= 0) done = ::close(fd) == 0 && done;
  if (done && !special) done = ::rename(target.c_str(), path.c_str()) == 0;
  if (!done) {
    error = fmt::format("{}: {}", path, std::strerror(errno));
    if (fd >= 0 && !special) ::unlink(target.c_str());
  }
  return done;
}

bool Print(std::string_view text) {
  if (WriteAll(STDOUT_FILENO, text)) return true;
  Complain(fmt::format("can't write: {}", std::strerror(errno)));
  return false;
}

ProgressLine::ProgressLine() : on_(::isatty(STDERR_FILENO) == 1), next_(std::chrono::steady_clock::now() + std::chrono::milliseconds(500)) {}

ProgressLine::~ProgressLine() {
  if (shown_) WriteAll(STDERR_FILENO, "\r\033[K");
}

void ProgressLine::Show(const std::string& path, std::uint64_t bytes) {
  const auto now = std::chrono::steady_clock::now();
  if (!on_ || now < next_) return;
  next_ = now + std::chrono::milliseconds(200);
  shown_ = true;
  WriteAll(STDERR_FILENO, fmt::format("\r\033[Kslate: {}: {} MiB read", path.substr(0, 60), bytes >> 20));
}

// Messages quote data, which must not steer a terminal.
void Complain(std::string_view text) {
  std::string line = "slate: ";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if ((code < 0x20 && c != '\n') || code == 0x7F) line += fmt::format("\\x{:02x}", code);
    else line += c;
  }
  WriteAll(STDERR_FILENO, line + "\n");
}

bool AddFiles(Compilation& compilation, const std::vector<std::string>& paths) {
  bool all = true;
  for (const std::string& path : paths) {
    std::string text, error;
    if (ReadFile(path, text, error)) {
      compilation.Add(path, std::move(text));
    } else {
      Complain(error);
      all = false;
    }
  }
  return all;
}

void PrintProblems(Compilation& compilation) {
  WriteAll(STDERR_FILENO, RenderConsole(compilation.diagnostics().Sorted(), compilation.sources(), ColorOn(STDERR_FILENO)));
}

}  // namespace slate::driver
