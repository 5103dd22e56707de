// A write whose answer was lost is neither acknowledged nor called failed before the database has said
// what became of it.
#include <atomic>
#include <map>
#include <thread>

#include "pch.h"
#include "storage/postgres/database.h"
#include "storage/store_contents.h"
#include "support/cutting_proxy.h"

namespace urna::storage {
namespace {

using Outcome = WriteResult::Outcome;
using std::chrono::milliseconds;
using testing::HasSubstr;

class InDoubt : public testing::Test {
 protected:
  InDoubt() { Reset(SharedDatabase()); }
  // Over a wire to `database`, looking at nothing by itself.
  void Reset(PostgresServer& database) {
    wire_ = std::make_unique<CuttingProxy>(database.socket());
    options_ =
        TwoFamiliesIn(database, std::string("doubt") +
                                    testing::UnitTest::GetInstance()->current_test_info()->name());
    direct_ = options_;
    options_.connection += " host=" + wire_->folder();
    options_.patience.watching = std::chrono::hours(1);
    options_.patience.stalling = std::chrono::hours(1);
  }
  std::uint64_t passed(CuttingProxy::Way way) const { return wire_->passed(way); }

  std::unique_ptr<CuttingProxy> wire_;
  PostgresStoreOptions options_;
  // The same without the wire.
  PostgresStoreOptions direct_;
};

// The wire is cut after each byte of a write, either way. Either all of the batch is there and was
// acknowledged, or nothing of it and it was called not applied; and the next write goes on.
TEST_F(InDoubt, IsSettledWhereverTheWireIsCut) {
  using Way = CuttingProxy::Way;
  const auto store = MustOpen(options_);
  const auto batch = [](int number) {
    WriteBatch made;
    made.Put(kLeaves, "leaf", std::to_string(number));
    made.Put(kMarks, "mark", std::to_string(number));
    made.Delete(kMarks, "gone");
    return made;
  };
  // The first prepares its statements, as each does after a cut.
  const std::uint64_t to_server = passed(Way::kToServer);
  const std::uint64_t to_client = passed(Way::kToClient);
  ASSERT_TRUE(store->Write(batch(0)).ok());
  const std::uint64_t sizes[] = {passed(Way::kToServer) - to_server,
                                 passed(Way::kToClient) - to_client};
  std::string there = "0";
  std::map<Outcome, int> outcomes;
  int number = 0;
  for (const Way way : {Way::kToServer, Way::kToClient}) {
    const std::uint64_t size = sizes[static_cast<int>(way)];
    // Every byte of the answers; of the request some.
    const std::uint64_t step = way == Way::kToServer ? 23 : 3;
    for (std::uint64_t at = 0; at < size && !HasFailure(); at += step) {
      SCOPED_TRACE(testing::Message() << "way " << static_cast<int>(way) << " byte " << at);
      ++number;
      wire_->CutAfter(way, at);
      const WriteResult written = store->Write(batch(number));
      // A session that has written before has its statements prepared, and sends less.
      if (!wire_->has_cut()) {
        ASSERT_TRUE(written.ok());
        wire_->CutAll();
      }
      ++outcomes[written.outcome()];
      if (written.ok()) there = std::to_string(number);
      EXPECT_TRUE(written.ok() || written.outcome() == Outcome::kNotApplied) << written.reason();
      EXPECT_EQ(ValueOf(*store, kLeaves, "leaf"), there);
      EXPECT_EQ(ValueOf(*store, kMarks, "mark"), there);
    }
  }
  EXPECT_GT(outcomes[Outcome::kDurable], 0);
  EXPECT_GT(outcomes[Outcome::kNotApplied], 0);
  EXPECT_TRUE(store->Write(batch(++number)).ok());
  EXPECT_EQ(ValueOf(*store, kLeaves, "leaf"), std::to_string(number));
}

TEST_F(InDoubt, IsUncertainWhereTheDatabaseCannotBeAskedInTime) {
  options_.patience.settling = milliseconds(300);
  auto store = MustOpen(options_);
  ASSERT_TRUE(store->Write(PutOf(kMarks, "key", "before")).ok());
  wire_->Refuse(true);
  // The answer is cut, and no other connection comes through.
  wire_->CutAfter(CuttingProxy::Way::kToClient, 0);
  EXPECT_EQ(store->Write(PutOf(kMarks, "key", "in doubt")).outcome(), Outcome::kUncertain);
  wire_->Refuse(false);
  EXPECT_EQ(store->Write(PutOf(kMarks, "key", "after")).outcome(), Outcome::kUncertain);
  EXPECT_EQ(store->Write({}).outcome(), Outcome::kUncertain);
  EXPECT_EQ(ValueOf(*store, kMarks, "key"), "in doubt");
  store.reset();
  store = MustOpen(direct_);
  EXPECT_TRUE(store->Write(PutOf(kMarks, "key", "after")).ok());
}

// Nothing was sent: so nothing is in doubt, and nobody has to start anything again.
TEST_F(InDoubt, IsNothingWhereNoConnectionIsThere) {
  options_.patience.watching = milliseconds(20);
  const auto store = MustOpen(options_);
  wire_->Refuse(true);
  wire_->CutAll();
  WriteResult state = store->Write({});
  for (int i = 0; i < 5'000 && state.ok(); ++i) {
    std::this_thread::sleep_for(milliseconds(2));
    state = store->Write({});
  }
  EXPECT_EQ(state.outcome(), Outcome::kNotApplied);
  EXPECT_EQ(store->Write(PutOf(kMarks, "key", "lost")).outcome(), Outcome::kNotApplied);
  EXPECT_EQ(store->Get(kMarks, "key").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(store->Snapshot().status().code(), absl::StatusCode::kUnavailable);
  wire_->Refuse(false);
  for (int i = 0; i < 5'000 && !state.ok(); ++i) {
    std::this_thread::sleep_for(milliseconds(2));
    state = store->Write({});
  }
  EXPECT_TRUE(state.ok());
  EXPECT_TRUE(store->Write(PutOf(kMarks, "key", "there")).ok());
  // Those who read leave a database alone for a moment that they could not reach.
  for (int i = 0; i < 5'000 && !store->Get(kMarks, "key").ok(); ++i) {
    std::this_thread::sleep_for(milliseconds(2));
  }
  EXPECT_EQ(ValueOf(*store, kMarks, "key"), "there");
}

TEST_F(InDoubt, OfOneWhoWasReplacedMeanwhileTheSuccessorKnows) {
  for (const bool arrives : {true, false}) {
    SCOPED_TRACE(arrives);
    const auto first = MustOpen(options_);
    ASSERT_TRUE(first->Write(PutOf(kMarks, "key", "before")).ok());
    wire_->Refuse(true);
    if (arrives) {
      wire_->CutAfter(CuttingProxy::Way::kToClient, 0);
    } else {
      wire_->CutAfter(CuttingProxy::Way::kToServer, 10);
    }
    WriteResult result = WriteResult::Durable();
    std::thread writer([&] { result = first->Write(PutOf(kMarks, "key", "in doubt")); });
    while (!wire_->has_cut()) std::this_thread::yield();
    const auto second = MustOpen(direct_);
    const auto found = ValueOf(*second, kMarks, "key");
    wire_->Refuse(false);
    writer.join();
    // The successor may have come before the write was carried out.
    EXPECT_EQ(result.outcome(), found == "in doubt" ? Outcome::kDurable : Outcome::kFenced);
    if (!arrives) EXPECT_EQ(found, "before");
    EXPECT_EQ(first->Write(PutOf(kMarks, "key", "late")).outcome(), Outcome::kFenced);
  }
}

class Killed : public InDoubt {
 protected:
  Killed() { Reset(database_); }
  PostgresServer database_;
};

TEST_F(Killed, AndStartedAgainTheDatabaseIsReadAndWrittenWithoutOpeningAnew) {
  options_.patience.watching = milliseconds(20);
  const auto store = MustOpen(options_);
  ASSERT_TRUE(store->Write(PutOf(kMarks, "key", "before")).ok());
  ASSERT_EQ(ValueOf(*store, kMarks, "key"), "before");
  database_.Kill();
  EXPECT_EQ(store->Get(kMarks, "key").status().code(), absl::StatusCode::kUnavailable);
  database_.Start();
  EXPECT_EQ(ValueOf(*store, kMarks, "key"), "before");
  WriteResult written = WriteResult::Durable();
  for (int i = 0; i < 1'000; ++i) {
    written = store->Write(PutOf(kMarks, "key", "after"));
    if (written.ok()) break;
    ASSERT_EQ(written.outcome(), Outcome::kNotApplied) << written.reason();
    std::this_thread::sleep_for(milliseconds(5));
  }
  EXPECT_EQ(ValueOf(*store, kMarks, "key"), "after");
}

TEST_F(Killed, DuringACommitItIsAskedAgainWhatBecameOfIt) {
  const auto store = MustOpen(options_);
  ASSERT_TRUE(store->Write(PutOf(kMarks, "key", "before")).ok());
  database_.Pause();
  WriteResult result = WriteResult::Durable();
  const std::uint64_t before = passed(CuttingProxy::Way::kToServer);
  std::thread writer([&] { result = store->Write(PutOf(kMarks, "key", "in doubt")); });
  while (passed(CuttingProxy::Way::kToServer) == before) {
    std::this_thread::sleep_for(milliseconds(1));
  }
  database_.Kill();
  database_.Start();
  writer.join();
  // A database that was paused has not carried it out.
  EXPECT_EQ(result.outcome(), Outcome::kNotApplied);
  EXPECT_EQ(ValueOf(*store, kMarks, "key"), "before");
  EXPECT_TRUE(store->Write(PutOf(kMarks, "key", "after")).ok());
}

TEST_F(Killed, APausedOneIsWaitedForAndThenItIsUncertain) {
  MustOpen(options_);
  options_.patience.committing = milliseconds(2'000);
  options_.patience.connecting = milliseconds(2'000);
  options_.patience.settling = milliseconds(1'000);
  options_.patience.stalling = milliseconds(50);
  options_.patience.reading = milliseconds(2'000);
  const auto store = MustOpen(options_);
  database_.Pause();
  WriteResult result = WriteResult::Durable();
  std::thread writer([&] { result = store->Write(PutOf(kMarks, "key", "in doubt")); });
  WriteResult state = store->Write({});
  while (state.ok()) {
    std::this_thread::sleep_for(milliseconds(1));
    state = store->Write({});
  }
  // Others do not wait behind it for long.
  EXPECT_NE(store->Write(PutOf(kMarks, "other", "")).outcome(), Outcome::kDurable);
  EXPECT_EQ(store->Get(kMarks, "key").status().code(), absl::StatusCode::kUnavailable);
  writer.join();
  EXPECT_EQ(result.outcome(), Outcome::kUncertain);
  database_.Resume();
  EXPECT_EQ(store->Write(PutOf(kMarks, "key", "after")).outcome(), Outcome::kUncertain);
}

TEST_F(Killed, ADatabaseThatHasLostWhatItConfirmedIsNotWrittenTo) {
  // As after a restore, or a standby that was behind: the row is older.
  const auto store = MustOpen(options_);
  ASSERT_TRUE(store->Write(PutOf(kMarks, "key", "before")).ok());
  const std::string schema = direct_.connection.substr(direct_.connection.rfind('=') + 1);
  database_.Ask("UPDATE " + schema.substr(0, schema.size() - 1) + ".urna_writer SET sequence = 0");
  const WriteResult written = store->Write(PutOf(kMarks, "key", "after"));
  EXPECT_EQ(written.outcome(), Outcome::kUncertain);
  EXPECT_THAT(written.reason(), HasSubstr("no longer holds"));
}

class WithStandby : public InDoubt {
 protected:
  WithStandby() {
    primary_.Set("synchronous_standby_names", "ANY 1 (*)");
    Reset(primary_);
    options_.require_standby = true;
  }
  PostgresServer primary_;
  std::unique_ptr<PostgresServer> standby_ = PostgresServer::StandbyOf(primary_, "second");
};

TEST_F(WithStandby, WhatIsDurableIsThere) {
  const auto store = MustOpen(options_);
  ASSERT_TRUE(store->Write(PutOf(kMarks, "key", "value")).ok());
  primary_.Kill();
  standby_->Promote();
  PostgresStoreOptions there = direct_;
  there.connection += " host=" + standby_->folder();
  EXPECT_EQ(ValueOf(*MustOpen(there), kMarks, "key"), "value");
}

TEST_F(WithStandby, AWaitThatIsCancelledIsNoAcknowledgement) {
  const auto store = MustOpen(options_);
  ASSERT_TRUE(store->Write(PutOf(kMarks, "key", "before")).ok());
  standby_->Pause();
  WriteResult result = WriteResult::Fenced("");
  std::atomic<bool> is_answered = false;
  std::thread writer([&] {
    result = store->Write(PutOf(kMarks, "key", "in doubt"));
    is_answered = true;
  });
  const std::string waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
  while (primary_.Ask(waiting) != "1") std::this_thread::sleep_for(milliseconds(2));
  primary_.Ask("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
  // It is asked again, and waits again: for the standby to have that, too.
  while (primary_.Ask(waiting) != "1") std::this_thread::sleep_for(milliseconds(2));
  EXPECT_FALSE(is_answered);
  standby_->Resume();
  writer.join();
  EXPECT_EQ(result.outcome(), Outcome::kDurable);
  primary_.Kill();
  standby_->Promote();
  PostgresStoreOptions there = direct_;
  there.connection += " host=" + standby_->folder();
  EXPECT_EQ(ValueOf(*MustOpen(there), kMarks, "key"), "in doubt");
}

TEST_F(WithStandby, OneThatStaysAwayLeavesItUncertain) {
  options_.patience.committing = milliseconds(500);
  options_.patience.settling = milliseconds(1'000);
  const auto store = MustOpen(options_);
  standby_->Kill();
  EXPECT_EQ(store->Write(PutOf(kMarks, "key", "in doubt")).outcome(), Outcome::kUncertain);
}

TEST_F(WithStandby, ADatabaseThatNoLongerWaitsForItAcknowledgesNothing) {
  options_.patience.settling = milliseconds(500);
  const auto store = MustOpen(options_);
  ASSERT_TRUE(store->Write(PutOf(kMarks, "key", "before")).ok());
  primary_.Set("synchronous_standby_names", "");
  EXPECT_FALSE(store->Write(PutOf(kMarks, "key", "after")).ok());
}

TEST(PostgresStore, LeavesBackupsAndPagesToTheDatabase) {
  const auto store = MustOpen(TwoFamiliesIn(SharedDatabase(), "leaves backups"));
  const absl::Status backup = store->Backup("/tmp/somewhere");
  EXPECT_EQ(backup.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(backup.message()), HasSubstr("pg_dump"));
  const absl::Status purged = store->Purge(kMarks);
  EXPECT_EQ(purged.code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(std::string(purged.message()), HasSubstr("VACUUM FULL"));
  EXPECT_EQ(store->Purge(Family{2}).code(), absl::StatusCode::kInvalidArgument);
}

TEST(PostgresStore, RefusesAKeyThatNoIndexHolds) {
  const auto store = MustOpen(TwoFamiliesIn(SharedDatabase(), "long keys"));
  std::string key;
  for (int i = 0; key.size() < kLongestKey; ++i) key += std::to_string(i * i);
  key.resize(kLongestKey);
  EXPECT_TRUE(store->Write(PutOf(kMarks, key, "")).ok());
  EXPECT_EQ(store->Write(PutOf(kMarks, key + "1", "")).outcome(), Outcome::kRefused);
  EXPECT_TRUE(store->Write(PutOf(kMarks, "short", "")).ok());
}

TEST(PostgresStore, TakesBatchesOfManyMegabytes) {
  const auto store = MustOpen(TwoFamiliesIn(SharedDatabase(), "large batches"));
  WriteBatch batch;
  for (int i = 0; i < 20; ++i) {
    batch.Put(kLeaves, std::to_string(i), std::string(1 << 20, static_cast<char>('a' + i)));
  }
  ASSERT_TRUE(store->Write(batch).ok());
  EXPECT_EQ(Everything(*store, kLeaves).size(), 20u);
  EXPECT_EQ(ValueOf(*store, kLeaves, "3"), std::string(1 << 20, 'd'));
}

}  // namespace
}  // namespace urna::storage
