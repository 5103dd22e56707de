// What is peculiar to the embedded engine: whom it lets in, and which damage it notices.
#include "storage/rocks/rocks_store.h"

#include <rocksdb/db.h>

#include <filesystem>
#include <fstream>

#include "pch.h"
#include "storage/store_contents.h"
#include "support/rocks_behind.h"
#include "support/temporary_folder.h"
#include "support/whole_file.h"

namespace urna::storage {
namespace {

using absl::StatusCode;

StatusCode OpeningGives(const RocksStoreOptions& options) {
  return OpenRocksStore(options).status().code();
}

std::filesystem::path FileOf(const std::string& folder, const std::string& extension) {
  std::filesystem::path found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == extension) found = std::max(found, entry.path());
  }
  return found;
}

void Replace(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

class Opening : public testing::Test {
 protected:
  RocksStoreOptions Options(std::vector<std::string> families = {"leaves", "marks"}) const {
    return {.path = folder_.Sub("store"), .create = false, .families = std::move(families)};
  }
  RocksStoreOptions Creating(std::vector<std::string> families = {"leaves", "marks"}) const {
    RocksStoreOptions options = Options(std::move(families));
    options.create = true;
    return options;
  }
  TemporaryFolder folder_;
};

TEST_F(Opening, RefusesToFindAStoreWhereThereIsNone) {
  EXPECT_EQ(OpeningGives(Options()), StatusCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(folder_.Sub("store")));
}

TEST_F(Opening, MakesTheParentsOfANewStore) {
  RocksStoreOptions options = Creating();
  options.path = folder_.Sub("a/b/store");
  EXPECT_EQ(OpeningGives(options), StatusCode::kOk);
  options.create = false;
  EXPECT_EQ(OpeningGives(options), StatusCode::kOk);
}

TEST_F(Opening, RefusesAPlaceThatIsNotAFolder) {
  Replace(folder_.Sub("store"), "a file");
  EXPECT_NE(OpeningGives(Creating()), StatusCode::kOk);
  EXPECT_EQ(WholeFile(folder_.Sub("store")), "a file");
}

TEST_F(Opening, RefusesASecondOpenerUntilTheFirstIsGone) {
  std::unique_ptr<Store> first = MustOpen(Creating());
  EXPECT_EQ(OpeningGives(Options()), StatusCode::kUnavailable);
  first.reset();
  EXPECT_EQ(OpeningGives(Options()), StatusCode::kOk);
}

TEST_F(Opening, RefusesWhileASnapshotHoldsTheStore) {
  std::unique_ptr<Store> store = MustOpen(Creating());
  std::unique_ptr<Reader> snapshot = SnapshotOf(*store);
  store.reset();
  EXPECT_EQ(OpeningGives(Options()), StatusCode::kUnavailable);
  snapshot.reset();
  EXPECT_EQ(OpeningGives(Options()), StatusCode::kOk);
}

TEST_F(Opening, RefusesAStoreThatHasAFamilyThatTheProgramDoesNotName) {
  ASSERT_TRUE(MustOpen(Creating())->Write(PutOf(kMarks, "key", "value")).ok());
  EXPECT_EQ(OpeningGives(Creating({"leaves"})), StatusCode::kFailedPrecondition);
  EXPECT_EQ(OpeningGives(Creating({"leaves", "other"})), StatusCode::kFailedPrecondition);
  EXPECT_EQ(ValueOf(*MustOpen(Options()), kMarks, "key"), "value");
}

TEST_F(Opening, AddsAFamilyThatANewerProgramNames) {
  ASSERT_TRUE(MustOpen(Creating())->Write(PutOf(kMarks, "key", "value")).ok());
  const std::unique_ptr<Store> store = MustOpen(Options({"leaves", "marks", "new"}));
  EXPECT_TRUE(store->Write(PutOf(Family{2}, "key", "of the new one")).ok());
  EXPECT_EQ(ValueOf(*store, kMarks, "key"), "value");
}

TEST_F(Opening, FindsFamiliesByNameNotByTheOrderInWhichTheyWereMade) {
  ASSERT_TRUE(MustOpen(Creating({"a", "b"}))->Write(PutOf(Family{1}, "key", "in b")).ok());
  EXPECT_EQ(ValueOf(*MustOpen(Options({"b", "a"})), Family{0}, "key"), "in b");
}

class FormatMark : public Opening {
 protected:
  void SetMark(const std::string& value) const {
    MustOpen(Creating());
    ChangeBehindOurBack(folder_.Sub("store"), [&value](rocksdb::DB& db) {
      EXPECT_TRUE(db.Put({}, "format", value).ok());
    });
  }
};

TEST_F(FormatMark, OfANewerProgramIsRefusedBeforeAnythingIsChanged) {
  SetMark(std::to_string(kFormatVersion + 1));
  EXPECT_EQ(OpeningGives(Creating({"leaves", "marks", "new"})), StatusCode::kFailedPrecondition);
  std::vector<std::string> names;
  ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, folder_.Sub("store"), &names).ok());
  EXPECT_THAT(names, testing::UnorderedElementsAre("default", "leaves", "marks"));
}

// What it holds was written for a protocol that this program does not speak.
TEST_F(FormatMark, OfAnOlderProgramIsRefusedWithASentenceBeforeAnythingIsChanged) {
  static_assert(kOldestFormatVersion == 2);
  SetMark("1");
  const absl::Status refused = OpenRocksStore(Creating({"leaves", "marks", "new"})).status();
  EXPECT_EQ(refused.code(), StatusCode::kFailedPrecondition);
  for (const char* part :
       {"has format version 1", "reads 2 and later", "begin anew in another folder"}) {
    EXPECT_THAT(std::string(refused.message()), testing::HasSubstr(part));
  }
  EXPECT_THAT(std::string(refused.message()), testing::HasSubstr(folder_.Sub("store")));
  std::vector<std::string> names;
  ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, folder_.Sub("store"), &names).ok());
  EXPECT_THAT(names, testing::UnorderedElementsAre("default", "leaves", "marks"));
}

TEST_F(FormatMark, OfOurVersionIsTaken) {
  SetMark(std::to_string(kFormatVersion));
  EXPECT_EQ(OpeningGives(Options()), StatusCode::kOk);
}

TEST_F(FormatMark, ThatSaysNothingIsDamage) {
  for (const char* value : {"", "0", "-1", "one", "1 2"}) {
    SetMark(value);
    EXPECT_EQ(OpeningGives(Options()), StatusCode::kDataLoss) << value;
    std::filesystem::remove_all(folder_.Sub("store"));
  }
}

TEST_F(FormatMark, IsMissingInADatabaseOfAnotherProgram) {
  MustOpen(Creating());
  ChangeBehindOurBack(folder_.Sub("store"), [](rocksdb::DB& db) {
    EXPECT_TRUE(db.Delete({}, "format").ok());
    EXPECT_TRUE(db.Put({}, "something", "of theirs").ok());
  });
  EXPECT_EQ(OpeningGives(Creating()), StatusCode::kFailedPrecondition);
}

// The mark is written last: without it and without contents the making was cut off.
TEST_F(FormatMark, IsAddedToAStoreWhoseMakingWasCutOff) {
  MustOpen(Creating());
  ChangeBehindOurBack(folder_.Sub("store"),
                      [](rocksdb::DB& db) { EXPECT_TRUE(db.Delete({}, "format").ok()); });
  EXPECT_EQ(OpeningGives(Options()), StatusCode::kFailedPrecondition);
  EXPECT_EQ(OpeningGives(Creating()), StatusCode::kOk);
  EXPECT_EQ(OpeningGives(Options()), StatusCode::kOk);
}

TEST_F(Opening, RefusesNamesThatCannotBeFamilies) {
  EXPECT_EQ(OpeningGives(Creating({"leaves", "leaves"})), StatusCode::kInvalidArgument);
  EXPECT_EQ(OpeningGives(Creating({""})), StatusCode::kInvalidArgument);
  EXPECT_EQ(OpeningGives(Creating({"default"})), StatusCode::kInvalidArgument);
}

TEST_F(Opening, RefusesAStoreWhoseIndexIsGoneRatherThanMakeANewOneOverIt) {
  ASSERT_TRUE(MustOpen(Creating())->Write(PutOf(kMarks, "key", "value")).ok());
  std::filesystem::rename(folder_.Sub("store/CURRENT"), folder_.Sub("CURRENT"));
  EXPECT_EQ(OpeningGives(Creating()), StatusCode::kDataLoss);
  std::filesystem::rename(folder_.Sub("CURRENT"), folder_.Sub("store/CURRENT"));
  EXPECT_EQ(ValueOf(*MustOpen(Options()), kMarks, "key"), "value");
}

TEST_F(Opening, RefusesADamagedManifest) {
  MustOpen(Creating());
  std::filesystem::path manifest = folder_.Sub("store");
  manifest /= WholeFile(folder_.Sub("store/CURRENT"));
  manifest = manifest.string().substr(0, manifest.string().size() - 1);  // the end of the line
  std::string bytes = WholeFile(manifest);
  ASSERT_GT(bytes.size(), 20u);
  bytes[10] = static_cast<char>(~bytes[10]);
  Replace(manifest, bytes);
  EXPECT_EQ(OpeningGives(Options()), StatusCode::kDataLoss);
}

TEST_F(Opening, AppliesNothingThatTheDiskHasNoRoomFor) {
  constexpr std::uint64_t kTooMuch = std::uint64_t{1} << 62;
  RocksStoreOptions options = Creating();
  options.least_free_bytes = kTooMuch;
  std::unique_ptr<Store> store = MustOpen(options);
  for (int i = 0; i < 2; ++i) {
    const WriteResult full = store->Write(PutOf(kMarks, "key", "value"));
    EXPECT_EQ(full.outcome(), WriteResult::Outcome::kNotApplied);
    // Clients are told no path.
    EXPECT_THAT(full.reason(), testing::Not(testing::HasSubstr("/")));
  }
  EXPECT_EQ(store->Write(WriteBatch()).outcome(), WriteResult::Outcome::kNotApplied);
  EXPECT_EQ(ValueOf(*store, kMarks, "key"), std::nullopt);
  store.reset();
  store = MustOpen(Options());
  EXPECT_EQ(ValueOf(*store, kMarks, "key"), std::nullopt);
  EXPECT_TRUE(store->Write(PutOf(kMarks, "key", "value")).ok());
}

// Log records of 2 KiB: a block of the log (32 KiB) holds about fifteen.
class Decay : public Opening {
 protected:
  static constexpr int kBatches = 100;
  static constexpr std::size_t kValueBytes = 2'000;
  static constexpr std::size_t kBlockBytes = 32 << 10;

  static std::string KeyOf(int i) { return std::to_string(1'000 + i); }
  // Leaves the writes in the log.
  void WriteBatches() const {
    const std::unique_ptr<Store> store = MustOpen(Creating());
    for (int i = 0; i < kBatches; ++i) {
      ASSERT_TRUE(store->Write(PutOf(kLeaves, KeyOf(i), std::string(kValueBytes, 'x'))).ok());
    }
  }
};

// The places that a test of decay damages.
struct Damage {
  std::size_t offset;
  std::size_t length;
  bool zeros;  // else every bit is turned
};

void Inflict(const Damage& damage, std::string* bytes) {
  const std::size_t end = std::min(bytes->size(), damage.offset + damage.length);
  for (std::size_t i = damage.offset; i < end; ++i) {
    (*bytes)[i] = damage.zeros ? '\0' : static_cast<char>(~(*bytes)[i]);
  }
}

TEST_F(Decay, OfAcknowledgedWritesInTheLogIsRefusedAndNothingIsChanged) {
  WriteBatches();
  const std::filesystem::path log = FileOf(folder_.Sub("store"), ".log");
  const std::string sound = WholeFile(log);
  ASSERT_GT(sound.size(), kBatches * kValueBytes);
  // Only what lies before the last block, and the record that reaches into it, can be told from a
  // write that was cut off.
  const std::size_t certain = sound.size() - kBlockBytes - 3 * kValueBytes;
  const bool refused = rc::check("decay of the log", [&] {
    Damage damage{};
    damage.offset = *rc::gen::inRange<std::size_t>(0, sound.size());
    damage.length = *rc::gen::inRange<std::size_t>(1, 1'000);
    damage.zeros = *rc::gen::arbitrary<bool>();
    std::string bytes = sound;
    Inflict(damage, &bytes);
    const bool changed = bytes != sound;
    const TemporaryFolder copy;
    std::filesystem::copy(folder_.Sub("store"), copy.Sub("store"));
    Replace(copy.Sub("store/" + log.filename().string()), bytes);

    RocksStoreOptions options = Options();
    options.path = copy.Sub("store");
    const auto store = OpenRocksStore(options);
    RC_CLASSIFY(store.ok(), "opened");
    if (!store.ok()) {
      RC_ASSERT(changed);
      RC_ASSERT(store.status().code() == StatusCode::kDataLoss);
      RC_ASSERT(WholeFile(copy.Sub("store/" + log.filename().string())) == bytes);
      return;
    }
    RC_ASSERT(!changed || damage.offset >= certain);
    const Contents found = Everything(**store, kLeaves);
    for (int i = 0; i < static_cast<int>(found.size()); ++i) {
      RC_ASSERT(found.at(KeyOf(i)) == std::string(kValueBytes, 'x'));
    }
    RC_ASSERT(changed || found.size() == kBatches);
  });
  EXPECT_TRUE(refused);
}

// A family that is seldom written keeps an old log file needed while a newer one is written.
// RocksDB by itself takes a cut at the end of either for one that a crash made.
TEST_F(Decay, OfTheEndOfALogFileThatAnotherFollowsIsRefused) {
  const std::filesystem::path folder = folder_.Sub("store");
  std::filesystem::path older;
  {
    const std::unique_ptr<Store> store = MustOpen(Creating());
    older = FileOf(folder, ".log");
    for (int i = 0; FileOf(folder, ".log") == older; ++i) {
      ASSERT_LT(i, 500) << "no second log file";
      WriteBatch batch;
      batch.Put(kLeaves, KeyOf(i), std::string(1 << 20, 'x'));
      if (i % 10 == 0) batch.Put(kMarks, KeyOf(i), "");
      ASSERT_TRUE(store->Write(batch).ok());
    }
    ASSERT_TRUE(store->Write(PutOf(kLeaves, "last", "")).ok());
  }
  ASSERT_TRUE(std::filesystem::exists(older));
  const TemporaryFolder sound;
  std::filesystem::copy(folder, sound.Sub("store"));
  std::filesystem::resize_file(older, std::filesystem::file_size(older) / 2);
  EXPECT_EQ(OpeningGives(Options()), StatusCode::kDataLoss);

  RocksStoreOptions options = Options();
  options.path = sound.Sub("store");
  EXPECT_EQ(ValueOf(*MustOpen(options), kLeaves, "last"), "");
}

TEST_F(Decay, LeavesWholeBatchesWhereverTheLogIsCut) {
  WriteBatches();
  const std::filesystem::path log = FileOf(folder_.Sub("store"), ".log");
  const std::string sound = WholeFile(log);
  const bool whole = rc::check("a cut of the log", [&] {
    // The mark of the format stands at the beginning.
    const auto length = *rc::gen::inRange<std::size_t>(kValueBytes, sound.size() + 1);
    const TemporaryFolder copy;
    std::filesystem::copy(folder_.Sub("store"), copy.Sub("store"));
    Replace(copy.Sub("store/" + log.filename().string()), sound.substr(0, length));
    RocksStoreOptions options = Options();
    options.path = copy.Sub("store");
    const auto store = OpenRocksStore(options);
    RC_ASSERT(store.ok());
    const Contents found = Everything(**store, kLeaves);
    // A record is a little longer than its value, and none but the last can be cut.
    RC_ASSERT(found.size() <= length / kValueBytes);
    RC_ASSERT(found.size() + 1 >= length / (kValueBytes + 100));
    for (int i = 0; i < static_cast<int>(found.size()); ++i) {
      RC_ASSERT(found.at(KeyOf(i)) == std::string(kValueBytes, 'x'));
    }
  });
  EXPECT_TRUE(whole);
}

TEST_F(Decay, OfATableIsNoticedByTheReadsThatMeetIt) {
  WriteBatches();
  MustOpen(Options()).reset();  // recovery moves the log into a table
  const std::filesystem::path table = FileOf(folder_.Sub("store"), ".sst");
  ASSERT_FALSE(table.empty());
  std::string bytes = WholeFile(table);
  Inflict({.offset = 100, .length = 10, .zeros = false}, &bytes);
  Replace(table, bytes);
  const std::unique_ptr<Store> store = MustOpen(Options());
  EXPECT_EQ(store->Get(kLeaves, KeyOf(0)).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(ScanAll(*store, kLeaves, "", "", [](auto, auto) { return true; }).code(),
            StatusCode::kDataLoss);
  EXPECT_EQ(ValueOf(*store, kLeaves, KeyOf(kBatches - 1)), std::string(kValueBytes, 'x'));
}

}  // namespace
}  // namespace urna::storage
