// That the bytes of an attachment which was deleted are gone from the files of the store, too, is owed until it
// was done.
#pragma once

#include "absl/status/status.h"
#include "services/attachments/attachment_store.h"
#include "storage/store.h"

namespace urna::services {

// Goes into the batch that deletes it.
void OweFiles(storage::WriteBatch& batch, const AttachmentName& name);
// The same of all that a process had.
void OweFilesOf(storage::WriteBatch& batch, std::string_view process);

// Purges attachments where that is owed: as slow as they are many. What fails is owed still.
absl::Status PayFiles(storage::Store& store);

}  // namespace urna::services
