#include "services/proposals/draft_counts.h"

#include "services/proposals/proposal_requests.h"

namespace urna::services {
namespace {

class DraftsOfAProcess : public ProposalsTest {};

TEST_F(DraftsOfAProcess, AreCountedAndMakeRoomAfterAWhile) {
  const MadeProposal first = Draft();
  HandedIn();
  DraftCounts counts(server_.clock());
  constexpr std::size_t kMost = 3;
  const auto take = [&] { return counts.Take(server_.store(), kProcess, kMost).value(); };
  // One is a draft no more.
  EXPECT_TRUE(take());
  EXPECT_TRUE(take());
  EXPECT_FALSE(take());
  ASSERT_THAT(By("", &Stub::WithdrawProposal, About<v1::WithdrawProposalRequest>(first)).status,
              IsDone());
  EXPECT_FALSE(take());
  server_.clock().Advance(absl::ToInt64Seconds(DraftCounts::kWhile));
  EXPECT_TRUE(take());
  EXPECT_TRUE(counts.Take(server_.store(), "processes/elsewhere", kMost).value());
}

}  // namespace
}  // namespace urna::services
