// libsodium, initialised.
#pragma once

#include <sodium.h>

namespace urna::crypto {

// Initialises libsodium once; everything that draws randomness calls it first, because the
// library's own lazy initialisation is not thread-safe. Aborts when the system has no randomness.
void EnsureSodium();

}  // namespace urna::crypto
