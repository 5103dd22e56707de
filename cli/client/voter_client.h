// A voter's device and its server: codes, ballots, receipts.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/client/ballot_server.h"
#include "cli/client/connection.h"
#include "cli/client/receipt.h"
#include "crypto/voter_key.h"
#include "ledger/code.h"
#include "ledger/ids.h"
#include "ledger/manifest.h"
#include "ledger/voter.h"
#include "urna/v1/ballots_service.grpc.pb.h"
#include "urna/v1/eligibility_service.grpc.pb.h"
#include "urna/v1/ledger_service.grpc.pb.h"

namespace urna::client {

// Where a code stands on the roll.
struct CodeSlot {
  ledger::SlotTag tag;
  // Position of the electorate in the manifest.
  int electorate = 0;
  // Codes that its voters have.
  std::uint32_t codes = 1;
};

// A person who votes: what all codes together give.
struct Voter {
  crypto::VoterKey key;
  CodeSlot slot;
  ledger::VotingKey voting_key() const { return {key.public_key().bytes()}; }
};

// Whether the electorate votes in the contest. INVALID_ARGUMENT otherwise.
absl::Status CheckEntitled(const ledger::Manifest& manifest, int electorate,
                           ledger::ContestId contest);

// Thread-safe. The manifest must have been checked (ProcessReader::ReadManifest).
class VoterClient final : public BallotServer {
 public:
  VoterClient(Connection connection, std::shared_ptr<const ledger::Manifest> manifest);

  const ledger::Manifest& manifest() const { return *manifest_; }

  // Looks a code up in the parts of its registrar. Key and tag are bound by the registrar's proof,
  // which is verified; that the slot is this person's, the voter sees by the tag on the letter.
  // INVALID_ARGUMENT (UNKNOWN_CODE) for a code that is on no roll.
  absl::StatusOr<CodeSlot> LookUpCode(const ledger::VotingCode& code) const;
  // The voter whose codes these are: code 1, 2, .. in order. INVALID_ARGUMENT, telling which is
  // wrong: UNKNOWN_CODE, CODES_OF_TWO_PEOPLE, WRONG_NUMBER_OF_CODES.
  absl::StatusOr<Voter> JoinCodes(std::span<const ledger::VotingCode> codes) const;

  // Encrypts, casts and checks the receipt, of a device that remembers nothing: the first number is
  // tried, the next one where the log proves that it is taken. For rehearsals; a voter has a
  // VoterSession.
  absl::StatusOr<Receipt> Cast(ledger::ContestId contest, const ledger::Choices& choices,
                               const crypto::VoterKey& key) const;

  // The answer as it came; the same bytes are sent again while it is not known whether they
  // arrived.
  absl::StatusOr<v1::CastBallotResponse> Send(const crypto::Bytes& leaf) const override;
  // As Send, but once, and without waiting: `answered` is called by a thread of gRPC's. Whoever
  // loads a server with many ballots at once need not have a thread for each.
  using Answered = std::function<void(absl::StatusOr<v1::CastBallotResponse>)>;
  void SendOnce(const crypto::Bytes& leaf, Answered answered) const;
  // The receipt in it, checked by itself. DATA_LOSS when it does not hold.
  absl::StatusOr<Receipt> CheckAnswer(const crypto::Bytes& leaf,
                                      const v1::CastBallotResponse& answer) const;

  // The receipt of a ballot that is in the log, again, verified like one that casting gave; its
  // slot is not known. INVALID_ARGUMENT for what is no tracker, NOT_FOUND where the server knows no
  // such ballot, DATA_LOSS when its answer does not hold.
  absl::StatusOr<Receipt> FetchReceipt(std::string_view tracker) const;

  absl::StatusOr<v1::ProveRefusalResponse> AskRefusal(const ledger::VotingKey& key,
                                                      ledger::ContestId contest,
                                                      std::uint64_t sequence) const override;
  absl::StatusOr<std::string> ReadCheckpoint() const override;
  absl::StatusOr<std::vector<crypto::Hash256>> ReadConsistency(std::uint64_t old_size,
                                                               std::uint64_t size) const override;

 private:
  v1::CastBallotRequest RequestOf(const crypto::Bytes& leaf) const;
  absl::StatusOr<CodeSlot> LookUpKey(std::uint32_t registrar, const crypto::Point& key) const;

  Connection connection_;
  std::shared_ptr<const ledger::Manifest> manifest_;
  std::unique_ptr<v1::Ballots::Stub> ballots_;
  std::unique_ptr<v1::Eligibility::Stub> eligibility_;
  std::unique_ptr<v1::Ledger::Stub> ledger_;
};

// What a server says of a code, verified: the record of the part has this key, bound to its tag by
// the registrar's proof, and is of an electorate that has such a code. DATA_LOSS otherwise.
absl::StatusOr<CodeSlot> VerifySlot(const ledger::Manifest& manifest, std::uint32_t registrar,
                                    const crypto::Point& key, const v1::Slot& answer);

// The receipt in what a server says of the ballot with this tracker, of either length. DATA_LOSS
// unless it proves that this very ballot, and no other, is in the log.
absl::StatusOr<Receipt> CheckFetched(const ledger::Manifest& manifest, std::string_view tracker,
                                     const v1::Ballot& answer);

// Of the ballots of the key among the records of a log, in their order.
std::vector<ledger::Tracker> TrackersOf(std::span<const crypto::Bytes> leaves,
                                        const ledger::VotingKey& key);

// That codes 1, 2, .. with these slots are one person's, and all of them.
absl::StatusOr<CodeSlot> JoinSlots(std::span<const CodeSlot> slots);

}  // namespace urna::client
