#include "services/append/log_registry.h"

#include <algorithm>
#include <utility>

#include "absl/strings/string_view.h"
#include "ledger/errors.h"
#include "services/base/errors.h"
#include "services/base/limits.h"

namespace urna::services {

absl::Status LogRegistry::Add(std::shared_ptr<ProcessLog> log) {
  const std::string process = log->manifest().config().process();
  const MutexLock lock(mutex_);
  if (tallied_.contains(process) || !active_.try_emplace(process, std::move(log)).second) {
    return ledger::Refusal(absl::StatusCode::kAlreadyExists, "ALREADY_SEALED",
                           "the process has a log");
  }
  return absl::OkStatus();
}

void LogRegistry::AddTallied(std::string_view process, Opener opener) {
  const MutexLock lock(mutex_);
  Tallied& tallied = tallied_[std::string(process)];
  tallied.opener = std::move(opener);
  tallied.last_asked = clock_.Now();
  if (auto open = active_.find(std::string(process)); open != active_.end()) {
    tallied.log = std::move(open->second);
    tallied.last = tallied.log;
    active_.erase(open);
  }
}

std::shared_ptr<ProcessLog> LogRegistry::FindActive(std::string_view process) const {
  const MutexLock lock(mutex_);
  const auto open = active_.find(absl::string_view(process.data(), process.size()));
  return open == active_.end() ? nullptr : open->second;
}

absl::StatusOr<std::shared_ptr<ProcessLog>> LogRegistry::Get(std::string_view process) {
  const std::string name(process);
  const absl::Time now = clock_.Now();
  Opener opener;
  {
    const MutexLock lock(mutex_);
    if (auto open = active_.find(name); open != active_.end()) return open->second;
    const auto tallied = tallied_.find(name);
    if (tallied == tallied_.end()) {
      return ledger::Refusal(absl::StatusCode::kFailedPrecondition, "NOT_SEALED",
                             "the process is not sealed yet");
    }
    tallied->second.last_asked = now;
    if (tallied->second.log == nullptr) tallied->second.log = tallied->second.last.lock();
    if (tallied->second.log != nullptr) return tallied->second.log;
    if (opening_) return ServerBusy();
    opening_ = true;
    opener = tallied->second.opener;
  }
  absl::StatusOr<std::shared_ptr<ProcessLog>> opened = opener();
  std::vector<std::shared_ptr<ProcessLog>> dropped;
  {
    const MutexLock lock(mutex_);
    opening_ = false;
    if (opened.ok()) {
      Tallied& tallied = tallied_[name];
      tallied.log = *opened;
      tallied.last = *opened;
    }
    dropped = TakeIdle(now, kTalliedOpen);
  }
  return opened;
}

bool LogRegistry::IsTallied(std::string_view process) const {
  const MutexLock lock(mutex_);
  return tallied_.contains(absl::string_view(process.data(), process.size()));
}

std::vector<std::shared_ptr<ProcessLog>> LogRegistry::Active() const {
  const MutexLock lock(mutex_);
  std::vector<std::shared_ptr<ProcessLog>> logs;
  for (const auto& [process, log] : active_) logs.push_back(log);
  return logs;
}

void LogRegistry::CloseIdle() {
  // Goes after the lock.
  std::vector<std::shared_ptr<ProcessLog>> dropped;
  const MutexLock lock(mutex_);
  dropped = TakeIdle(clock_.Now(), kTalliedOpen);
}

std::vector<std::shared_ptr<ProcessLog>> LogRegistry::TakeIdle(absl::Time now, std::size_t most) {
  std::vector<Tallied*> open;
  for (auto& [process, tallied] : tallied_) {
    if (tallied.log != nullptr) open.push_back(&tallied);
  }
  std::sort(open.begin(), open.end(),
            [](const Tallied* a, const Tallied* b) { return a->last_asked > b->last_asked; });
  std::vector<std::shared_ptr<ProcessLog>> dropped;
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (i < most && now < open[i]->last_asked + kTalliedIdle) continue;
    // Used by somebody: it goes when that one is done.
    dropped.push_back(std::move(open[i]->log));
    open[i]->log = nullptr;
  }
  return dropped;
}

}  // namespace urna::services
