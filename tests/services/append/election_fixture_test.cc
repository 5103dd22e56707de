#include "support/election_fixture.h"

#include "ledger/election_state.h"
#include "pch.h"

namespace urna::ledger {
namespace {

// Whatever the builders make is accepted, by the code that the audit uses.
TEST(ElectionFixture, BuildsALogWithoutFault) {
  const ElectionFixture election =
      ElectionFixture::Make({.voters = 3, .electorates = 2, .contests = 2});
  ElectionState state(election.manifest(), election.rolls());
  const crypto::Bytes first = election.Ballot(0, {1, 2});
  for (const crypto::Bytes& leaf : {
           election.SealLeaf(),
           election.RevokeLeaf(2),
           election.OpenLeaf(),
           first,
           election.Ballot(0, {0}, After(first)),
           election.Ballot(1, {}, {}, ContestId{1}),
           election.CloseLeaf(),
       }) {
    const absl::Status status = state.Fold(leaf);
    EXPECT_TRUE(status.ok()) << status;
  }
  EXPECT_THAT(state.Selected(ContestId{0}), testing::ElementsAre(4));
  EXPECT_THAT(state.Selected(ContestId{1}), testing::ElementsAre(5));
}

}  // namespace
}  // namespace urna::ledger
