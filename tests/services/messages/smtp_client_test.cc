// Whatever a mail server does, it is known of each message whether it has it, has it not, or may have it.
#include "services/messages/smtp_client.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "services/messages/scripted_smtp.h"
#include "support/temporary_folder.h"

namespace urna::services {
namespace {

using End = Handover::End;
using Kind = SmtpDeed::Kind;

constexpr char kBytes[] = "Subject: x\r\n\r\n.begins with a dot\r\n..and with two\r\nbody\r\n";
constexpr SmtpTimes kShort = {.connect = absl::Milliseconds(400), .message = absl::Milliseconds(700)};

SmtpClient ClientOf(const ScriptedSmtp& server, MailSecurity security = MailSecurity::kNone) {
  return SmtpClient({.server = server.address(), .security = security}, "vote.example.org", kShort);
}

MailItem Item(std::string_view bytes = kBytes) {
  return {"bounces@example.org", *MailAddress::Parse("marie@example.org"), bytes};
}

// Does `deed` at a step, and what a good server does at all others.
ScriptedSmtp::Script At(SmtpStep at, SmtpDeed deed) {
  return [at, deed](SmtpStep step, std::string_view, int) { return step == at ? deed : SmtpDeed{}; };
}

TEST(SmtpClient, HandsAMessageOverAsItIs) {
  ScriptedSmtp server;
  SmtpClient client = ClientOf(server);
  const Handover handover = client.Send(Item());
  EXPECT_EQ(handover.end, End::kTaken);
  EXPECT_EQ(handover.code, 250u);
  ASSERT_EQ(server.received().size(), 1u);
  EXPECT_EQ(server.received()[0].bytes, kBytes);
  EXPECT_EQ(server.received()[0].from, "bounces@example.org");
  EXPECT_EQ(server.received()[0].to, "marie@example.org");
}

TEST(SmtpClient, SendsManyOverOneLine) {
  ScriptedSmtp server;
  SmtpClient client = ClientOf(server);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(client.Send(Item()).end, End::kTaken);
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(server.received().size(), 20u);
}

TEST(SmtpClient, TakesALineThatWasClosedMeanwhileForNoFailureOfTheMessage) {
  for (const SmtpDeed& deed : {SmtpDeed{Kind::kHangUp}, SmtpDeed{Kind::kSay, "421 4.3.2 going\r\n"}}) {
    int sent = 0;
    // After each message the server goes.
    ScriptedSmtp server([&](SmtpStep step, std::string_view, int) {
      return step == SmtpStep::kSender && sent++ % 2 == 1 ? deed : SmtpDeed{};
    });
    SmtpClient client = ClientOf(server);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(client.Send(Item()).end, End::kTaken);
    EXPECT_EQ(server.received().size(), 3u);
    EXPECT_EQ(server.connections(), 3);
  }
}

TEST(SmtpClient, TriesANewLineOnce) {
  ScriptedSmtp server([](SmtpStep step, std::string_view, int before) {
    return step == SmtpStep::kSender && before > 0 ? SmtpDeed{Kind::kHangUp} : SmtpDeed{};
  });
  SmtpClient client = ClientOf(server);
  EXPECT_EQ(client.Send(Item()).end, End::kTaken);
  const Handover handover = client.Send(Item());
  EXPECT_EQ(handover.end, End::kLater);
  EXPECT_TRUE(handover.is_trouble);
  EXPECT_EQ(server.connections(), 2);
}

// A server that does not know us may refuse every recipient, and nobody of them is to blame.
TEST(SmtpClient, BlamesNobodyWhileTheServerHasTakenNothingFromUs) {
  for (const char* text : {"550 relay not permitted\r\n", "554 5.7.1 relaying denied\r\n"}) {
    SCOPED_TRACE(text);
    ScriptedSmtp server(At(SmtpStep::kRecipient, {Kind::kSay, text}));
    SmtpClient client = ClientOf(server);
    for (int i = 0; i < 2; ++i) {
      const Handover handover = client.Send(Item());
      EXPECT_EQ(handover.end, End::kLater);
      EXPECT_TRUE(handover.is_trouble);
    }
  }
  ScriptedSmtp server(At(SmtpStep::kRecipient, {Kind::kSay, "550 5.1.1 nobody\r\n"}));
  EXPECT_EQ(ClientOf(server).Send(Item()).end, End::kAddressRefused);
}

TEST(SmtpClient, SaysWhyThereIsNoLine) {
  ScriptedSmtp plain;
  const Handover without_tls = ClientOf(plain, MailSecurity::kStartTls).Send(Item());
  EXPECT_EQ(without_tls.end, End::kNoService);
  EXPECT_EQ(without_tls.code, 0u) << "what it said was no refusal";
  EXPECT_THAT(std::string(without_tls.cause), testing::HasSubstr("STARTTLS"));
  SmtpClient nobody({.server = "127.0.0.1:1", .security = MailSecurity::kNone}, "x.example.org", kShort);
  EXPECT_THAT(std::string(nobody.Send(Item()).cause), testing::HasSubstr("nobody listens"));
}

struct Case {
  SmtpStep step;
  SmtpDeed deed;
  End end;
  bool is_trouble;
};

std::vector<Case> Cases() {
  const SmtpDeed temporary{Kind::kSay, "451 4.3.0 try again\r\n"};
  const SmtpDeed permanent{Kind::kSay, "554 5.7.1 no\r\n"};
  const SmtpDeed nonsense{Kind::kSay, "Bonjour\r\n"};
  std::vector<Case> cases;
  const auto add = [&](SmtpStep step, const SmtpDeed& deed, End end, bool is_trouble) {
    cases.push_back({step, deed, end, is_trouble});
  };
  for (const SmtpStep step : {SmtpStep::kGreeting, SmtpStep::kHello}) {
    for (const SmtpDeed& deed :
         {temporary, permanent, nonsense, SmtpDeed{Kind::kHangUp}, SmtpDeed{Kind::kSilence},
          SmtpDeed{Kind::kEndless}}) {
      add(step, deed, End::kNoService, true);
    }
  }
  for (const SmtpDeed& deed : {temporary, permanent, nonsense, SmtpDeed{Kind::kHangUp},
                               SmtpDeed{Kind::kSilence}, SmtpDeed{Kind::kEndless}}) {
    add(SmtpStep::kSender, deed, End::kLater, true);
  }
  add(SmtpStep::kRecipient, temporary, End::kLater, false);
  add(SmtpStep::kRecipient, {Kind::kSay, "552 mailbox full\r\n"}, End::kLater, false);
  add(SmtpStep::kRecipient, {Kind::kSay, "421 4.3.2 going\r\n"}, End::kLater, true);
  add(SmtpStep::kRecipient, {Kind::kSay, "550 5.1.1 nobody\r\n"}, End::kAddressRefused, false);
  add(SmtpStep::kRecipient, {Kind::kSay, "550 nobody\r\n"}, End::kAddressRefused, false);
  add(SmtpStep::kRecipient, {Kind::kSay, "550-5.1.1 nobody\r\n550 5.1.1 here\r\n"},
      End::kAddressRefused, false);
  add(SmtpStep::kRecipient, {Kind::kSay, "550 5.2.1 closed\r\n"}, End::kAddressRefused, false);
  add(SmtpStep::kRecipient, {Kind::kSay, "550 5.7.1 you are a spammer\r\n"}, End::kRefused, false);
  add(SmtpStep::kRecipient, permanent, End::kRefused, false);
  add(SmtpStep::kData, temporary, End::kLater, false);
  add(SmtpStep::kData, permanent, End::kRefused, false);
  for (const SmtpStep step : {SmtpStep::kRecipient, SmtpStep::kData}) {
    for (const SmtpDeed& deed : {nonsense, SmtpDeed{Kind::kHangUp}, SmtpDeed{Kind::kSilence},
                                 SmtpDeed{Kind::kEndless}}) {
      add(step, deed, End::kLater, true);
    }
  }
  add(SmtpStep::kDot, temporary, End::kLater, false);
  add(SmtpStep::kDot, permanent, End::kRefused, false);
  add(SmtpStep::kDot, nonsense, End::kUnknown, true);
  add(SmtpStep::kDot, {Kind::kHangUp}, End::kUnknown, true);
  add(SmtpStep::kDot, {Kind::kSilence}, End::kUnknown, true);
  add(SmtpStep::kDot, {Kind::kEndless}, End::kUnknown, true);
  return cases;
}

TEST(SmtpClient, TellsWhatBecameOfAMessageWhateverTheServerDoes) {
  for (const Case& one : Cases()) {
    SCOPED_TRACE(fmt::format("step {}, deed {} {}", static_cast<int>(one.step),
                             static_cast<int>(one.deed.kind), one.deed.text));
    ScriptedSmtp server;
    SmtpClient client = ClientOf(server);
    // What it refuses once it has taken something is not refused because of us.
    ASSERT_EQ(client.Send(Item()).end, End::kTaken);
    client.Close();
    server.set_script(At(one.step, one.deed));
    const absl::Time begin = absl::Now();
    const Handover handover = client.Send(Item());
    EXPECT_EQ(handover.end, one.end);
    EXPECT_EQ(handover.is_trouble, one.is_trouble);
    EXPECT_LT(absl::Now() - begin, absl::Seconds(20));
    // What it says of itself is what the next message is judged by, not what was said of this one.
    server.set_script(nullptr);
    EXPECT_EQ(client.Send(Item()).end, End::kTaken);
  }
}

// Whether the last of it was on its way by then is the network's affair.
TEST(SmtpClient, NeverTakesALineLostWithinAMessageForItsEnd) {
  ScriptedSmtp server(At(SmtpStep::kData, {Kind::kHangUpWithin}));
  SmtpClient client = ClientOf(server);
  const Handover handover = client.Send(Item());
  EXPECT_THAT(handover.end, testing::AnyOf(End::kLater, End::kUnknown));
  EXPECT_TRUE(handover.is_trouble);
}

TEST(SmtpClient, TellsThatThereIsNoServer) {
  std::string address;
  {
    const ScriptedSmtp server;
    address = server.address();
  }
  SmtpClient client({.server = address, .security = MailSecurity::kNone}, "x.example", kShort);
  EXPECT_EQ(client.Send(Item()).end, End::kNoService);
}

TEST(SmtpClient, SaysNothingInTheClearWhereTlsIsAskedFor) {
  const std::string offers = "250-scripted\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n";
  const auto lies = [&](const std::string& after) {
    return [=](SmtpStep step, std::string_view, int) {
      if (step == SmtpStep::kHello) return SmtpDeed{Kind::kSay, offers};
      if (step == SmtpStep::kStartTls) return SmtpDeed{Kind::kSay, after};
      return SmtpDeed{};
    };
  };
  const std::vector<ScriptedSmtp::Script> scripts = {
      nullptr, lies("454 not now\r\n"), lies("250 fine\r\n"),
      // Whatever is said before the handshake is not of it.
      lies("220 go ahead\r\n250 Ok\r\n250 Ok\r\n354 go on\r\n250 queued\r\n"),
      lies("220 go ahead\r\nthis is no handshake of TLS at all\r\n")};
  for (const ScriptedSmtp::Script& script : scripts) {
    ScriptedSmtp server(script);
    SmtpClient client({.server = server.address(),
                       .security = MailSecurity::kStartTls,
                       .user = "urna",
                       .password = "geheim"},
                      "vote.example.org", kShort);
    EXPECT_EQ(client.Send(Item()).end, End::kNoService);
    EXPECT_TRUE(server.received().empty());
    EXPECT_EQ(server.heard().find("AUTH"), std::string::npos);
    EXPECT_EQ(server.heard().find("MAIL"), std::string::npos);
  }
}

TEST(SmtpClient, EndsSoonWhenItIsStopped) {
  ScriptedSmtp server(At(SmtpStep::kSender, {Kind::kSilence}));
  SmtpClient client({.server = server.address(), .security = MailSecurity::kNone}, "x.example",
                    {.connect = absl::Minutes(5), .message = absl::Minutes(5)});
  std::thread stopping([&] {
    while (server.heard().find("MAIL") == std::string::npos) std::this_thread::yield();
    client.Stop();
  });
  EXPECT_NE(client.Send(Item()).end, End::kTaken);
  stopping.join();
  EXPECT_EQ(client.Send(Item()).end, End::kNoService);
}

TEST(Credentials, AreReadFromAFileThatOthersCannotRead) {
  const TemporaryFolder folder;
  const std::string file = folder.Sub("smtp");
  const auto write = [&](const std::string& text, mode_t mode) {
    std::ofstream(file) << text;
    chmod(file.c_str(), mode);
  };
  MailAccount account;
  write("urna\nein langes Kennwort\n", 0600);
  ASSERT_TRUE(ReadCredentials(file, account).ok());
  EXPECT_EQ(account.user, "urna");
  EXPECT_EQ(account.password, "ein langes Kennwort");
  write("urna\r\nx\r\n", 0640);
  ASSERT_TRUE(ReadCredentials(file, account).ok());
  EXPECT_EQ(account.password, "x");
  write("urna\nx\n", 0644);
  EXPECT_THAT(std::string(ReadCredentials(file, account).message()), testing::HasSubstr("chmod"));
  write("urna\n", 0600);
  EXPECT_FALSE(ReadCredentials(file, account).ok());
  EXPECT_FALSE(ReadCredentials(folder.Sub("none"), account).ok());
}

}  // namespace
}  // namespace urna::services
