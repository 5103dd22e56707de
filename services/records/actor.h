// Who makes a call, as the journal names it.
#pragma once

#include "services/journal/acts.h"
#include "services/records/call.h"

namespace urna::services {

// The strongest role that the caller has in the call's process; a citizen where it has none.
Actor ActorOf(const Call& call);

}  // namespace urna::services
