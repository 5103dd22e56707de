// The test vectors of the protocol, read from tests/data/protocol_vectors.txt.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "crypto/bytes.h"

namespace urna::crypto {

// The value as it stands. Fails the test where there is none of that name, so that no comparison is
// with nothing.
inline std::string VectorText(std::string_view name) {
  static const std::map<std::string, std::string, std::less<>> vectors = [] {
    static constexpr std::string_view kBar = " | ";
    std::map<std::string, std::string, std::less<>> out;
    std::ifstream file(URNA_TEST_DATA "/protocol_vectors.txt");
    std::string* value = nullptr;
    bool is_first = false;
    for (std::string line; std::getline(file, line);) {
      const std::size_t bar = line.find(kBar);
      if (bar != std::string::npos) {
        value = &out[line.substr(0, bar)];
        *value = line.substr(bar + kBar.size());
        is_first = true;
      } else if (value != nullptr) {
        *value += (is_first ? "" : "\n") + line;
        is_first = false;
      }
    }
    return out;
  }();
  const auto found = vectors.find(name);
  EXPECT_NE(found, vectors.end()) << "no vector is called " << name;
  return found == vectors.end() ? std::string() : found->second;
}

inline Bytes VectorBytes(std::string_view name) {
  const absl::StatusOr<Bytes> bytes = FromHex(VectorText(name));
  EXPECT_TRUE(bytes.ok() && !bytes->empty()) << name;
  return bytes.ok() ? *bytes : Bytes();
}

template <std::size_t kSize = 32>
std::array<std::uint8_t, kSize> VectorArray(std::string_view name) {
  const Bytes bytes = VectorBytes(name);
  std::array<std::uint8_t, kSize> out{};
  EXPECT_EQ(bytes.size(), kSize) << name;
  if (bytes.size() == kSize) std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

}  // namespace urna::crypto
