// Threshold decryption with one batched Chaum-Pedersen proof per trustee (section 12 of
// docs/protocol.md), and lots (section 12b).
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/elgamal.h"
#include "crypto/secret.h"
#include "crypto/shuffle.h"

namespace urna::crypto {

// `context` is "contest:<decimal>/decrypt" or "lot:<purpose>"; `trustee` is m, 1..9; `trustee_keys`
// are the X_{m,l} of the keys decrypted under.
struct DecryptionStatement {
  Hash256 closing_hash;
  std::string context;
  std::uint32_t trustee;
  std::vector<Point> trustee_keys;
};

struct PartialDecryption {
  std::uint32_t trustee;
  std::vector<std::vector<Point>> d;  // D_{i,l}: [l][i]
  std::vector<Point> t, u;            // k each
  std::vector<Scalar> s;              // k
  // The file of section 12.
  Bytes Serialize() const;
  // `n` and `k` come from the mix, `trustee` from the log; the file's own are compared, never
  // trusted.
  static absl::StatusOr<PartialDecryption> Parse(ByteView file, std::uint32_t trustee,
                                                 std::size_t n, std::size_t k);
  // As Parse, but D is as TakePoints takes points.
  static absl::StatusOr<PartialDecryption> ParseUndecoded(ByteView file, std::uint32_t trustee,
                                                          std::size_t n, std::size_t k);
};
std::size_t PartialDecryptionFileSize(std::size_t n, std::size_t k);

// `shares` are x_{m,l} of the statement's keys; `a` the first column of the last mix.
PartialDecryption DecryptPartially(const DecryptionStatement& statement,
                                   std::span<const Scalar> shares, std::span<const Point> a,
                                   int threads = 1, const Progress& progress = {});
absl::Status VerifyPartialDecryption(const DecryptionStatement& statement, std::span<const Point> a,
                                     const PartialDecryption& partial, int threads = 1);

// M_{i,l}, [l][i], from at least `threshold` verified partials of distinct trustees. The result is
// the same whichever they are.
absl::StatusOr<std::vector<std::vector<Point>>> CombineDecryptions(
    const CiphertextList& ciphertexts, std::span<const PartialDecryption> partials,
    std::uint32_t threshold, int threads = 1);

// Section 12b. The point that the trustees raise to the lot key for a purpose such as "tie:7".
Point LotPoint(const Hash256& manifest_hash, std::string_view purpose);
// SHA-256 over Z, which `partials` (over LotPoint, width 1, verified) combine to.
absl::StatusOr<Hash256> LotSeed(const Hash256& manifest_hash, std::string_view purpose,
                                std::span<const PartialDecryption> partials,
                                std::uint32_t threshold);
// SHA-256( F("urna/v2/lot-rank") || F(seed) || F(id) ): ids are drawn in ascending order of it.
Hash256 LotRank(const Hash256& seed, std::string_view id);

}  // namespace urna::crypto
