// How the server knows people: what the operator has configured.
#pragma once

#include <string>
#include <vector>

#include "services/people/provider_config.h"
#include "services/people/sessions.h"

namespace urna::services {

struct PeopleOptions {
  // The server's own address as browsers have it, such as "https://budget.example.org", without a slash at the end.
  // Empty where nobody logs in.
  std::string public_url = {};
  SessionTimes times = {};
  std::vector<ProviderConfig> providers = {};
  // Whether citizens may log in by a link that is mailed to them.
  bool mails_links = false;
};

}  // namespace urna::services
