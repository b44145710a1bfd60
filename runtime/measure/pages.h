// Memory for states that are met in any order. In: a size. Out: memory that begins with a cache line; where it is large, with a large page,
// which the kernel is asked for: so many small ones would take as long to get as to fill, and their addresses as long to look up.
#pragma once

#include <cstddef>

namespace slate::measure {

// Never null (std::bad_alloc); std::free frees it.
void* AllocatePages(std::size_t bytes);

}  // namespace slate::measure
