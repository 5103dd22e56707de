// While people vote, the servers, their database, its standby and the wire between them are killed,
// paused and cut off. Every receipt is in the log, no two servers write it, and health tells the truth.
#include <algorithm>
#include <atomic>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
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
#include "support/cutting_proxy.h"
#include "support/postgres_server.h"
#include "support/random_rounds.h"
#include "support/temporary_folder.h"

namespace urna::end_to_end {
namespace {

using std::chrono::milliseconds;

constexpr std::uint32_t kCrowd = 24;
constexpr int kMostBeforeAFault = 40;

// What goes wrong in a round; every kind has its turn.
enum class Fault {
  kServerKilled,
  kServerReplaced,
  kDatabaseKilled,
  kDatabasePaused,
  kWireCut,
  kWireHeld,
  kStandbyKilled,
  kStandbyPaused,
};
constexpr int kFaults = 8;  // more rounds than that with the environment variable URNA_CHAOS_ROUNDS

// Everybody votes, and tries again what failed, until told to stop.
class Crowd {
 public:
  Crowd(std::deque<VotingDevice>& devices, const ServerProcess& server) {
    for (VotingDevice& device : devices) {
      threads_.emplace_back([this, &device, channel = Connect(server)] {
        const auto stub = v1::Ballots::NewStub(channel);
        while (!stopping_ && !device.is_spent()) {
          if (device.Cast(*stub)) {
            ++receipts_;
          } else {
            std::this_thread::sleep_for(milliseconds(5));
          }
        }
      });
    }
  }
  ~Crowd() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
  }
  void AwaitReceipts(int receipts) const {
    while (receipts_ < receipts) std::this_thread::sleep_for(milliseconds(1));
  }

 private:
  std::atomic<bool> stopping_ = false;
  std::atomic<int> receipts_ = 0;
  std::vector<std::thread> threads_;
};

class Chaos : public testing::Test {
 protected:
  Chaos() : standby_(PostgresServer::StandbyOf(primary_, "second")), wire_(primary_.socket()) {
    primary_.Set("synchronous_standby_names", "ANY 1 (*)");
    for (int machine = 0; machine < 2; ++machine) {
      Configure(machine, primary_.Connection() + " host=" + wire_.folder(), true);
    }
    MakeOpenElection(services::LoadServerConfig(ConfigFile(machine_), {}).value(), election_);
    for (std::uint32_t v = 0; v < kCrowd; ++v) crowd_.emplace_back(election_, v);
    server_ = Serve();
  }

  std::string Folder(int machine) const { return folder_.Sub(std::to_string(machine)); }
  std::string ConfigFile(int machine) const { return Folder(machine) + "/urna.toml"; }
  void Configure(int machine, const std::string& connection, bool require_standby) const {
    std::filesystem::create_directories(Folder(machine));
    std::ofstream(ConfigFile(machine))
        << "name = \"urna.test\"\nlisten = [\"127.0.0.1:0\"]\nlog_level = \"warning\"\n"
        << "data_dir = \"" << Folder(machine) << "/data\"\nstore = \"postgres\"\n"
        << "store_connection = \"" << connection << "\"\n"
        << "require_standby = " << (require_standby ? "true" : "false") << "\n";
  }
  std::unique_ptr<ServerProcess> Serve() const {
    return std::make_unique<ServerProcess>(Folder(machine_), ConfigFile(machine_));
  }

  int Draw(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }
  void Pause(int most) { std::this_thread::sleep_for(milliseconds(Draw(most))); }
  static bool Takes(const ServerProcess& server, VotingDevice& from) {
    return from.Cast(*v1::Ballots::NewStub(Connect(server)));
  }
  // Health says that the server does not serve, and then it takes no ballot.
  void ExpectToldOf() {
    AwaitHealth(*server_, false);
    EXPECT_FALSE(Takes(*server_, passer_by_)) << "it was said not to serve";
  }

  // What went wrong is right again when it returns.
  void GoWrong(Fault fault) {
    switch (fault) {
      case Fault::kServerKilled:
        EXPECT_TRUE(server_->Kill());
        server_ = Serve();
        break;
      case Fault::kServerReplaced: {
        // One that was only slow comes back when another has taken its place.
        const std::unique_ptr<ServerProcess> slow = std::move(server_);
        slow->Pause();
        machine_ = 1 - machine_;
        server_ = Serve();
        EXPECT_TRUE(Takes(*server_, passer_by_));
        slow->Resume();
        AwaitHealth(*slow, false);
        EXPECT_FALSE(Takes(*slow, latecomer_)) << "two servers write";
        break;
      }
      case Fault::kDatabaseKilled:
        primary_.Kill();
        ExpectToldOf();
        primary_.Start();
        break;
      case Fault::kDatabasePaused:
        primary_.Pause();
        ExpectToldOf();
        primary_.Resume();
        break;
      case Fault::kWireCut:
        wire_.CutAfter(Draw(1) == 0 ? CuttingProxy::Way::kToServer : CuttingProxy::Way::kToClient,
                       static_cast<std::uint64_t>(Draw(20'000)));
        Pause(200);
        wire_.CutAll();
        break;
      case Fault::kWireHeld:
        wire_.Hold(true);
        ExpectToldOf();
        wire_.Hold(false);
        break;
      case Fault::kStandbyKilled:
        standby_->Kill();
        ExpectToldOf();
        standby_->Start();
        break;
      case Fault::kStandbyPaused:
        standby_->Pause();
        ExpectToldOf();
        standby_->Resume();
        break;
    }
  }

  // Each receipt is looked for once: what the observer has seen stays.
  void ExpectHoldsAll(LogObserver& observer) {
    observer.Follow(Connect(*server_));
    const auto look = [&](const VotingDevice& device) {
      for (std::size_t& seen = seen_[&device]; seen < device.receipts().size(); ++seen) {
        observer.ExpectHolds(device.receipts()[seen]);
      }
    };
    std::ranges::for_each(crowd_, look);
    look(passer_by_);
    look(latecomer_);
  }

  std::mt19937 random_;
  TemporaryFolder folder_;
  PostgresServer primary_{{{"wal_retrieve_retry_interval", "100ms"}}};
  std::unique_ptr<PostgresServer> standby_;
  CuttingProxy wire_;
  const ledger::ElectionFixture election_ = ledger::ElectionFixture::Make(OpenShape(kCrowd + 2));
  std::deque<VotingDevice> crowd_;
  VotingDevice passer_by_{election_, kCrowd};
  VotingDevice latecomer_{election_, kCrowd + 1};
  std::map<const VotingDevice*, std::size_t> seen_;
  int machine_ = 0;
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(Chaos, BreaksNoReceiptAndHealthTellsOfIt) {
  const std::uint32_t seed = RandomSeed();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  random_.seed(seed);
  LogObserver observer(election_);
  const int rounds = NumberIn("URNA_CHAOS_ROUNDS", kFaults);
  for (int round = 0; round < rounds && !HasFailure(); ++round) {
    const int kind = round % kFaults;
    SCOPED_TRACE(testing::Message() << "round " << round << " fault " << kind);
    {
      Crowd crowd(crowd_, *server_);
      crowd.AwaitReceipts(Draw(kMostBeforeAFault));
      Pause(20);
      GoWrong(static_cast<Fault>(kind));
      AwaitHealth(*server_, true);
    }
    EXPECT_TRUE(Takes(*server_, passer_by_)) << "it was said to serve";
    ExpectHoldsAll(observer);
  }
  std::size_t receipts = 0;
  for (const auto& [device, seen] : seen_) receipts += seen;
  RecordProperty("receipts", static_cast<int>(receipts));

  // The standby has it all, as the machine sees that remembers what was signed.
  server_.reset();
  primary_.Kill();
  standby_->Promote();
  Configure(machine_, standby_->Connection(), false);
  server_ = Serve();
  EXPECT_TRUE(Takes(*server_, passer_by_));
  ExpectHoldsAll(observer);
}

}  // namespace
}  // namespace urna::end_to_end
