// Providers of identities as the configuration has them, in its tables [[login]].
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/people/provider_config.h"

namespace urna::services {

struct LoginConfig {
  // Without its secret.
  ProviderConfig provider;
  // Empty where the provider asks for none.
  std::string client_secret_file;
};

// Reads the secrets of their files. INVALID_ARGUMENT for a file that cannot be read, that others than its
// owner and group may use, or that holds no line of text.
absl::StatusOr<std::vector<ProviderConfig>> LoadProviders(const std::vector<LoginConfig>& logins);

// The table of docs/configuration.md, in Markdown.
std::string LoginReference();

}  // namespace urna::services
