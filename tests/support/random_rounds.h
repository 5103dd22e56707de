// How often, and from which seed, tests let things go wrong at random.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>

#include "absl/strings/numbers.h"
#include "pch.h"

namespace urna {

// The number in an environment variable, or `otherwise` where it is not set.
template <typename Number>
Number NumberIn(const char* variable, Number otherwise) {
  const char* const wanted = std::getenv(variable);
  Number number = otherwise;
  if (wanted != nullptr && !absl::SimpleAtoi(wanted, &number)) {
    ADD_FAILURE() << variable << " is not a number: " << wanted;
  }
  return number;
}

// What a failing test has told, to be seen again with URNA_SEED; a new one each time otherwise.
inline std::uint32_t RandomSeed() {
  return NumberIn<std::uint32_t>("URNA_SEED", std::random_device()());
}

}  // namespace urna
