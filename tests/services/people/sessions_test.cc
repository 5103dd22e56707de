#include "services/people/people_store_in_test.h"

namespace urna::services {
namespace {

class SessionsTest : public PeopleTest {};

TEST_F(SessionsTest, OpenWhatTheAccountMayDo) {
  const Principal agent = *Ask(LogIn(Agent("a")));
  EXPECT_TRUE(agent.is_staff());
  EXPECT_FALSE(agent.is_anonymous());
  EXPECT_TRUE(agent.May(Permission::kEditDrafts, "processes/north"));
  EXPECT_FALSE(agent.May(Permission::kEditDrafts, "processes/south"));
  const Principal citizen = *Ask(LogIn(Citizen("c")));
  EXPECT_FALSE(citizen.is_staff());
  EXPECT_FALSE(citizen.is_anonymous());
  EXPECT_FALSE(citizen.MaySomewhere(Permission::kReadDrafts));
  EXPECT_EQ(citizen.account().size(), 16u);
}

TEST_F(SessionsTest, AreKnownByWhatTheCookieHoldsAlone) {
  const std::string secret = LogIn(Citizen("c"));
  for (std::size_t i = 0; i < secret.size(); ++i) {
    std::string wrong = secret;
    wrong[i] = wrong[i] == 'A' ? 'E' : 'A';
    EXPECT_EQ(ReasonFor(wrong), "SESSION_OVER") << i;
  }
  for (const std::string& wrong : {std::string(), secret + "A", secret.substr(1), " " + secret,
                                   std::string(43, '\0'), std::string(100'000, 'A')}) {
    EXPECT_EQ(ReasonFor(wrong), "SESSION_OVER");
  }
  EXPECT_TRUE(Ask(secret).ok());
}

TEST_F(SessionsTest, AreNotInTheStore) {
  const std::string secret = LogIn(Citizen("c"));
  ASSERT_TRUE(Ask(secret).ok());
  for (const auto& [key, value] : Rows()) {
    EXPECT_EQ(key.find(secret), key.npos);
    EXPECT_EQ(value.find(secret), value.npos);
  }
}

TEST_F(SessionsTest, AreForPagesOfTheServersOwnAlone) {
  const std::string secret = LogIn(Agent("a"));
  EXPECT_EQ(ReasonFor(secret, false), "OTHER_ORIGIN");
  EXPECT_TRUE(Ask(secret).ok());
}

TEST_F(SessionsTest, EndWhenNobodyUsesThem) {
  clock_.Set(1'800'000'000 / 3600 * 3600);
  const std::string secret = LogIn(Citizen("c"));
  clock_.Advance(3 * 3600 - 1);
  EXPECT_TRUE(Ask(secret).ok());
  // From its last use on anew, which is kept to the hour.
  clock_.Advance(2 * 3600);
  EXPECT_TRUE(Ask(secret).ok());
  clock_.Advance(2 * 3600 + 1);
  EXPECT_EQ(ReasonFor(secret), "SESSION_OVER");
}

TEST_F(SessionsTest, EndWhateverIsDone) {
  const std::string secret = LogIn(Citizen("c"));
  for (int hour = 0; hour < 11; ++hour) {
    clock_.Advance(3600);
    EXPECT_TRUE(Ask(secret).ok()) << hour;
  }
  clock_.Advance(3599);
  EXPECT_TRUE(Ask(secret).ok());
  clock_.Advance(1);
  EXPECT_EQ(ReasonFor(secret), "SESSION_OVER");
}

// After a crash they are as they were: nothing of them is in memory alone.
TEST_F(SessionsTest, LastAsLongWhoeverOpensTheStore) {
  const std::string secret = LogIn(Citizen("c"));
  clock_.Advance(2 * 3600);
  ASSERT_TRUE(Ask(secret).ok());
  sessions_.emplace(*store_, *accounts_, clock_,
                    SessionTimes{.idle = absl::Hours(2), .whole = absl::Hours(12)});
  clock_.Advance(2 * 3600);
  EXPECT_TRUE(Ask(secret).ok());
  clock_.Advance(4 * 3600);
  EXPECT_EQ(ReasonFor(secret), "SESSION_OVER");
}

TEST_F(SessionsTest, AreNewAtEachLogIn) {
  const std::string first = LogIn(Citizen("c"));
  const std::string second = LogIn(Citizen("c"), first);
  EXPECT_NE(first, second);
  EXPECT_EQ(ReasonFor(first), "SESSION_OVER");
  EXPECT_TRUE(Ask(second).ok());
  // What somebody has planted in a browser is nobody's session afterwards.
  const std::string planted = LogIn(Citizen("attacker"));
  const std::string victims = LogIn(Citizen("victim"), planted);
  EXPECT_EQ(ReasonFor(planted), "SESSION_OVER");
  EXPECT_NE(Ask(victims)->account(), Known(Citizen("attacker")).id);
  // Nor is anything taken over that only looks like one.
  EXPECT_NE(LogIn(Citizen("victim"), std::string(43, 'A')), std::string(43, 'A'));
}

TEST_F(SessionsTest, EndAtOnceWhenTheyAreEnded) {
  const std::string first = LogIn(Citizen("c"));
  const std::string second = LogIn(Citizen("c"));
  const std::string others = LogIn(Citizen("d"));
  const Principal one = *Ask(first);
  ASSERT_TRUE(sessions_->End(one.account(), one.session()).ok());
  EXPECT_EQ(ReasonFor(first), "SESSION_OVER");
  EXPECT_TRUE(Ask(second).ok());
  // By another's account nothing ends.
  const Principal other = *Ask(others);
  ASSERT_TRUE(sessions_->End(one.account(), other.session()).ok());
  EXPECT_TRUE(Ask(others).ok());
  const auto ended = sessions_->EndByCookie(second);
  ASSERT_TRUE(ended.ok() && ended->has_value());
  EXPECT_EQ((*ended)->id_token, "an ID token");
  EXPECT_EQ((*ended)->provider, "citizens");
  EXPECT_EQ(ReasonFor(second), "SESSION_OVER");
  EXPECT_FALSE(sessions_->EndByCookie(second)->has_value());
  EXPECT_FALSE(sessions_->EndByCookie("")->has_value());
}

TEST_F(SessionsTest, AreListedTheNewestFirst) {
  LogIn(Citizen("c"));
  clock_.Advance(60);
  const std::string newest = LogIn(Citizen("c"));
  LogIn(Citizen("d"));
  const Principal one = *Ask(newest);
  const auto list = sessions_->List(one.account());
  ASSERT_TRUE(list.ok());
  ASSERT_EQ(list->size(), 2u);
  EXPECT_EQ((*list)[0].id, one.session());
  EXPECT_EQ((*list)[0].create_time, clock_.Now());
  EXPECT_EQ((*list)[0].expire_time, clock_.Now() + absl::Hours(12));
  EXPECT_EQ(absl::ToUnixSeconds((*list)[0].last_use_time) % 3600, 0);
}

TEST_F(SessionsTest, OfOneAccountAreBounded) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i <= Sessions::kMostOfAccount; ++i) {
    clock_.Advance(1);
    all.push_back(LogIn(Citizen("c")));
  }
  EXPECT_EQ(ReasonFor(all[0]), "SESSION_OVER");
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_TRUE(Ask(all[i]).ok()) << i;
}

TEST_F(SessionsTest, ThatAreOverAreForgotten) {
  const std::string over = LogIn(Citizen("c"));
  clock_.Advance(11 * 3600);
  const std::string open = LogIn(Citizen("c"));
  clock_.Advance(2 * 3600);
  ASSERT_TRUE(Ask(open).ok());
  ASSERT_TRUE(sessions_->ForgetOld().ok());
  EXPECT_TRUE(Ask(open).ok());
  int sessions = 0;
  for (const auto& [key, value] : Rows()) sessions += key[0] == 's' || key[0] == 'o' ? 1 : 0;
  EXPECT_EQ(sessions, 2);
  clock_.Advance(24 * 3600);
  ASSERT_TRUE(sessions_->ForgetOld().ok());
  // The account and how it is found, alone.
  EXPECT_EQ(Rows().size(), 2u);
}

TEST_F(SessionsTest, EndWithTheirAccount) {
  const std::string secret = LogIn(Agent("a"));
  const std::string account = Ask(secret)->account();
  ASSERT_TRUE(accounts_
                  ->Erase(account,
                          [&](const Account& one, storage::WriteBatch& batch) {
                            return sessions_->EndAll(one.id, batch);
                          })
                  .ok());
  EXPECT_EQ(ReasonFor(secret), "SESSION_OVER");
  ASSERT_TRUE(accounts_->PayPurge().ok());
  EXPECT_TRUE(Rows().empty());
}

}  // namespace
}  // namespace urna::services
