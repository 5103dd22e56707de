// A checkpoint of an election's log (section 8.4 of docs/protocol.md).
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "crypto/checkpoint.h"
#include "ledger/manifest.h"

namespace urna::ledger {

// Of a note that the election's log signed, and in which no line of a witness of this election is
// wrong. INVALID_ARGUMENT otherwise.
absl::StatusOr<crypto::Checkpoint> VerifyNote(const Manifest& manifest, std::string_view note);

}  // namespace urna::ledger
