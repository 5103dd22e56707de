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
