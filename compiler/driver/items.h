// What identifies a record, from its own values: what the hashes that intake made of a batch are held against.
#pragma once

#include <cstdint>

#include "compiler/driver/evaluate.h"

namespace slate::driver {

std::uint64_t ItemOf(const plan::Scan& scan, const Observed& seen, std::int64_t row);

}  // namespace slate::driver
