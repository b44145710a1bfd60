// The modules of the standard library, as they were at build time.
#pragma once

#include <string_view>
#include <vector>

namespace slate {

struct LibraryModule {
  std::string_view path;
  std::string_view text;
};
const std::vector<LibraryModule>& LibraryModules();

}  // namespace slate
