// Checkpoints that others have kept, held against a store before anything more is signed.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "storage/store.h"

namespace urna::services {

// Each of `files` is the checkpoint of a log or of a journal, as anybody can fetch it: a C2SP note. Its
// signatures are not looked at: whoever runs the server hands it in. The records that it speaks of are
// read. INVALID_ARGUMENT for a file that is none;
// FAILED_PRECONDITION, in one sentence, where the store has no such log, fewer records, or others.
absl::Status CheckKnownCheckpoints(storage::Store& store, const std::vector<std::string>& files);

}  // namespace urna::services
