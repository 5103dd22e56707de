// What the trustee's side and the observer's side of the key ceremony share.
#pragma once

#include "crypto/key_ceremony.h"

namespace urna::crypto {

// Are the parameters within section 3's limits and the trustees' keys distinct?
absl::Status CheckParameters(const CeremonyParameters& parameters);
// As above, and `index` is one of the trustees.
absl::Status CheckTrustee(const CeremonyParameters& parameters, std::uint32_t index);

using Coefficients = std::vector<std::vector<Point>>;  // F_{j,l,d}: [l][d]

// com_j and the challenge of the proof of possession for key l (from 1).
Hash512 CommitmentTo(const CeremonyParameters& parameters, std::uint32_t index,
                     const Coefficients& coefficients);
Scalar PossessionChallenge(const CeremonyParameters& parameters, std::uint32_t index,
                           std::uint32_t l, const Coefficients& coefficients, const Point& t);

// What rounds 1 and 2 sign.
Bytes CommitmentBody(std::uint32_t index, const Hash512& commitment);
Bytes RevealBody(std::uint32_t index, const CeremonyReveal& reveal);

// The bytes of a share message before the shares, and the sizes of the message and of its box.
Bytes ShareHeader(const CeremonyParameters& parameters, std::uint32_t from, std::uint32_t to);
std::size_t ShareMessageSize(const CeremonyParameters& parameters);
std::size_t EncryptedShareSize(const CeremonyParameters& parameters);

// sum_d x^d P_d.
Point EvaluateInExponent(std::span<const Point> coefficients, std::uint32_t x);

// Reads one reveal off a record.
absl::StatusOr<CeremonyReveal> ReadReveal(const CeremonyParameters& parameters, ByteReader& reader);

// "trustee <index>: <what>", the form of every fault of a ceremony.
absl::Status Fault(std::uint32_t index, const char* what);

}  // namespace urna::crypto
