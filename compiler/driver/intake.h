// From a plan's scan and its binding to what ingest reads. In: plan and binding. Out: a TableSpec with dictionaries preloaded
// so that the plan's symbol ids hold.
#pragma once

#include "compiler/check/checked.h"
#include "compiler/plan/plan.h"
#include "runtime/ingest/table.h"

namespace slate::driver {

ingest::TableSpec TableOf(const plan::Scan& scan, const check::CheckedEvent& event, const check::CheckedEventBinding& binding);

}  // namespace slate::driver
