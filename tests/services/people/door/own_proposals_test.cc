// Whoever is logged in is the author of what they write, without a key.
#include "services/people/door/logged_in.h"

namespace urna::services {
namespace {

using grpc::StatusCode;

class OwnProposalsTest : public LoggedInTest {};

TEST_F(OwnProposalsTest, AreWrittenHandedInAndTakenBackWithoutAKey) {
  const std::string ada = LogIn("ada");
  const std::string draft = Write(ada);
  v1::UpdateProposalRequest update;
  update.set_name(draft);
  *update.mutable_content() = SomeContent("Deux bancs");
  EXPECT_EQ(Web<v1::Proposal>(ada, "Proposals/UpdateProposal", update).status, 200);
  const auto handed_in = HandInBy(ada, draft);
  ASSERT_EQ(handed_in.status, 200) << handed_in.reply.body;
  EXPECT_EQ(handed_in.value.name(), "processes/paris/proposals/p1");
  EXPECT_EQ(handed_in.value.text().title(), "Deux bancs");
  v1::WithdrawProposalRequest withdraw;
  withdraw.set_name("processes/paris/proposals/p1");
  EXPECT_EQ(Web<v1::Proposal>(ada, "Proposals/WithdrawProposal", withdraw).value.status(),
            v1::PROPOSAL_STATUS_WITHDRAWN);
}

TEST_F(OwnProposalsTest, AreNobodyElses) {
  const std::string ada = LogIn("ada");
  const std::string eve = LogIn("eve");
  const std::string draft = Write(ada);
  v1::GetProposalRequest get;
  get.set_name(draft);
  EXPECT_EQ(Web<v1::Proposal>(ada, "Proposals/GetProposal", get).status, 200);
  for (const std::string& other : {eve, std::string()}) {
    EXPECT_EQ(Web<v1::Proposal>(other, "Proposals/GetProposal", get).reason, "RESOURCE_NOT_FOUND");
    EXPECT_EQ(HandInBy(other, draft).reason, "RESOURCE_NOT_FOUND");
  }
  ASSERT_EQ(HandInBy(ada, draft).status, 200);
  Screen({"processes/paris/proposals/p1", ""});
  EXPECT_EQ(HandInBy(eve, "processes/paris/proposals/p1").reason, "EDIT_KEY_MISSING");
  // No key opens it, not even an empty one or that of another.
  const MadeProposal others = Draft();
  EXPECT_THAT(Get({"processes/paris/proposals/p1", others.key}, "", true).status,
              IsRefused(StatusCode::PERMISSION_DENIED, "EDIT_KEY_WRONG"));
  EXPECT_TRUE(OwnProposals(eve).empty());
}

TEST_F(OwnProposalsTest, AreListedTheNewestFirstDraftsToo) {
  const std::string ada = LogIn("ada");
  std::vector<std::string> written;
  for (int i = 0; i < 5; ++i) {
    server_.clock().Advance(1);
    written.insert(written.begin(), Write(ada));
  }
  EXPECT_EQ(OwnProposals(ada), written);
  ASSERT_EQ(HandInBy(ada, written[2]).status, 200);
  written[2] = "processes/paris/proposals/p1";
  EXPECT_EQ(OwnProposals(ada), written);
  v1::WithdrawProposalRequest withdraw;
  withdraw.set_name(written[0]);
  ASSERT_EQ(Web<v1::Proposal>(ada, "Proposals/WithdrawProposal", withdraw).status, 200);
  written.erase(written.begin());
  EXPECT_EQ(OwnProposals(ada), written);
  // In another session, too.
  EXPECT_EQ(OwnProposals(LogIn("ada")), written);
}

TEST_F(OwnProposalsTest, AreCountedByAccount) {
  v1::SubmissionForm form = OpenForm();
  form.set_most_per_author(1);
  ASSERT_THAT(server_.Admin(&v1::Processes::Stub::CreateProcess, TwoLanguages("lyon")).status,
              IsDone());
  Propose("processes/lyon", form);
  const auto write = [&](const std::string& cookie) {
    const auto made = Web<v1::CreateProposalResponse>(cookie, "Proposals/CreateProposal",
                                                      NewDraft(SomeContent(), "processes/lyon"));
    return HandInBy(cookie, made.value.proposal().name());
  };
  const std::string ada = LogIn("ada");
  const std::string eve = LogIn("eve");
  EXPECT_EQ(write(ada).status, 200);
  EXPECT_EQ(write(ada).reason, "MOST_PER_AUTHOR");
  // From the same address.
  EXPECT_EQ(write(eve).status, 200);
  EXPECT_EQ(write(LogIn("ada")).reason, "MOST_PER_AUTHOR");
}

TEST_F(OwnProposalsTest, AreTakenWhereNobodyWithoutAnAccountMayPropose) {
  v1::SubmissionForm form = OpenForm();
  form.set_open_submission(false);
  ASSERT_THAT(server_.Admin(&v1::Processes::Stub::CreateProcess, TwoLanguages("lyon")).status,
              IsDone());
  Propose("processes/lyon", form);
  const auto request = NewDraft(SomeContent(), "processes/lyon");
  EXPECT_EQ(Web<v1::CreateProposalResponse>("", "Proposals/CreateProposal", request).reason,
            "NO_OPEN_SUBMISSION");
  EXPECT_EQ(
      Web<v1::CreateProposalResponse>(LogIn("ada"), "Proposals/CreateProposal", request).status,
      200);
}

// Whoever reads the journal joins no two proposals of one person.
TEST_F(OwnProposalsTest, HaveDifferentAuthorsInTheJournal) {
  const std::string ada = LogIn("ada");
  ASSERT_EQ(HandInBy(ada, Write(ada)).status, 200);
  ASSERT_EQ(HandInBy(ada, Write(ada)).status, 200);
  v1::ListActsRequest request;
  request.set_process(kProcess);
  request.set_page_size(100);
  const auto acts = server_.Admin(&v1::Journal::Stub::ListActs, request);
  ASSERT_THAT(acts.status, IsDone());
  std::set<std::string> authors;
  int received = 0;
  for (const auto& act : acts.value.entries()) {
    if (act.act() != v1::JOURNAL_ACT_RECEIVED) continue;
    ++received;
    authors.insert(act.actor());
  }
  EXPECT_EQ(received, 2);
  EXPECT_EQ(authors.size(), 2u);
}

TEST_F(OwnProposalsTest, LoseTheirAuthorWithTheAccountAndStay) {
  const std::string ada = LogIn("ada");
  ASSERT_EQ(HandInBy(ada, Write(ada)).status, 200);
  const std::string draft = Write(ada);
  const std::string name = Own(ada).name();
  v1::ExportAccountRequest data;
  data.set_name(name);
  const std::string json =
      Web<v1::ExportAccountResponse>(ada, "People/ExportAccount", data).value.json();
  EXPECT_THAT(json, testing::HasSubstr("ada@example.org"));
  EXPECT_THAT(json, testing::HasSubstr("https://issuer.example"));
  v1::EraseAccountRequest erase;
  erase.set_name(name);
  const std::string eve = LogIn("eve");
  EXPECT_EQ(Web<v1::EraseAccountResponse>(eve, "People/EraseAccount", erase).reason,
            "ROLE_MISSING");
  const auto erased = Web<v1::EraseAccountResponse>(ada, "People/EraseAccount", erase);
  ASSERT_EQ(erased.status, 200) << erased.reply.body;
  ASSERT_EQ(erased.value.proposals_size(), 1);
  EXPECT_EQ(erased.value.proposals(0), "processes/paris/proposals/p1");
  EXPECT_EQ(HandInBy(ada, draft).reason, "SESSION_OVER");
  EXPECT_THAT(Get({draft, ""}, server_.token()).status,
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  const auto kept = Get({"processes/paris/proposals/p1", ""}, server_.token());
  ASSERT_THAT(kept.status, IsDone());
  EXPECT_EQ(kept.value.text().title(), "Un banc");
  EXPECT_EQ(kept.value.internal().contact(), "");
  // Whoever comes again is somebody new.
  const std::string again = LogIn("ada");
  EXPECT_NE(Own(again).name(), name);
  EXPECT_TRUE(OwnProposals(again).empty());
}

}  // namespace
}  // namespace urna::services
