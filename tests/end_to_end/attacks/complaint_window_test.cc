// The complaint window is counted from a trustee's own signature by its own clock, not from a time
// that somebody has written down.
#include "end_to_end/attacks/fake_time.h"
#include "end_to_end/attacks/real_election.h"
#include "pch.h"

namespace urna::end_to_end {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kWindow = 3600;

Where At(const Environment& time) { return {.environment = time}; }

TEST(ComplaintWindow, IsNotSkippedByAClosingDatedBack) {
  RealElection election({.code_registrars = 1, .complaint_seconds = kWindow});
  election.HoldCeremony();
  election.Seal();
  election.Open(SecondsAgo(2 * kWindow - 60));
  for (int v = 0; v < 3; ++v) election.Vote(v, "bench", "voter" + std::to_string(v));
  // Before the ballots, and longer ago than the window.
  election.Close(SecondsAgo(kWindow + 100));
  const std::string closing = election.ClosingAt();

  // No trustee signs while voting should last, whatever the log says.
  for (const int m : {1, 2, 3}) {
    EXPECT_THAT(election.SignClosing(m, closing, At(Later(std::chrono::seconds(0)))),
                HasSubstr("no trustee signs a closing before"));
  }
  for (const int m : {1, 2}) election.SignClosing(m, closing);
  election.AuthoriseClosing(closing);
  EXPECT_THAT(election.Trustee(1, "mix"),
              HasSubstr("1 trustee and 0 authorities must still sign"));
  election.SignClosing(3, closing, At(AfterVoting(kWindow)));

  EXPECT_THAT(election.Trustee(1, "mix"), HasSubstr("complaints are heard until"));
  // One who signed later waits longer; the server keeps the time too.
  const Where over = At(AfterVoting(kWindow + 300));
  election.StopServer();
  election.StartServer(over.environment);
  EXPECT_THAT(election.Trustee(3, "mix", over), HasSubstr("complaints are heard until"));
  EXPECT_THAT(election.Trustee(1, "mix", over), HasSubstr("mixed contest 0"));
}

}  // namespace
}  // namespace urna::end_to_end
