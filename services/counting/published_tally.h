// The tally of a contest from the files that its log announces.
#pragma once

#include "absl/status/statusor.h"
#include "ledger/tally.h"
#include "services/append/process_log.h"
#include "storage/store.h"

namespace urna::services {

// Of a contest whose outcome is in the log. DATA_LOSS where a file is not as it was announced.
absl::StatusOr<ledger::TallyFiles> ReadPublishedTally(const storage::Reader& store,
                                                      const ProcessLog& log,
                                                      ledger::ContestId contest);

}  // namespace urna::services
