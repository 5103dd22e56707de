// A store in a database that cannot be opened says why, in one sentence without a password.
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "pch.h"
#include "storage/postgres/database.h"
#include "storage/store_contents.h"

namespace urna::storage {
namespace {

using absl::StatusCode;
using testing::HasSubstr;
using testing::Not;

class OpeningPostgres : public testing::Test {
 protected:
  PostgresStoreOptions Options(const std::string& key = "opening") {
    PostgresStoreOptions options = TwoFamiliesIn(
        SharedDatabase(), key + testing::UnitTest::GetInstance()->current_test_info()->name());
    options.patience.connecting = std::chrono::milliseconds(5'000);
    return options;
  }
  static void ExpectRefused(const PostgresStoreOptions& options, StatusCode code,
                            const std::string& words) {
    const absl::Status refused = OpenPostgresStore(options).status();
    EXPECT_EQ(refused.code(), code) << refused;
    EXPECT_THAT(std::string(refused.message()), HasSubstr(words));
    EXPECT_THAT(std::string(refused.message()), Not(HasSubstr("\n")));
    EXPECT_THAT(std::string(refused.message()), Not(HasSubstr("hunter2")));
  }
};

TEST_F(OpeningPostgres, OfAStringThatIsNoConnection) {
  PostgresStoreOptions options = Options();
  options.connection = "host=localhost password=hunter2 hunter2";
  ExpectRefused(options, StatusCode::kInvalidArgument, "no connection string");
  options.connection = "postgresql://urna:hunter2@[half";
  ExpectRefused(options, StatusCode::kInvalidArgument, "no connection string");
  options.connection = "host=a,b,c port=1,2 password=hunter2";
  ExpectRefused(options, StatusCode::kInvalidArgument, "more hosts than ports");
}

TEST_F(OpeningPostgres, OfADatabaseThatIsNotThere) {
  PostgresStoreOptions options = Options();
  options.connection = "host=/nowhere/at/all dbname=urna password=hunter2";
  ExpectRefused(options, StatusCode::kUnavailable, "socket in /nowhere/at/all) cannot be reached");
  options.connection = "host=127.0.0.1 port=1 dbname=urna password=hunter2";
  ExpectRefused(options, StatusCode::kUnavailable, "127.0.0.1) cannot be reached");
  options = Options();
  options.connection += " dbname=elsewhere";
  ExpectRefused(options, StatusCode::kFailedPrecondition, "have it created");
}

TEST_F(OpeningPostgres, FindsTheHostOfSeveralThatAnswers) {
  PostgresStoreOptions options = Options();
  options.connection += " host=/nowhere," + SharedDatabase().folder();
  EXPECT_TRUE(OpenPostgresStore(options).ok());
}

TEST_F(OpeningPostgres, WithAWrongPassword) {
  PostgresServer& database = SharedDatabase();
  database.Ask("CREATE ROLE keeper LOGIN PASSWORD 'right'");
  const std::string file = database.folder() + "/data/pg_hba.conf";
  std::ofstream(file) << "local all keeper scram-sha-256\nlocal all all trust\n"
                         "local replication all trust\n";
  database.Ask("SELECT pg_reload_conf()");
  PostgresStoreOptions options = Options();
  options.connection += " user=keeper password=hunter2";
  ExpectRefused(options, StatusCode::kFailedPrecondition, "does not let this user in");
  // One who may come in, but make nothing.
  options.connection += " password=right";
  ExpectRefused(options, StatusCode::kFailedPrecondition, "may not");
}

TEST_F(OpeningPostgres, OfADatabaseWithoutAStore) {
  PostgresStoreOptions options = Options();
  options.create = false;
  ExpectRefused(options, StatusCode::kNotFound, "no store");
  EXPECT_EQ(LookAtPostgresStore(options).status().code(), StatusCode::kNotFound);
}

TEST_F(OpeningPostgres, OfAnotherServersStore) {
  PostgresStoreOptions options = Options();
  MustOpen(options);
  options.server = "vote.elsewhere.org";
  ExpectRefused(options, StatusCode::kFailedPrecondition,
                "that of the server urna.test, not of vote.elsewhere.org");
}

TEST_F(OpeningPostgres, OfANewerFormatOrAFamilyThatItDoesNotKnow) {
  PostgresStoreOptions options = Options();
  MustOpen(options);
  PostgresStoreOptions fewer = options;
  fewer.families = {"leaves"};
  ExpectRefused(fewer, StatusCode::kFailedPrecondition, "'marks' that this program does not know");
  const std::string schema = options.connection.substr(options.connection.rfind('=') + 1);
  SharedDatabase().Ask("UPDATE " + schema.substr(0, schema.size() - 1) +
                       ".urna_writer SET format = 2");
  ExpectRefused(options, StatusCode::kFailedPrecondition, "format version 2");
}

TEST_F(OpeningPostgres, KeepsFamiliesByTheirNames) {
  PostgresStoreOptions options = Options();
  ASSERT_TRUE(MustOpen(options)->Write(PutOf(kMarks, "key", "a mark")).ok());
  options.families = {"new", "marks", "leaves"};
  const auto store = MustOpen(options);
  EXPECT_EQ(ValueOf(*store, Family{1}, "key"), "a mark");
  EXPECT_EQ(ValueOf(*store, Family{0}, "key"), std::nullopt);
  ASSERT_TRUE(store->Write(PutOf(Family{0}, "key", "new")).ok());
  EXPECT_EQ(ValueOf(*store, Family{2}, "key"), std::nullopt);
}

TEST_F(OpeningPostgres, OfRowsThatNobodyOwns) {
  PostgresStoreOptions options = Options();
  ASSERT_TRUE(MustOpen(options)->Write(PutOf(kMarks, "key", "a mark")).ok());
  const std::string schema = options.connection.substr(options.connection.rfind('=') + 1);
  SharedDatabase().Ask("DELETE FROM " + schema.substr(0, schema.size() - 1) + ".urna_writer");
  ExpectRefused(options, StatusCode::kFailedPrecondition, "not written by this program");
}

TEST_F(OpeningPostgres, SaysWhetherSomebodyHasIt) {
  PostgresStoreOptions options = Options();
  {
    const auto store = MustOpen(options);
    EXPECT_TRUE(LookAtPostgresStore(options)->is_held);
    // Who looks takes nothing.
    EXPECT_TRUE(store->Write(PutOf(kMarks, "key", "")).ok());
  }
  EXPECT_FALSE(LookAtPostgresStore(options)->is_held);
}

TEST_F(OpeningPostgres, RefusesWhatMayLoseWhatItHasConfirmed) {
  PostgresServer database({{"fsync", "off"}});
  ExpectRefused(TwoFamiliesIn(database, "store"), StatusCode::kFailedPrecondition,
                "set fsync = on");
  PostgresStoreOptions options = Options();
  options.connection += " options='-csynchronous_commit=off'";
  ExpectRefused(options, StatusCode::kFailedPrecondition, "set synchronous_commit = on");
}

TEST_F(OpeningPostgres, TellsOfPagesThatMayBeTorn) {
  PostgresServer database({{"full_page_writes", "off"}});
  PostgresStoreOptions options = TwoFamiliesIn(database, "store");
  std::vector<std::string> told;
  options.tell = [&told](std::string_view sentence) { told.emplace_back(sentence); };
  EXPECT_TRUE(OpenPostgresStore(options).ok());
  EXPECT_THAT(told, testing::ElementsAre(HasSubstr("full_page_writes is off")));
}

TEST_F(OpeningPostgres, OfADatabaseThatIsReadOnly) {
  PostgresStoreOptions options = Options();
  MustOpen(options);
  options.connection += " options='-cdefault_transaction_read_only=on'";
  ExpectRefused(options, StatusCode::kFailedPrecondition, "is read-only");
}

TEST_F(OpeningPostgres, WithoutTheStandbyThatIsAskedFor) {
  PostgresStoreOptions options = Options();
  options.require_standby = true;
  ExpectRefused(options, StatusCode::kFailedPrecondition, "set synchronous_standby_names");
  options.connection += " options='-csynchronous_commit=remote_write'";
  ExpectRefused(options, StatusCode::kFailedPrecondition, "set synchronous_commit = on");
}

TEST_F(OpeningPostgres, OnAFullDisk) {
  PostgresServer& database = SharedDatabase();
  const std::string disk = database.folder() + "/small";
  // Not every user may mount.
  if (mkdir(disk.c_str(), 0700) != 0 ||
      mount("none", disk.c_str(), "tmpfs", 0, "size=1m,mode=0777") != 0) {
    return;
  }
  const std::string place = disk + "/tables";
  mkdir(place.c_str(), 0700);
  ASSERT_EQ(std::system(("chown postgres " + place).c_str()), 0);
  database.Ask("CREATE TABLESPACE small LOCATION '" + place + "'");
  PostgresStoreOptions options = Options();
  const std::string schema = options.connection.substr(0, options.connection.size() - 1);
  options.connection = schema + " -cdefault_tablespace=small'";
  {
    const auto store = MustOpen(options);
    WriteResult written = WriteResult::Durable();
    for (int i = 0; i < 100 && written.ok(); ++i) {
      // What does not get smaller when it is packed.
      std::string value;
      for (int n = 0; n < 4'000; ++n) value += std::to_string(n * n + i);
      written = store->Write(PutOf(kLeaves, std::to_string(i), value));
    }
    EXPECT_EQ(written.outcome(), WriteResult::Outcome::kNotApplied);
    EXPECT_THAT(written.reason(), HasSubstr("disk is full"));
    // What is smaller still finds room, and reads go on.
    EXPECT_TRUE(store->Get(kLeaves, "0").ok());
  }
  database.Ask("DROP SCHEMA " + schema.substr(schema.rfind('=') + 1) + " CASCADE");
  database.Ask("DROP TABLESPACE small");
  umount2(disk.c_str(), MNT_DETACH);
}

}  // namespace
}  // namespace urna::storage
