// The self-test of section 17 of docs/protocol.md. Every program runs it at its start and refuses
// to go on when it fails.
#pragma once

#include "absl/status/status.h"

namespace urna::crypto {

// Initialises libsodium, then checks the published vectors of what this room computes, those of the
// hashes' and signatures' own standards, and the library faults that are known to matter
// (CVE-2025-69277: an Ed25519 point with a torsion component must be refused).
// FAILED_PRECONDITION names what failed. Idempotent, thread-safe.
absl::Status RunSelfTest();

}  // namespace urna::crypto
