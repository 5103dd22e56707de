// Strong Fiat-Shamir transcripts: SHA-512 over length-framed items (section 1.3 of
// docs/protocol.md).
#pragma once

#include <sodium.h>

#include <span>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/group.h"

namespace urna::crypto {

// Absorbs a statement and a prover's commitments, then yields the challenge. The context says what
// it belongs to: section 1.3 says which hash it is for which purpose.
class Transcript {
 public:
  Transcript(std::string_view purpose, const Hash256& context);
  Transcript& Frame(ByteView bytes);
  Transcript& Frame(std::string_view text);
  Transcript& U64(std::uint64_t value);
  Transcript& Add(const Point& point);
  Transcript& Add(const Scalar& scalar);
  // One frame with all the encodings one after the other.
  Transcript& Add(std::span<const Point> points);
  Hash512 Digest() const;
  Scalar Challenge() const;

 private:
  crypto_hash_sha512_state state_;
};

// The i-th 128-bit challenge of a vector (section 1.3).
Scalar VectorChallenge(std::string_view purpose, const Hash512& seed, std::uint64_t i);

}  // namespace urna::crypto
