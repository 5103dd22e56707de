// What happens is told to everybody who is to hear of it: once, or as failed.
#include "services/messages/mail_sender.h"

#include "services/messages/mail_room.h"
#include "support/stored_text.h"

namespace urna::services {
namespace {

using Kind = SmtpDeed::Kind;
using MailSenderTest = MailRoom;

ScriptedSmtp::Script At(SmtpStep at, SmtpDeed deed) {
  return [at, deed](SmtpStep step, std::string_view, int) { return step == at ? deed : SmtpDeed{}; };
}

TEST_F(MailSenderTest, TellsTheAuthorAndEveryFollowerOnce) {
  constexpr int kFollowers = 2 * Spreading::kPage + 50;
  for (int i = 0; i < kFollowers; ++i) Follow(fmt::format("f{}@example.org", i));
  Follow("never@example.org", "p17", false);
  Follow("elsewhere@example.org", "p18");
  // An author who follows too.
  Follow("marie@example.org");
  auto news = SomeNews();
  AddAuthor(news, "marie@example.org");
  news.set_tells_followers(true);
  Tell(news);
  Follow("later@example.org");
  EXPECT_EQ(Rows("n"), 1u) << "whoever made the change wrote one row";
  sender_->Work();
  const auto received = Received();
  EXPECT_EQ(received.size(), static_cast<std::size_t>(kFollowers) + 2)
      << "who came in the same second is told as well";
  for (const auto& [to, times] : received) EXPECT_EQ(times, 1) << to;
  EXPECT_FALSE(received.contains("never@example.org"));
  EXPECT_FALSE(received.contains("elsewhere@example.org"));
  EXPECT_EQ(server_.connections(), 1);
  for (const char* table : {"n", "N", "q", "w"}) EXPECT_EQ(Rows(table), 0u) << table;
}

TEST_F(MailSenderTest, WritesInTheReadersLanguageWithAWayToStop) {
  Follow("paul@example.org");
  auto news = SomeNews();
  AddAuthor(news, "marie@example.org");
  news.set_tells_followers(true);
  Tell(news);
  sender_->Work();
  ASSERT_EQ(server_.received().size(), 2u);
  for (const ReceivedMail& mail : server_.received()) {
    const bool is_marie = mail.to == "marie@example.org";
    EXPECT_THAT(mail.bytes, testing::HasSubstr(is_marie ? "Content-Language: fr\r\n"
                                                        : "Content-Language: en\r\n"));
    EXPECT_THAT(mail.bytes, testing::HasSubstr(
                                "List-Unsubscribe: <https://vote.example.org/unsubscribe?t="));
    EXPECT_THAT(mail.bytes, testing::HasSubstr("/p/paris/proposals/p17"));
    EXPECT_THAT(mail.from, testing::MatchesRegex("retours\\+[0-9a-f]+@example\\.org"));
    EXPECT_THAT(MessageIdOf(mail), testing::MatchesRegex("<[0-9a-f]+@example\\.org>"));
  }
}

TEST_F(MailSenderTest, TriesLaterWhatIsNotTakenNow) {
  auto news = SomeNews();
  AddAuthor(news, "marie@example.org");
  Tell(news);
  int refused = 0;
  server_.set_script([&](SmtpStep step, std::string_view, int before) {
    if (step != SmtpStep::kRecipient || before >= 2) return SmtpDeed{};
    ++refused;
    return SmtpDeed{Kind::kSay, "450 4.2.0 greylisted\r\n"};
  });
  sender_->Work();
  EXPECT_EQ(refused, 1);
  clock_.Advance(59);
  sender_->Work();
  EXPECT_EQ(refused, 1) << "not before a minute has passed";
  clock_.Advance(1);
  sender_->Work();
  EXPECT_EQ(refused, 2);
  clock_.Advance(5 * 60);
  sender_->Work();
  EXPECT_EQ(server_.received().size(), 1u);
  EXPECT_EQ(CountIn(v1::MESSAGE_STATE_SENT), 1u);
}

TEST_F(MailSenderTest, DoesNotWaitForTheEndOfAPauseWhenItIsHurried) {
  auto news = SomeNews();
  AddAuthor(news, "marie@example.org");
  Tell(news);
  server_.set_script(At(SmtpStep::kGreeting, {Kind::kHangUp}));
  sender_->Work();
  server_.set_script(nullptr);
  sender_->Work();
  EXPECT_TRUE(server_.received().empty()) << "a mail server that failed is left alone for a while";
  sender_->Hurry();
  sender_->Work();
  EXPECT_EQ(server_.received().size(), 1u);
}

TEST_F(MailSenderTest, GivesUpAfterThreeDays) {
  auto news = SomeNews();
  AddAuthor(news, "marie@example.org");
  Tell(news);
  server_.set_script(At(SmtpStep::kRecipient, {Kind::kSay, "450 4.2.0 not now\r\n"}));
  for (int hour = 0; hour <= 73; ++hour) {
    sender_->Work();
    clock_.Advance(3600);
  }
  ASSERT_EQ(Messages().size(), 1u);
  EXPECT_EQ(Messages()[0].state(), v1::MESSAGE_STATE_FAILED);
  EXPECT_EQ(Messages()[0].fault(), v1::MESSAGE_FAULT_TOO_LATE);
}

TEST_F(MailSenderTest, LeavesNobodyWaitingForAServerThatIsAway) {
  auto news = SomeNews();
  for (int i = 0; i < 5; ++i) AddAuthor(news, fmt::format("a{}@example.org", i));
  Tell(news);
  server_.set_script(At(SmtpStep::kGreeting, {Kind::kHangUp}));
  for (int hour = 0; hour <= 73; ++hour) {
    sender_->Work();
    clock_.Advance(3600);
  }
  EXPECT_EQ(CountIn(v1::MESSAGE_STATE_FAILED), 5u);
}

TEST_F(MailSenderTest, WritesNoMoreToAnAddressThatIsRefused) {
  server_.set_script([](SmtpStep step, std::string_view line, int) {
    const bool is_hers = line.find("marie") != line.npos;
    return step == SmtpStep::kRecipient && is_hers
               ? SmtpDeed{Kind::kSay, "550 5.1.1 no such person\r\n"}
               : SmtpDeed{};
  });
  auto news = SomeNews();
  AddAuthor(news, "marie@example.org");
  AddAuthor(news, "paul@example.org");
  Tell(news);
  sender_->Work();
  EXPECT_EQ(Received(), (std::map<std::string, int>{{"paul@example.org", 1}}));
  EXPECT_EQ(Rows("s"), 1u);
  server_.set_script(nullptr);
  Tell(news);
  sender_->Work();
  EXPECT_EQ(Received(), (std::map<std::string, int>{{"paul@example.org", 2}}));
  for (const auto& message : Messages()) {
    if (message.state() == v1::MESSAGE_STATE_FAILED) EXPECT_EQ(message.address(), "");
  }
}

TEST_F(MailSenderTest, TellsThatItDoesNotKnow) {
  auto news = SomeNews();
  AddAuthor(news, "marie@example.org");
  Tell(news);
  server_.set_script(At(SmtpStep::kDot, {Kind::kHangUp}));
  sender_->Work();
  EXPECT_EQ(CountIn(v1::MESSAGE_STATE_UNCERTAIN), 1u);
  clock_.Advance(3599);
  sender_->Work();
  EXPECT_EQ(server_.received().size(), 1u) << "not twice within an hour";
  clock_.Advance(1);
  sender_->Work();
  ASSERT_EQ(server_.received().size(), 2u);
  EXPECT_EQ(MessageIdOf(server_.received()[0]), MessageIdOf(server_.received()[1]));
  EXPECT_EQ(CountIn(v1::MESSAGE_STATE_FAILED), 1u);
  EXPECT_EQ(Messages()[0].fault(), v1::MESSAGE_FAULT_UNCERTAIN);
  clock_.Advance(30 * 24 * 3600);
  sender_->Work();
  EXPECT_EQ(server_.received().size(), 2u);
}

// The program dies at one write after another, with each of the ways in which a write can end.
TEST_F(MailSenderTest, TellsEverybodyOnceOrFailsWheneverItDies) {
  using Fault = storage::Fault;
  constexpr int kFollowers = 4;
  for (const Fault::Kind kind :
       {Fault::Kind::kNotApplied, Fault::Kind::kUncertainAndLost, Fault::Kind::kUncertainButThere}) {
    for (std::uint64_t write = 0; write < 14; ++write) {
      SCOPED_TRACE(fmt::format("write {}, fault {}", write, static_cast<int>(kind)));
      const std::string proposal = fmt::format("p{}{}", static_cast<int>(kind) + 1, write);
      for (int i = 0; i < kFollowers; ++i) Follow(fmt::format("f{}@example.org", i), proposal);
      auto news = SomeNews(proposal);
      news.set_tells_followers(true);
      Tell(news);
      const std::size_t before = server_.received().size();
      Restart([=](std::uint64_t number) { return Fault{number == write ? kind : Fault::Kind::kNone}; });
      sender_->Work();
      Restart();
      sender_->Work();
      std::map<std::string, int> within_an_hour;
      for (std::size_t i = before; i < server_.received().size(); ++i) {
        EXPECT_EQ(++within_an_hour[server_.received()[i].to], 1);
      }
      clock_.Advance(3601);
      sender_->Work();
      std::map<std::string, std::set<std::string>> ids;
      for (std::size_t i = before; i < server_.received().size(); ++i) {
        ids[server_.received()[i].to].insert(MessageIdOf(server_.received()[i]));
      }
      EXPECT_EQ(ids.size(), static_cast<std::size_t>(kFollowers)) << "somebody heard nothing";
      for (const auto& [to, messages] : ids) EXPECT_EQ(messages.size(), 1u) << to;
      EXPECT_LE(server_.received().size(), before + kFollowers + 1);
      for (const char* table : {"n", "N", "q", "w"}) EXPECT_EQ(Rows(table), 0u) << table;
    }
  }
}

TEST_F(MailSenderTest, SendsNoFasterThanItMay) {
  options_.per_minute = 60;
  Restart();
  auto news = SomeNews();
  for (int i = 0; i < 10; ++i) AddAuthor(news, fmt::format("a{}@example.org", i));
  Tell(news);
  sender_->Work();
  EXPECT_LE(server_.received().size(), 2u);
  for (int second = 0; second < 20; ++second) {
    const std::size_t before = server_.received().size();
    clock_.Advance(1);
    sender_->Work();
    EXPECT_LE(server_.received().size(), before + 2);
  }
  EXPECT_EQ(server_.received().size(), 10u);
}

TEST_F(MailSenderTest, SendsWhatIsUrgentFirstAndKeepsNothingOfIt) {
  options_.per_minute = 1;
  Restart();
  auto news = SomeNews();
  for (int i = 0; i < 5; ++i) AddAuthor(news, fmt::format("a{}@example.org", i));
  Tell(news);
  sender_->Work();
  storage::WriteBatch batch;
  internal::v1::StoredNews link;
  link.set_occasion(v1::OCCASION_SIGN_IN);
  AddField(link, "link", "https://vote.example.org/in?t=geheim");
  ASSERT_TRUE(outbox_
                  ->Post(*store_, batch, link,
                         {v1::RECIPIENT_KIND_VISITOR, *MailAddress::Parse("paul@example.org"), "fr"},
                         {.is_urgent = true, .expire_time = clock_.Now() + absl::Minutes(15)})
                  .ok());
  ASSERT_TRUE(store_->Write(batch).ok());
  sender_->Work();
  EXPECT_EQ(server_.received().back().to, "paul@example.org");
  EXPECT_THAT(server_.received().back().bytes, testing::HasSubstr("in?t=3Dgeheim"));
  for (const auto& message : Messages()) EXPECT_NE(message.occasion(), v1::OCCASION_SIGN_IN);
}

TEST_F(MailSenderTest, SendsNoLinkThatHasExpired) {
  server_.set_script(At(SmtpStep::kGreeting, {Kind::kHangUp}));
  storage::WriteBatch batch;
  internal::v1::StoredNews link;
  link.set_occasion(v1::OCCASION_SIGN_IN);
  AddField(link, "link", "https://vote.example.org/in?t=geheim");
  ASSERT_TRUE(outbox_
                  ->Post(*store_, batch, link,
                         {v1::RECIPIENT_KIND_VISITOR, *MailAddress::Parse("paul@example.org"), "fr"},
                         {.is_urgent = true, .expire_time = clock_.Now() + absl::Minutes(15)})
                  .ok());
  ASSERT_TRUE(store_->Write(batch).ok());
  sender_->Work();
  server_.set_script(nullptr);
  clock_.Advance(15 * 60);
  sender_->Work();
  EXPECT_TRUE(server_.received().empty());
  EXPECT_TRUE(Messages().empty());
}

TEST_F(MailSenderTest, SendsNothingOfWhatWasErased) {
  for (int i = 0; i < 300; ++i) Follow(fmt::format("f{}@example.org", i));
  auto news = SomeNews();
  AddAuthor(news, "regrette@example.org");
  news.set_tells_followers(true);
  Tell(news);
  server_.set_script(At(SmtpStep::kGreeting, {Kind::kHangUp}));
  sender_->Work();
  EXPECT_GT(Rows("q"), 0u);
  storage::WriteBatch erasing;
  ASSERT_TRUE(DeleteMailAbout(*store_, kProcess, "p17", erasing).ok());
  ASSERT_TRUE(store_->Write(erasing).ok());
  ASSERT_TRUE(PayMailPurge(*store_).ok());
  for (const char* table : {"n", "N", "m", "i", "q", "w", "f", "j"}) EXPECT_EQ(Rows(table), 0u);
  server_.set_script(nullptr);
  clock_.Advance(3600);
  sender_->Work();
  EXPECT_TRUE(server_.received().empty());
  End();
  for (const char* text : {"regrette@example.org", "f7@example.org", "sous les tilleuls"}) {
    EXPECT_FALSE(IsInFiles(folder_.path(), text)) << text;
  }
}

TEST_F(MailSenderTest, ForgetsAfterAMonthWhatBecameOfMessages) {
  auto news = SomeNews();
  AddAuthor(news, "marie@example.org");
  Tell(news);
  sender_->Work();
  EXPECT_EQ(Messages().size(), 1u);
  clock_.Advance(29 * 24 * 3600);
  ASSERT_TRUE(sender_->ForgetOld().ok());
  EXPECT_EQ(Messages().size(), 1u);
  clock_.Advance(2 * 24 * 3600);
  ASSERT_TRUE(sender_->ForgetOld().ok());
  EXPECT_TRUE(Messages().empty());
  EXPECT_EQ(Rows("i"), 0u);
  EXPECT_EQ(Rows("z"), 0u);
}

TEST_F(MailSenderTest, IsMeasured) {
  auto news = SomeNews();
  AddAuthor(news, "marie@example.org");
  Tell(news);
  sender_->Work();
  Measurements out;
  sender_->Measure(out);
  ASSERT_EQ(out.counters.size(), 1u);
  EXPECT_EQ(out.counters[0].samples[0].value, 1);
  ASSERT_EQ(out.gauges.size(), 2u);
}

}  // namespace
}  // namespace urna::services
