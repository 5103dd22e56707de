// The records of the log, byte for byte (section 8.2 of docs/protocol.md). Integers are
// little-endian.
//
// Parsing checks the layout alone: signatures, proofs and whether a record may stand where it
// stands are the election state's business. Every parser is total: any bytes give a record or
// INVALID_ARGUMENT.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/ballot_proof.h"
#include "crypto/elgamal.h"
#include "crypto/signature.h"
#include "ledger/ids.h"

namespace urna::ledger {

enum class LeafType : std::uint8_t {
  kManifest = 0x01,
  kBallot = 0x03,
  kRevocation = 0x07,
  kOpen = 0x08,
  kClose = 0x09,
  kArtefact = 0x10,
};

inline constexpr std::uint8_t kLeafVersion = 1;
inline constexpr std::size_t kLeafHeaderSize = 38;

// Record 0.
struct ManifestLeaf {
  std::uint64_t config_size;
  std::uint64_t key_record_size;
  crypto::Hash256 config_sha256;
  crypto::Hash256 key_record_sha256;
};

// An encrypted ballot, its points not yet decoded: the cheap checks of admission come before the
// dear ones.
struct BallotLeaf {
  ContestId contest;
  VotingKey voting_key;
  std::uint64_t sequence;
  // A, B_1, .., B_k.
  std::vector<crypto::Hash256> points;
  crypto::Hash256 t;
  crypto::Hash256 s;
  crypto::Signature signature;
};

struct KeyedSignature {
  std::uint8_t index;
  crypto::Signature signature;
  friend bool operator==(const KeyedSignature&, const KeyedSignature&) = default;
};

struct RevocationLeaf {
  SlotTag slot;
  std::uint32_t generation;
  std::uint8_t reason;
  std::vector<KeyedSignature> signatures;
};

// An opening or a closing.
struct TimeLeaf {
  bool opens;
  std::uint64_t unix_seconds;
  std::vector<KeyedSignature> signatures;
};

enum class ArtefactKind : std::uint8_t {
  kMix = 1,         // index: position, from 1
  kDecryption = 2,  // index: trustee
  kBallots = 3,     // index: 0
  kPabulib = 4,     // index: 0
  kOutcome = 5,     // index: 0
  kLot = 6,         // index: trustee
};

// Announces a file by its digest.
struct ArtefactLeaf {
  ContestId contest;
  ArtefactKind kind;
  std::uint32_t index;
  std::uint64_t size;
  crypto::Hash256 sha256;
  std::uint8_t trustee;
  crypto::Signature signature;
};

using LeafBody = std::variant<ManifestLeaf, BallotLeaf, RevocationLeaf, TimeLeaf, ArtefactLeaf>;

struct Leaf {
  crypto::Hash256 manifest_hash;
  LeafBody body;
};

// INVALID_ARGUMENT for an unknown type or version, a wrong length, an index or count outside its
// range, or a contest where the type has none.
absl::StatusOr<Leaf> ParseLeaf(crypto::ByteView bytes);
crypto::Bytes SerializeLeaf(const Leaf& leaf);

// What the signatures of a record are over: its bytes before the number of signatures, or before
// the signature.
crypto::Bytes SignedPart(const Leaf& leaf);
// The purpose of its signatures: "ballot", or "leaf-<type>".
std::string_view SignaturePurpose(const LeafBody& body);

// The ciphertext and proof of a ballot. INVALID_ARGUMENT unless every point and scalar is
// canonical.
struct BallotContent {
  crypto::Ciphertext ciphertext;
  crypto::BallotProof proof;
};
absl::StatusOr<BallotContent> DecodeBallot(const BallotLeaf& ballot);

// Section 6.5: over the bytes before the signature, so that it is known before the voter decides to
// cast.
Tracker BallotTracker(const Leaf& ballot);
// Sixteen characters of A-Z and 2-7.
bool IsTracker(std::string_view text);

}  // namespace urna::ledger
