// Folders that are of no use once this program has ended in the middle of its work.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace urna::cli {

// As long as this lives, the end of the program, whatever ends it, has the folders removed: by a
// process of its own, which no Ctrl-C reaches, and only when programs that were started meanwhile
// have ended too, for they may still write there.
class AbandonedFolders {
 public:
  // UNAVAILABLE where no process can be started. To be called before this program has threads that
  // hold locks.
  static absl::StatusOr<AbandonedFolders> Watch(std::vector<std::string> folders);
  // They are no longer anybody's but the caller's.
  ~AbandonedFolders();
  AbandonedFolders(AbandonedFolders&& other) noexcept;
  AbandonedFolders& operator=(AbandonedFolders&&) = delete;
  AbandonedFolders(const AbandonedFolders&) = delete;

 private:
  AbandonedFolders(pid_t watcher, int line) : watcher_(watcher), line_(line) {}
  pid_t watcher_;
  // Its other end is the watcher's; whatever this program starts inherits it.
  int line_;
};

}  // namespace urna::cli
