// What an observer does: takes home all that is public of a process, as a bundle.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "cli/client/log_replica.h"

namespace urna::client {

// Downloads manifest, signatures, rolls, log and artefacts, checks what it gets (signatures, root,
// digests; the proofs in the artefacts are the audit's work) and writes the bundle into `folder`,
// which must not exist or be empty. FAILED_PRECONDITION before the closing.
absl::Status MirrorBundle(std::shared_ptr<const ProcessReader> reader, const Pins& pins,
                          const std::string& folder, int threads, const Progress& progress = {});

}  // namespace urna::client
