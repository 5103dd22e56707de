// Text for messages.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "tallying/concat.h"

namespace urna::ledger {

using tallying::Concat;

inline std::string EscapedName(std::string_view name) { return std::string(name); }

inline std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

}  // namespace urna::ledger
