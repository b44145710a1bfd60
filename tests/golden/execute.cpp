#include "tests/golden/execute.h"

#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <sys/wait.h>

namespace fs = std::filesystem;

namespace slate::tests {

std::string Read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

void Write(const fs::path& path, const std::string& text) {
  if (path.has_parent_path()) fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

// The command goes through a file, so that its own quotes need no quoting; what belongs to the runner lies beside the
// folder the command sees.
void Execute(const fs::path& scratch, const fs::path& program, Command& command) {
  Write(scratch / "command", command.line + "\n");
  const std::string shell = fmt::format(
      "cd '{0}/case' && exec timeout --kill-after=5 60 env -i PATH='{1}':/usr/bin:/bin HOME='{0}/case' LC_ALL=C.UTF-8 "
      "TZ=Pacific/Chatham NO_COLOR=1 "
      "ASAN_OPTIONS=\"$ASAN_OPTIONS\" UBSAN_OPTIONS=\"$UBSAN_OPTIONS\" "
      "sh '{0}/command' >'{0}/stdout' 2>'{0}/stderr' </dev/null",
      scratch.string(), program.parent_path().string());
  const int status = std::system(shell.c_str());
  command.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  command.out = Read(scratch / "stdout");
  command.err = Read(scratch / "stderr");
  if (command.exit == 124) command.err += "(stopped after a minute)\n";
  for (auto& [name, content] : command.produced) {
    const fs::path path = scratch / "case" / name;
    content = fs::exists(path) ? Read(path) : "(no such file was written)\n";
  }
  const auto end_line = [](std::string& text) {
    if (!text.empty() && text.back() != '\n') text += "\n(no line break at the end)\n";
  };
  end_line(command.out);
  end_line(command.err);
  for (auto& [name, content] : command.produced) end_line(content);
}

}  // namespace slate::tests
