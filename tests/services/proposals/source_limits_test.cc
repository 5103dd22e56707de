// What one address may do within an hour, where nobody is known by name.
#include "services/proposals/proposal_requests.h"

namespace urna::services {
namespace {

using grpc::StatusCode;

constexpr int kDrafts = 200;
constexpr int kReports = 30;
constexpr std::int64_t kHour = 3600;

class SourceLimitsOfProposals : public ProposalsTest {
 protected:
  grpc::Status CreateFrom(const std::string& address) {
    return By("", &Stub::CreateProposal, NewDraft(), address).status;
  }
  grpc::Status ReportFrom(const std::string& address, const std::string& name) {
    v1::ReportProposalRequest request;
    request.set_name(name);
    request.set_reason("Injurieux");
    return By("", &Stub::ReportProposal, request, address).status;
  }
};

TEST_F(SourceLimitsOfProposals, AreOfDraftsOfEachAddressWithinAnHour) {
  for (int i = 0; i < kDrafts; ++i) ASSERT_THAT(CreateFrom("192.0.2.1"), IsDone());
  EXPECT_THAT(CreateFrom("192.0.2.1"),
              IsRefused(StatusCode::RESOURCE_EXHAUSTED, "TOO_MANY_PROPOSALS"));
  EXPECT_THAT(CreateFrom("192.0.2.2"), IsDone());
  // The staff types what came on paper, from one address all of it.
  auto paper = NewDraft();
  paper.set_channel(v1::CHANNEL_PAPER);
  EXPECT_THAT(By(server_.token(), &Stub::CreateProposal, paper, "192.0.2.1").status, IsDone());
  server_.clock().Advance(kHour);
  EXPECT_THAT(CreateFrom("192.0.2.1"), IsDone());
}

// A form may let one author hand in so many; who has no account is known by the address.
class MostPerAuthor : public SourceLimitsOfProposals {
 protected:
  void SetUp() override {
    PlanTest::SetUp();
    v1::SubmissionForm form = OpenForm();
    form.set_most_per_author(2);
    ASSERT_NO_FATAL_FAILURE(Propose(kProcess, form));
  }
  Answer<v1::Proposal> HandInFrom(const std::string& address) {
    const MadeProposal draft = Draft();
    const auto submitted =
        By("", &Stub::SubmitProposal, About<v1::SubmitProposalRequest>(draft), address);
    last_key_ = draft.key;
    return submitted;
  }
  std::string last_key_;
};

TEST_F(MostPerAuthor, AreHandedInFromOneAddress) {
  ASSERT_THAT(HandInFrom("192.0.2.1").status, IsDone());
  ASSERT_THAT(HandInFrom("192.0.2.1").status, IsDone());
  EXPECT_THAT(HandInFrom("192.0.2.1").status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "MOST_PER_AUTHOR"));
  EXPECT_THAT(HandInFrom("192.0.2.2").status, IsDone());
  server_.Restart();
  EXPECT_THAT(HandInFrom("192.0.2.1").status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "MOST_PER_AUTHOR"));
  server_.clock().Advance(kHour);
  EXPECT_THAT(HandInFrom("192.0.2.1").status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "MOST_PER_AUTHOR"))
      << "not of an hour, but of the process";
}

TEST_F(MostPerAuthor, DoNotCountWhatWasTakenBack) {
  ASSERT_THAT(HandInFrom("192.0.2.1").status, IsDone());
  const auto second = HandInFrom("192.0.2.1");
  ASSERT_THAT(By("", &Stub::WithdrawProposal,
                 About<v1::WithdrawProposalRequest>({second.value.name(), last_key_}))
                  .status,
              IsDone());
  EXPECT_THAT(HandInFrom("192.0.2.1").status, IsDone());
}

TEST_F(MostPerAuthor, AreOfEachProcess) {
  ASSERT_THAT(HandInFrom("192.0.2.1").status, IsDone());
  ASSERT_THAT(HandInFrom("192.0.2.1").status, IsDone());
  ASSERT_THAT(server_.Admin(&Processes::CreateProcess, TwoLanguages("lyon")).status, IsDone());
  v1::SubmissionForm form = OpenForm();
  form.set_most_per_author(2);
  ASSERT_NO_FATAL_FAILURE(Propose("processes/lyon", form));
  const MadeProposal draft = Draft(SomeContent(), "processes/lyon");
  EXPECT_THAT(
      By("", &Stub::SubmitProposal, About<v1::SubmitProposalRequest>(draft), "192.0.2.1").status,
      IsDone());
}

// What the staff types for others, and new versions of what is there.
TEST_F(MostPerAuthor, AreOnlyOfWhatIsNewAndComesOnline) {
  for (int i = 0; i < 2; ++i) ASSERT_THAT(HandInFrom("192.0.2.1").status, IsDone());
  const MadeProposal last{kProcess + std::string("/proposals/p2"), last_key_};
  ASSERT_THAT(Return(last).status, IsDone());
  auto update = About<v1::UpdateProposalRequest>(last);
  *update.mutable_content() = SomeContent();
  ASSERT_THAT(By("", &Stub::UpdateProposal, update).status, IsDone());
  EXPECT_THAT(
      By("", &Stub::SubmitProposal, About<v1::SubmitProposalRequest>(last), "192.0.2.1").status,
      IsDone());
  auto paper = NewDraft();
  paper.set_channel(v1::CHANNEL_PAPER);
  const auto typed = By(server_.token(), &Stub::CreateProposal, paper, "192.0.2.1");
  v1::SubmitProposalRequest submit;
  submit.set_name(typed.value.proposal().name());
  EXPECT_THAT(By(server_.token(), &Stub::SubmitProposal, submit, "192.0.2.1").status, IsDone());
}

TEST_F(SourceLimitsOfProposals, DoNotCountWhatWasRefused) {
  auto wrong = NewDraft();
  wrong.mutable_content()->mutable_text()->set_area("nowhere");
  for (int i = 0; i < kDrafts; ++i) {
    ASSERT_THAT(By("", &Stub::CreateProposal, wrong, "192.0.2.1").status,
                IsWrongAt("content.text.area"));
  }
  EXPECT_THAT(CreateFrom("192.0.2.1"), IsDone());
}

TEST_F(SourceLimitsOfProposals, AreOfReportsOfEachAddressWithinAnHour) {
  const MadeProposal proposal = Public();
  for (int i = 0; i < kReports; ++i) {
    ASSERT_THAT(ReportFrom("192.0.2.1", proposal.name), IsDone());
  }
  EXPECT_THAT(ReportFrom("192.0.2.1", proposal.name),
              IsRefused(StatusCode::RESOURCE_EXHAUSTED, "TOO_MANY_REPORTS"));
  EXPECT_THAT(ReportFrom("192.0.2.2", proposal.name), IsDone());
  server_.clock().Advance(kHour);
  EXPECT_THAT(ReportFrom("192.0.2.1", proposal.name), IsDone());
}

TEST_F(SourceLimitsOfProposals, OfReportsLeaveRoomForTheNotesOfTheStaff) {
  const MadeProposal proposal = Public();
  constexpr int kMany = 600;
  for (int i = 0; i < kMany; ++i) {
    ASSERT_THAT(ReportFrom(fmt::format("192.0.2.{}", i / kReports), proposal.name), IsDone());
  }
  EXPECT_EQ(Get(proposal, server_.token()).value.internal().reports(), 600U);
  auto note = About<v1::AddNoteRequest>(proposal);
  note.set_text("À voir.");
  EXPECT_THAT(Admin(&Stub::AddNote, note).status, IsDone());
  const auto notes = Admin(&Stub::ListNotes, About<v1::ListNotesRequest>(proposal));
  EXPECT_EQ(notes.value.notes_size(), 501);
}

}  // namespace
}  // namespace urna::services
