// The closing statement: one log, signed once by a quorum that cannot split (section 10 of
// docs/protocol.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ledger/manifest.h"

namespace urna::ledger {

// Which log is closed: the index of its last record, and the root of the tree up to it.
struct Closing {
  std::uint64_t index = 0;
  crypto::Hash256 root{};
  friend bool operator==(const Closing&, const Closing&) = default;
};

// Hash("closing", manifest_hash, LE64(close_index) || root): what everything after the closing is
// bound to, so that what is made on a fork stays on the fork, and proves it.
crypto::Hash256 ClosingHash(const crypto::Hash256& manifest_hash, std::uint64_t close_index,
                            const crypto::Hash256& root);
inline crypto::Hash256 ClosingHash(const crypto::Hash256& manifest_hash, const Closing& closing) {
  return ClosingHash(manifest_hash, closing.index, closing.root);
}
// What people compare aloud before anyone signs: the first 48 characters of the hash in base32, in
// twelve groups of four. The server makes both roots: fewer bits would be searched.
std::string ClosingGroups(const crypto::Hash256& closing_hash);
// Either the twelve groups, with or without spaces, or 64 hexadecimal digits: whether they are of
// that hash. INVALID_ARGUMENT for anything else.
absl::StatusOr<bool> IsClosing(std::string_view text, const crypto::Hash256& closing_hash);

// Sig(.., "close", manifest_hash, LE64(close_index) || root), by a trustee or an authority.
crypto::Signature SignClosing(const crypto::SigningKey& key, const crypto::Hash256& manifest_hash,
                              const Closing& closing);
bool VerifyClosing(const Manifest& manifest, const Party& party, const Closing& closing,
                   const crypto::Signature& signature);

struct ClosingSignature {
  Party party;
  crypto::Signature signature;
};
// How many trustees and authorities have still to sign before the closing holds.
struct MissingClosings {
  std::uint32_t trustees = 0;
  std::uint32_t authorities = 0;
  bool none() const { return trustees == 0 && authorities == 0; }
};
MissingClosings MissingOf(const Manifest& manifest,
                          const std::vector<ClosingSignature>& signatures);

// The file `close` of a bundle: "URNACLS2", then (role u8, index u8, signature[64]) ascending by
// role and index.
crypto::Bytes SerializeClosings(std::vector<ClosingSignature> signatures);
// INVALID_ARGUMENT unless every signature is valid, each signer stands once and in order, and the
// quorum of trustees and the threshold of authorities are there.
absl::Status VerifyClosings(const Manifest& manifest, const Closing& closing,
                            crypto::ByteView file);

// The file `close-checkpoint`: the note of exactly the closed log, with the cosignatures of as many
// witnesses as the manifest demands. INVALID_ARGUMENT says what is wrong.
absl::Status VerifyCloseCheckpoint(const Manifest& manifest, const Closing& closing,
                                   std::string_view note);

}  // namespace urna::ledger
