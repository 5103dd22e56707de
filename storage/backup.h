// Copies of a store that serves.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "storage/store.h"

namespace urna::storage {

// Thread-safe.
class BackupSource {
 public:
  virtual ~BackupSource() = default;
  // A consistent copy in a new folder `path`, made while the store serves; it opens as a store of
  // its own. ALREADY_EXISTS when there is something at `path`, NOT_FOUND when its parent is missing,
  // as the failed write's status when the store takes no more writes. FAILED_PRECONDITION from an
  // engine that leaves backups to tools of its own; the message says what to run instead.
  virtual absl::Status Backup(const std::string& path) const = 0;
};

// What an engine opens. Apart from Store, because whoever works on a store needs no backup of it.
class OpenedStore : public Store, public BackupSource {};

}  // namespace urna::storage
