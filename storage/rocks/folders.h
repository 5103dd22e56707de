// Folders whose names survive a power loss.
#pragma once

#include <filesystem>

#include "absl/status/status.h"

namespace urna::storage {

// Puts the names that `folder` holds on stable storage. A file that was synced but whose name was
// not may be gone after a power loss.
absl::Status SyncFolder(const std::filesystem::path& folder);

// Makes `folder` and the parents that are missing, and syncs every name that it made.
absl::Status MakeFolders(const std::filesystem::path& folder);

// Gives a folder another name, under the same parent, and syncs it.
absl::Status RenameFolder(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace urna::storage
