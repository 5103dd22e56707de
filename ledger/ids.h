// The names of things in the records: distinct types, so that a contest is never taken for an
// index.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <utility>

#include "crypto/bytes.h"

namespace urna::ledger {

// A contest's number: its position in the manifest.
enum class ContestId : std::uint32_t {};
// Stands in a record's header where the record concerns the whole process.
inline constexpr ContestId kWholeProcess{0xffffffff};
inline std::uint32_t Number(ContestId contest) { return static_cast<std::uint32_t>(contest); }

// 16 random bytes that keep the secrets of two elections apart.
using ElectionId = std::array<std::uint8_t, 16>;

// Stands for a person on the roll; only the registrars and whoever sees a letter can link it.
struct SlotTag {
  crypto::Hash256 bytes{};
  auto operator<=>(const SlotTag&) const = default;
  // The 16 characters of base32 that letters show.
  std::string Printed() const { return crypto::ToBase32(bytes).substr(0, 16); }
  template <typename H>
  friend H AbslHashValue(H h, const SlotTag& tag) {
    return H::combine(std::move(h), tag.bytes);
  }
};

// The bytes of a voting key as they stand in a record; known to be a key only once found on the
// roll.
struct VotingKey {
  std::array<std::uint8_t, 32> bytes{};
  auto operator<=>(const VotingKey&) const = default;
  template <typename H>
  friend H AbslHashValue(H h, const VotingKey& key) {
    return H::combine(std::move(h), key.bytes);
  }
};

// What a voter is shown of a ballot: the first 20 characters of base32 (RFC 4648, lower case) of
// its full tracker, which has 52 and stands in a QR code.
using Tracker = std::string;
inline constexpr std::size_t kTrackerCharacters = 20;
inline constexpr std::size_t kFullTrackerCharacters = 52;

}  // namespace urna::ledger
