// Small files of the server's configuration, read whole.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace urna::services {

// INVALID_ARGUMENT, with the reason, when it cannot be read: a folder, say, or more than 1 MiB.
absl::StatusOr<std::string> ReadTextFile(const std::string& path);

}  // namespace urna::services
