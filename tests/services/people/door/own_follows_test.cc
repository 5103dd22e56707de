// What somebody who is logged in gets mail about: theirs alone, whatever address they write down.
#include "services/messages/followers.h"
#include "services/messages/links_in_mail.h"
#include "services/messages/mail_secrets.h"
#include "services/messages/message_store.h"
#include "services/messages/scripted_smtp.h"
#include "services/people/door/logged_in.h"
#include "support/stored_text.h"
#include "urna/v1/messages_service.pb.h"

namespace urna::services {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr char kAda[] = "ada.lovelace@example.org";

class OwnFollowsOverHttp : public LoggedInTest {
 protected:
  void SetUp() override {
    LoggedInTest::SetUp();
    server_.SendMailBy(smtp_.address());
    // Where its pages are, so that their cookies are taken.
    server_.Configure([](ServerConfig& config) { config.public_url = "http://127.0.0.1"; });
  }

  // Asks for it as whoever has the cookie, and the token that the question holds.
  std::string AskedBy(const std::string& cookie, const std::string& name,
                      const std::string& address = kAda) {
    const std::size_t before = smtp_.received().size();
    const auto ask = [&](const std::string& method, auto request) {
      request.set_name(name);
      request.set_address(address);
      EXPECT_EQ(Web<google::protobuf::Empty>(cookie, "Messages/" + method, request).status, 200);
    };
    if (name.find("/proposals/") == name.npos) {
      ask("FollowProcess", v1::FollowProcessRequest());
    } else {
      ask("FollowProposal", v1::FollowProposalRequest());
    }
    EXPECT_TRUE(smtp_.AwaitReceived(before + 1));
    const auto mails = smtp_.received();
    return mails.size() > before ? TokenIn(mails[before].bytes, "/confirm") : "";
  }
  // Presses the button of the page behind the link, in a browser with this cookie.
  int Press(const std::string& cookie, const std::string& token,
            const std::string& site = "same-origin") {
    HttpRequest request{.target = "/confirm?t=" + token,
                        .fields = {{"content-type", "application/x-www-form-urlencoded"},
                                   {"sec-fetch-site", site},
                                   {"origin", "null"}}};
    if (!cookie.empty()) request.fields.emplace_back("cookie", "urna-session=" + cookie);
    return HttpClient(server_.http_address()).Call(request).status;
  }
  void Follow(const std::string& cookie, const std::string& name,
              const std::string& address = kAda) {
    EXPECT_EQ(Press(cookie, AskedBy(cookie, name, address)), 200);
  }
  std::vector<v1::Follow> FollowsOf(const std::string& cookie) {
    std::vector<v1::Follow> follows;
    v1::ListOwnFollowsRequest request;
    request.set_page_size(1);
    do {
      const auto page = Web<v1::ListOwnFollowsResponse>(cookie, "People/ListOwnFollows", request);
      EXPECT_EQ(page.status, 200) << page.reply.body;
      EXPECT_LE(page.value.follows_size(), 1);
      for (const v1::Follow& follow : page.value.follows()) follows.push_back(follow);
      request.set_page_token(page.value.next_page_token());
    } while (!request.page_token().empty());
    return follows;
  }
  std::vector<std::string> NamesOf(const std::string& cookie) {
    std::vector<std::string> names;
    for (const v1::Follow& follow : FollowsOf(cookie)) names.push_back(follow.name());
    return names;
  }
  int Stop(const std::string& cookie, const std::string& name) {
    v1::StopOwnFollowRequest request;
    request.set_name(name);
    return Web<google::protobuf::Empty>(cookie, "People/StopOwnFollow", request).status;
  }
  // Logged in by a mail, or by a provider that has seen the address to be theirs.
  std::string LogInProven(const std::string& subject, const std::string& mail) {
    return LogInAs({.issuer = "https://issuer.example",
                    .subject = subject,
                    .provider = "test",
                    .mail = mail,
                    .mail_is_proven = true});
  }

  ScriptedSmtp smtp_;
};

TEST_F(OwnFollowsOverHttp, AreWhatWasConfirmedByWhoeverWasLoggedIn) {
  const MadeProposal proposal = Public();
  const std::string ada = LogIn("ada");
  const std::string token = AskedBy(ada, proposal.name);
  EXPECT_THAT(NamesOf(ada), IsEmpty()) << "nobody has said yes";
  EXPECT_EQ(Press(ada, token), 200);
  server_.clock().Advance(60);
  Follow(ada, kProcess);
  const std::vector<v1::Follow> follows = FollowsOf(ada);
  ASSERT_EQ(follows.size(), 2u);
  EXPECT_EQ(follows[0].name(), kProcess) << "the newest first";
  EXPECT_EQ(follows[1].name(), proposal.name);
  EXPECT_EQ(follows[1].title(0).text(), SomeContent().text().title());
  EXPECT_EQ(follows[1].address(), kAda);
  EXPECT_GT(follows[0].create_time().seconds(), follows[1].create_time().seconds());
  EXPECT_THAT(NamesOf(LogIn("eve")), IsEmpty());
  EXPECT_EQ(
      Web<v1::ListOwnFollowsResponse>("", "People/ListOwnFollows", v1::ListOwnFollowsRequest())
          .reason,
      "TOKEN_MISSING");
}

TEST_F(OwnFollowsOverHttp, AreStoppedThereAndNobodyElses) {
  const MadeProposal proposal = Public();
  const std::string ada = LogIn("ada");
  const std::string charles = LogIn("charles");
  Follow(ada, proposal.name);
  Follow(charles, proposal.name, "charles@example.org");
  EXPECT_EQ(Stop(LogIn("eve"), proposal.name), 200) << "she follows nothing";
  EXPECT_EQ(Stop(ada, proposal.name), 200);
  EXPECT_EQ(Stop(ada, proposal.name), 200) << "twice is no error";
  EXPECT_EQ(Stop(ada, "processes/paris/contests/north"), 400);
  EXPECT_THAT(NamesOf(ada), IsEmpty());
  EXPECT_THAT(NamesOf(charles), ElementsAre(proposal.name));
  ASSERT_THAT(Return(proposal).status, IsDone());
  Follow(charles, kProcess, "charles@example.org");
  for (const ReceivedMail& mail : smtp_.received()) {
    if (mail.to == kAda) EXPECT_THAT(mail.bytes, HasSubstr("/confirm?t=")) << "the question alone";
  }
}

// An address that was only written down, or that a provider merely passes on, opens nothing of whoever reads it.
TEST_F(OwnFollowsOverHttp, AreNotThoseOfAnAddressThatIsNotProven) {
  const MadeProposal proposal = Public();
  EXPECT_EQ(Press("", AskedBy("", proposal.name)), 200);
  EXPECT_THAT(NamesOf(LogIn("eve", false, {}, kAda)), IsEmpty());
  EXPECT_THAT(NamesOf(LogInProven("ada", "ADA.Lovelace@example.org")), ElementsAre(proposal.name));
  // The yes was of whoever reads the mail, and not of who asked.
  const std::string eve = LogIn("eve");
  EXPECT_EQ(Press("", AskedBy(eve, kProcess)), 200);
  EXPECT_THAT(NamesOf(eve), IsEmpty());
}

// A page of somebody else's makes nobody follow as who they are.
TEST_F(OwnFollowsOverHttp, AreNotMadeByOtherSites) {
  const std::string ada = LogIn("ada");
  EXPECT_EQ(Press(ada, AskedBy("", kProcess), "cross-site"), 200);
  EXPECT_THAT(NamesOf(ada), IsEmpty());
}

TEST_F(OwnFollowsOverHttp, AreFoundByWhoFollowedBeforeTheyLoggedIn) {
  EXPECT_EQ(Press("", AskedBy("", kProcess)), 200);
  const std::string ada = LogIn("ada");
  EXPECT_THAT(NamesOf(ada), IsEmpty());
  Follow(ada, kProcess);
  EXPECT_THAT(NamesOf(ada), ElementsAre(kProcess));
  // Whoever says yes last has it in their account.
  const std::string again = LogIn("ada again");
  Follow(again, kProcess);
  EXPECT_THAT(NamesOf(again), ElementsAre(kProcess));
  EXPECT_THAT(NamesOf(ada), IsEmpty());
}

// What earlier programs kept is found too.
TEST_F(OwnFollowsOverHttp, AreThoseOfAnOldFolder) {
  const std::string ada = LogInProven("ada", kAda);
  const absl::StatusOr<MailSecrets> secrets = MailSecrets::Open(server_.store());
  ASSERT_TRUE(secrets.ok());
  const std::string about = AboutKey("paris", "");
  internal::v1::StoredFollower follower;
  follower.set_id(secrets->FollowerOf(about, *MailAddress::Parse(kAda)));
  follower.set_address(kAda);
  follower.set_confirmed(true);
  storage::WriteBatch batch;
  batch.Put(kMessagesFamily, RowKey('f', about, follower.id()), follower.SerializeAsString());
  batch.Put(kMessagesFamily, RowKey('j', follower.id(), ""), about);
  batch.Delete(kMessagesFamily, "x");
  ASSERT_TRUE(server_.store().Write(batch).ok());
  EXPECT_THAT(NamesOf(ada), IsEmpty());
  server_.Restart();
  EXPECT_THAT(NamesOf(ada), ElementsAre(kProcess));
  EXPECT_EQ(Stop(ada, kProcess), 200);
  EXPECT_THAT(NamesOf(ada), IsEmpty());
}

TEST_F(OwnFollowsOverHttp, AreExportedAndErasedWithTheAccount) {
  const MadeProposal proposal = Public();
  const std::string ada = LogIn("ada");
  Follow(ada, proposal.name, "other.unique@example.org");
  v1::ExportAccountRequest all;
  all.set_name(Own(ada).name());
  const auto exported = Web<v1::ExportAccountResponse>(ada, "People/ExportAccount", all);
  EXPECT_THAT(exported.value.json(), HasSubstr("other.unique@example.org"));
  EXPECT_TRUE(IsInFiles(server_.config().data_dir, "ther.unique@"));
  v1::EraseAccountRequest erase;
  erase.set_name(all.name());
  EXPECT_EQ(Web<v1::EraseAccountResponse>(ada, "People/EraseAccount", erase).status, 200);
  EXPECT_FALSE(IsInFiles(server_.config().data_dir, "ther.unique@"));
}

TEST_F(OwnFollowsOverHttp, NameNothingThatIsNotPublicAnyMore) {
  const MadeProposal proposal = Public();
  const std::string ada = LogIn("ada");
  Follow(ada, proposal.name);
  auto hide = About<v1::HideProposalRequest>(proposal);
  Because(*hide.mutable_reason(), "Une injure.");
  ASSERT_THAT(Admin(&Stub::HideProposal, hide).status, IsDone());
  const std::vector<v1::Follow> follows = FollowsOf(ada);
  ASSERT_EQ(follows.size(), 1u);
  EXPECT_THAT(follows[0].title(), IsEmpty());
}

// A tag may be any bytes, such as one whose last is the greatest.
TEST_F(OwnFollowsOverHttp, AreFoundByAnyTag) {
  for (const char* last : {"\xff", "\xff\xff", "\x01"}) {
    std::string tag(32, '\x7f');
    tag.replace(tag.size() - std::string(last).size(), std::string::npos, last);
    internal::v1::StoredFollower follower;
    follower.set_id(std::string(16, last[0]));
    follower.set_address_tag(tag);
    follower.set_confirmed(true);
    storage::WriteBatch batch;
    const std::string key = RowKey('f', AboutKey("paris", ""), follower.id());
    PutFollower(batch, key, follower);
    ASSERT_TRUE(server_.store().Write(batch).ok());
    std::vector<std::string> found;
    ASSERT_TRUE(VisitFollowed(server_.store(), "", tag, [&](std::string_view at, const auto&) {
                  found.emplace_back(at);
                }).ok());
    EXPECT_THAT(found, ElementsAre(key));
  }
}

}  // namespace
}  // namespace urna::services
