#include "crypto/elgamal.h"

#include <sodium.h>

#include <algorithm>

#include "absl/status/status.h"
#include "crypto/check.h"
#include "crypto/constant_time.h"
#include "crypto/usable_encodings.h"

namespace urna::crypto {
namespace {

// The counter of a candidate sits in bits 1..7 of its first byte: bit 0 must be zero in a canonical
// encoding.
constexpr std::uint8_t kCounters = 128;
// More than AreUsable and what it calls take of the stack, in bytes.
constexpr std::size_t kSearchFrames = 16384;
using Encoding = std::array<std::uint8_t, Point::kSize>;

bool IsUsable(const Encoding& candidate) {
  const int valid = crypto_core_ristretto255_is_valid_point(candidate.data());
  const int identity = sodium_is_zero(candidate.data(), candidate.size());
  return (valid & (identity ^ 1)) != 0;
}

}  // namespace

absl::StatusOr<Point> Embed(const Chunk& chunk) {
  std::array<Encoding, kLanes> candidates{};
  for (Encoding& candidate : candidates) {
    std::copy(chunk.begin(), chunk.end(), candidate.begin() + 1);
  }
  Encoding chosen{};
  std::uint8_t found = 0;
  for (std::uint8_t counter = 0; counter < kCounters; counter += kLanes) {
    for (std::uint8_t lane = 0; lane < kLanes; ++lane) {
      candidates[lane][0] = static_cast<std::uint8_t>(2 * (counter + lane));
    }
    const std::array<std::uint8_t, kLanes> usable = AreUsable(candidates);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const auto mask = static_cast<std::uint8_t>(-(usable[lane] & (found ^ 1)));
      for (std::size_t i = 0; i < chosen.size(); ++i) {
        chosen[i] = static_cast<std::uint8_t>(chosen[i] | (candidates[lane][i] & mask));
      }
      found = static_cast<std::uint8_t>(found | usable[lane]);
    }
  }
  // Valid, as it was found to be above: a parser would decide on a secret.
  const Point point = Point::FromVerified(chosen);
  sodium_memzero(candidates.data(), sizeof candidates);
  sodium_memzero(chosen.data(), chosen.size());
  // What the search computed with lies in frames below.
  sodium_stackzero(kSearchFrames);
  // The caller reports it.
  if (Declassify(found) == 0) {
    return absl::InternalError("no point encodes this payload; choose again");
  }
  return point;
}

absl::StatusOr<Chunk> Unembed(const Point& point) {
  Encoding encoding = point.bytes();
  if (encoding[31] != 0 || (encoding[0] & 1) != 0 || point.IsIdentity()) {
    return absl::InvalidArgumentError("the point does not encode a payload");
  }
  Chunk chunk;
  std::copy_n(encoding.begin() + 1, chunk.size(), chunk.begin());
  const std::uint8_t first = encoding[0];
  for (std::uint8_t byte = 0; byte < first; byte = static_cast<std::uint8_t>(byte + 2)) {
    encoding[0] = byte;
    if (IsUsable(encoding)) {
      return absl::InvalidArgumentError("the point is not the first that encodes its payload");
    }
  }
  return chunk;
}

Ciphertext Encrypt(std::span<const Point> keys, std::span<const Point> messages, const Scalar& r) {
  Require(!keys.empty() && keys.size() == messages.size(), "as many keys as messages");
  Ciphertext out{BaseMultiply(r), {}};
  out.b.reserve(keys.size());
  for (std::size_t l = 0; l < keys.size(); ++l) out.b.push_back(r * keys[l] + messages[l]);
  return out;
}

CiphertextList::CiphertextList(std::size_t n, std::size_t k) : a(n), b(k, std::vector<Point>(n)) {}

bool CiphertextList::IsRectangular() const {
  return std::all_of(b.begin(), b.end(), [this](const std::vector<Point>& column) {
    return column.size() == a.size();
  });
}

Ciphertext CiphertextList::Get(std::size_t i) const {
  Ciphertext out{a[i], {}};
  out.b.reserve(b.size());
  for (const std::vector<Point>& column : b) out.b.push_back(column[i]);
  return out;
}

void CiphertextList::Set(std::size_t i, const Ciphertext& c) {
  Require(c.b.size() == b.size(), "a ciphertext of the list's width");
  a[i] = c.a;
  for (std::size_t l = 0; l < b.size(); ++l) b[l][i] = c.b[l];
}

}  // namespace urna::crypto
