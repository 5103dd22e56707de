// Where the pages come from, as an operator says it.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/pages/pages.h"

namespace urna::services {

// `source` is the option `pages`: "built-in" for those of the program; "none"; or a folder of other ones, of which
// nothing is read any more once it was loaded. Null where there are none. INVALID_ARGUMENT as Pages::Make, and for a
// folder that cannot be read, or in which there are links or what is neither file nor folder; the message begins with
// the option.
absl::StatusOr<std::shared_ptr<const Pages>> LoadPages(const std::string& source);

}  // namespace urna::services
