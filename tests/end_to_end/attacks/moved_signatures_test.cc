// What trustees have signed and made on one log is shown on another: signatures under the closing,
// a mix. It stays where it was made.
#include "end_to_end/attacks/forger.h"
#include "end_to_end/attacks/lying_proxy.h"
#include "end_to_end/attacks/real_election.h"
#include "pch.h"
#include "urna/v1/trustees_service.pb.h"

namespace urna::end_to_end {
namespace {

using testing::HasSubstr;

// One who asks for the count at the proxy sees the other log's signatures.
void ShowSignatures(LyingProxy& proxy, const v1::Count& shown) {
  proxy.On("/GetCount", [&proxy, shown](const LyingProxy::Call& call) {
    LyingProxy::Answer answer = proxy.Forward(call);
    auto count = ResponseOf<v1::Count>(answer);
    *count.mutable_closing_signatures() = shown.closing_signatures();
    answer.messages = {count.SerializeAsString()};
    return answer;
  });
}

TEST(Attack, WhatIsSignedOnOneLogDoesNotFitAnother) {
  RealElection election({.code_registrars = 1, .trustees = 4, .threshold = 2});
  election.SealAndOpen();
  election.StopServer();
  const ServerFolder copy = election.home().CopyTo(election.Path("copy"));
  election.StartServer();
  election.Vote(0, "trees", "victim");
  election.Vote(1, "paint", "other");
  election.Close();
  election.StopServer();
  {
    const auto closing = Forger(election.home().Config(), election.process()).Leaves().back();
    Forger forger(copy.Config(), election.process());
    forger.Append(election.Receipt("victim").leaf);
    forger.Append(closing);
  }
  election.StartServer();
  const ServerProcess fork_server = copy.Serve();
  LyingProxy truth(election.address()), fork(fork_server.address());
  const Where at_truth{truth.address()}, at_fork{fork.address()};

  // Trustees 1 to 3 close the true log and trustee 1 mixes it; trustee 4 alone is shown the fork.
  const std::string closing = election.ClosingAt();
  for (const int m : {1, 2, 3}) election.SignClosing(m, closing, at_truth);
  election.AuthoriseClosing(closing, at_truth);
  EXPECT_THAT(election.Trustee(1, "mix", at_truth), HasSubstr("mixed contest 0"));
  election.SignClosing(4, election.ClosingAt(at_fork), at_fork);

  // The fork's server takes none of it.
  for (const char* method : {"/SignClosing", "/SubmitArtefact"}) {
    const auto calls = truth.Seen(method);
    ASSERT_FALSE(calls.empty());
    for (const auto& call : calls) EXPECT_FALSE(fork.Forward(call).status.ok()) << method;
  }
  // Shown all the same, it counts for nothing: trustee 4's own is among none of them.
  const auto asked = truth.Seen("/GetCount");
  ASSERT_FALSE(asked.empty());
  const auto count = ResponseOf<v1::Count>(truth.Forward(asked.back()));
  ASSERT_EQ(count.closing_signatures_size(), 4);
  ShowSignatures(fork, count);
  for (const char* step : {"mix", "decrypt"}) {
    EXPECT_THAT(election.Trustee(4, step, at_fork),
                HasSubstr("3 trustees and 1 authority must still sign the closing"));
  }
}

}  // namespace
}  // namespace urna::end_to_end
