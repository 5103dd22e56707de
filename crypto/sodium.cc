#include "crypto/sodium.h"

#include "crypto/check.h"

namespace urna::crypto {

void EnsureSodium() {
  static const bool ready = sodium_init() >= 0;
  Require(ready, "libsodium initialises");
}

}  // namespace urna::crypto
