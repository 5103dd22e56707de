// A copy of the store, made right after the opening, is the same server with the same log key. One
// voter's ballot alone is put into it, and it is closed and offered to trustees: their votes must
// not open that ballot while the true log is counted by others.
#include <memory>
#include <stdexcept>

#include "end_to_end/attacks/forger.h"
#include "end_to_end/attacks/real_election.h"
#include "ledger/text.h"
#include "pch.h"
#include "support/whole_file.h"

namespace urna::end_to_end {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

// An election that is over, and its copy. Whoever signs on both is corrupt and has put its memory
// back from a copy.
class Forked {
 public:
  explicit Forked(const RealShape& shape) : election(shape) {
    election.SealAndOpen();
    election.StopServer();
    const ServerFolder copy = election.home().CopyTo(election.Path("copy"));
    election.StartServer();
    election.Vote(0, "trees", "victim");
    for (int v = 1; v < shape.voters; ++v) {
      election.Vote(v, "paint", "voter" + std::to_string(v));
    }
    election.Close();
    election.StopServer();
    const auto closing = Forger(election.home().Config(), election.process()).Leaves().back();
    {
      Forger forger(copy.Config(), election.process());
      forger.Append(election.Receipt("victim").leaf);
      // The authorities' signature names the election and the time; it fits any log.
      forger.Append(closing);
    }
    election.StartServer();
    server_.reset(new ServerProcess(copy.Serve()));
    fork = {.server = server_->address()};
    election.CopyKey("authority", "corrupt-authority");
    for (int m = 1; m <= shape.trustees; ++m)
      election.CopyKey("trustee" + std::to_string(m), Twin(m));
  }
  // On the fork, by those who have signed the truth already.
  Where Corrupt(int m) const { return {.server = fork.server, .key = Twin(m)}; }
  Where CorruptAuthority() const { return {.server = fork.server, .key = "corrupt-authority"}; }

  RealElection election;
  Where fork;

 private:
  static std::string Twin(int m) { return "corrupt-trustee" + std::to_string(m); }

  std::unique_ptr<ServerProcess> server_;
};

struct Trustees {
  int n, t;
  // Trustees 1 to so many sign whatever they are shown.
  int corrupt;
};
void PrintTo(const Trustees& trustees, std::ostream* out) {
  *out << trustees.t << " of " << trustees.n << ", " << trustees.corrupt << " corrupt";
}

class Fork : public testing::TestWithParam<Trustees> {};
std::string ForkName(const testing::TestParamInfo<Trustees>& info) {
  return std::to_string(info.param.t) + "Of" + std::to_string(info.param.n) + "With" +
         std::to_string(info.param.corrupt) + "Corrupt";
}
INSTANTIATE_TEST_SUITE_P(Attack, Fork, testing::Values(Trustees{3, 2, 1}, Trustees{4, 2, 1}),
                         ForkName);
INSTANTIATE_TEST_SUITE_P(Long, Fork, testing::Values(Trustees{5, 3, 1}, Trustees{5, 3, 2}),
                         ForkName);

TEST_P(Fork, FindsNoSecondQuorum) {
  const auto [n, t, corrupt] = GetParam();
  const Forked forked({.voters = 4, .trustees = n, .threshold = t});
  const RealElection& election = forked.election;
  const std::string truth = election.ClosingAt(), fork = election.ClosingAt(forked.fork);
  ASSERT_NE(truth, fork);
  // Read aloud, the two are told apart.
  const Finished compared = election.TrySignClosing(n, truth, forked.fork);
  EXPECT_EQ(compared.exit_code, 1);
  EXPECT_THAT(compared.output, HasSubstr("not the one that was given: nothing is signed"));

  // Nobody compares any more: the corrupt ones sign both, and as many others as the true log can
  // spare are shown the fork alone.
  const int quorum = (n + t + 1) / 2;
  for (int m = 1; m <= quorum; ++m) election.SignClosing(m, truth);
  election.AuthoriseClosing(truth);
  for (int m = 1; m <= corrupt; ++m) election.SignClosing(m, fork, forked.Corrupt(m));
  election.AuthoriseClosing(fork, forked.CorruptAuthority());
  for (int m = quorum + 1; m <= n; ++m) election.SignClosing(m, fork, forked.fork);

  // The others have signed, and sign no other.
  for (int m = corrupt + 1; m <= quorum; ++m) {
    const Finished refused = election.TrySignClosing(m, fork, forked.fork);
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.output,
                HasSubstr("the log has forked: this trustee has signed the closing"));
  }
  EXPECT_THAT([&] { election.AuthoriseClosing(fork, forked.fork); },
              ThrowsMessage<std::runtime_error>(HasSubstr("[LOG_FORKED]")));
  const int missing = quorum - (n - quorum + corrupt);
  ASSERT_GT(missing, 0);
  const std::string waits =
      ledger::Counted(static_cast<std::uint64_t>(missing), "trustee", "trustees") +
      " and 0 authorities must still sign the closing";
  for (const char* step : {"mix", "decrypt"}) {
    EXPECT_THAT(election.Trustee(1, step, forked.Corrupt(1)), HasSubstr(waits));
    for (int m = quorum + 1; m <= n; ++m) {
      EXPECT_THAT(election.Trustee(m, step, forked.fork), HasSubstr(waits));
    }
  }

  // The true log is counted, with the victim's ballot among the others'.
  std::vector<int> counting;
  for (int m = 1; m <= t; ++m) counting.push_back(m);
  election.Count(counting);
  const Verdict verdict = election.Verify(election.Fetch("bundle"), {"victim"});
  EXPECT_EQ(verdict.exit_code, 0) << verdict.output;
  EXPECT_EQ(verdict.report["contests"][0]["valid"], 4);
}

TEST(ForkOfALowerQuorum, IsRefusedWhereTwoQuorumsNeedNotMeet) {
  const RealElection election({.trustees = 4, .threshold = 2, .closing_quorum = 2});
  const Finished freeze = election.Try("admin freeze street");
  EXPECT_NE(freeze.exit_code, 0);
  EXPECT_THAT(freeze.output, HasSubstr("closing_quorum"));
}

// What the default quorum is for: with the least one, two quorums of 3 of 5 share one trustee only.
TEST(ForkOfALowerQuorum, IsReadByTheOneTrusteeThatTheReportCounts) {
  const Forked forked({.voters = 4, .trustees = 5, .threshold = 3, .closing_quorum = 3});
  const RealElection& election = forked.election;
  const std::string truth = election.ClosingAt(), fork = election.ClosingAt(forked.fork);
  for (const int m : {1, 2, 3}) election.SignClosing(m, truth);
  election.AuthoriseClosing(truth);
  election.SignClosing(1, fork, forked.Corrupt(1));
  for (const int m : {4, 5}) election.SignClosing(m, fork, forked.fork);
  election.AuthoriseClosing(fork, forked.CorruptAuthority());

  for (const char* step : {"mix", "decrypt"}) {
    election.Trustee(1, step, forked.Corrupt(1));
    for (const int m : {4, 5}) election.Trustee(m, step, forked.fork);
  }
  election.Trustee(4, "tally", forked.fork);
  const std::string read = election.Fetch("read", forked.fork);
  EXPECT_THAT(WholeFile(read + "/result/0.pb"), HasSubstr("\n1;trees\n"));

  election.Count({1, 2, 3});
  const std::string bundle = election.Fetch("bundle");
  const Verdict verdict = election.Verify(bundle, {"victim"});
  EXPECT_EQ(verdict.exit_code, 0) << verdict.output;
  EXPECT_THAT(verdict.output, HasSubstr("1 of 5 trustees, together with the server and 1 of 1 "
                                        "authority, can read chosen ballots"));
  // The two ends of the log prove it.
  const Finished both = election.Try("verify " + bundle + " --checkpoint " + read + "/checkpoint");
  EXPECT_EQ(both.exit_code, 1);
  EXPECT_THAT(both.output, HasSubstr("urna verify: step 4"));
}

}  // namespace
}  // namespace urna::end_to_end
