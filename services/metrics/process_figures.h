// What is known of every process on this machine, by the names that collectors expect.
#pragma once

#include "services/base/measurements.h"

namespace urna::services {

// Processor time, memory, open files, and since when it runs. What the system does not tell is left
// out. Thread-safe.
void MeasureProcess(Measurements& out);

}  // namespace urna::services
