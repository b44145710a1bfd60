// Texts of others inside the ledger's own. In: any bytes. Out: what can't break the format that holds them.
#pragma once

#include <string>
#include <string_view>

namespace slate::ledger {

std::string Quoted(std::string_view text);   // a JSON string
// Names come from data and must not steer a terminal: control characters are shown as their codes.
std::string Visible(std::string_view text);
std::string CsvField(std::string_view text);  // RFC 4180: quoted where it must be

}  // namespace slate::ledger
