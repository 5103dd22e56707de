// The server is killed while people vote, again and again. Whoever holds a receipt finds the ballot
// in the log; whoever holds none can send the same ballot again.
#include <algorithm>
#include <atomic>
#include <deque>
#include <fstream>
#include <memory>
#include <random>
#include <thread>

#include "end_to_end/log_observer.h"
#include "end_to_end/open_election.h"
#include "end_to_end/server_calls.h"
#include "end_to_end/server_process.h"
#include "end_to_end/voting_device.h"
#include "pch.h"
#include "services/server/server_config.h"
#include "support/postgres_server.h"
#include "support/random_rounds.h"
#include "support/temporary_folder.h"

namespace urna::end_to_end {
namespace {

constexpr int kRounds = 10;  // more with the environment variable URNA_KILL_ROUNDS
constexpr std::uint32_t kVoters = 16;
constexpr int kMostReceipts = 100;
constexpr int kLongestWaitMicroseconds = 20'000;

int Rounds() { return NumberIn("URNA_KILL_ROUNDS", kRounds); }

// Where the store is; the database is made when it is first asked for.
std::string StoreLines(const std::string& engine, std::unique_ptr<PostgresServer>& database) {
  if (engine == "rocks") return "";
  database = std::make_unique<PostgresServer>();
  return "store = \"postgres\"\nstore_connection = \"" + database->Connection() + "\"\n";
}

class Kill : public testing::TestWithParam<std::string> {
 protected:
  Kill() {
    std::ofstream(config_file_) << "name = \"urna.test\"\n"
                                << "listen = [\"127.0.0.1:0\"]\n"
                                << "data_dir = \"" << (folder_.Sub("data")) << "\"\n"
                                << "log_level = \"warning\"\n"
                                << StoreLines(GetParam(), database_);
    MakeOpenElection(services::LoadServerConfig(config_file_, {}).value(), election_);
    for (std::uint32_t v = 0; v < kVoters; ++v) devices_.emplace_back(election_, v);
  }
  ServerProcess Serve() { return ServerProcess(folder_.Sub(""), config_file_); }

  // Everybody votes until the server dies, which is a random moment after a random number of
  // receipts.
  void VoteUntilKilled(std::mt19937& random) {
    const auto draw = [&random](int most) {
      return std::uniform_int_distribution<int>(0, most)(random);
    };
    ServerProcess server = Serve();
    std::atomic<int> receipts = 0;
    std::atomic<std::size_t> voting = devices_.size();
    std::vector<std::thread> threads;
    for (VotingDevice& device : devices_) {
      threads.emplace_back([&] {
        device.CastUntilItFails(Connect(server), receipts);
        --voting;
      });
    }
    const int awaited = draw(kMostReceipts);
    while (receipts < awaited && voting > 0) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::microseconds(draw(kLongestWaitMicroseconds)));
    EXPECT_TRUE(server.Kill());
    for (std::thread& thread : threads) thread.join();
  }

  TemporaryFolder folder_;
  std::unique_ptr<PostgresServer> database_;  // null where the store is embedded
  const std::string config_file_ = folder_.Sub("urna.toml");
  const ledger::ElectionFixture election_ = ledger::ElectionFixture::Make(OpenShape(kVoters));
  std::deque<VotingDevice> devices_;
};

INSTANTIATE_TEST_SUITE_P(Stores, Kill, testing::Values("rocks", "postgres"),
                         [](const auto& suite) { return suite.param; });

TEST_P(Kill, BreaksNoReceipt) {
  const std::uint32_t seed = RandomSeed();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  const int rounds = Rounds();
  int in_doubt = 0;
  for (int round = 0; round < rounds && !HasFailure(); ++round) {
    SCOPED_TRACE(testing::Message() << "round " << round);
    VoteUntilKilled(random);
    for (const VotingDevice& device : devices_) in_doubt += device.is_in_doubt() ? 1 : 0;
    ServerProcess server = Serve();
    LogObserver observer(election_);
    observer.Follow(Connect(server));
    for (const VotingDevice& device : devices_) {
      for (const Receipt& receipt : device.receipts()) observer.ExpectHolds(receipt);
    }
  }
  // Else the kills came at moments at which nothing was under way.
  EXPECT_GT(in_doubt, 0);

  ServerProcess server = Serve();
  const auto stub = v1::Ballots::NewStub(Connect(server));
  for (VotingDevice& device : devices_) EXPECT_TRUE(device.Cast(*stub));
  LogObserver observer(election_);
  observer.Follow(Connect(server));
  std::size_t receipts = 0;
  for (const VotingDevice& device : devices_) {
    receipts += device.receipts().size();
    for (const Receipt& receipt : device.receipts()) observer.ExpectHolds(receipt);
  }
  RecordProperty("receipts", static_cast<int>(receipts));
  RecordProperty("in_doubt", in_doubt);
  EXPECT_EQ(server.Terminate(), 0);
}

class KillDatabase : public Kill {};

INSTANTIATE_TEST_SUITE_P(Stores, KillDatabase, testing::Values("postgres"),
                         [](const auto& suite) { return suite.param; });

// The database is killed or paused under one server, which serves again by itself.
TEST_P(KillDatabase, BreaksNoReceiptAndHealthTellsOfIt) {
  const std::uint32_t seed = RandomSeed();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  const int rounds = std::max(2, Rounds() / 5);
  ServerProcess server = Serve();
  for (int round = 0; round < rounds && !HasFailure(); ++round) {
    SCOPED_TRACE(testing::Message() << "round " << round);
    std::atomic<int> receipts = 0;
    std::vector<std::thread> threads;
    for (VotingDevice& device : devices_) {
      threads.emplace_back([&] { device.CastUntilItFails(Connect(server), receipts); });
    }
    const int awaited = std::uniform_int_distribution<int>(0, kMostReceipts)(random);
    const auto has_voters = [&] {
      return std::ranges::any_of(devices_, [](const VotingDevice& one) { return !one.is_spent(); });
    };
    while (receipts < awaited && has_voters()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    if (round % 2 == 0) {
      database_->Kill();
      AwaitHealth(server, false);
      database_->Start();
    } else {
      database_->Pause();
      AwaitHealth(server, false);
      database_->Resume();
      // A commit that was late is acknowledged; who votes goes on until the next.
      database_->Stop();
      database_->Start();
    }
    for (std::thread& thread : threads) thread.join();
    AwaitHealth(server, true);
    LogObserver observer(election_);
    observer.Follow(Connect(server));
    for (const VotingDevice& device : devices_) {
      for (const Receipt& receipt : device.receipts()) observer.ExpectHolds(receipt);
    }
  }
  const auto stub = v1::Ballots::NewStub(Connect(server));
  for (VotingDevice& device : devices_) EXPECT_TRUE(device.is_spent() || device.Cast(*stub));
}

// A second server on the same database: the first says that it is fenced, and is not healthy.
TEST_P(KillDatabase, TheSecondServerOfOneDatabaseFencesTheFirst) {
  ServerProcess first = Serve();
  const auto of_first = v1::Ballots::NewStub(Connect(first));
  EXPECT_TRUE(devices_[0].Cast(*of_first));
  ServerProcess second = Serve();
  AwaitHealth(first, false);
  EXPECT_FALSE(devices_[0].Cast(*of_first));
  const auto of_second = v1::Ballots::NewStub(Connect(second));
  for (VotingDevice& device : devices_) EXPECT_TRUE(device.Cast(*of_second));
  EXPECT_TRUE(IsHealthy(second));
  LogObserver observer(election_);
  observer.Follow(Connect(second));
  for (const Receipt& receipt : devices_[0].receipts()) observer.ExpectHolds(receipt);
}

}  // namespace
}  // namespace urna::end_to_end
