// What the configuration says of mail.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "services/messages/mail_options.h"
#include "services/server/server_config.h"

namespace urna::services {

// INVALID_ARGUMENT, with the option, for a server of mail that is none, a way to it that others could read
// along, addresses and links that are none, and options that need each other.
absl::Status CheckMail(const ServerConfig& config);

// Nothing where the server sends none. Reads the file of user and password; as CheckMail, and as
// ReadCredentials.
absl::StatusOr<std::optional<MailOptions>> MailOptionsOf(const ServerConfig& config);

}  // namespace urna::services
