// The file of a posted ledger on disk. Readers see it as it was before a posting or after it, never between: what is
// posted is written beside it, flushed, and renamed onto it. Two that post wait for each other.
#pragma once

#include <string>
#include <string_view>

namespace slate::driver {

// Nobody else posts to the ledger while this lives.
class LedgerLock {
 public:
  LedgerLock() = default;
  ~LedgerLock();
  LedgerLock(const LedgerLock&) = delete;
  LedgerLock& operator=(const LedgerLock&) = delete;

  // Makes the file where there is none, waits for its lock and reads it. Empty, or why not.
  std::string Open(const std::string& path, std::string& text);
  // The whole text anew. Empty, or why the file is still what it was.
  std::string Replace(std::string_view text);

 private:
  int fd_ = -1;
  std::string path_;  // of the file itself, behind any link
};

// `missing`: there is no such file, which is no problem. Empty, or why it can't be read.
std::string ReadLedgerFile(const std::string& path, std::string& text, bool& missing);

}  // namespace slate::driver
