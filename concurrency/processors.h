// How many threads do work at once that needs a processor each.
#pragma once

#include <algorithm>
#include <thread>

namespace urna {

// At least 1.
inline int Processors() {
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace urna
