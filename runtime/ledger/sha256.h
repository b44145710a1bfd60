// SHA-256 (FIPS 180-4) of any bytes: what chains the lines of a ledger, so that anybody can check them with common
// tools.
#pragma once

#include <string>
#include <string_view>

namespace slate::ledger {

std::string Sha256(std::string_view bytes);  // 64 hexadecimal digits

}  // namespace slate::ledger
