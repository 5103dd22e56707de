// Where code that handles secrets may decide on what it computed from them.
//
// Code that is constant-time runs under valgrind with its secrets marked undefined
// (tests/constant_time): memcheck then reports every branch and every index that depends on one.
// What is public although it was computed from a secret, and the little that is not but may be seen
// in memory accesses by design, passes through here first, with a comment that says why. Everywhere
// else these functions do nothing.
#pragma once

#include <span>
#include <type_traits>

#ifdef URNA_CONSTANT_TIME_CHECK
#include <valgrind/memcheck.h>
#endif

namespace urna::crypto {

// The same value, for decisions to depend on.
template <typename T>
[[nodiscard]] inline T Declassify(T value) {
  static_assert(std::is_trivially_copyable_v<T>);
#ifdef URNA_CONSTANT_TIME_CHECK
  VALGRIND_MAKE_MEM_DEFINED(&value, sizeof value);
#endif
  return value;
}

// As above, for values that stay where they are.
template <typename T>
inline void DeclassifyInPlace([[maybe_unused]] std::span<const T> values) {
  static_assert(std::is_trivially_copyable_v<T>);
#ifdef URNA_CONSTANT_TIME_CHECK
  VALGRIND_MAKE_MEM_DEFINED(values.data(), values.size_bytes());
#endif
}

}  // namespace urna::crypto
