// Images and documents that everybody may see, as files.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/journal/live_journal.h"
#include "services/publishing/public_file.h"
#include "storage/store.h"

namespace urna::services {

// By the path below the process: {SHA-256}.webp and {SHA-256}-small.webp of an image, {SHA-256}.pdf of a document.
// NOT_FOUND (NO_SUCH_FILE) while it is not public. `store` must outlive the file.
absl::StatusOr<PublicFile> FindAttachmentFile(const storage::Reader& store,
                                              const LiveJournal& journal,
                                              const std::string& process, std::string_view path);

}  // namespace urna::services
