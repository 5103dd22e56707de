// The file of a roll key: what the code registrars of one election share, and nobody else has.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/slot.h"

namespace urna::client {

// Two lines of text, readable by its owner only: what it is, and the key in hexadecimal.
// ALREADY_EXISTS when there is a file: tags made with another key would fit nobody's.
absl::Status WriteRollKey(const std::string& path, const ledger::RollKey& key);
// NOT_FOUND when it cannot be read, INVALID_ARGUMENT when it is no such file.
absl::StatusOr<ledger::RollKey> ReadRollKey(const std::string& path);

}  // namespace urna::client
