// Processes that live at another time.
#pragma once

#include <chrono>

#include "end_to_end/program.h"

namespace urna::end_to_end {

// What makes a process believe that so much more time has passed. Its clock goes on from there.
// Throws where Debian's package libfaketime is not installed.
Environment Later(std::chrono::seconds shift);

}  // namespace urna::end_to_end
