// A store that is older than what was signed is noticed before anything more is signed.
#include "services/server/signed_memory.h"

#include <fstream>

#include "pch.h"
#include "services/append/record_store.h"
#include "services/base/families.h"
#include "storage/rocks/rocks_store.h"
#include "support/temporary_folder.h"
#include "support/whole_file.h"

namespace urna::services {
namespace {

using testing::HasSubstr;

class SignedMemoryTest : public testing::Test {
 protected:
  std::unique_ptr<storage::Store> Open(const std::string& name) {
    return storage::OpenRocksStore(
               {.path = folder_.Sub(name), .create = true, .families = FamilyNames()})
        .value();
  }
  // Appends records [first, limit) of a log to the store, and tells the memory.
  void Append(storage::Store& store, SignedMemory& memory, std::uint64_t first, std::uint64_t limit,
              storage::Family family = kRecordsFamily, const std::string& what = "record ") {
    RecordStore records(store, "our-town", family);
    for (std::uint64_t i = first; i < limit; ++i) {
      storage::WriteBatch batch;
      records.Put(batch, i, crypto::AsBytes(what + std::to_string(i)));
      memory.Forget(batch);
      ASSERT_TRUE(store.Write(batch).ok());
      memory.Note(batch);
    }
  }
  absl::Status CheckAnew(storage::Store& store) const { return SignedMemory(file_).Check(store); }
  void ExpectRefused(storage::Store& store, const std::string& words) const {
    const absl::Status refused = CheckAnew(store);
    EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(refused.message()), HasSubstr(words));
  }

  TemporaryFolder folder_;
  const std::string file_ = folder_.Sub("signed");
  const std::unique_ptr<storage::Store> store_ = Open("store");
};

TEST_F(SignedMemoryTest, GoesOnWithAStoreThatHasAllOfItOrMore) {
  EXPECT_TRUE(CheckAnew(*store_).ok());
  SignedMemory memory(file_);
  Append(*store_, memory, 0, 5);
  Append(*store_, memory, 0, 3, kJournalsFamily);
  memory.WriteNow();
  EXPECT_TRUE(CheckAnew(*store_).ok());
  SignedMemory other(folder_.Sub("elsewhere"));
  Append(*store_, other, 5, 7);
  EXPECT_TRUE(CheckAnew(*store_).ok());
}

TEST_F(SignedMemoryTest, RefusesAStoreThatLacksTheLastRecordOfALogOrAJournal) {
  SignedMemory memory(file_);
  Append(*store_, memory, 0, 5);
  Append(*store_, memory, 0, 3, kJournalsFamily);
  memory.WriteNow();
  const auto earlier = Open("earlier");
  SignedMemory other(folder_.Sub("elsewhere"));
  Append(*earlier, other, 0, 4);
  Append(*earlier, other, 0, 3, kJournalsFamily);
  ExpectRefused(*earlier, "the log of our-town had 5 records, and lacks the last of these");
  Append(*earlier, other, 4, 5);
  EXPECT_TRUE(CheckAnew(*earlier).ok());
  const auto without_journal = Open("without journal");
  Append(*without_journal, other, 0, 5);
  ExpectRefused(*without_journal, "the journal of our-town had 3 records");
}

TEST_F(SignedMemoryTest, RefusesAnOlderStoreThatWasGoneOnWith) {
  SignedMemory memory(file_);
  Append(*store_, memory, 0, 5);
  memory.WriteNow();
  const auto other_way = Open("other way");
  SignedMemory other(folder_.Sub("elsewhere"));
  Append(*other_way, other, 0, 3);
  Append(*other_way, other, 3, 9, kRecordsFamily, "another record ");
  ExpectRefused(*other_way, "has another as the last of these");
}

TEST_F(SignedMemoryTest, IsWrittenAtMostOnceASecond) {
  SignedMemory memory(file_);
  const absl::Time now = absl::FromUnixSeconds(1'000'000);
  Append(*store_, memory, 0, 1);
  memory.Write(now);
  const std::string first = WholeFile(file_);
  EXPECT_THAT(first, HasSubstr("log our-town 0 "));
  Append(*store_, memory, 1, 2);
  memory.Write(now + absl::Milliseconds(999));
  EXPECT_EQ(WholeFile(file_), first);
  memory.Write(now + absl::Seconds(1));
  EXPECT_THAT(WholeFile(file_), HasSubstr("log our-town 1 "));
}

// Else a server that is killed between a deletion and the next second would miss what is rightly gone.
TEST_F(SignedMemoryTest, ForgetsTheJournalOfADraftBeforeItIsDeleted) {
  SignedMemory memory(file_);
  Append(*store_, memory, 0, 3, kJournalsFamily);
  memory.WriteNow();
  storage::WriteBatch deletion;
  RecordStore records(*store_, "our-town", kJournalsFamily);
  for (std::uint64_t i = 0; i < 3; ++i) {
    storage::WriteBatch put;
    records.Put(put, i, {});
    deletion.Delete(kJournalsFamily, put.changes()[0].key);
  }
  memory.Forget(deletion);
  EXPECT_EQ(WholeFile(file_), "urna signed 1\n");
  ASSERT_TRUE(store_->Write(deletion).ok());
  EXPECT_TRUE(CheckAnew(*store_).ok());
}

TEST_F(SignedMemoryTest, RefusesAFileThatItDidNotWrite) {
  for (const char* text :
       {"", "urna signed 2\n", "urna signed 1\nlog our-town\n",
        "urna signed 1\nlog our-town x AAAA\n", "urna signed 1\nroll our-town 1 AAAA\n"}) {
    std::ofstream(file_) << text;
    EXPECT_EQ(CheckAnew(*store_).code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

}  // namespace
}  // namespace urna::services
