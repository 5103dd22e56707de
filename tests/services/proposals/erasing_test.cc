// What is erased is in no answer and no file any more; that it was there stays told.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "ledger/limits.h"
#include "services/proposals/proposal_requests.h"

namespace urna::services {
namespace {

using grpc::StatusCode;

constexpr char kWords[] = "un mot que personne d'autre n'ecrit 8801";
constexpr char kContact[] = "regrette@example.org";
constexpr char kReport[] = "un signalement que personne d'autre n'ecrit 8802";

class Erasing : public ProposalsTest {
 protected:
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
  static v1::ProposalContent Regretted() {
    v1::ProposalContent content = SomeContent();
    content.mutable_text()->set_description(kWords);
    content.set_contact(kContact);
    return content;
  }
  Answer<v1::Proposal> Erase(const MadeProposal& proposal, const std::string& request_id = "") {
    auto request = About<v1::EraseProposalRequest>(proposal);
    request.set_request_id(request_id);
    return Admin(&Stub::EraseProposal, request);
  }
};

TEST_F(Erasing, LeavesNothingInTheFilesOfTheStore) {
  const MadeProposal proposal = Public(Regretted());
  auto report = About<v1::ReportProposalRequest>(proposal);
  report.set_reason(kReport);
  ASSERT_THAT(By("", &Stub::ReportProposal, report).status, IsDone());
  ASSERT_THAT(Return(proposal).status, IsDone());
  Revise(proposal, Regretted());
  for (const char* text : {kWords, kContact, kReport}) EXPECT_TRUE(StoreHolds(text)) << text;
  const auto erased = Erase(proposal);
  ASSERT_THAT(erased.status, IsDone());
  EXPECT_TRUE(erased.value.erased());
  EXPECT_FALSE(erased.value.has_text());
  for (const char* text : {kWords, kContact, kReport}) EXPECT_FALSE(StoreHolds(text)) << text;
  server_.Restart();
  for (const char* text : {kWords, kContact, kReport}) EXPECT_FALSE(StoreHolds(text)) << text;
  EXPECT_TRUE(Get(proposal, server_.token()).value.erased());
}

TEST_F(Erasing, IsToldByTheJournalAndGivesNoDocument) {
  const MadeProposal proposal = Public(Regretted());
  v1::ListActsRequest acts;
  acts.set_process(kProcess);
  acts.set_resource(proposal.name);
  const auto before = server_.Anybody(&v1::Journal::Stub::ListActs, acts);
  ASSERT_THAT(before.status, IsDone());
  ASSERT_THAT(Erase(proposal).status, IsDone());
  const auto after = server_.Anybody(&v1::Journal::Stub::ListActs, acts);
  ASSERT_EQ(after.value.entries_size(), before.value.entries_size() + 1);
  EXPECT_EQ(after.value.entries().rbegin()->act(), v1::JOURNAL_ACT_ERASED);
  for (const v1::JournalEntry& entry : after.value.entries()) {
    for (const v1::NamedDocument& document : entry.documents()) {
      EXPECT_EQ(document.visibility(), v1::DOCUMENT_VISIBILITY_ERASED);
      v1::GetDocumentRequest get;
      get.set_process(kProcess);
      get.set_sha256(document.sha256());
      EXPECT_THAT(server_.Anybody(&v1::Journal::Stub::GetDocument, get).status,
                  IsRefused(StatusCode::NOT_FOUND, "NO_SUCH_DOCUMENT"));
    }
  }
}

TEST_F(Erasing, TwiceIsNoError) {
  const MadeProposal proposal = Public(Regretted());
  constexpr char kRequest[] = "7f9c24e8-3b1a-4f2d-9c58-6a0d1e2f3b4c";
  ASSERT_THAT(Erase(proposal, kRequest).status, IsDone());
  EXPECT_THAT(Erase(proposal, kRequest).status, IsDone());
  EXPECT_THAT(Erase(proposal).status, IsDone());
}

TEST_F(Erasing, TakesAsManyActsAsThereAreDocuments) {
  const MadeProposal proposal = Public(Regretted());
  MadeProposal by_staff = proposal;
  by_staff.key.clear();
  auto update = About<v1::UpdateProposalRequest>(by_staff);
  *update.mutable_content() = Regretted();
  // A text and the names of its authors a version.
  for (int version = 2; version <= ledger::kMaxErasedDocuments / 2 + 2; ++version) {
    ASSERT_THAT(Admin(&Stub::UpdateProposal, update).status, IsDone());
    const auto submitted = Admin(&Stub::SubmitProposal, About<v1::SubmitProposalRequest>(by_staff));
    ASSERT_THAT(submitted.status, IsDone());
  }
  ASSERT_THAT(Erase(proposal).status, IsDone());
  EXPECT_FALSE(StoreHolds(kWords));
  v1::ListActsRequest acts;
  acts.set_process(kProcess);
  acts.set_resource(proposal.name);
  acts.set_page_size(1000);
  const auto told = server_.Anybody(&v1::Journal::Stub::ListActs, acts);
  EXPECT_EQ(
      std::ranges::count(told.value.entries(), v1::JOURNAL_ACT_ERASED, &v1::JournalEntry::act), 2);
  for (const v1::JournalEntry& entry : told.value.entries()) {
    for (const v1::NamedDocument& document : entry.documents()) {
      EXPECT_EQ(document.visibility(), v1::DOCUMENT_VISIBILITY_ERASED);
    }
  }
}

TEST_F(Erasing, LeavesTheReasonsOfTheStaffUnlessTheyAreAskedFor) {
  const MadeProposal proposal = Public(Regretted());
  auto verdict = About<v1::RecordVerdictRequest>(proposal);
  verdict.mutable_facts()->set_step(v1::REVIEW_STEP_FORMAL);
  Because(*verdict.mutable_reason(), kReport);
  ASSERT_THAT(Admin(&Stub::RecordVerdict, verdict).status, IsDone());
  const auto erased = Erase(proposal);
  ASSERT_EQ(erased.value.verdicts_size(), 1);
  EXPECT_EQ(erased.value.verdicts(0).reason(0).text(), kReport);
  auto request = About<v1::EraseProposalRequest>(proposal);
  request.set_reasons(true);
  const auto wholly = Admin(&Stub::EraseProposal, request);
  ASSERT_THAT(wholly.status, IsDone());
  ASSERT_EQ(wholly.value.verdicts_size(), 1) << "that there was a verdict stays";
  EXPECT_EQ(wholly.value.verdicts(0).reason_size(), 0);
  EXPECT_FALSE(StoreHolds(kReport));
}

TEST_F(Erasing, IsRefusedWhileAListRepeatsTheTexts) {
  const MadeProposal proposal = Public(Regretted());
  ASSERT_THAT(server_.Admin(&Processes::CreateContest, NewContest("paris", "north")).status,
              IsDone());
  ASSERT_THAT(Decide(proposal, v1::REVIEW_STEP_FORMAL, true).status, IsDone());
  ASSERT_THAT(Begin(v1::PHASE_REVIEW).status, IsDone());
  ASSERT_THAT(Decide(proposal, v1::REVIEW_STEP_SUBSTANTIVE, true).status, IsDone());
  v1::AdmitProposalsRequest admit;
  admit.set_parent("processes/paris/contests/north");
  admit.add_names(proposal.name);
  const auto admitted = Admin(&Stub::AdmitProposals, admit);
  ASSERT_THAT(admitted.status, IsDone());
  EXPECT_THAT(Erase(proposal).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "RESOURCE_IN_USE"));
  EXPECT_TRUE(StoreHolds(kWords)) << "nothing was erased";
  v1::DeleteProjectRequest off;
  off.set_name(admitted.value.projects(0).name());
  ASSERT_THAT(server_.Admin(&v1::Projects::Stub::DeleteProject, off).status, IsDone());
  ASSERT_THAT(Erase(proposal).status, IsDone());
  EXPECT_FALSE(StoreHolds(kWords));
}

TEST_F(Erasing, IsNotOfDraftsNorForAgents) {
  EXPECT_THAT(Erase(Draft()).status, IsWrongAt("name"));
  const MadeProposal proposal = Public();
  EXPECT_THAT(By(MakeToken(v1::STAFF_ROLE_AGENT), &Stub::EraseProposal,
                 About<v1::EraseProposalRequest>(proposal))
                  .status,
              IsRefused(StatusCode::PERMISSION_DENIED, "ROLE_MISSING"));
}

TEST_F(Erasing, KeepsNobodyFromTheListThatTheStaffReads) {
  const MadeProposal proposal = Public(Regretted());
  ASSERT_THAT(Erase(proposal).status, IsDone());
  EXPECT_THAT(ReadAll("", ListOf()), testing::IsEmpty());
  EXPECT_THAT(ReadAll(server_.token(), ListOf()), testing::ElementsAre("p1"));
  EXPECT_EQ(Get(proposal).value.text().title(), "");
}

}  // namespace
}  // namespace urna::services
