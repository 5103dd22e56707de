// A journal as files: its log as C2SP tlog-tiles has it, and its documents.
#pragma once

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/journal/live_journal.h"
#include "services/publishing/public_file.h"

namespace urna::services {

// `path` is one of FindLogFile's, or "doc/<SHA-256 in 64 hexadecimal digits>" for a document that is
// public. NOT_FOUND (NO_SUCH_FILE).
absl::StatusOr<PublicFile> FindJournalFile(std::shared_ptr<const LiveJournal> journal,
                                           std::string_view path);

}  // namespace urna::services
