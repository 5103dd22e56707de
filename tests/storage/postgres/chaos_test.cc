// Under load the database, its standby and the wire are killed, paused and cut, and other servers take
// the store: every write ends as it was said to end.
#include <algorithm>
#include <array>
#include <atomic>
#include <random>
#include <thread>

#include "absl/strings/numbers.h"
#include "pch.h"
#include "storage/postgres/database.h"
#include "storage/rocks/crash_writer.h"
#include "storage/store_contents.h"
#include "support/cutting_proxy.h"
#include "support/random_rounds.h"

namespace urna::storage {
namespace {

using Outcome = WriteResult::Outcome;
using std::chrono::milliseconds;

constexpr int kRounds = 12;  // more with the environment variable URNA_CHAOS_ROUNDS
constexpr int kThreads = kCrashWriterThreads;

int Rounds() { return NumberIn("URNA_CHAOS_ROUNDS", kRounds); }

// What a thread that writes numbered batches (crash_writer.h) was told.
struct Told {
  std::uint64_t acknowledged = 0;
  // Of the batch after it; durable where none was sent.
  Outcome last = Outcome::kDurable;
};

std::uint64_t HeadOf(const Reader& store, int thread) {
  const auto value = ValueOf(store, kCrashHeads, CrashHeadKey(thread));
  std::uint64_t head = 0;
  if (value && !absl::SimpleAtoi(*value, &head)) ADD_FAILURE() << *value;
  return head;
}

// Threads that write until the store takes no more, or they are told to stop.
class Writers {
 public:
  Writers(Store& store, std::array<Told, kThreads>& told) : store_(store), told_(told) {
    for (int thread = 0; thread < kThreads; ++thread) {
      threads_.emplace_back([this, thread] { Write(thread); });
    }
  }
  ~Writers() { Stop(); }
  void Stop() {
    stopping_ = true;
    AwaitEnd();
  }
  // Until the store takes no more from any of them.
  void AwaitEnd() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }
  int written() const { return written_; }
  int not_applied() const { return not_applied_; }

 private:
  void Write(int thread) {
    Told& told = told_[static_cast<std::size_t>(thread)];
    while (!stopping_) {
      const std::uint64_t number = told.acknowledged + 1;
      WriteBatch batch;
      batch.Put(kCrashHeads, CrashHeadKey(thread), std::to_string(number));
      for (const auto& [key, value] : CrashLeaves(thread, number)) {
        batch.Put(kCrashLeaves, key, value);
      }
      told.last = store_.Write(batch).outcome();
      switch (told.last) {
        case Outcome::kDurable:
          told.acknowledged = number;
          ++written_;
          break;
        case Outcome::kNotApplied:
          ++not_applied_;
          std::this_thread::sleep_for(milliseconds(1));
          break;
        case Outcome::kUncertain:
        case Outcome::kFenced:
          return;
        case Outcome::kRefused:
          ADD_FAILURE() << "a good batch was refused";
          return;
      }
    }
  }

  Store& store_;
  std::array<Told, kThreads>& told_;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> written_ = 0;
  std::atomic<int> not_applied_ = 0;
  std::vector<std::thread> threads_;
};

class Chaos : public testing::Test {
 protected:
  Chaos() : standby_(PostgresServer::StandbyOf(primary_, "second")), wire_(primary_.socket()) {
    primary_.Set("synchronous_standby_names", "ANY 1 (*)");
    options_ = TwoFamiliesIn(primary_, "chaos");
    options_.families = {"leaves", "heads"};
    options_.require_standby = true;
    // Long, because a store waits to be opened for whatever is still starting again.
    options_.patience = {.connecting = milliseconds(60'000),
                         .reading = milliseconds(20'000),
                         .committing = milliseconds(10'000),
                         .settling = milliseconds(60'000),
                         .stalling = milliseconds(2'000),
                         .watching = milliseconds(50)};
    over_wire_ = options_;
    over_wire_.connection += " host=" + wire_.folder();
  }

  int Draw(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }
  void Pause(int most) { std::this_thread::sleep_for(milliseconds(Draw(most))); }

  // Something goes wrong, and is right again when it returns; or another server takes the store.
  void GoWrong(int kind) {
    switch (kind) {
      case 0:
        primary_.Kill();
        Pause(50);
        primary_.Start();
        break;
      case 1:
        primary_.Pause();
        Pause(300);
        primary_.Resume();
        break;
      case 2:
        wire_.CutAfter(Draw(1) == 0 ? CuttingProxy::Way::kToServer : CuttingProxy::Way::kToClient,
                       static_cast<std::uint64_t>(Draw(20'000)));
        Pause(200);
        wire_.CutAll();
        break;
      case 3:
        standby_->Kill();
        Pause(100);
        standby_->Start();
        break;
      case 4:
        standby_->Pause();
        Pause(300);
        standby_->Resume();
        break;
      case 5:
        successor_ = MustOpen(options_);
        for (int thread = 0; thread < kThreads; ++thread) {
          at_taking_[static_cast<std::size_t>(thread)] = HeadOf(*successor_, thread);
        }
        break;
      default:
        primary_.Stop();
        Pause(50);
        primary_.Start();
        break;
    }
  }

  // What is there is what was said, batch by batch.
  void ExpectAsTold(const Store& store) {
    Contents whole;
    for (int thread = 0; thread < kThreads; ++thread) {
      Told& told = told_[static_cast<std::size_t>(thread)];
      const std::uint64_t head = HeadOf(store, thread);
      if (told.last == Outcome::kUncertain) {
        EXPECT_GE(head, told.acknowledged);
        EXPECT_LE(head, told.acknowledged + 1);
      } else {
        EXPECT_EQ(head, told.acknowledged) << "thread " << thread;
      }
      for (std::uint64_t number = 1; number <= head; ++number) {
        whole.merge(CrashLeaves(thread, number));
      }
      told.acknowledged = head;
    }
    EXPECT_TRUE(Everything(store, kCrashLeaves) == whole) << "a batch is there in part";
  }

  std::mt19937 random_;
  PostgresServer primary_{{{"wal_retrieve_retry_interval", "100ms"}}};
  std::unique_ptr<PostgresServer> standby_;
  CuttingProxy wire_;
  PostgresStoreOptions options_;
  PostgresStoreOptions over_wire_;
  std::array<Told, kThreads> told_;
  std::unique_ptr<OpenedStore> successor_;
  std::array<std::uint64_t, kThreads> at_taking_{};
};

TEST_F(Chaos, EveryWriteEndsAsItWasSaidToEnd) {
  const std::uint32_t seed = RandomSeed();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  random_.seed(seed);
  constexpr int kKinds = 7;
  const int rounds = Rounds();
  int written = 0;
  int fenced = 0;
  for (int round = 0; round < rounds && !HasFailure(); ++round) {
    const int kind = round % kKinds;
    SCOPED_TRACE(testing::Message() << "round " << round << " kind " << kind);
    for (Told& told : told_) told.last = Outcome::kDurable;
    const auto store = MustOpen(over_wire_);
    {
      Writers writers(*store, told_);
      const int awaited = Draw(30);
      while (writers.written() < awaited) std::this_thread::sleep_for(milliseconds(1));
      Pause(20);
      GoWrong(kind);
      if (successor_ != nullptr) writers.AwaitEnd();
      Pause(100);
      writers.Stop();
      written += writers.written();
    }
    if (successor_ != nullptr) {
      for (int thread = 0; thread < kThreads; ++thread) {
        EXPECT_EQ(HeadOf(*successor_, thread), at_taking_[static_cast<std::size_t>(thread)])
            << "two have written";
        fenced += told_[static_cast<std::size_t>(thread)].last == Outcome::kFenced ? 1 : 0;
      }
      successor_.reset();
    }
    ExpectAsTold(*MustOpen(options_));
  }
  EXPECT_GT(written, 0);
  if (rounds >= kKinds) EXPECT_GT(fenced, 0);
  RecordProperty("written", written);

  // The standby has it all.
  primary_.Kill();
  standby_->Promote();
  PostgresStoreOptions there = options_;
  there.connection += " host=" + standby_->folder();
  there.require_standby = false;
  ExpectAsTold(*MustOpen(there));
}

}  // namespace
}  // namespace urna::storage
