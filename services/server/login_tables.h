// How the tables [[login]] are read.
#pragma once

#include <toml++/toml.h>

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/server/login_config.h"

namespace urna::services {

// `file` is used in messages only. INVALID_ARGUMENT names the file, the line and what was expected: a key that
// there is not, a wrong type, what is missing, an issuer that is no URL of https, two of one name, two that
// share an issuer and are for different people, roles for citizens.
absl::StatusOr<std::vector<LoginConfig>> ReadLogins(const toml::node& tables,
                                                    std::string_view file);

}  // namespace urna::services
