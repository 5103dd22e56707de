// What a voter keeps of a ballot: the receipt of one that is cast, the opening of one that was
// challenged.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/checkpoint.h"
#include "ledger/voter.h"

namespace urna::client {

// The proof that a ballot is in the public log. It says nothing of its content, and is checked
// without a server, for ever. Only leaf and proof prove anything; the rest is for people.
struct Receipt {
  std::string process;
  ledger::Tracker tracker;
  // The record, as the voter's device made it.
  crypto::Bytes leaf;
  // A C2SP tlog-proof.
  std::string proof;
  std::string log_vkey;
  // SlotTag::Printed(), as on the letter; empty where it is not known.
  std::string slot;

  std::string ToJson() const;
  // INVALID_ARGUMENT for anything that is not such a text.
  static absl::StatusOr<Receipt> FromJson(std::string_view json);
};

// Checks the log's signature, that the record is in the log, and that the tracker is the record's.
// `log_vkey` is the log that the checker trusts; empty to take the receipt's own word for it.
// Returns the index of the record.
absl::StatusOr<std::uint64_t> CheckReceipt(const Receipt& receipt, std::string_view log_vkey);

// Whether receipts that each hold contradict one another, as far as this shows without the log: two
// roots of one size, two records at one index, a record at two, two ballots of one number, a ballot
// that does not follow the one before. INVALID_ARGUMENT names the two. Receipts of different logs
// have nothing to do with each other.
absl::Status CheckReceiptsTogether(std::span<const Receipt> receipts);

// A challenged ballot with what opens it, for a second device.
struct OpeningFile {
  ledger::BallotOpening opening;
  // All 52 characters.
  std::string tracker;
  std::string process;
  std::string slot;

  std::string ToJson() const;
  static absl::StatusOr<OpeningFile> FromJson(std::string_view json);
};

}  // namespace urna::client
