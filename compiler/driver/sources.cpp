#include "compiler/driver/sources.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "compiler/driver/cli.h"
#include "compiler/syntax/expression.h"

namespace slate::driver {

std::optional<Instant> ParseAsOf(std::string text, const Zone& zone) {
  if (text.size() > 10 && text[10] == 'T') text[10] = ' ';
  const std::optional<Date> day = ParseDate(std::string_view(text).substr(0, 10));
  if (!day) return std::nullopt;
  if (text.size() == 10) return zone.StartOf(*day);
  if (text[10] != ' ') return std::nullopt;
  const auto time = syntax::ParseLocalTime(*day, std::string_view(text).substr(11));
  if (!time) return std::nullopt;
  if (time->offset_minutes) return Instant{time->value.micros - *time->offset_minutes * 60 * kMicrosPerSecond};
  const Zone::Reading reading = zone.Read(time->value);
  if (reading.kind != Zone::Kind::unique) return std::nullopt;
  return reading.first;
}

Instant Now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(now).count()};
}

Inputs::~Inputs() {
  for (const auto& [event, list] : by_event) {
    for (const ingest::Input& input : list) {
      if (input.fd > STDIN_FILENO) ::close(input.fd);
    }
  }
}

std::string Inputs::Open(const std::vector<std::string>& arguments, const plan::Plan& plan) {
  bool stdin_used = false;
  for (const std::string& argument : arguments) {
    const std::size_t sign = argument.find('=');
    if (sign == std::string::npos || sign == 0 || sign + 1 == argument.size()) return fmt::format("`--events {}` is not of the form NAME=PATH", argument);
    const std::string event = argument.substr(0, sign), path = argument.substr(sign + 1);
    bool known = false;
    for (const plan::Scan& scan : plan.scans) known = known || (scan.is_read() && scan.event == event);
    if (!known) return fmt::format("`--events {}`: no metric of the contract measures an event `{}`", argument, event);
    if (path == "-") {
      if (stdin_used) return "standard input (`-`) can be read only once";
      stdin_used = true;
      by_event[event].push_back({"standard input", STDIN_FILENO});
      continue;
    }
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return fmt::format("{}: {}", path, std::strerror(errno));
    by_event[event].push_back({path, fd});
  }
  for (const plan::Scan& scan : plan.scans) {
    if (scan.is_read() && !by_event.contains(scan.event)) return fmt::format("no `--events {}=PATH` is given, but the contract measures `{}`", scan.event, scan.event);
  }
  return {};
}

Engine SoonerDone(const Inputs& inputs) {
  constexpr std::int64_t kCompiledFrom = 2 << 20;
  std::int64_t bytes = 0;
  for (const auto& [event, files] : inputs.by_event) {
    for (const ingest::Input& file : files) {
      struct stat status {};
      if (::fstat(file.fd, &status) != 0 || !S_ISREG(status.st_mode)) return Engine::jit;
      bytes += status.st_size;
    }
  }
  return bytes < kCompiledFrom ? Engine::interpret : Engine::jit;
}

void Tell(const std::vector<std::string>& remarks) {
  constexpr std::size_t kShown = 20;
  for (std::size_t i = 0; i < std::min(kShown, remarks.size()); ++i) Complain(remarks[i]);
  if (remarks.size() > kShown) Complain(fmt::format("and {} more like these", remarks.size() - kShown));
}

int Refuse(const Evaluated& result) {
  for (const ingest::InputError& error : result.input_errors) Complain(fmt::format("{}{}: {}", error.path, error.line == 0 ? "" : fmt::format(":{}", error.line), error.message));
  if (!result.engine_error.empty()) Complain(result.engine_error);
  if (!result.missing.empty()) {
    Complain("credits depend on charges that the binding does not give; nothing is settled. Add to the binding:");
    for (const settle::MissingCharge& missing : result.missing) {
      Complain(fmt::format("  charge {} {} AMOUNT{} in {}    // clause {}, obligation {}", missing.charge, result.ledger.currency.code,
                           missing.group_field.empty() ? "" : fmt::format(" for {} \"{}\"", missing.group_field, missing.group), missing.period, missing.clause, missing.obligation));
    }
  }
  return kInputRefused;
}

CLI::Validator NotEmpty() {
  return CLI::Validator([](std::string& text) { return text.empty() ? std::string("it is given, but empty") : std::string(); }, "");
}

}  // namespace slate::driver
