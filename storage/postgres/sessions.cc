#include "storage/postgres/sessions.h"

#include <utility>

namespace urna::storage {
namespace {

// For so long a database that could not be reached is not asked again.
constexpr std::chrono::milliseconds kPause(200);

absl::Status Unreachable() { return absl::UnavailableError("the database cannot be reached"); }

}  // namespace

Sessions::Lease::~Lease() {
  if (sessions_ == nullptr) return;
  sessions_->Return(keep_ ? std::move(connection_) : nullptr);
}

absl::StatusOr<Sessions::Lease> Sessions::Take(const std::shared_ptr<Sessions>& sessions) {
  absl::StatusOr<std::unique_ptr<Connection>> idle = sessions->FindIdle();
  if (!idle.ok()) return idle.status();
  // From here on its place is taken, and the lease gives it back.
  Lease lease(sessions, *std::move(idle));
  if (lease.connection_ != nullptr && lease->IsAlive()) return lease;
  absl::StatusOr<std::unique_ptr<Connection>> opened =
      Connection::Open(sessions->target_, sessions->patience_);
  if (!opened.ok()) {
    const MutexLock lock(sessions->mutex_);
    sessions->next_try_ = In(kPause);
    return Unreachable();
  }
  lease.connection_ = *std::move(opened);
  return lease;
}

absl::StatusOr<std::unique_ptr<Connection>> Sessions::FindIdle() {
  const Deadline deadline = In(patience_);
  const MutexLock lock(mutex_);
  while (taken_ >= most_) {
    if (!returned_.WaitUntil(mutex_, deadline) && taken_ >= most_) {
      return absl::UnavailableError("too many reads of the database are under way");
    }
  }
  if (idle_.empty()) {
    if (std::chrono::steady_clock::now() < next_try_) return Unreachable();
    ++taken_;
    return nullptr;
  }
  ++taken_;
  std::unique_ptr<Connection> found = std::move(idle_.back());
  idle_.pop_back();
  return found;
}

void Sessions::Return(std::unique_ptr<Connection> connection) {
  const bool keep = connection != nullptr && connection->IsAlive();
  {
    const MutexLock lock(mutex_);
    --taken_;
    if (keep) idle_.push_back(std::move(connection));
  }
  returned_.NotifyOne();
}

}  // namespace urna::storage
