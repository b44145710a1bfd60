// The table's tasks, a file each or a family. Each checks results before it measures, throws Skipped where it can't be
// measured here, and Failed where results differ.
#pragma once

#include "tests/bench/harness.h"

namespace slate::bench {

void MeasureCsv(const Setting& setting);
void MeasureNdjson(const Setting& setting);
void MeasureParquet(const Setting& setting);
void MeasureMemory(const Setting& setting);
void MeasureP95(const Setting& setting);
void MeasureMetrics(const Setting& setting);
void MeasureAvailability(const Setting& setting);
void MeasureEvent(const Setting& setting);
void MeasureCold(const Setting& setting);
void MeasureCheck(const Setting& setting);
void MeasureGrowth(const Setting& setting);

}  // namespace slate::bench
