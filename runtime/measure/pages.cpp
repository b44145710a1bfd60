#include "runtime/measure/pages.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace slate::measure {

void* AllocatePages(std::size_t bytes) {
  constexpr std::size_t kLine = 64, kLargePage = std::size_t{2} << 20;
  const std::size_t to = bytes < kLargePage ? kLine : kLargePage;
  const std::size_t whole = (bytes + to - 1) / to * to;
  void* at = std::aligned_alloc(to, whole);
  if (at == nullptr) throw std::bad_alloc();
  if (to == kLargePage) ::madvise(at, whole, MADV_HUGEPAGE);
  return at;
}

}  // namespace slate::measure
