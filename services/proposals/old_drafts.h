// Drafts that their authors have left.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/records/changes.h"
#include "storage/store.h"

namespace urna::services {

// Deletes the drafts of all processes that nobody has changed for kDraftTime. Reads them all: once an hour is
// enough.
absl::Status ForgetOldDrafts(const storage::Reader& store, Changes& changes, absl::Time now);

}  // namespace urna::services
