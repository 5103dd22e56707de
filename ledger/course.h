// The course of an election in its log: which kinds of records may stand where (step 5 of section
// 14 of docs/protocol.md).
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "crypto/bytes.h"
#include "ledger/election_state.h"

namespace urna::ledger {

// Whether a record may come as number `index`, after those that led to `stage`. INVALID_ARGUMENT
// for what makes the whole log worthless: a beginning that is not the manifest, a ballot before the
// opening, anything but artefacts after the closing. Other records that are wrong are faults.
absl::Status CheckKindAt(const Manifest& manifest, Stage stage, std::uint64_t index,
                         crypto::ByteView record);

}  // namespace urna::ledger
