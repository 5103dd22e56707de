#pragma once

#include <cstdio>
#include <cstdlib>

namespace urna::tallying {

// For loops that end because a measure falls: that it does is checked at each step. Where it does
// not, the mistake is ours, and the program aborts: a count that never ends tells nobody so.
inline void RequireProgress(bool progress, const char* loop) {
  if (progress) return;
  std::fprintf(stderr, "no progress: %s\n", loop);
  std::abort();
}

}  // namespace urna::tallying
