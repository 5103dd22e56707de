// Why a store does not open, in words for whoever starts the server.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace urna::services {

// `failure` is what opening the store below `data_dir` gave. One sentence that names the folder and
// says what to do, for what an operator can mend: another server has it, it cannot be written to,
// the disk is full. Anything else as it is. The code stays.
absl::Status ExplainStoreFailure(const absl::Status& failure, const std::string& data_dir);

// RESOURCE_EXHAUSTED when the disk of the store below `data_dir` has less than 16 MiB left: RocksDB
// ends the process when it finds no room while it opens.
absl::Status CheckRoom(const std::string& data_dir);

}  // namespace urna::services
