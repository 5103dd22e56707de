// Checkpoints of an election's log and of its journal (section 8.4 of docs/protocol.md).
#pragma once

#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "crypto/checkpoint.h"
#include "ledger/manifest.h"

namespace urna::ledger {

// Of a note that this log's key signed, and in which no line of one of these witnesses is wrong.
// INVALID_ARGUMENT otherwise.
absl::StatusOr<crypto::Checkpoint> VerifyNote(const crypto::LogKey& log,
                                              std::span<const crypto::WitnessKey> witnesses,
                                              std::string_view note);
// The same of the election's log and its witnesses.
absl::StatusOr<crypto::Checkpoint> VerifyNote(const Manifest& manifest, std::string_view note);

}  // namespace urna::ledger
