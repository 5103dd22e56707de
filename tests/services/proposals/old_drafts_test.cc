// A draft that its author has left is gone after thirty days.
#include "services/api/application.h"
#include "services/proposals/proposal_requests.h"

namespace urna::services {
namespace {

using grpc::StatusCode;

constexpr std::int64_t kDay = 24 * 3600;

class OldDrafts : public ProposalsTest {
 protected:
  grpc::Status Update(const MadeProposal& draft) {
    v1::UpdateProposalRequest request;
    request.set_name(draft.name);
    request.set_edit_key(draft.key);
    *request.mutable_content() = SomeContent("Deux bancs");
    return By("", &Stub::UpdateProposal, request).status;
  }
};

TEST_F(OldDrafts, AreGoneAfterThirtyDaysWithoutAChange) {
  const MadeProposal left = Draft();
  const MadeProposal written = Draft();
  const MadeProposal handed_in = HandedIn();
  server_.clock().Advance(29 * kDay);
  ASSERT_THAT(Update(written), IsDone());
  server_.WithoutDoors([](Application& application) { application.CatchUp(); });
  EXPECT_THAT(Get(left, server_.token()).status, IsDone());
  server_.clock().Advance(kDay);
  server_.WithoutDoors([](Application& application) { application.CatchUp(); });
  EXPECT_THAT(Get(left, server_.token()).status,
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  EXPECT_THAT(Get(written, server_.token()).status, IsDone());
  EXPECT_THAT(Get(handed_in, server_.token()).status, IsDone());
}

}  // namespace
}  // namespace urna::services
