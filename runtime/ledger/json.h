// The ledger as JSON (docs/ledger.schema.json, docs/ledger.md). In: a ledger. Out: UTF-8 text whose bytes depend on the ledger
// alone: keys in a fixed order, one row a line, amounts as decimal strings. Bytes that are no UTF-8 become U+FFFD.
#pragma once

#include <string>
#include <string_view>

#include "runtime/ledger/ledger.h"
#include "runtime/ledger/sink.h"

namespace slate::ledger {

void WriteJson(const Ledger& ledger, const Sink& sink);
std::string ToJson(const Ledger& ledger);

// Appends `text` as a JSON string, with its quotes.
void AppendJsonString(std::string& out, std::string_view text);

}  // namespace slate::ledger
