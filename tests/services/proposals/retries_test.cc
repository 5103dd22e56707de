// What is sent twice is done once; what is sent together is done together or not at all.
#include "services/proposals/proposal_requests.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kFirst[] = "0d9b7a52-54f7-4c1e-8f3a-2b6c9d8e7f10";
constexpr char kSecond[] = "9a1b2c3d-4e5f-4a6b-8c7d-0e1f2a3b4c5d";

class Retries : public ProposalsTest {};

// A citizen is told before anything is written, not when it is handed in.
TEST_F(Retries, OfALateCitizenAreOfNoUse) {
  const MadeProposal draft = Draft();
  server_.clock().Set(kNow + 10 * kDay - 1);
  EXPECT_THAT(By("", &Stub::CreateProposal, NewDraft()).status, IsDone());
  ASSERT_THAT(Begin(v1::PHASE_REVIEW).status, IsDone());
  EXPECT_THAT(By("", &Stub::CreateProposal, NewDraft()).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "NO_PROPOSALS_NOW"));
  EXPECT_THAT(Submit(draft).status, IsRefused(StatusCode::FAILED_PRECONDITION, "JOURNAL_PHASE"));
  auto paper = NewDraft();
  paper.set_channel(v1::CHANNEL_PAPER);
  EXPECT_THAT(Admin(&Stub::CreateProposal, paper).status, IsDone());
}

TEST_F(Retries, OfACreationAreRefusedForTheKeyIsToldOnce) {
  auto request = NewDraft();
  request.set_request_id(kFirst);
  ASSERT_THAT(By("", &Stub::CreateProposal, request).status, IsDone());
  EXPECT_THAT(By("", &Stub::CreateProposal, request).status,
              IsRefused(StatusCode::ALREADY_EXISTS, "PROPOSAL_EXISTS"));
}

TEST_F(Retries, OfASubmissionAreAnsweredWithItsNumber) {
  const MadeProposal draft = Draft();
  auto request = About<v1::SubmitProposalRequest>(draft);
  request.set_request_id(kFirst);
  const auto first = By("", &Stub::SubmitProposal, request);
  ASSERT_THAT(first.status, IsDone());
  const auto again = By("", &Stub::SubmitProposal, request);
  ASSERT_THAT(again.status, IsDone());
  EXPECT_EQ(again.value.SerializeAsString(), first.value.SerializeAsString());
  server_.Restart();
  EXPECT_EQ(By("", &Stub::SubmitProposal, request).value.name(), first.value.name());
  EXPECT_EQ(Admin(&Stub::ListProposals, ListOf()).value.total_size(), 1U);
}

TEST_F(Retries, OfAVerdictAreOneVerdict) {
  const MadeProposal proposal = Public();
  auto request = About<v1::RecordVerdictRequest>(proposal);
  request.mutable_facts()->set_step(v1::REVIEW_STEP_FORMAL);
  request.mutable_facts()->set_accepted(true);
  Because(*request.mutable_reason());
  request.set_request_id(kFirst);
  ASSERT_THAT(Admin(&Stub::RecordVerdict, request).status, IsDone());
  ASSERT_THAT(Admin(&Stub::RecordVerdict, request).status, IsDone());
  EXPECT_EQ(Get(proposal).value.verdicts_size(), 1);
  // Another request has another id.
  request.mutable_facts()->set_accepted(false);
  EXPECT_THAT(Admin(&Stub::RecordVerdict, request).status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "REQUEST_ID_REUSED"));
  request.set_request_id(kSecond);
  EXPECT_THAT(Admin(&Stub::RecordVerdict, request).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "JOURNAL_STATE"));
}

TEST_F(Retries, OfAWithdrawalOfADraftAreNoError) {
  const MadeProposal draft = Draft();
  auto request = About<v1::WithdrawProposalRequest>(draft);
  request.set_request_id(kFirst);
  ASSERT_THAT(By("", &Stub::WithdrawProposal, request).status, IsDone());
  EXPECT_THAT(Get(draft, "", true).status, IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  EXPECT_THAT(By("", &Stub::WithdrawProposal, request).status, IsDone());
}

TEST_F(Retries, OfAnImportAreRefused) {
  ASSERT_THAT(Import({SomeContent(), SomeContent()}, kFirst).status, IsDone());
  EXPECT_THAT(Import({SomeContent(), SomeContent()}, kFirst).status,
              IsRefused(StatusCode::ALREADY_EXISTS, "PROPOSAL_EXISTS"));
  EXPECT_EQ(Admin(&Stub::ListProposals, ListOf()).value.total_size(), 2U);
}

TEST_F(Retries, OfAnImportThatFailedFindNothingOfIt) {
  v1::ProposalContent wrong = SomeContent();
  wrong.mutable_text()->set_area("nowhere");
  EXPECT_THAT(Import({SomeContent(), wrong}, kFirst).status, IsWrongAt("contents[1].text.area"));
  v1::ProposalContent incomplete = SomeContent();
  incomplete.mutable_text()->clear_title();
  const Refusal refusal = Read(Import({SomeContent(), incomplete}, kFirst).status);
  EXPECT_EQ(refusal.reason, "PROPOSAL_INCOMPLETE");
  EXPECT_TRUE(refusal.fields.contains("contents[1].text.title"));
  EXPECT_THAT(ReadAll(server_.token(), ListOf()), IsEmpty());
  ASSERT_THAT(Import({SomeContent("A"), SomeContent("B")}, kFirst).status, IsDone());
  EXPECT_THAT(ReadAll(server_.token(), ListOf()), ElementsAre("p1", "p2"));
}

TEST_F(Retries, OfAnAdmissionAreAnsweredWithTheProjects) {
  ASSERT_THAT(server_.Admin(&Processes::CreateContest, NewContest("paris", "north")).status,
              IsDone());
  const MadeProposal first = Public(), second = Public();
  ASSERT_THAT(Begin(v1::PHASE_REVIEW).status, IsDone());
  for (const MadeProposal& proposal : {first, second}) {
    ASSERT_THAT(Decide(proposal, v1::REVIEW_STEP_FORMAL, true).status, IsDone());
  }
  ASSERT_THAT(Decide(first, v1::REVIEW_STEP_SUBSTANTIVE, true).status, IsDone());
  v1::AdmitProposalsRequest request;
  request.set_parent(fmt::format("{}/contests/north", kProcess));
  request.add_names(first.name);
  request.add_names(second.name);
  request.set_request_id(kFirst);
  // All or none: the second is not admitted yet.
  EXPECT_THAT(Admin(&Stub::AdmitProposals, request).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "JOURNAL_STATE"));
  EXPECT_EQ(Get(first).value.project(), "");
  ASSERT_THAT(Decide(second, v1::REVIEW_STEP_SUBSTANTIVE, true).status, IsDone());
  const auto admitted = Admin(&Stub::AdmitProposals, request);
  ASSERT_THAT(admitted.status, IsDone());
  ASSERT_EQ(admitted.value.projects_size(), 2);
  EXPECT_EQ(admitted.value.projects(0).name(),
            fmt::format("{}/contests/north/projects/p1", kProcess));
  const auto again = Admin(&Stub::AdmitProposals, request);
  ASSERT_THAT(again.status, IsDone());
  EXPECT_EQ(again.value.projects_size(), 2);
  EXPECT_EQ(Get(first).value.status(), v1::PROPOSAL_STATUS_ON_THE_BALLOT);
}

}  // namespace
}  // namespace urna::services
