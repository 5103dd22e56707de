#include "crypto/usable_encodings.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sodium.h>

#include "crypto/elgamal.h"

namespace urna::crypto {
namespace {

using Encoding = std::array<std::uint8_t, Point::kSize>;

std::uint8_t ByLibsodium(const Encoding& encoding) {
  return crypto_core_ristretto255_is_valid_point(encoding.data()) == 1 &&
                 sodium_is_zero(encoding.data(), encoding.size()) == 0
             ? 1
             : 0;
}

void ExpectAgreement(const std::array<Encoding, kLanes>& encodings) {
  const auto usable = AreUsable(encodings);
  for (std::size_t i = 0; i < kLanes; ++i) EXPECT_EQ(usable[i], ByLibsodium(encodings[i]));
}

TEST(UsableEncodings, AreThoseOfLibsodiumForSmallNumbers) {
  for (std::uint32_t first = 0; first < 1 << 14; first += 2 * kLanes) {
    std::array<Encoding, kLanes> encodings{};
    for (std::size_t i = 0; i < kLanes; ++i) {
      const auto number = first + 2 * static_cast<std::uint32_t>(i);
      encodings[i][0] = static_cast<std::uint8_t>(number);
      encodings[i][1] = static_cast<std::uint8_t>(number >> 8);
    }
    ExpectAgreement(encodings);
  }
}

TEST(UsableEncodings, AreThoseOfLibsodiumForRandomOnes) {
  for (int round = 0; round < 5000; ++round) {
    std::array<Encoding, kLanes> encodings{};
    for (Encoding& encoding : encodings) {
      randombytes_buf(encoding.data(), 31);
      encoding[0] &= 0xfe;
    }
    ExpectAgreement(encodings);
  }
}

// In every lane, beside any other.
TEST(UsableEncodings, NeverTakeTheIdentity) {
  Encoding good{};
  good[0] = 2;
  while (ByLibsodium(good) == 0) good[0] = static_cast<std::uint8_t>(good[0] + 2);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    std::array<Encoding, kLanes> encodings;
    encodings.fill(good);
    encodings[lane] = {};
    std::array<std::uint8_t, kLanes> expected;
    expected.fill(1);
    expected[lane] = 0;
    EXPECT_EQ(AreUsable(encodings), expected);
  }
}

// The first counter that libsodium takes is the one that is chosen.
RC_GTEST_PROP(UsableEncodings, ChooseTheFirstCounter, ()) {
  const auto bytes =
      *rc::gen::container<std::vector<std::uint8_t>>(30, rc::gen::arbitrary<std::uint8_t>());
  Chunk chunk{};
  RC_ASSERT(chunk.size() == bytes.size());
  std::copy(bytes.begin(), bytes.end(), chunk.begin());
  Encoding candidate{};
  std::copy(chunk.begin(), chunk.end(), candidate.begin() + 1);
  while (ByLibsodium(candidate) == 0) candidate[0] = static_cast<std::uint8_t>(candidate[0] + 2);
  RC_ASSERT(Embed(chunk).value().bytes() == candidate);
}

}  // namespace
}  // namespace urna::crypto
