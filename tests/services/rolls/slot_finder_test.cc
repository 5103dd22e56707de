#include "services/rolls/slot_finder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <thread>
#include <utility>

#include "crypto/hash.h"
#include "ledger/part.h"
#include "services/base/errors.h"
#include "services/base/families.h"
#include "services/files/file_space.h"
#include "services/records/resources.h"
#include "storage/rocks/rocks_store.h"
#include "support/temporary_folder.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {
namespace {

constexpr char kProcess[] = "processes/paris";

// A key that is none: the finder looks at no point.
crypto::Hash256 Key(std::string_view label, std::uint32_t number) {
  crypto::Bytes bytes;
  crypto::AppendLe32(bytes, number);
  return crypto::LabelledHash(label, {bytes});
}

class SlotFinderTest : public testing::Test {
 protected:
  SlotFinderTest() : store_(Open()), finder_(*store_) {
    PutProcess(v1::PHASE_SEALING);
    // The larger one lies in three pieces, of which records lie across the borders.
    AddElectorate("north", 20'000, 2);
    AddElectorate("south", 10, 1);
  }
  std::unique_ptr<storage::Store> Open() {
    return storage::OpenRocksStore(
               {.path = folder_.Sub("store"), .create = true, .families = FamilyNames()})
        .value();
  }
  void PutProcess(v1::Phase phase) {
    v1::Process process;
    process.set_name(kProcess);
    process.set_phase(phase);
    storage::WriteBatch batch;
    PutResource(batch, kProcess, 1, process.SerializeAsString());
    ASSERT_TRUE(store_->Write(batch).ok());
  }
  void AddElectorate(const std::string& id, std::uint32_t slots, std::uint32_t registrars) {
    v1::Electorate electorate;
    electorate.set_name(std::string(kProcess) + "/electorates/" + id);
    electorate.set_code_registrars(registrars);
    for (std::uint32_t j = 1; j <= registrars; ++j) {
      std::vector<ledger::PartRecord> records;
      for (std::uint32_t i = 0; i < slots; ++i) {
        ledger::PartRecord record{{Key(id, i)}};
        // Every tenth person gets a key later.
        if (i % 10 != 9) record.key = Key(id + std::to_string(j), i);
        records.push_back(record);
      }
      const crypto::Bytes file = ledger::PartFile::Serialize(j, std::move(records));
      const crypto::Hash256 digest = crypto::Sha256(file);
      ASSERT_TRUE(kRollFiles.Write(*store_, electorate.name(), file).ok());
      electorate.add_part_sha256(std::string(crypto::AsText(digest)));
    }
    storage::WriteBatch batch;
    PutResource(batch, electorate.name(), ++orders_, electorate.SerializeAsString());
    ASSERT_TRUE(store_->Write(batch).ok());
  }
  absl::Status Find(std::uint32_t registrar, const crypto::Hash256& key) {
    v1::FindSlotRequest request;
    request.set_process(kProcess);
    request.set_code_registrar(registrar);
    request.set_key(std::string(crypto::AsText(key)));
    slot_.Clear();
    return finder_.FindSlot(request, slot_);
  }
  // The tag and key of the last answer.
  crypto::ByteView Answered(std::size_t offset) const {
    return crypto::AsBytes(slot_.record()).subspan(offset, 32);
  }

  TemporaryFolder folder_;
  std::unique_ptr<storage::Store> store_;
  SlotFinder finder_;
  std::uint64_t orders_ = 1;
  v1::Slot slot_;
};

TEST_F(SlotFinderTest, FindsEveryKeyWhereItStands) {
  for (std::uint32_t i = 0; i < 20'000; i += i % 10 == 8 ? 2 : 1) {
    const absl::Status found = Find(2, Key("north2", i));
    ASSERT_TRUE(found.ok()) << i << ": " << found;
    ASSERT_EQ(slot_.record().size(), ledger::kPartRecordSize);
    EXPECT_TRUE(std::ranges::equal(Answered(0), Key("north", i))) << i;
    EXPECT_TRUE(std::ranges::equal(Answered(32), Key("north2", i))) << i;
  }
  EXPECT_EQ(slot_.electorate(), "processes/paris/electorates/north");
  ASSERT_TRUE(Find(1, Key("south1", 3)).ok());
  EXPECT_EQ(slot_.electorate(), "processes/paris/electorates/south");
}

TEST_F(SlotFinderTest, KnowsNoOtherKey) {
  for (const crypto::Hash256& key : {Key("north1", 0), Key("south2", 0), Key("north2", 9),
                                     Key("north2", 20'000), crypto::Hash256{}}) {
    EXPECT_EQ(ErrorReason(Find(2, key)), "UNKNOWN_CODE");
  }
  EXPECT_EQ(ErrorReason(Find(3, Key("north2", 0))), "UNKNOWN_CODE");
  // The first eight bytes are not enough.
  crypto::Hash256 close = Key("north2", 0);
  close.back() ^= 1;
  EXPECT_EQ(ErrorReason(Find(2, close)), "UNKNOWN_CODE");
}

TEST_F(SlotFinderTest, RefusesWhatIsNoQuestion) {
  v1::FindSlotRequest request;
  EXPECT_TRUE(absl::IsInvalidArgument(finder_.FindSlot(request, slot_)));
  request.set_process(kProcess);
  EXPECT_TRUE(absl::IsInvalidArgument(finder_.FindSlot(request, slot_)));
  request.set_code_registrar(1);
  request.set_key("short");
  EXPECT_TRUE(absl::IsInvalidArgument(finder_.FindSlot(request, slot_)));
}

// A store in which something else happens when a part is first read.
class Meanwhile : public storage::Reader {
 public:
  Meanwhile(const storage::Reader& store, std::function<void()> run)
      : store_(store), run_(std::move(run)) {}
  absl::StatusOr<std::optional<std::string>> Get(storage::Family family,
                                                 std::string_view key) const override {
    if (family == kRollsFamily && run_) std::thread(std::exchange(run_, nullptr)).join();
    return store_.Get(family, key);
  }
  absl::StatusOr<std::optional<std::string>> Scan(storage::Family family, std::string_view first,
                                                  std::string_view limit, std::size_t max_rows,
                                                  const storage::Visitor& visit) const override {
    return store_.Scan(family, first, limit, max_rows, visit);
  }

 private:
  const storage::Reader& store_;
  mutable std::function<void()> run_;
};

TEST_F(SlotFinderTest, LetsNobodyWaitWhileAnIndexIsBuilt) {
  const auto ask = [](SlotFinder& finder, std::uint32_t registrar, const crypto::Hash256& key) {
    v1::FindSlotRequest request;
    request.set_process(kProcess);
    request.set_code_registrar(registrar);
    request.set_key(std::string(crypto::AsText(key)));
    v1::Slot slot;
    return finder.FindSlot(request, slot);
  };
  std::vector<absl::Status> others;
  SlotFinder* building = nullptr;
  const Meanwhile store(*store_, [&] {
    others = {ask(*building, 1, Key("north1", 0)), ask(*building, 2, Key("north2", 0))};
  });
  SlotFinder finder(store);
  building = &finder;
  EXPECT_TRUE(ask(finder, 1, Key("north1", 1)).ok());
  ASSERT_EQ(others.size(), 2u);
  for (const absl::Status& other : others) EXPECT_EQ(ErrorReason(other), "SERVER_BUSY");
  EXPECT_TRUE(ask(finder, 1, Key("north1", 0)).ok());
  EXPECT_TRUE(ask(finder, 2, Key("north2", 0)).ok());
}

TEST_F(SlotFinderTest, AnswersManyAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> found = 0;
  for (std::uint32_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint32_t i = t; i < 80; i += 4) {
        if (i % 10 == 9) continue;
        v1::FindSlotRequest request;
        request.set_process(kProcess);
        request.set_code_registrar(1 + i % 2);
        request.set_key(std::string(crypto::AsText(Key("north" + std::to_string(1 + i % 2), i))));
        v1::Slot slot;
        absl::Status status;
        do {
          status = finder_.FindSlot(request, slot);
        } while (ErrorReason(status) == "SERVER_BUSY");
        if (status.ok()) ++found;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(found, 72);
}

}  // namespace
}  // namespace urna::services
