// The logs that this server holds: open ones, and those of finished processes, which are opened when
// somebody asks for them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"
#include "services/append/process_log.h"
#include "services/base/clock.h"

namespace urna::services {

// Thread-safe.
class LogRegistry {
 public:
  // Opens the log of a tallied process from the store; may take seconds.
  using Opener = std::function<absl::StatusOr<std::shared_ptr<ProcessLog>>()>;

  // `clock` must outlive this object.
  explicit LogRegistry(const Clock& clock) : clock_(clock) {}

  // ALREADY_EXISTS when the process has a log.
  absl::Status Add(std::shared_ptr<ProcessLog> log);
  // A process, by resource name, whose every outcome is in its log: nothing is appended to it any
  // more. A log of it that is open stays so until CloseIdle() finds that nobody asks for it.
  void AddTallied(std::string_view process, Opener opener);

  // By resource name, `processes/{process}`. Null where the process is not sealed, or tallied.
  std::shared_ptr<ProcessLog> FindActive(std::string_view process) const;
  // Opens it if need be, which takes seconds: for reading alone. FAILED_PRECONDITION (NOT_SEALED)
  // where the process is not sealed; UNAVAILABLE (SERVER_BUSY) while another call is opening a log:
  // the others would only wait, all of them, and answer nobody else.
  absl::StatusOr<std::shared_ptr<ProcessLog>> Get(std::string_view process);
  bool IsTallied(std::string_view process) const;
  // Those that are open and not tallied, in no particular order.
  std::vector<std::shared_ptr<ProcessLog>> Active() const;
  // Closes logs of tallied processes that nobody asks for.
  void CloseIdle();

 private:
  struct Tallied {
    Opener opener;
    absl::Time last_asked = absl::InfinitePast();
    std::shared_ptr<ProcessLog> log;
    // While somebody still uses the one that was let go, no other is opened: a process has one log.
    std::weak_ptr<ProcessLog> last;
  };

  // Which logs may be dropped now; the caller lets go of them outside the lock, for that ends
  // threads.
  std::vector<std::shared_ptr<ProcessLog>> TakeIdle(absl::Time now, std::size_t most)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Clock& clock_;
  mutable Mutex mutex_;
  bool opening_ ABSL_GUARDED_BY(mutex_) = false;
  absl::flat_hash_map<std::string, std::shared_ptr<ProcessLog>> active_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, Tallied> tallied_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
