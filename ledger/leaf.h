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

inline constexpr std::uint8_t kLeafVersion = 2;
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
  // 1, 2, 3 .. without gaps, by key and contest.
  std::uint64_t sequence;
  // Leaf hash of the key's ballot before this one in the contest; zeros for the first.
  crypto::Hash256 previous;
  // A, B_1, .., B_k.
  std::vector<crypto::Hash256> points;
  crypto::Hash256 t, r, s, z;
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
  kMix = 1,         // index: record of the mix whose output it takes; 0: the selection
  kDecryption = 2,  // index: record of the last mix
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

// The 38 bytes that every record begins with.
crypto::Bytes LeafHeader(const Leaf& leaf);
// What the signatures or the proof of a record are over: its bytes before the number of signatures,
// before the signature, or before T.
crypto::Bytes SignedPart(const Leaf& leaf);
// The purpose of its signatures: "leaf-<type>". A ballot has a proof instead, and no purpose.
std::string_view SignaturePurpose(const LeafBody& body);

// What stands after the head of a ballot: T, R, s, z.
inline constexpr std::size_t kBallotProofSize = 128;

// The ballot with `head`, whose views the encodings of the caller's leaf are, as its verifier takes
// it. Both must outlive the result.
crypto::EncodedBallot EncodedBallotOf(const crypto::Hash256& manifest_hash,
                                      const BallotLeaf& ballot, crypto::ByteView head);

// The ciphertext of a ballot. INVALID_ARGUMENT unless every point is canonical and A is not the
// identity.
absl::StatusOr<crypto::Ciphertext> DecodeCiphertext(const BallotLeaf& ballot);

// Section 6.4: over the bytes before the proof, so that it is known before the voter decides to
// cast. All 52 characters.
std::string FullTracker(crypto::ByteView head);
Tracker ShortTracker(std::string_view full);
Tracker BallotTracker(const Leaf& ballot);
// The first characters of a full tracker as a person types them, or all of them as a QR code holds
// them, with "urna2:" before; lower case. INVALID_ARGUMENT unless there are 20 or 52, of a-z and
// 2-7 in either case.
absl::StatusOr<std::string> ParseTracker(std::string_view text);
inline constexpr std::string_view kTrackerPrefix = "urna2:";

}  // namespace urna::ledger
