// What a voter's device does: encrypt, show the tracker, then cast or challenge, and check the
// receipt.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "cli/client/connection.h"
#include "crypto/checkpoint.h"
#include "ledger/voter.h"
#include "urna/v1/ballots_service.grpc.pb.h"

namespace urna::client {

// The proof that a ballot is in the public log. It says nothing of its content, and is checked
// without a server, for ever.
struct Receipt {
  std::string process;
  ledger::Tracker tracker;
  // The record, as the voter's device signed it.
  crypto::Bytes leaf;
  // A C2SP tlog-proof.
  std::string proof;
  std::string log_vkey;

  std::string ToJson() const;
  // INVALID_ARGUMENT for anything that is not such a text.
  static absl::StatusOr<Receipt> FromJson(std::string_view json);
};

// Checks the log's signature, that the record is in the log, and that the tracker is the record's.
// `log_vkey` is the log that the checker trusts; empty to take the receipt's own word for it.
// Returns the index of the record.
absl::StatusOr<std::uint64_t> CheckReceipt(const Receipt& receipt, std::string_view log_vkey);

// A challenged ballot with what opens it, for a second device.
struct OpeningFile {
  ledger::BallotOpening opening;
  ledger::Tracker tracker;
  std::string process;

  std::string ToJson() const;
  static absl::StatusOr<OpeningFile> FromJson(std::string_view json);
};

// Thread-safe. The manifest must have been checked (ProcessReader::ReadManifest).
class VoterClient {
 public:
  VoterClient(Connection connection, std::shared_ptr<const ledger::Manifest> manifest);

  const ledger::Manifest& manifest() const { return *manifest_; }

  // Hands in a signed ballot and checks the receipt. The same bytes are sent again while it is not
  // known whether they arrived; ABORTED with the fact last_sequence when the key has voted since:
  // encrypt again with the next number. DATA_LOSS when the receipt does not hold.
  absl::StatusOr<Receipt> Submit(const crypto::Bytes& leaf) const;

  // The two halves of Submit(): the answer as it came, and the receipt in it once it is checked.
  absl::StatusOr<v1::CastBallotResponse> Send(const crypto::Bytes& leaf) const;
  absl::StatusOr<Receipt> CheckAnswer(const crypto::Bytes& leaf,
                                      const v1::CastBallotResponse& answer) const;

  // Encrypts, signs and hands in, with the next free sequence number.
  absl::StatusOr<Receipt> Cast(ledger::ContestId contest, const ledger::Choices& choices,
                               const crypto::SigningKey& key) const;

 private:
  Connection connection_;
  std::shared_ptr<const ledger::Manifest> manifest_;
  std::unique_ptr<v1::Ballots::Stub> ballots_;
};

// The sequence number to go on with after a refusal; nothing when the refusal is about something
// else.
std::optional<std::uint64_t> NextSequence(const absl::Status& refusal);

}  // namespace urna::client
