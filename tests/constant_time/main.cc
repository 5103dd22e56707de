#include <sodium.h>

#include <cstdio>

#include "constant_time/secrets.h"
#include "crypto/sodium.h"

namespace urna {
namespace {

// The system's randomness, undefined. Without a `uniform`, libsodium would decide on the bits
// itself.
const char* Name() { return "secret"; }

void Draw(void* const out, const std::size_t size) {
  randombytes_sysrandom_implementation.buf(out, size);
  VALGRIND_MAKE_MEM_UNDEFINED(out, size);
}

std::uint32_t DrawWord() {
  std::uint32_t word = 0;
  Draw(&word, sizeof word);
  return word;
}

std::uint32_t DrawBelow(const std::uint32_t bound) {
  std::uint64_t wide = 0;
  randombytes_sysrandom_implementation.buf(&wide, sizeof wide);
  return AsSecret(static_cast<std::uint32_t>(wide % bound));
}

randombytes_implementation secret_randomness = {
    Name,      DrawWord, randombytes_sysrandom_implementation.stir,
    DrawBelow, Draw,     randombytes_sysrandom_implementation.close};

}  // namespace
}  // namespace urna

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (RUNNING_ON_VALGRIND == 0) {
    std::fputs("This program finds nothing unless it runs under valgrind: ctest -L constant_time\n",
               stderr);
    return 1;
  }
  // Before libsodium starts. From here on all that it draws is secret.
  randombytes_set_implementation(&urna::secret_randomness);
  urna::crypto::EnsureSodium();
  return RUN_ALL_TESTS();
}
