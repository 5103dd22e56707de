// People are told by mail what happens to what concerns them, and nobody is who did not ask for it.
#include <filesystem>
#include <fstream>

#include "services/http/http_client.h"
#include "services/messages/links_in_mail.h"
#include "services/messages/scripted_smtp.h"
#include "services/people/accounts.h"
#include "services/proposals/deadlines.h"
#include "services/proposals/proposal_requests.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using Mail = v1::Messages::Stub;
using testing::Contains;
using testing::HasSubstr;

constexpr char kAuthor[] = "marie.unique@example.org";
constexpr char kFollower[] = "paul.unique@example.org";

class ToldByMail : public ProposalsTest {
 protected:
  void SetUp() override {
    ProposalsTest::SetUp();
    server_.SendMailBy(smtp_.address());
  }

  static v1::ProposalContent WithAddress(bool notify = true) {
    v1::ProposalContent content = SomeContent();
    content.set_contact(kAuthor);
    content.set_notify(notify);
    return content;
  }
  // What came to an address, in order, once `count` messages have come in all.
  std::vector<std::string> CameTo(const std::string& address, std::size_t count) {
    EXPECT_TRUE(smtp_.AwaitReceived(count)) << smtp_.received().size();
    std::vector<std::string> came;
    for (const ReceivedMail& mail : smtp_.received()) {
      if (mail.to == address) came.push_back(mail.bytes);
    }
    return came;
  }
  Answer<google::protobuf::Empty> Follow(const std::string& name,
                                         const std::string& address = kFollower) {
    const auto ask = [&](auto method, auto request) {
      request.set_name(name);
      request.set_address(address);
      return server_.Anybody(method, request);
    };
    return name.find("/proposals/") == name.npos
               ? ask(&Mail::FollowProcess, v1::FollowProcessRequest())
               : ask(&Mail::FollowProposal, v1::FollowProposalRequest());
  }
  Answer<v1::ConfirmFollowResponse> Confirm(const std::string& token) {
    v1::ConfirmFollowRequest request;
    request.set_token(token);
    return server_.Anybody(&Mail::ConfirmFollow, request);
  }
  HttpReply Press(const std::string& target, const std::string& method = "POST") {
    return HttpClient(server_.http_address())
        .Call({.method = method,
               .target = target,
               .fields = {{"content-type", "application/x-www-form-urlencoded"}},
               .body = method == "POST" ? "List-Unsubscribe=One-Click" : ""});
  }
  bool StoreHolds(const std::string& text) const {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(server_.config().data_dir)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      if (bytes.find(text) != bytes.npos) return true;
    }
    return false;
  }

  ScriptedSmtp smtp_;
};

TEST_F(ToldByMail, IsTheAuthorAtEachStep) {
  const MadeProposal proposal = Public(WithAddress());
  ASSERT_THAT(Return(proposal).status, IsDone());
  Revise(proposal, WithAddress());
  Screen(proposal);
  ASSERT_THAT(Decide(proposal, v1::REVIEW_STEP_FORMAL, true).status, IsDone());
  auto hide = About<v1::HideProposalRequest>(proposal);
  Because(*hide.mutable_reason(), "Une injure.");
  ASSERT_THAT(Admin(&Stub::HideProposal, hide).status, IsDone());
  const std::vector<std::string> came = CameTo(kAuthor, 7);
  ASSERT_EQ(came.size(), 7u);
  for (const std::string& bytes : came) {
    EXPECT_THAT(bytes, HasSubstr("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    EXPECT_THAT(bytes, HasSubstr("Auto-Submitted: auto-generated\r\n"));
  }
  // The return's reason and the verdict's.
  EXPECT_THAT(came, Contains(HasSubstr("Parce que.")).Times(2));
  EXPECT_THAT(came, Contains(HasSubstr("Une injure.")));
}

TEST_F(ToldByMail, IsNobodyWhoDidNotAgree) {
  Public(WithAddress(false));
  Public(WithAddress(true));
  EXPECT_EQ(CameTo(kAuthor, 2).size(), 2u);
}

// An address is typed by whoever hands in: the letterbox of somebody else is not filled by it.
TEST_F(ToldByMail, AreNotThoseWhoseAddressOthersWriteDownAgainAndAgain) {
  constexpr std::size_t kTold = 20;
  for (std::size_t i = 0; i < kTold + 3; ++i) HandedIn(WithAddress());
  v1::ProposalContent other = WithAddress();
  other.set_contact("somebody.else@example.org");
  HandedIn(other);
  EXPECT_EQ(CameTo("somebody.else@example.org", kTold + 1).size(), 1u);
  EXPECT_EQ(CameTo(kAuthor, kTold + 1).size(), kTold);
  server_.clock().Advance(3600);
  HandedIn(WithAddress());
  EXPECT_EQ(CameTo(kAuthor, kTold + 2).size(), kTold + 1);
}

TEST_F(ToldByMail, NeedsAnAddressAndNothingElse) {
  v1::ProposalContent content = WithAddress();
  content.set_contact("06 12 34 56 78 ou marie@example.org");
  EXPECT_THAT(By("", &Stub::CreateProposal, NewDraft(content)).status,
              IsWrongAt("content.contact"));
}

TEST_F(ToldByMail, AreFollowersOnceTheyHaveSaidYes) {
  const MadeProposal proposal = Public(WithAddress(false));
  ASSERT_THAT(Follow(proposal.name).status, IsDone());
  const std::string token = TokenIn(CameTo(kFollower, 1).at(0), "/confirm");
  ASSERT_THAT(Decide(proposal, v1::REVIEW_STEP_FORMAL, true).status, IsDone());
  const auto confirmed = Confirm(token);
  ASSERT_THAT(confirmed.status, IsDone());
  EXPECT_EQ(confirmed.value.name(), proposal.name);
  EXPECT_THAT(Confirm(token).status, IsDone()) << "twice is no error";
  server_.clock().Advance(1);
  auto withdraw = About<v1::WithdrawProposalRequest>(proposal);
  ASSERT_THAT(By("", &Stub::WithdrawProposal, withdraw).status, IsDone());
  const std::vector<std::string> came = CameTo(kFollower, 2);
  ASSERT_EQ(came.size(), 2u) << "the verdict was before the yes";
  const std::string stop = TokenIn(came[1], "/unsubscribe");
  EXPECT_EQ(Press("/unsubscribe?t=" + stop, "GET").status, 200);
  EXPECT_THAT(Press("/unsubscribe?t=" + stop, "GET").body, HasSubstr("<form method=\"post\">"));
  EXPECT_EQ(Press("/unsubscribe?t=" + stop).status, 200);
  EXPECT_EQ(Press("/unsubscribe?t=" + stop).status, 200) << "twice is no error";
  EXPECT_EQ(Press("/unsubscribe?t=" + stop.substr(1) + "A").status, 400);
  EXPECT_EQ(Press("/unsubscribe").status, 400);
  EXPECT_EQ(Press("/unsubscribe", "DELETE").status, 405);
  EXPECT_THAT(Confirm(token).status, IsRefused(StatusCode::NOT_FOUND, "NO_SUCH_FOLLOWER"));
}

TEST_F(ToldByMail, LearnsNobodyWhoFollows) {
  const MadeProposal proposal = Public();
  ASSERT_THAT(Follow(proposal.name).status, IsDone());
  ASSERT_THAT(Confirm(TokenIn(CameTo(kFollower, 1).at(0), "/confirm")).status, IsDone());
  for (int again = 0; again < 5; ++again) EXPECT_THAT(Follow(proposal.name).status, IsDone());
  EXPECT_THAT(Follow(kProcess, "other@example.org").status, IsDone());
  CameTo("other@example.org", 2);
  EXPECT_EQ(smtp_.received().size(), 2u) << "who follows is not asked again";
}

TEST_F(ToldByMail, AreFollowersOfAProcessOfItsPhases) {
  ASSERT_THAT(Follow(kProcess).status, IsDone());
  ASSERT_THAT(Confirm(TokenIn(CameTo(kFollower, 1).at(0), "/confirm")).status, IsDone());
  server_.clock().Advance(1);
  ASSERT_THAT(Begin(v1::PHASE_REVIEW).status, IsDone());
  EXPECT_EQ(CameTo(kFollower, 2).size(), 2u);
}

TEST_F(ToldByMail, IsNoAuthorWhoWantsNoMore) {
  const MadeProposal proposal = HandedIn(WithAddress());
  const std::string stop = TokenIn(CameTo(kAuthor, 1).at(0), "/unsubscribe");
  v1::UnsubscribeRequest request;
  request.set_token(stop);
  ASSERT_THAT(server_.Anybody(&Mail::Unsubscribe, request).status, IsDone());
  Screen(proposal);
  ASSERT_THAT(Follow(proposal.name).status, IsDone());
  CameTo(kFollower, 2);
  EXPECT_EQ(CameTo(kAuthor, 2).size(), 1u);
}

TEST_F(ToldByMail, CannotFollowWhatIsNotPublic) {
  const MadeProposal hidden = HandedIn();
  EXPECT_THAT(Follow(hidden.name).status, IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  EXPECT_THAT(Follow("processes/none").status,
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  EXPECT_THAT(Follow(kProcess, "no address").status, IsWrongAt("address"));
}

TEST_F(ToldByMail, IsNothingOfWhatWasErased) {
  // The mail server is away, so all waits.
  smtp_.set_script(
      [](SmtpStep, std::string_view, int) { return SmtpDeed{SmtpDeed::Kind::kHangUp}; });
  const MadeProposal proposal = Public(WithAddress());
  ASSERT_THAT(Follow(proposal.name).status, IsDone());
  ASSERT_THAT(Return(proposal).status, IsDone());
  EXPECT_TRUE(StoreHolds(kAuthor));
  EXPECT_TRUE(StoreHolds(kFollower));
  ASSERT_THAT(Admin(&Stub::EraseProposal, About<v1::EraseProposalRequest>(proposal)).status,
              IsDone());
  EXPECT_FALSE(StoreHolds(kAuthor));
  EXPECT_FALSE(StoreHolds(kFollower));
}

TEST_F(ToldByMail, IsTheReviewerOnceAssignedAndOnceBeforeItIsDue) {
  MakeToken(v1::STAFF_ROLE_AGENT);
  v1::SetStaffAddressRequest set;
  set.set_name(last_token_);
  set.set_address("agent@example.org");
  set.set_language("fr");
  ASSERT_THAT(server_.Admin(&Mail::SetStaffAddress, set).status, IsDone());
  v1::AssignProposalsRequest assign;
  assign.set_parent(kProcess);
  for (int i = 0; i < 3; ++i) assign.add_names(HandedIn().name);
  assign.set_assignee(last_token_);
  assign.mutable_due_time()->set_seconds(absl::ToUnixSeconds(server_.clock().Now()) + 10 * kDay);
  ASSERT_THAT(Admin(&Stub::AssignProposals, assign).status, IsDone());
  EXPECT_THAT(CameTo("agent@example.org", 1).at(0), HasSubstr("Subject:"));
  for (int hour = 0; hour < 60; ++hour) server_.clock().Advance(7 * kDay / 60);
  EXPECT_EQ(smtp_.received().size(), 1u);
  for (int hour = 0; hour < 40; ++hour) server_.clock().Advance(3600);
  EXPECT_EQ(CameTo("agent@example.org", 2).size(), 2u) << "one message for all three, once";
}

TEST_F(ToldByMail, IsTheReviewerWhoLogsIn) {
  Accounts accounts(server_.store(), server_.clock());
  const auto agent = accounts.SignIn({.issuer = "https://staff.example",
                                      .subject = "bea",
                                      .provider = "test",
                                      .audience = v1::LOGIN_AUDIENCE_STAFF,
                                      .grants = {{Role::kAgent, kProcess}}},
                                     [](const auto&, auto&) { return absl::OkStatus(); });
  ASSERT_TRUE(agent.ok()) << agent.status();
  v1::SetStaffAddressRequest set;
  set.set_name("accounts/" + agent->id);
  set.set_address("bea@example.org");
  set.set_language("fr");
  ASSERT_THAT(server_.Admin(&Mail::SetStaffAddress, set).status, IsDone());
  v1::AssignProposalsRequest assign;
  assign.set_parent(kProcess);
  assign.add_names(HandedIn().name);
  assign.set_assignee(set.name());
  ASSERT_THAT(Admin(&Stub::AssignProposals, assign).status, IsDone());
  EXPECT_THAT(CameTo("bea@example.org", 1).at(0), HasSubstr("Subject:"));
}

TEST_F(ToldByMail, HasTheTextsOfTheDepartment) {
  v1::UpdateTemplateRequest update;
  update.set_parent(kProcess);
  v1::MessageTemplate& text = *update.mutable_template_();
  text.set_occasion(v1::OCCASION_RECEIVED);
  text.set_language("fr");
  text.set_subject("Merci pour {title}");
  text.set_body("Bonjour {nom}\n");
  EXPECT_THAT(server_.Admin(&Mail::UpdateTemplate, update).status, IsWrongAt("template.body"));
  text.set_body("Merci pour {title}. {unsubscribe}\n");
  const auto set = server_.Admin(&Mail::UpdateTemplate, update);
  ASSERT_THAT(set.status, IsDone());
  EXPECT_EQ(set.value.origin(), v1::TEMPLATE_ORIGIN_PROCESS);
  v1::ProposalContent content = WithAddress();
  content.mutable_text()->set_title("{process} {{x}} banc");
  HandedIn(content);
  EXPECT_THAT(CameTo(kAuthor, 1).at(0), HasSubstr("Subject: Merci pour {process} {{x}} banc\r\n"));
  v1::ResetTemplateRequest reset;
  reset.set_parent(kProcess);
  reset.set_occasion(v1::OCCASION_RECEIVED);
  reset.set_language("fr");
  EXPECT_EQ(server_.Admin(&Mail::ResetTemplate, reset).value.origin(), v1::TEMPLATE_ORIGIN_PROGRAM);
  v1::ListTemplatesRequest list;
  list.set_parent(kProcess);
  EXPECT_GT(server_.Admin(&Mail::ListTemplates, list).value.templates_size(), 30);
  v1::PreviewTemplateRequest preview;
  preview.set_parent(kProcess);
  preview.mutable_template_()->set_occasion(v1::OCCASION_RETURNED);
  preview.mutable_template_()->set_language("fr");
  EXPECT_THAT(server_.Admin(&Mail::PreviewTemplate, preview).value.body(),
              HasSubstr("Il manque le lieu exact."));
}

TEST_F(ToldByMail, HasNoTextWrittenOverByWhoeverHasNotReadIt) {
  v1::ListTemplatesRequest list;
  list.set_parent(kProcess);
  v1::UpdateTemplateRequest update;
  update.set_parent(kProcess);
  *update.mutable_template_() = server_.Admin(&Mail::ListTemplates, list).value.templates(0);
  ASSERT_NE(update.template_().etag(), "");
  update.mutable_template_()->set_subject("Merci");
  const auto set = server_.Admin(&Mail::UpdateTemplate, update);
  ASSERT_THAT(set.status, IsDone());
  // An answer that was lost is asked for again.
  EXPECT_EQ(server_.Admin(&Mail::UpdateTemplate, update).value.etag(), set.value.etag());
  update.mutable_template_()->set_subject("Merci bien");
  EXPECT_THAT(server_.Admin(&Mail::UpdateTemplate, update).status,
              IsRefused(grpc::StatusCode::ABORTED, "ETAG_MISMATCH"));
  update.mutable_template_()->set_etag(set.value.etag());
  EXPECT_THAT(server_.Admin(&Mail::UpdateTemplate, update).status, IsDone());
}

TEST_F(ToldByMail, IsListedWithoutAddressesAndTexts) {
  HandedIn(WithAddress());
  CameTo(kAuthor, 1);
  v1::ListMessagesRequest list;
  list.set_parent(kProcess);
  const auto listed = server_.Admin(&Mail::ListMessages, list);
  ASSERT_THAT(listed.status, IsDone());
  ASSERT_EQ(listed.value.messages_size(), 1);
  EXPECT_EQ(listed.value.DebugString().find("marie"), std::string::npos);
  EXPECT_EQ(listed.value.messages(0).occasion(), v1::OCCASION_RECEIVED);
  list.set_address(kAuthor);
  EXPECT_EQ(server_.Admin(&Mail::ListMessages, list).value.messages_size(), 1);
  list.set_address("nobody@example.org");
  EXPECT_EQ(server_.Admin(&Mail::ListMessages, list).value.messages_size(), 0);
}

TEST_F(ToldByMail, CanBeTriedByTheAdministrator) {
  v1::SendTestMessageRequest test;
  test.set_address("operator@example.org");
  const auto sent = server_.Admin(&Mail::SendTestMessage, test);
  ASSERT_THAT(sent.status, IsDone());
  EXPECT_EQ(CameTo("operator@example.org", 1).size(), 1u);
}

using WithoutMail = ProposalsTest;

TEST_F(WithoutMail, NothingIsKeptToBeSent) {
  v1::ProposalContent content = SomeContent();
  content.set_notify(true);
  const MadeProposal proposal = Public(content);
  EXPECT_FALSE(server_.Anybody(&Mail::GetMessaging, v1::GetMessagingRequest()).value.enabled());
  v1::FollowProposalRequest follow;
  follow.set_name(proposal.name);
  follow.set_address(kFollower);
  EXPECT_THAT(server_.Anybody(&Mail::FollowProposal, follow).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "NO_MESSAGES"));
  v1::ListMessagesRequest list;
  EXPECT_EQ(server_.Admin(&Mail::ListMessages, list).value.messages_size(), 0);
  server_.SendMailBy("127.0.0.1:9");
  EXPECT_EQ(server_.Admin(&Mail::ListMessages, list).value.messages_size(), 0);
}

}  // namespace
}  // namespace urna::services
