#include "services/identity/tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/self_test.h"
#include "services/base/errors.h"
#include "services/base/families.h"
#include "services/base/times.h"
#include "services/test_server.h"
#include "storage/rocks/rocks_store.h"
#include "storage/scan.h"
#include "urna/internal/v1/store.pb.h"

namespace urna::services {
namespace {

const std::vector<Grant> kEverything = {{Role::kAdministrator, ""}};

class TokensTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(crypto::RunSelfTest().ok());
    auto store = storage::OpenRocksStore(
        {.path = folder_.Sub("store"), .create = true, .families = FamilyNames()});
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    tokens_.emplace(*store_, clock_);
  }
  NewToken Make(std::vector<Grant> grants = kEverything,
                std::optional<absl::Time> expire_time = std::nullopt) {
    auto made = tokens_->Create("test", std::move(grants), expire_time);
    EXPECT_TRUE(made.ok()) << made.status();
    return *made;
  }
  std::string ReasonOf(const NewToken& token) {
    return ErrorReason(tokens_->Authenticate("Bearer " + token.secret).status());
  }

  TemporaryFolder folder_;
  ManualClock clock_;
  std::unique_ptr<storage::Store> store_;
  std::optional<Tokens> tokens_;
};

TEST_F(TokensTest, AreKnownAndNoOthers) {
  const std::string token = Make().secret;
  EXPECT_EQ(token.size(), 48u);
  EXPECT_TRUE(tokens_->Authenticate("Bearer " + token)->May(Permission::kAdministerServer, ""));
  EXPECT_TRUE(tokens_->Authenticate(std::nullopt)->is_anonymous());
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string wrong = "Bearer " + token;
    wrong[7 + i] = wrong[7 + i] == 'A' ? 'B' : 'A';
    EXPECT_TRUE(absl::IsUnauthenticated(tokens_->Authenticate(wrong).status())) << i;
  }
  for (const std::string& wrong :
       {std::string(), token, "bearer " + token, "Bearer  " + token, "Bearer " + token + " ",
        std::string("Bearer "), "Basic " + token}) {
    EXPECT_TRUE(absl::IsUnauthenticated(tokens_->Authenticate(wrong).status())) << wrong;
  }
}

TEST_F(TokensTest, AreNotInTheStore) {
  const std::string token = Make().secret;
  int records = 0;
  ASSERT_TRUE(storage::ScanAll(*store_, kTokensFamily, "", "",
                               [&](std::string_view key, std::string_view value) {
                                 ++records;
                                 EXPECT_EQ(key.size(), 32u);
                                 EXPECT_EQ(value.find(token.substr(5, 10)), std::string_view::npos);
                                 return true;
                               })
                  .ok());
  EXPECT_EQ(records, 1);
}

TEST_F(TokensTest, OpenWhatTheyAreGrantedAndNoMore) {
  const NewToken agent = Make({{Role::kAgent, "processes/a"}});
  const Principal principal = *tokens_->Authenticate("Bearer " + agent.secret);
  EXPECT_TRUE(principal.May(Permission::kEditDrafts, "processes/a"));
  EXPECT_TRUE(principal.May(Permission::kReadDrafts, "processes/a"));
  EXPECT_FALSE(principal.May(Permission::kConductProcess, "processes/a"));
  EXPECT_FALSE(principal.May(Permission::kEditDrafts, "processes/b"));
  EXPECT_FALSE(principal.May(Permission::kEditDrafts, "processes/ab"));
  EXPECT_FALSE(principal.May(Permission::kEditDrafts, ""));
  const NewToken local = Make({{Role::kAdministrator, "processes/a"}});
  const Principal conductor = *tokens_->Authenticate("Bearer " + local.secret);
  EXPECT_TRUE(conductor.May(Permission::kConductProcess, "processes/a"));
  EXPECT_FALSE(conductor.May(Permission::kAdministerServer, "processes/a"));
  EXPECT_FALSE(conductor.May(Permission::kAdministerServer, ""));
}

TEST_F(TokensTest, OfBeforeGrantsWereKeptAdministerTheServer) {
  const NewToken token = Make();
  std::string key;
  ASSERT_TRUE(storage::ScanAll(*store_, kTokensFamily, "", "",
                               [&](std::string_view found, std::string_view) {
                                 key = found;
                                 return false;
                               })
                  .ok());
  internal::v1::AccessToken record;
  record.set_display_name("first administrator");
  *record.mutable_create_time() = ToProto(clock_.Now());
  storage::WriteBatch batch;
  batch.Put(kTokensFamily, key, record.SerializeAsString());
  ASSERT_TRUE(store_->Write(batch).ok());
  EXPECT_TRUE(
      tokens_->Authenticate("Bearer " + token.secret)->May(Permission::kAdministerServer, ""));
}

TEST_F(TokensTest, ExpireAndAreRevoked) {
  const NewToken keeper = Make();
  const NewToken expiring = Make(kEverything, clock_.Now() + absl::Seconds(10));
  clock_.Advance(9);
  EXPECT_EQ(ReasonOf(expiring), "");
  clock_.Advance(1);
  EXPECT_EQ(ReasonOf(expiring), "TOKEN_EXPIRED");
  const NewToken revoked = Make();
  const auto once = tokens_->Revoke(revoked.description.id);
  ASSERT_TRUE(once.ok()) << once.status();
  EXPECT_EQ(once->revoke_time, clock_.Now());
  EXPECT_EQ(ReasonOf(revoked), "TOKEN_REVOKED");
  clock_.Advance(100);
  EXPECT_EQ(tokens_->Revoke(revoked.description.id)->revoke_time, once->revoke_time);
  EXPECT_EQ(ReasonOf(keeper), "");
  EXPECT_EQ(ErrorReason(tokens_->Revoke("0000000000000000").status()), "RESOURCE_NOT_FOUND");
}

TEST_F(TokensTest, AreFoundByWhatTellsThemApart) {
  Make();
  const NewToken agent = Make({{Role::kAgent, "processes/a"}}, clock_.Now() + absl::Hours(2));
  Make();
  const Principal holder = *tokens_->Authenticate("Bearer " + agent.secret);
  const auto own = tokens_->Find(holder.id());
  ASSERT_TRUE(own.ok()) << own.status();
  EXPECT_EQ(own->id, agent.description.id);
  EXPECT_EQ(own->grants, agent.description.grants);
  EXPECT_EQ(own->expire_time, agent.description.expire_time);
  EXPECT_TRUE(own->last_use_time.has_value());
  EXPECT_EQ(ErrorReason(tokens_->Find(std::string(32, 'x')).status()), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(ErrorReason(tokens_->Find("").status()), "RESOURCE_NOT_FOUND");
}

TEST_F(TokensTest, LeaveTheServerAnAdministrator) {
  const NewToken only = Make();
  Make({{Role::kAgent, ""}});
  Make({{Role::kAdministrator, "processes/a"}});
  Make(kEverything, clock_.Now() + absl::Seconds(1));
  clock_.Advance(1);
  EXPECT_EQ(ErrorReason(tokens_->Revoke(only.description.id).status()), "LAST_ADMINISTRATOR");
  Make();
  EXPECT_TRUE(tokens_->Revoke(only.description.id).ok());
}

TEST_F(TokensTest, TellWhenTheyWereLastUsedToTheHour) {
  const NewToken token = Make();
  EXPECT_FALSE(tokens_->List()->at(0).last_use_time.has_value());
  ASSERT_EQ(ReasonOf(token), "");
  const absl::Time first = *tokens_->List()->at(0).last_use_time;
  EXPECT_LE(first, clock_.Now());
  EXPECT_GT(first, clock_.Now() - Tokens::kUsePrecision);
  clock_.Advance(absl::ToInt64Seconds(Tokens::kUsePrecision) - 1);
  ASSERT_EQ(ReasonOf(token), "");
  EXPECT_EQ(tokens_->List()->at(0).last_use_time, first);
  clock_.Advance(1);
  ASSERT_EQ(ReasonOf(token), "");
  EXPECT_EQ(tokens_->List()->at(0).last_use_time, first + Tokens::kUsePrecision);
}

}  // namespace
}  // namespace urna::services
