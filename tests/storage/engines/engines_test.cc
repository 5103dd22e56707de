#include "storage/engines/engines.h"

#include "pch.h"
#include "storage/rocks/rocks_store.h"
#include "support/temporary_folder.h"

namespace urna::storage {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr Family kLeaves{0};

class Engines : public testing::Test {
 protected:
  StoreOptions Options(bool create) const {
    return {.folder = folder_.Sub("store"), .create = create, .families = {"leaves"}};
  }
  TemporaryFolder folder_;
};

TEST_F(Engines, OpenTheEmbeddedOneUnlessTheOptionsNameAnother) {
  WriteBatch batch;
  batch.Put(kLeaves, "key", "value");
  ASSERT_TRUE(OpenStore(Options(true)).value()->Write(batch).ok());
  const auto store =
      OpenRocksStore({.path = folder_.Sub("store"), .create = false, .families = {"leaves"}});
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ((*store)->Get(kLeaves, "key").value(), "value");
}

TEST_F(Engines, MakeNoStoreUnlessAsked) {
  EXPECT_TRUE(absl::IsNotFound(OpenStore(Options(false)).status()));
}

TEST_F(Engines, RefuseANameThatNoneHasAndSayWhichThereAre) {
  for (const char* name : {"", "Rocks", "abacus"}) {
    StoreOptions options = Options(true);
    options.engine = name;
    const absl::Status refused = OpenStore(options).status();
    EXPECT_EQ(refused, CheckEngine(name));
    EXPECT_TRUE(absl::IsInvalidArgument(refused)) << refused;
    EXPECT_THAT(std::string(refused.message()), AllOf(HasSubstr(name), HasSubstr("\"rocks\"")));
  }
  EXPECT_FALSE(std::filesystem::exists(folder_.Sub("store")));
  EXPECT_TRUE(CheckEngine(kDefaultEngine).ok());
}

}  // namespace
}  // namespace urna::storage
