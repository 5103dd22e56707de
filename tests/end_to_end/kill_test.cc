// The server is killed while people vote, again and again. Whoever holds a receipt finds the ballot
// in the log; whoever holds none can send the same ballot again.
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/client_unary_call.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <memory>
#include <optional>
#include <random>
#include <thread>

#include "absl/strings/numbers.h"
#include "crypto/merkle.h"
#include "end_to_end/open_election.h"
#include "end_to_end/server_process.h"
#include "grpc/health/v1/health.pb.h"
#include "ledger/election_state.h"
#include "pch.h"
#include "services/server/server_config.h"
#include "support/postgres_server.h"
#include "support/temporary_folder.h"
#include "urna/v1/ballots_service.grpc.pb.h"
#include "urna/v1/ledger_service.grpc.pb.h"

namespace urna::end_to_end {
namespace {

constexpr int kRounds = 10;  // more with the environment variable URNA_KILL_ROUNDS
constexpr std::uint32_t kVoters = 16;
constexpr int kMostReceipts = 100;
constexpr int kLongestWaitMicroseconds = 20'000;

int Rounds() {
  const char* const wanted = std::getenv("URNA_KILL_ROUNDS");
  int rounds = kRounds;
  if (wanted != nullptr && !absl::SimpleAtoi(wanted, &rounds)) {
    ADD_FAILURE() << "URNA_KILL_ROUNDS is not a number: " << wanted;
  }
  return rounds;
}

std::shared_ptr<grpc::Channel> Connect(const ServerProcess& server) {
  return grpc::CreateChannel(server.address(), grpc::InsecureChannelCredentials());
}

void SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
}

struct Receipt {
  crypto::Bytes ballot;
  crypto::LogProof proof;
};

// A voter's device: keeps every receipt, and the ballot that it has no receipt for yet.
class Device {
 public:
  Device(const ledger::ElectionFixture& election, std::uint32_t number)
      : election_(election), number_(number) {}

  // Casts one ballot after the other until a call fails.
  void CastUntilItFails(const std::shared_ptr<grpc::Channel>& channel, std::atomic<int>& receipts) {
    const auto stub = v1::Ballots::NewStub(channel);
    while (Cast(*stub)) ++receipts;
  }

  // Sends the ballot in doubt again, or a new one. Whether it got a receipt.
  bool Cast(v1::Ballots::Stub& stub) {
    if (is_spent_) return false;
    if (!in_doubt_) in_doubt_ = election_.Ballot(number_, {number_ % 4}, place_);
    grpc::ClientContext context;
    SetDeadline(context);
    v1::CastBallotRequest request;
    request.set_process(election_.manifest()->config().process());
    request.set_ballot(in_doubt_->data(), in_doubt_->size());
    v1::CastBallotResponse response;
    if (const grpc::Status status = stub.CastBallot(&context, request, &response); !status.ok()) {
      if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
        // One key casts so many ballots and no more.
        is_spent_ = true;
        in_doubt_.reset();
        return false;
      }
      EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
      return false;
    }
    const auto proof = crypto::LogProof::Parse(response.receipt());
    EXPECT_TRUE(proof.ok()) << proof.status();
    if (!proof.ok()) return false;
    place_ = ledger::After(*in_doubt_);
    receipts_.push_back({*std::move(in_doubt_), *proof});
    in_doubt_.reset();
    return true;
  }

  const std::vector<Receipt>& receipts() const { return receipts_; }
  bool is_in_doubt() const { return in_doubt_.has_value(); }
  bool is_spent() const { return is_spent_; }

 private:
  const ledger::ElectionFixture& election_;
  const std::uint32_t number_;
  ledger::ChainPlace place_;
  std::optional<crypto::Bytes> in_doubt_;
  std::atomic<bool> is_spent_ = false;
  std::vector<Receipt> receipts_;
};

// The log as an observer sees it: every record, under a checkpoint that the log has signed.
class Observer {
 public:
  Observer(const ledger::ElectionFixture& election, const std::shared_ptr<grpc::Channel>& channel)
      : election_(election), stub_(v1::Ledger::NewStub(channel)) {
    v1::GetCheckpointRequest request;
    request.set_process(Process());
    const auto answer = Call(&v1::Ledger::Stub::GetCheckpoint, request);
    newest_ = crypto::VerifyCheckpoint(answer.checkpoint(), election.manifest()->log_key()).value();
    while (leaves_.size() < newest_.size && ReadPage()) {
    }
    leaves_.resize(newest_.size);
  }

  void ExpectSound() const {
    crypto::MerkleTree tree;
    ledger::ElectionState audit(election_.manifest(), election_.rolls());
    for (const crypto::Bytes& leaf : leaves_) {
      tree.Append(crypto::LeafHash(leaf));
      const absl::Status folded = audit.Fold(leaf);
      EXPECT_TRUE(folded.ok()) << "record " << tree.size() - 1 << ": " << folded;
    }
    EXPECT_EQ(tree.Root(), newest_.root);
  }

  void ExpectHolds(const Receipt& receipt) {
    const auto promised =
        crypto::VerifyLogProof(receipt.proof, receipt.ballot, election_.manifest()->log_key());
    ASSERT_TRUE(promised.ok()) << promised.status();
    ASSERT_LE(promised->size, newest_.size) << "the log has lost records that it had signed";
    v1::GetConsistencyProofRequest request;
    request.set_process(Process());
    request.set_old_size(promised->size);
    request.set_size(newest_.size);
    const auto answer = Call(&v1::Ledger::Stub::GetConsistencyProof, request);
    std::vector<crypto::Hash256> proof;
    for (const std::string& hash : answer.hashes()) {
      ASSERT_EQ(hash.size(), 32u);
      std::copy(hash.begin(), hash.end(), proof.emplace_back().begin());
    }
    EXPECT_TRUE(crypto::VerifyConsistency(promised->size, newest_.size, proof, promised->root,
                                          newest_.root));
    EXPECT_EQ(leaves_[receipt.proof.index], receipt.ballot);
  }

 private:
  const std::string& Process() const { return election_.manifest()->config().process(); }

  template <typename Request, typename Response>
  Response Call(grpc::Status (v1::Ledger::Stub::*method)(grpc::ClientContext*, const Request&,
                                                         Response*),
                const Request& request) {
    grpc::ClientContext context;
    SetDeadline(context);
    Response response;
    const grpc::Status status = (*stub_.*method)(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  // Whether there was one.
  bool ReadPage() {
    v1::ListEntriesRequest request;
    request.set_process(Process());
    request.set_start(leaves_.size());
    const auto page = Call(&v1::Ledger::Stub::ListEntries, request);
    EXPECT_GT(page.entries_size(), 0);
    for (const std::string& entry : page.entries()) {
      const crypto::ByteView bytes = crypto::AsBytes(entry);
      leaves_.emplace_back(bytes.begin(), bytes.end());
    }
    return page.entries_size() > 0;
  }

  const ledger::ElectionFixture& election_;
  const std::unique_ptr<v1::Ledger::Stub> stub_;
  crypto::Checkpoint newest_;
  std::vector<crypto::Bytes> leaves_;
};

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
    for (Device& device : devices_) {
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
  std::deque<Device> devices_;
};

INSTANTIATE_TEST_SUITE_P(Stores, Kill, testing::Values("rocks", "postgres"),
                         [](const auto& suite) { return suite.param; });

TEST_P(Kill, BreaksNoReceipt) {
  const std::random_device::result_type seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  const int rounds = Rounds();
  int in_doubt = 0;
  for (int round = 0; round < rounds && !HasFailure(); ++round) {
    SCOPED_TRACE(testing::Message() << "round " << round);
    VoteUntilKilled(random);
    for (const Device& device : devices_) in_doubt += device.is_in_doubt() ? 1 : 0;
    ServerProcess server = Serve();
    Observer observer(election_, Connect(server));
    observer.ExpectSound();
    for (const Device& device : devices_) {
      for (const Receipt& receipt : device.receipts()) observer.ExpectHolds(receipt);
    }
  }
  // Else the kills came at moments at which nothing was under way.
  EXPECT_GT(in_doubt, 0);

  ServerProcess server = Serve();
  const auto stub = v1::Ballots::NewStub(Connect(server));
  for (Device& device : devices_) EXPECT_TRUE(device.Cast(*stub));
  Observer observer(election_, Connect(server));
  observer.ExpectSound();
  std::size_t receipts = 0;
  for (const Device& device : devices_) {
    receipts += device.receipts().size();
    for (const Receipt& receipt : device.receipts()) observer.ExpectHolds(receipt);
  }
  RecordProperty("receipts", static_cast<int>(receipts));
  RecordProperty("in_doubt", in_doubt);
  EXPECT_EQ(server.Terminate(), 0);
}

bool IsHealthy(const ServerProcess& server) {
  const auto channel = Connect(server);
  grpc::ClientContext context;
  SetDeadline(context);
  const grpc::internal::RpcMethod method("/grpc.health.v1.Health/Check",
                                         grpc::internal::RpcMethod::NORMAL_RPC, channel);
  grpc::health::v1::HealthCheckResponse response;
  const grpc::Status status = grpc::internal::BlockingUnaryCall(
      channel.get(), method, &context, grpc::health::v1::HealthCheckRequest(), &response);
  return status.ok() && response.status() == grpc::health::v1::HealthCheckResponse::SERVING;
}

void AwaitHealth(const ServerProcess& server, bool healthy) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while (IsHealthy(server) != healthy && std::chrono::steady_clock::now() < limit) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(IsHealthy(server), healthy);
}

class KillDatabase : public Kill {};

INSTANTIATE_TEST_SUITE_P(Stores, KillDatabase, testing::Values("postgres"),
                         [](const auto& suite) { return suite.param; });

// The database is killed or paused under one server, which serves again by itself.
TEST_P(KillDatabase, BreaksNoReceiptAndHealthTellsOfIt) {
  const std::random_device::result_type seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  const int rounds = std::max(2, Rounds() / 5);
  ServerProcess server = Serve();
  for (int round = 0; round < rounds && !HasFailure(); ++round) {
    SCOPED_TRACE(testing::Message() << "round " << round);
    std::atomic<int> receipts = 0;
    std::vector<std::thread> threads;
    for (Device& device : devices_) {
      threads.emplace_back([&] { device.CastUntilItFails(Connect(server), receipts); });
    }
    const int awaited = std::uniform_int_distribution<int>(0, kMostReceipts)(random);
    const auto has_voters = [&] {
      return std::ranges::any_of(devices_, [](const Device& one) { return !one.is_spent(); });
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
    Observer observer(election_, Connect(server));
    observer.ExpectSound();
    for (const Device& device : devices_) {
      for (const Receipt& receipt : device.receipts()) observer.ExpectHolds(receipt);
    }
  }
  const auto stub = v1::Ballots::NewStub(Connect(server));
  for (Device& device : devices_) EXPECT_TRUE(device.is_spent() || device.Cast(*stub));
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
  for (Device& device : devices_) EXPECT_TRUE(device.Cast(*of_second));
  EXPECT_TRUE(IsHealthy(second));
  Observer observer(election_, Connect(second));
  observer.ExpectSound();
  for (const Receipt& receipt : devices_[0].receipts()) observer.ExpectHolds(receipt);
}

}  // namespace
}  // namespace urna::end_to_end
