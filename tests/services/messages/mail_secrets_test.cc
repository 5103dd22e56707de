#include "services/messages/mail_secrets.h"

#include "pch.h"
#include "services/base/families.h"
#include "storage/rocks/rocks_store.h"
#include "support/temporary_folder.h"

namespace urna::services {
namespace {

using Link = MailSecrets::Link;

class Secrets : public testing::Test {
 protected:
  std::unique_ptr<storage::Store> Open(const std::string& name) {
    auto store = storage::OpenRocksStore(
        {.path = folder_.Sub(name), .create = true, .families = FamilyNames()});
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }
  TemporaryFolder folder_;
};

TEST_F(Secrets, OpenTheTokensOfThisServerAndNoOthers) {
  const auto store = Open("a");
  const auto other_store = Open("b");
  const MailSecrets secrets = *MailSecrets::Open(*store);
  const MailSecrets others = *MailSecrets::Open(*other_store);
  const std::string id = "0123456789abcdef";
  const std::string token = secrets.MakeToken(Link::kStop, id);
  EXPECT_EQ(token.size(), 44u);
  // Kept over a restart.
  const auto opened = MailSecrets::Open(*store)->ReadToken(token);
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->id, id);
  EXPECT_EQ(opened->link, Link::kStop);
  EXPECT_FALSE(others.ReadToken(token).has_value());
  EXPECT_NE(secrets.MakeToken(Link::kUnfollow, id), token);
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const char c : {'A', 'z', '0', '_', '=', ' ', '\0'}) {
      std::string altered = token;
      if (altered[i] == c) continue;
      altered[i] = c;
      EXPECT_FALSE(secrets.ReadToken(altered).has_value()) << i;
    }
  }
  for (const std::string& text : {std::string(), token + "A", token.substr(1), token + token}) {
    EXPECT_FALSE(secrets.ReadToken(text).has_value());
  }
}

TEST_F(Secrets, TagAllSpellingsOfAnAddressAlikeAndHideIt) {
  const auto store = Open("a");
  const auto other_store = Open("b");
  const MailSecrets secrets = *MailSecrets::Open(*store);
  const MailAddress address = *MailAddress::Parse("Marie@Example.org");
  EXPECT_EQ(secrets.TagOf(address), secrets.TagOf(*MailAddress::Parse("marie@example.org")));
  EXPECT_NE(secrets.TagOf(address), MailSecrets::Open(*other_store)->TagOf(address));
  EXPECT_EQ(secrets.TagOf(address).size(), 32u);
}

}  // namespace
}  // namespace urna::services
