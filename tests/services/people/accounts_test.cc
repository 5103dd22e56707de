#include <thread>

#include "services/people/people_store_in_test.h"
#include "services/people/person_text.h"

namespace urna::services {
namespace {

class AccountsTest : public PeopleTest {};

TEST_F(AccountsTest, AreOneForEachPersonOfAnIssuer) {
  const Account first = Known(Citizen("c"));
  EXPECT_EQ(Known(Citizen("c")).id, first.id);
  EXPECT_NE(Known(Citizen("d")).id, first.id);
  Identity elsewhere = Citizen("c");
  elsewhere.issuer = "https://other.example";
  EXPECT_NE(Known(elsewhere).id, first.id);
  // Where issuer ends and subject begins is no matter of spelling.
  Identity shifted = Citizen("e");
  shifted.issuer = "https://other.example c";
  EXPECT_NE(Known(shifted).id, Known(elsewhere).id);
}

TEST_F(AccountsTest, AreOneHoweverManyLogInAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([this] { Known(Citizen("c")); });
  for (std::thread& thread : threads) thread.join();
  int accounts = 0;
  ASSERT_TRUE(accounts_->Visit("", [&](const Account&) { return ++accounts, true; }).ok());
  EXPECT_EQ(accounts, 1);
}

TEST_F(AccountsTest, HaveTheClaimsOfTheLastLogIn) {
  const std::string id = Known(Agent("a")).id;
  Identity changed = Agent("a");
  changed.display_name = "Ada L.";
  changed.mail = "";
  changed.grants = {{Role::kModerator, ""}};
  const Account now = Known(changed);
  EXPECT_EQ(now.id, id);
  EXPECT_EQ(now.stored.display_name(), "Ada L.");
  EXPECT_EQ(now.stored.mail(), "");
  EXPECT_EQ(GrantsOf(now.stored), (std::vector<Grant>{{Role::kModerator, ""}}));
  changed.grants = {};
  EXPECT_TRUE(GrantsOf(Known(changed).stored).empty());
}

TEST_F(AccountsTest, KeepWhatWasGivenByHand) {
  const std::string secret = LogIn(Agent("a"));
  const std::string id = Known(Agent("a")).id;
  ASSERT_TRUE(accounts_->SetGrants(id, {{Role::kAdministrator, ""}}).ok());
  // From the next call on.
  EXPECT_TRUE(Ask(secret)->May(Permission::kAdministerServer, ""));
  Identity without = Agent("a");
  without.grants = {};
  EXPECT_EQ(GrantsOf(Known(without).stored), (std::vector<Grant>{{Role::kAdministrator, ""}}));
  ASSERT_TRUE(accounts_->SetGrants(id, {}).ok());
  EXPECT_FALSE(Ask(secret)->May(Permission::kAdministerServer, ""));
}

TEST_F(AccountsTest, OfCitizensHaveNoRoles) {
  Identity claimed = Citizen("c");
  claimed.grants = {{Role::kAdministrator, ""}};
  const Account account = Known(claimed);
  EXPECT_TRUE(GrantsOf(account.stored).empty());
  EXPECT_EQ(ErrorReason(accounts_->SetGrants(account.id, {{Role::kAgent, ""}}).status()),
            "ACCOUNT_OF_CITIZEN");
  // Not even where they lie in the store.
  internal::v1::StoredAccount forged = account.stored;
  forged.add_grants()->set_role(1);
  EXPECT_TRUE(GrantsOf(forged).empty());
}

TEST_F(AccountsTest, DoNotChangeWhoTheyAreFor) {
  Known(Citizen("c"));
  Identity as_staff = Citizen("c");
  as_staff.audience = v1::LOGIN_AUDIENCE_STAFF;
  as_staff.grants = {{Role::kAdministrator, ""}};
  const auto changed = accounts_->SignIn(
      as_staff, [](const Account&, storage::WriteBatch&) { return absl::OkStatus(); });
  EXPECT_EQ(ErrorReason(changed.status()), "OTHER_AUDIENCE");
}

TEST_F(AccountsTest, AreNotMadeWhereTheRestFails) {
  const auto failed = accounts_->SignIn(Citizen("c"), [](const Account&, storage::WriteBatch&) {
    return absl::UnavailableError("no");
  });
  EXPECT_FALSE(failed.ok());
  EXPECT_TRUE(Rows().empty());
}

TEST_F(AccountsTest, AreGoneWhenTheyAreErased) {
  const std::string id = Known(Agent("a")).id;
  const auto nothing = [](const Account&, storage::WriteBatch&) { return absl::OkStatus(); };
  ASSERT_TRUE(accounts_->Erase(id, nothing).ok());
  EXPECT_EQ(ErrorReason(accounts_->Find(id).status()), "RESOURCE_NOT_FOUND");
  ASSERT_TRUE(accounts_->Erase(id, nothing).ok());
  ASSERT_TRUE(accounts_->PayPurge().ok());
  EXPECT_TRUE(Rows().empty());
  EXPECT_NE(Known(Agent("a")).id, id);
}

TEST_F(AccountsTest, AreVisitedFromWhereOneWas) {
  std::set<std::string> all;
  for (int i = 0; i < 5; ++i) all.insert(Known(Citizen(std::to_string(i))).id);
  std::vector<std::string> seen;
  ASSERT_TRUE(accounts_
                  ->Visit(*std::next(all.begin(), 2),
                          [&](const Account& one) {
                            seen.push_back(one.id);
                            return true;
                          })
                  .ok());
  EXPECT_EQ(seen, (std::vector<std::string>(std::next(all.begin(), 3), all.end())));
}

TEST(PersonText, NamesHaveNothingThatIsNoText) {
  EXPECT_EQ(PersonName("  Ada\n\tLovelace \x7f"), "Ada Lovelace");
  EXPECT_EQ(PersonName(std::string(199, 'a') + "é"), std::string(199, 'a'));
  EXPECT_EQ(PersonName(""), "");
}

TEST(PersonText, AddressesAreOneMailbox) {
  EXPECT_EQ(MailAddress("Ada.L+x@Example.ORG"), "ada.l+x@example.org");
  for (const std::string& none :
       {std::string("ada"), std::string("ada@example"), std::string("@example.org"),
        std::string("ada@"), std::string("a da@example.org"), std::string("ada@exa mple.org"),
        std::string("ada@example.org\r\nBcc: all@example.org"), std::string("a,b@example.org"),
        std::string("<ada@example.org>"), std::string("\"a\"@example.org"),
        std::string("a@b@example.org"), std::string("ada@.org"), std::string("ada@example..org"),
        std::string("é@example.org"), std::string(65, 'a') + "@example.org",
        "ada@" + std::string(300, 'e') + ".org"}) {
    EXPECT_EQ(MailAddress(none), std::nullopt) << none;
  }
}

TEST(PersonText, PathsLeadNowhereElse) {
  for (const char* path : {"/", "/staff/", "/propositions/?a=1#b"}) EXPECT_TRUE(IsLocalPath(path));
  for (const char* elsewhere :
       {"", "//evil.example", "/\\evil.example", "\\/evil.example", "https://evil.example",
        "javascript:alert(1)", "/\t/evil.example", "/a\r\nset-cookie: b", " /", "evil", "/é"}) {
    EXPECT_FALSE(IsLocalPath(elsewhere)) << elsewhere;
  }
}

}  // namespace
}  // namespace urna::services
