#include "crypto/check.h"

#include <cstdio>
#include <cstdlib>

namespace urna::crypto {

void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken precondition: %s\n", what);
  std::abort();
}

}  // namespace urna::crypto
