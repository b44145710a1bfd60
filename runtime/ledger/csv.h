// The ledger's rows as CSV (RFC 4180: CRLF, quotes doubled). In: a ledger. Out: a header and one record a row. A field that
// does not apply is empty. docs/ledger.md says what each column holds.
#pragma once

#include <string>
#include <string_view>

#include "runtime/ledger/ledger.h"
#include "runtime/ledger/sink.h"

namespace slate::ledger {

inline constexpr std::string_view kCsvHeader =
    "obligation,metric,clause,group_field,group,period,start,end,status,numerator,denominator,value,"
    "target_direction,target,verdict,verdict_reason,band,base,gross,capped,credit,currency,selected,excluded";

void WriteCsv(const Ledger& ledger, const Sink& sink);
std::string ToCsv(const Ledger& ledger);

}  // namespace slate::ledger
