// Sessions for reading, a bounded number of them.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "concurrency/mutex.h"
#include "storage/postgres/connection.h"

namespace urna::storage {

// Thread-safe. Sessions that were broken are replaced by new ones, so that reading goes on after the
// database was started again.
class Sessions {
 public:
  // At most `most` at a time. Whoever wants one waits `patience` for one that is free, and as long for
  // the database.
  Sessions(ConnectionTarget target, std::size_t most, std::chrono::milliseconds patience)
      : target_(std::move(target)), most_(most), patience_(patience) {}

  // Gives it back when it goes.
  class Lease {
   public:
    Lease(std::shared_ptr<Sessions> sessions, std::unique_ptr<Connection> connection)
        : sessions_(std::move(sessions)), connection_(std::move(connection)) {}
    ~Lease();
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }
    // One in whose state nothing of its use is left may be used by others.
    void Keep() { keep_ = true; }

   private:
    friend class Sessions;
    std::shared_ptr<Sessions> sessions_;
    std::unique_ptr<Connection> connection_;
    bool keep_ = false;
  };

  // UNAVAILABLE when all are taken, or the database cannot be reached; then it is not asked again for
  // a moment, so that those who read do not wait for it one after the other.
  static absl::StatusOr<Lease> Take(const std::shared_ptr<Sessions>& sessions);

 private:
  absl::StatusOr<std::unique_ptr<Connection>> FindIdle();
  void Return(std::unique_ptr<Connection> connection);

  const ConnectionTarget target_;
  const std::size_t most_;
  const std::chrono::milliseconds patience_;
  Mutex mutex_;
  Condition returned_;
  std::size_t taken_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::unique_ptr<Connection>> idle_ ABSL_GUARDED_BY(mutex_);
  Deadline next_try_ ABSL_GUARDED_BY(mutex_){};
};

}  // namespace urna::storage
