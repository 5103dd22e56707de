// Somebody's address, where whoever had it is erased.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "storage/store.h"

namespace urna::services {

// Adds to the batch that nobody follows at this address any more, that nothing more is sent to it, and that no message says by its tag that it
// went there. What came back from it stays known by its tag: whoever uses the address again is not written to in vain. Nothing happens for what
// is no address. A purge is owed (PayMailPurge). It reads all messages and followers.
absl::Status ForgetAddress(storage::Store& store, std::string_view address,
                           storage::WriteBatch& batch);

}  // namespace urna::services
