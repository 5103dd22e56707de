// What the tests of the append path share: an election, a store that fails on demand, a log.
#pragma once

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crypto/checkpoint.h"
#include "ledger/errors.h"
#include "pch.h"
#include "services/append/process_log.h"
#include "services/base/families.h"
#include "storage/rocks/rocks_store.h"
#include "support/election_fixture.h"
#include "support/faulty_store.h"
#include "support/temporary_folder.h"

namespace urna::services {

// A clock that stands still until it is set.
class SetClock final : public Clock {
 public:
  explicit SetClock(std::uint64_t unix_seconds) : seconds_(unix_seconds) {}
  absl::Time Now() const override {
    return absl::FromUnixSeconds(static_cast<std::int64_t>(seconds_.load()));
  }
  void Set(std::uint64_t unix_seconds) { seconds_ = unix_seconds; }

 private:
  std::atomic<std::uint64_t> seconds_;
};

// An election that all tests share: its making takes longer than most tests.
inline constexpr std::uint32_t kVoters = 8;
inline const ledger::ElectionFixture& SharedElection() {
  static const auto& election =
      *new ledger::ElectionFixture(ledger::ElectionFixture::Make({.voters = kVoters}));
  return election;
}

inline std::unique_ptr<storage::Store> OpenStore(const std::string& path) {
  return storage::OpenRocksStore({.path = path, .create = true, .families = FamilyNames()}).value();
}

// Casts and waits for the answer.
inline Acknowledgement Cast(ProcessLog& log, crypto::Bytes ballot) {
  std::promise<Acknowledgement> promise;
  log.CastBallot(std::move(ballot),
                 [&promise](Acknowledgement answer) { promise.set_value(answer); });
  return promise.get_future().get();
}

// A cast whose answer is awaited later.
inline std::future<Acknowledgement> StartCast(ProcessLog& log, crypto::Bytes ballot) {
  const auto promise = std::make_shared<std::promise<Acknowledgement>>();
  std::future<Acknowledgement> answer = promise->get_future();
  log.CastBallot(std::move(ballot),
                 [promise](Acknowledgement given) { promise->set_value(std::move(given)); });
  return answer;
}

// As many ballots of one voter in contest 0, one after the other in its chain.
inline std::vector<crypto::Bytes> ChainOf(const ledger::ElectionFixture& election,
                                          std::uint32_t voter, std::size_t count) {
  std::vector<crypto::Bytes> chain;
  ledger::ChainPlace place;
  for (std::size_t i = 0; i < count; ++i) {
    chain.push_back(election.Ballot(voter, {voter % 4}, place));
    place = ledger::After(chain.back());
  }
  return chain;
}

inline std::string ReasonOf(const Acknowledgement& answer) {
  return ledger::ReasonOf(answer.status());
}

// A sealed log over a store that fails as `script` says, in a folder of its own. The writes of
// sealing and opening count as the first two.
class AppendTest : public testing::Test {
 protected:
  explicit AppendTest(const ledger::ElectionFixture& election = SharedElection())
      : election_(election), clock_(election.manifest()->config().opening_time()) {}

  void Open(storage::FaultScript script = nullptr, AppendLimits limits = {}) {
    store_ =
        std::make_unique<storage::FaultyStore>(OpenStore(folder_.Sub("store")), std::move(script));
    OpenLog(limits);
  }
  void OpenLog(AppendLimits limits = {}) { log_ = ProcessLog::Open(Args(limits)).value(); }
  ProcessLog::OpenArgs Args(AppendLimits limits = {}) {
    return {.store = store_.get(),
            .manifest = election_.manifest(),
            .rolls = election_.rolls(),
            .log_key = election_.LogSigningKey(),
            .clock = &clock_,
            .limits = limits,
            .batch_records = &batch_records_};
  }
  // Records 0 and 1.
  void OpenVoting(storage::FaultScript script = nullptr, AppendLimits limits = {}) {
    Open(std::move(script), limits);
    ASSERT_TRUE(log_->Seal().ok());
    ASSERT_TRUE(log_->Append(election_.OpenLeaf()).ok());
  }
  // As a server that is started again finds it.
  void Reopen() {
    log_.reset();
    store_ = std::make_unique<storage::FaultyStore>(store_->TakeStore());
    OpenLog();
  }
  // What a voter's device and an observer check of a receipt.
  void ExpectReceipt(const Acknowledgement& answer, crypto::ByteView leaf) {
    ASSERT_TRUE(answer.ok()) << answer.status();
    const auto checkpoint = crypto::VerifyLogProof(*answer, leaf, election_.manifest()->log_key());
    ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
    EXPECT_EQ(log_->RecordAt(answer->index).value(), crypto::Bytes(leaf.begin(), leaf.end()));
    EXPECT_EQ(log_->Root(checkpoint->size).value(), checkpoint->root);
  }
  crypto::Checkpoint NewestCheckpoint() const {
    return crypto::VerifyCheckpoint(log_->Checkpoint(), election_.manifest()->log_key()).value();
  }

  const ledger::ElectionFixture& election_;
  TemporaryFolder folder_;
  SetClock clock_;
  std::unique_ptr<storage::FaultyStore> store_;
  Histogram batch_records_{kBatchBounds};
  std::unique_ptr<ProcessLog> log_;
};

}  // namespace urna::services
