// Secrets as memcheck sees them: memory marked undefined. What is computed from it is undefined
// too, and a branch or an index that depends on it is counted as an error.
#pragma once

#include <gtest/gtest.h>
#include <valgrind/memcheck.h>

#include <array>
#include <span>
#include <type_traits>
#include <vector>

#include "crypto/constant_time.h"

namespace urna {

// Marks a value that stands somewhere, also behind an interface that shows it only.
template <typename T>
void MarkSecret(const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  VALGRIND_MAKE_MEM_UNDEFINED(&value, sizeof value);
}

// The same value, secret.
template <typename T>
T AsSecret(T value) {
  MarkSecret(value);
  return value;
}

// Does any bit of it depend on a secret? A test asks this of what it gets: had the mark been lost
// on the way, nothing would have been checked.
template <typename T>
bool IsSecret(const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  std::array<unsigned char, sizeof(T)> bits{};
  VALGRIND_GET_VBITS(&value, bits.data(), bits.size());
  for (const unsigned char byte : bits) {
    if (byte != 0) return true;
  }
  return false;
}

// The errors that memcheck counted while `body` ran; suppressed ones are not among them.
template <typename Body>
unsigned Findings(const Body& body) {
  const unsigned before = VALGRIND_COUNT_ERRORS;
  body();
  return VALGRIND_COUNT_ERRORS - before;
}

// A test in which no decision may depend on a secret.
class ConstantTime : public testing::Test {
 protected:
  void SetUp() override { before_ = VALGRIND_COUNT_ERRORS; }
  void TearDown() override {
    EXPECT_EQ(VALGRIND_COUNT_ERRORS - before_, 0U)
        << "something depends on a secret: see memcheck's reports above";
  }

 private:
  unsigned before_ = 0;
};

}  // namespace urna
