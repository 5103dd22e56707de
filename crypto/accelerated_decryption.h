// Decryption, the verifier of its proofs, and the combination, by faster arithmetic than the
// reference's (section 19 of docs/protocol.md).
#pragma once

#include <optional>

#include "crypto/decryption.h"

namespace urna::crypto {

// As DecryptPartially: the shares meet libsodium alone.
PartialDecryption DecryptPartiallyFast(const DecryptionStatement& statement,
                                       std::span<const Scalar> shares, std::span<const Point> a,
                                       int threads = 1, const Progress& progress = {});

// As VerifyPartialDecryption, several times faster. When an equation fails, the reference verifier
// decides and names it.
absl::Status VerifyPartialDecryptionFast(const DecryptionStatement& statement,
                                         std::span<const Point> a, const PartialDecryption& partial,
                                         int threads = 1);

// As PartialDecryption::Parse and VerifyPartialDecryption; decodes every point once.
absl::StatusOr<PartialDecryption> ReadPartialDecryptionFast(const DecryptionStatement& statement,
                                                            std::span<const Point> a, ByteView file,
                                                            int threads = 1);

// As CombineDecryptions, to the same bytes.
absl::StatusOr<std::vector<std::vector<Point>>> CombineDecryptionsFast(
    const CiphertextList& ciphertexts, std::span<const PartialDecryption> partials,
    std::uint32_t threshold, int threads = 1);

// The public arithmetic alone, for tests of its agreement with the reference. False also for a
// wrong shape, and when a point of D does not decode.
bool HoldsByBuckets(const DecryptionStatement& statement, std::span<const Point> a,
                    const PartialDecryption& partial, int threads = 1);
// The same for the combination of partials that can be combined, of all of them. Nothing when a
// point does not decode.
std::optional<std::vector<std::vector<Point>>> CombineDecoded(
    const CiphertextList& ciphertexts, std::span<const PartialDecryption> partials,
    int threads = 1);

}  // namespace urna::crypto
