// Whether a file is right that a record of a log announces and this server has not looked at yet:
// the record was appended by a server that did not, or by other means.
#pragma once

#include <memory>

#include "services/append/live_log.h"
#include "storage/store.h"

namespace urna::services {

// Verifies the file as a trustee would, from the selected ballots up: as slow as the count of the
// contest so far. A file that is not in the store is not right. `store` must outlive the result.
LiveLog::Judge MakeArtefactJudge(storage::Store& store,
                                 std::shared_ptr<const ledger::Manifest> manifest);

}  // namespace urna::services
