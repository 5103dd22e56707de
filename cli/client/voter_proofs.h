// What a voter's device verifies before it believes that a ballot cannot be cast (section 7 of
// docs/protocol.md). Whoever is told a number, and signs the next one, can be made to sign a ballot
// that is kept back and appended later; so nothing here is believed because a server says it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/checkpoint.h"
#include "ledger/leaf.h"
#include "ledger/manifest.h"
#include "urna/v1/ballots_service.pb.h"

namespace urna::client {

// A ballot with the proof of its place in the log.
struct ProvenBallot {
  crypto::Bytes leaf;
  // A C2SP tlog-proof.
  std::string proof;
  std::uint64_t index = 0;
  crypto::Hash256 hash{};
  ledger::BallotLeaf ballot{};
};

// Where a key's ballots in a contest end, as far as a device has receipts for them.
struct ChainEnd {
  // 0 and zeros before the first.
  std::uint64_t sequence = 0;
  crypto::Hash256 hash{};
  std::uint64_t index = 0;
};
ChainEnd EndOf(std::span<const ProvenBallot> chain);

// That `chain` is of this key and contest and continues `before`: numbers ascend by one, each
// ballot names the one before, indexes ascend. DATA_LOSS otherwise.
absl::Status CheckChain(const ledger::VotingKey& key, ledger::ContestId contest,
                        const ChainEnd& before, std::span<const ProvenBallot> chain);

// A ballot of this election as it came with its proof: record, cryptography, place in the log.
// DATA_LOSS where anything does not hold.
absl::StatusOr<ProvenBallot> VerifyProvenBallot(const ledger::Manifest& manifest,
                                                crypto::Bytes leaf, std::string proof);

// What was asked: may the ballot after `before` be cast?
struct RefusalQuestion {
  ledger::VotingKey key;
  ledger::ContestId contest{};
  ChainEnd before;
  // The slot of the key. Without it no revocation is believed: the record names the slot alone.
  std::optional<ledger::SlotTag> slot;
};

// Why it may not, proven.
struct ProvenRefusal {
  // UNSPECIFIED: nothing speaks against it, and nothing else is set.
  v1::RefusalReason reason = v1::REFUSAL_REASON_UNSPECIFIED;
  // What all records are under, signed by the log. Whether it continues what was seen before is
  // still to be checked: CheckContinues.
  std::string note;
  crypto::Checkpoint checkpoint;
  // SEQUENCE: from the number after `before` to the last. CHOICE_GROUP: one in each of the contests
  // used. ALREADY_VOTED: the one.
  std::vector<ProvenBallot> ballots;
  // REVOKED, CLOSED: of the record.
  std::uint64_t index = 0;
  std::vector<ledger::KeyedSignature> signatures;
  std::uint64_t unix_seconds = 0;
};

// DATA_LOSS unless the answer proves what it says: every record in the log under one checkpoint of
// the log's key, of this manifest, and by reason
//   SEQUENCE       ballots that CheckChain takes
//   CHOICE_GROUP   no ballot came before, and the key has ballots in as many other contests of one
//   of
//                  the contest's groups as the group admits
//   ALREADY_VOTED  the first ballot counts, and this is the key's in the contest
//   REVOKED        a revocation of the slot's key, with the authorities' signatures
//   CLOSED         a closing, with the authorities' signatures
// and, for every ballot, the key and its proof.
absl::StatusOr<ProvenRefusal> VerifyRefusal(const ledger::Manifest& manifest,
                                            const RefusalQuestion& question,
                                            const v1::ProveRefusalResponse& answer);

// For people: what the refusal proves.
std::string Tell(const ledger::Manifest& manifest, const ProvenRefusal& refusal);

// Asks for the proof that a log of `old_size` records is the beginning of one of `size`.
using ConsistencyProofs = std::function<absl::StatusOr<std::vector<crypto::Hash256>>(
    std::uint64_t old_size, std::uint64_t size)>;

// That the log of `fresh` continues that of `known`. DATA_LOSS (LOG_FORKED) when it is smaller, or
// the proof does not hold.
absl::Status CheckContinues(const crypto::Checkpoint& known, const crypto::Checkpoint& fresh,
                            const ConsistencyProofs& ask);

}  // namespace urna::client
