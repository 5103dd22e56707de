// An open vote in a store of its own, and a ballot of each of its voters.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/parallel.h"
#include "services/append/process_log.h"
#include "services/base/families.h"
#include "storage/rocks/rocks_store.h"
#include "support/election_fixture.h"

namespace urna::services {

inline constexpr std::uint32_t kBallots = 10000;
inline constexpr int kThreads = 2;

inline const ledger::ElectionFixture& Election() {
  static const auto& election = *new ledger::ElectionFixture(ledger::ElectionFixture::Make(
      {.voters = kBallots, .opening_time = 1'000'000'000, .closing_time = 4'000'000'000}));
  return election;
}

// One of each voter; made once.
inline const std::vector<crypto::Bytes>& Ballots() {
  static const auto& ballots = *new std::vector<crypto::Bytes>([] {
    std::vector<crypto::Bytes> made(kBallots);
    crypto::ParallelFor(kBallots, kThreads, [&](std::size_t begin, std::size_t end, std::size_t) {
      for (std::size_t v = begin; v < end; ++v) {
        const auto voter = static_cast<std::uint32_t>(v);
        made[v] = Election().Ballot(voter, {voter % 4});
      }
    });
    return made;
  }());
  return ballots;
}

// A folder that is gone afterwards.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("urna_benchmark_" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string store() const { return (path_ / "store").string(); }

 private:
  const std::filesystem::path path_;
};

// The store and the log of the vote, which is open.
class VotingLog {
 public:
  absl::Status Open() {
    auto store = storage::OpenRocksStore(
        {.path = folder_.store(), .create = true, .families = FamilyNames()});
    if (!store.ok()) return store.status();
    store_ = *std::move(store);
    auto log = ProcessLog::Open({.store = store_.get(),
                                 .manifest = Election().manifest(),
                                 .rolls = Election().rolls(),
                                 .log_key = Election().LogSigningKey(),
                                 .clock = &clock_});
    if (!log.ok()) return log.status();
    log_ = *std::move(log);
    if (absl::Status sealed = log_->Seal(); !sealed.ok()) return sealed;
    return log_->Append(Election().OpenLeaf()).status();
  }
  storage::Store& store() { return *store_; }
  const SystemClock& clock() const { return clock_; }
  ProcessLog& log() { return *log_; }
  // Once every ballot under way is answered.
  void Close() { log_.reset(); }

 private:
  const SystemClock clock_;
  const Folder folder_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<ProcessLog> log_;
};

}  // namespace urna::services
