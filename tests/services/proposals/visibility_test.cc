// Who sees what of a proposal, at each stage of its life.
#include <fmt/format.h>

#include "services/proposals/proposal_requests.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using testing::ElementsAre;
using testing::IsEmpty;

class Visibility : public ProposalsTest {
 protected:
  void SetUp() override {
    ProposalsTest::SetUp();
    agent_ = MakeToken(v1::STAFF_ROLE_AGENT);
    elsewhere_ = MakeToken(v1::STAFF_ROLE_AGENT, "processes/elsewhere");
  }
  // The title that a caller sees; "-" where there is no such proposal for them, empty where there is
  // no text.
  static std::string Seen(const Answer<v1::Proposal>& answer) {
    if (answer.status.error_code() == StatusCode::NOT_FOUND) return "-";
    EXPECT_THAT(answer.status, IsDone());
    return answer.value.text().title();
  }
  // By the public, an agent of another process, the author, an agent.
  std::vector<std::string> SeenByAll(const MadeProposal& proposal) {
    return {Seen(Get(proposal)), Seen(Get(proposal, elsewhere_)), Seen(Get(proposal, "", true)),
            Seen(Get(proposal, agent_))};
  }
  // The titles that a list shows.
  std::vector<std::string> Listed(const std::string& token) {
    std::vector<std::string> titles;
    const auto page = By(token, &Stub::ListProposals, ListOf());
    for (const v1::Proposal& one : page.value.proposals()) {
      titles.push_back(one.text().title());
    }
    return titles;
  }

  std::string agent_;
  std::string elsewhere_;
};

TEST_F(Visibility, OfADraftIsForItsAuthorAndTheStaff) {
  const MadeProposal draft = Draft();
  EXPECT_THAT(SeenByAll(draft), ElementsAre("-", "-", "Un banc", "Un banc"));
  EXPECT_THAT(Listed(agent_), IsEmpty());
}

TEST_F(Visibility, OfWhatNobodyHasLookedThroughIsForItsAuthorAndTheStaff) {
  const MadeProposal proposal = HandedIn();
  EXPECT_THAT(SeenByAll(proposal), ElementsAre("-", "-", "Un banc", "Un banc"));
  EXPECT_THAT(Listed(""), IsEmpty());
  EXPECT_THAT(Listed(elsewhere_), IsEmpty());
  EXPECT_THAT(Listed(agent_), ElementsAre("Un banc"));
}

TEST_F(Visibility, OfWhatIsPublicIsForEverybodyButForContacts) {
  const MadeProposal proposal = Public();
  EXPECT_THAT(SeenByAll(proposal), ElementsAre("Un banc", "Un banc", "Un banc", "Un banc"));
  EXPECT_THAT(Listed(""), ElementsAre("Un banc"));
  EXPECT_FALSE(Get(proposal).value.has_internal());
  EXPECT_FALSE(Get(proposal, elsewhere_).value.has_internal());
  EXPECT_EQ(Get(proposal, "", true).value.internal().contact(), "ada@example.org");
  EXPECT_EQ(Get(proposal, agent_).value.internal().contact(), "ada@example.org");
  EXPECT_THAT(Get(proposal).value.author_names(), ElementsAre("Ada"));
}

TEST_F(Visibility, OfANewVersionComesWithItsScreening) {
  const MadeProposal proposal = Public();
  ASSERT_THAT(Return(proposal).status, IsDone());
  Revise(proposal, SomeContent("Deux bancs"));
  EXPECT_THAT(SeenByAll(proposal), ElementsAre("Un banc", "Un banc", "Deux bancs", "Deux bancs"));
  EXPECT_THAT(Listed(""), ElementsAre("Un banc"));
  EXPECT_THAT(Listed(agent_), ElementsAre("Deux bancs"));
  EXPECT_EQ(Get(proposal).value.versions(), 1U);
  v1::GetProposalRequest second;
  second.set_name(proposal.name);
  second.set_version(2);
  EXPECT_THAT(By("", &Stub::GetProposal, second).status,
              IsRefused(StatusCode::NOT_FOUND, "NO_SUCH_VERSION"));
  Screen(proposal);
  EXPECT_THAT(SeenByAll(proposal),
              ElementsAre("Deux bancs", "Deux bancs", "Deux bancs", "Deux bancs"));
  EXPECT_THAT(Listed(""), ElementsAre("Deux bancs"));
}

// Neither the order nor a filter nor a page's token tells of a version that is not public.
TEST_F(Visibility, OfANewVersionIsNotToldByListsBefore) {
  const MadeProposal first = Public(SomeContent("Banc"));
  const MadeProposal second = Public(SomeContent("Chaise"));
  ASSERT_THAT(Return(first).status, IsDone());
  v1::ProposalContent content = SomeContent("Zone secrète");
  content.mutable_text()->set_area("south");
  content.mutable_text()->set_estimated_cost(999'999);
  Revise(first, content);
  v1::ListProposalsRequest by_title = ListOf();
  by_title.set_order(v1::PROPOSAL_ORDER_TITLE);
  EXPECT_THAT(ReadAll("", by_title), ElementsAre("p1", "p2"));
  EXPECT_THAT(ReadAll(agent_, by_title), ElementsAre("p2", "p1"));
  v1::ListProposalsRequest south = ListOf();
  south.mutable_filter()->set_area("south");
  EXPECT_THAT(ReadAll("", south), IsEmpty());
  EXPECT_THAT(ReadAll(agent_, south), ElementsAre("p1"));
  v1::ListProposalsRequest dear = ListOf();
  dear.mutable_filter()->set_least_cost(500'000);
  EXPECT_THAT(ReadAll("", dear), IsEmpty());
  EXPECT_THAT(ReadAll(agent_, dear), ElementsAre("p1"));
}

TEST_F(Visibility, OfWhatIsHiddenIsItsReasonAlone) {
  const MadeProposal proposal = Public();
  auto hide = About<v1::HideProposalRequest>(proposal);
  Because(*hide.mutable_reason(), "Injurieux.");
  ASSERT_THAT(Admin(&Stub::HideProposal, hide).status, IsDone());
  EXPECT_THAT(SeenByAll(proposal), ElementsAre("", "", "Un banc", "Un banc"));
  const v1::Proposal seen = Get(proposal).value;
  EXPECT_EQ(seen.status(), v1::PROPOSAL_STATUS_HIDDEN);
  EXPECT_EQ(seen.hidden_reason(0).text(), "Injurieux.");
  EXPECT_THAT(seen.author_names(), IsEmpty());
  EXPECT_THAT(Listed(""), IsEmpty());
  EXPECT_THAT(Listed(agent_), ElementsAre("Un banc"));
  ASSERT_THAT(Admin(&Stub::RestoreProposal, About<v1::RestoreProposalRequest>(proposal)).status,
              IsDone());
  EXPECT_THAT(SeenByAll(proposal), ElementsAre("Un banc", "Un banc", "Un banc", "Un banc"));
}

TEST_F(Visibility, OfADecisionIsForEverybodyWithItsReason) {
  const MadeProposal proposal = Public();
  ASSERT_THAT(Decide(proposal, v1::REVIEW_STEP_FORMAL, false).status, IsDone());
  const v1::Proposal seen = Get(proposal).value;
  EXPECT_EQ(seen.status(), v1::PROPOSAL_STATUS_REJECTED);
  ASSERT_EQ(seen.verdicts_size(), 1);
  EXPECT_EQ(seen.verdicts(0).reason(0).text(), "Parce que.");
  // Lists tell what was decided, and not why.
  const auto list = By("", &Stub::ListProposals, ListOf());
  ASSERT_EQ(list.value.proposals_size(), 1);
  EXPECT_EQ(list.value.proposals(0).verdicts_size(), 1);
  EXPECT_THAT(list.value.proposals(0).verdicts(0).reason(), IsEmpty());
}

TEST_F(Visibility, OfNotesIsForTheStaffAlone) {
  const MadeProposal proposal = Public();
  auto note = About<v1::AddNoteRequest>(proposal);
  note.set_text("À voir avec la voirie.");
  ASSERT_THAT(By(agent_, &Stub::AddNote, note).status, IsDone());
  const auto list = About<v1::ListNotesRequest>(proposal);
  ASSERT_EQ(By(agent_, &Stub::ListNotes, list).value.notes_size(), 1);
  EXPECT_THAT(By("", &Stub::ListNotes, list).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "TOKEN_MISSING"));
  EXPECT_THAT(By(elsewhere_, &Stub::ListNotes, list).status,
              IsRefused(StatusCode::PERMISSION_DENIED, "ROLE_MISSING"));
  // What is held about somebody is theirs to read; what was noted is not of it.
  const auto data =
      By("", &Stub::ExportPersonalData, About<v1::ExportPersonalDataRequest>(proposal));
  ASSERT_THAT(data.status, IsDone());
  EXPECT_THAT(data.value.json(), testing::HasSubstr("ada@example.org"));
  EXPECT_THAT(data.value.json(), testing::Not(testing::HasSubstr("voirie")));
  EXPECT_THAT(
      By("", &Stub::ExportPersonalData, About<v1::ExportPersonalDataRequest>({proposal.name, ""}))
          .status,
      IsRefused(StatusCode::UNAUTHENTICATED, "EDIT_KEY_MISSING"));
}

TEST_F(Visibility, OfReportsIsForTheStaffAlone) {
  const MadeProposal proposal = Public();
  auto report = About<v1::ReportProposalRequest>({proposal.name, ""});
  report.set_reason("Injurieux");
  ASSERT_THAT(By("", &Stub::ReportProposal, report).status, IsDone());
  v1::ListProposalsRequest reported = ListOf();
  reported.mutable_filter()->set_reported(true);
  EXPECT_THAT(ReadAll(agent_, reported), ElementsAre("p1"));
  EXPECT_THAT(By("", &Stub::ListProposals, reported).status, IsWrongAt("filter"));
  EXPECT_EQ(Get(proposal, agent_).value.internal().reports(), 1U);
  // Nobody reports what they do not see; nor is a draft of anybody's concern.
  const MadeProposal hidden = HandedIn();
  report.set_name(hidden.name);
  EXPECT_THAT(By("", &Stub::ReportProposal, report).status,
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  report.set_name(Draft().name);
  EXPECT_THAT(By(agent_, &Stub::ReportProposal, report).status, IsWrongAt("name"));
}

TEST_F(Visibility, OfTheListOfAllIsThatOfEachProcessOfTheToken) {
  Create("lyon");
  Propose("processes/lyon", OpenForm());
  HandedIn();
  HandedIn(SomeContent("À Lyon"), "processes/lyon");
  v1::CreateAccessTokenRequest request;
  request.mutable_access_token()->set_display_name("reviews two");
  for (const char* process : {kProcess, "processes/lyon"}) {
    v1::Grant& grant = *request.mutable_access_token()->add_grants();
    grant.set_role(v1::STAFF_ROLE_AGENT);
    grant.set_process(process);
  }
  const auto both = server_.Admin(&v1::Administration::Stub::CreateAccessToken, request);
  ASSERT_THAT(both.status, IsDone());
  const auto names = [&](const std::string& token) {
    std::vector<std::string> out;
    const auto page = By(token, &Stub::ListProposals, ListOf("processes/-"));
    EXPECT_THAT(page.status, IsDone());
    for (const v1::Proposal& one : page.value.proposals()) out.push_back(one.name());
    EXPECT_EQ(page.value.total_size(), out.size());
    return out;
  };
  EXPECT_THAT(names(both.value.secret()),
              ElementsAre("processes/lyon/proposals/p1", "processes/paris/proposals/p1"));
  EXPECT_THAT(names(agent_), ElementsAre("processes/paris/proposals/p1"));
  EXPECT_THAT(names(elsewhere_), IsEmpty());
  EXPECT_THAT(names(""), IsEmpty());
}

}  // namespace
}  // namespace urna::services
