// The store that a configuration names.
#pragma once

#include "absl/status/statusor.h"
#include "services/server/server_config.h"
#include "storage/engines/engines.h"

namespace urna::services {

// What opens it. INVALID_ARGUMENT where the connection of a database cannot be read or is none, and
// where everybody on this machine can read the file that holds it; no message has a word of it.
absl::StatusOr<storage::StoreOptions> StoreOptionsOf(const ServerConfig& config);

}  // namespace urna::services
