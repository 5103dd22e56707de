// The proxy itself, before any lie: whatever passes through it is as it was.
#include "end_to_end/attacks/lying_proxy.h"

#include "end_to_end/attacks/real_election.h"
#include "pch.h"

namespace urna::end_to_end {
namespace {

using testing::HasSubstr;

TEST(LyingProxy, PassesAWholeElectionOnUnchanged) {
  RealElection election;
  election.SealAndOpen();
  LyingProxy proxy(election.address());
  const Where through{proxy.address()};
  election.Vote(0, "bench", "first", through);
  EXPECT_THAT(election.Vote(0, "trees", "second", through), HasSubstr("this is ballot 2"));
  EXPECT_EQ(proxy.Seen("/CastBallot").size(), 2U);
  election.Vote(1, "paint", "other", through);
  election.Close();
  election.SignClosings(through);
  election.Count({1, 2}, through);
  const Verdict verdict =
      election.Verify(election.Fetch("bundle", through), {"first", "second", "other"});
  EXPECT_EQ(verdict.exit_code, 0) << verdict.output;
  EXPECT_TRUE(verdict.report["faults"].empty());
}

}  // namespace
}  // namespace urna::end_to_end
