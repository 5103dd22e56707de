// For mistakes of our own code, never of its input.
#pragma once

namespace urna::crypto {

// Aborts with `what` when a caller broke a documented precondition. What can fail in normal use
// returns a Status instead.
void Require(bool holds, const char* what);

}  // namespace urna::crypto
