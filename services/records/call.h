// A call that is being answered.
#pragma once

#include <memory>
#include <string>

#include "services/identity/principal.h"
#include "services/records/method_rule.h"

namespace urna::services {

struct Call {
  const Principal& principal;
  const MethodRule& rule;
  // The process that the request names, or that what it names lies in: a well-formed resource name;
  // empty where there is none.
  std::string process;
  // Who calls as far as addresses tell, so that one cannot take the room of all. Never written down.
  std::string source = {};
  // Where a method that logs in leaves the secret of the new session, for the door to hand on; null
  // where it cannot.
  std::shared_ptr<std::string> new_session = nullptr;
};

}  // namespace urna::services
