// Whoever is erased is written to no more, and no file says that they ever were.
#include "services/messages/forgetting.h"

#include "services/messages/mail_room.h"
#include "support/stored_text.h"

namespace urna::services {
namespace {

class ForgettingTest : public MailRoom {
 protected:
  static constexpr char kMarie[] = "marie.curie@example.org";

  void SetUp() override {
    MailRoom::SetUp();
    Follow(kMarie);
    Follow(kMarie, "p18");
    Follow(kMarie, "p19", false);
    Follow("paul@example.org");
    auto sent = SomeNews();
    AddAuthor(sent, kMarie);
    AddAuthor(sent, "paul@example.org");
    Tell(sent);
    sender_->Work();
    ASSERT_EQ(Messages().size(), 2u);
    auto waits = SomeNews("p18");
    AddAuthor(waits, "Marie.Curie@EXAMPLE.org");
    AddAuthor(waits, "paul@example.org");
    Tell(waits);
  }
  void Forget(std::string_view address) {
    storage::WriteBatch batch;
    ASSERT_TRUE(ForgetAddress(*store_, address, batch).ok());
    ASSERT_TRUE(store_->Write(batch).ok());
    ASSERT_TRUE(PayMailPurge(*store_).ok());
  }
};

TEST_F(ForgettingTest, LeavesNothingOfTheAddress) {
  Forget(kMarie);
  EXPECT_EQ(Rows("f"), 1u);
  EXPECT_EQ(Rows("j"), 1u);
  EXPECT_EQ(Messages().size(), 1u);
  sender_->Work();
  EXPECT_EQ(Received(), (std::map<std::string, int>{{kMarie, 1}, {"paul@example.org", 2}}));
  End();
  EXPECT_FALSE(IsInFiles(folder_.Sub("store"), "arie.curie@"));
  EXPECT_TRUE(IsInFiles(folder_.Sub("store"), "paul@example.org"));
}

TEST_F(ForgettingTest, TakesEverySpellingThatReceiversTakeForOne) {
  Forget("MARIE.curie@example.ORG");
  EXPECT_EQ(Rows("f"), 1u);
  EXPECT_EQ(Messages().size(), 1u);
}

TEST_F(ForgettingTest, LeavesOthersAlone) {
  Forget("marie@example.org");
  Forget("");
  Forget("no address");
  EXPECT_EQ(Rows("f"), 4u);
  EXPECT_EQ(Messages().size(), 2u);
  sender_->Work();
  EXPECT_EQ(Received().at("paul@example.org"), 2);
}

}  // namespace
}  // namespace urna::services
