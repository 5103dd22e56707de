// Where a person's programs keep what they must remember, by the XDG base directory specification.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace urna::client {

// $XDG_STATE_HOME/urna, ~/.local/state/urna where the variable is not an absolute path; made where
// it is not there, and its owner's alone. NOT_FOUND without either, UNAVAILABLE where it cannot be
// made so.
absl::StatusOr<std::string> StateFolder();

}  // namespace urna::client
