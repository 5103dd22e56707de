// What trustees said in a key ceremony that was broken off is said again in the next one, so that
// the last trustee would know the others' keys before it chooses its own.
#include "end_to_end/attacks/lying_proxy.h"
#include "end_to_end/attacks/real_election.h"
#include "pch.h"
#include "urna/v1/processes_service.pb.h"
#include "urna/v1/trustees_service.pb.h"

namespace urna::end_to_end {
namespace {

using testing::HasSubstr;
using testing::Not;

class CeremonyReplay : public testing::Test {
 protected:
  // The first attempt, up to round 2; all that is said is kept. Then the second begins.
  CeremonyReplay() {
    election_.Freeze();
    for (int round = 0; round < 2; ++round) Round(through_);
    commitments_ = proxy_.Seen("/SubmitCommitment");
    reveals_ = proxy_.Seen("/SubmitReveal");
    config_ = proxy_.Forward(proxy_.Seen("/GetManifest").back());
    election_.Do("admin restart-ceremony street");
  }
  void Round(const Where& where) {
    for (int m = 1; m <= 3; ++m) election_.Trustee(m, "ceremony", where);
  }
  // Whoever asks for the ceremony at the proxy sees it in this state, and the first attempt's
  // commitments of trustees 1 and 2 in it.
  void ShowOldCommitments(v1::CeremonyState state) {
    proxy_.On("/GetCeremony", [this, state](const LyingProxy::Call& call) {
      LyingProxy::Answer answer = proxy_.Forward(call);
      auto ceremony = ResponseOf<v1::Ceremony>(answer);
      ceremony.set_state(state);
      while (ceremony.commitments_size() < 3) ceremony.add_commitments();
      for (const int m : {0, 1}) {
        ceremony.set_commitments(
            m, RequestOf<v1::SubmitCommitmentRequest>(commitments_[m]).commitment());
      }
      answer.messages = {ceremony.SerializeAsString()};
      return answer;
    });
  }
  void ExpectRefused(int m, const std::string& says) {
    const std::size_t sent = proxy_.Seen("/SubmitReveal").size();
    const Finished run = election_.TryTrustee(m, "ceremony", through_);
    EXPECT_EQ(run.exit_code, 1) << run.output;
    EXPECT_THAT(run.output, HasSubstr(says));
    EXPECT_EQ(proxy_.Seen("/SubmitReveal").size(), sent);
  }

  RealElection election_{{.code_registrars = 1}};
  LyingProxy proxy_{election_.address()};
  const Where through_{proxy_.address()};
  std::vector<LyingProxy::Call> commitments_, reveals_;
  LyingProxy::Answer config_;
};

TEST_F(CeremonyReplay, IsRefusedByTheServer) {
  ASSERT_EQ(commitments_.size(), 3U);
  ASSERT_EQ(reveals_.size(), 3U);
  const auto refused = [&](const LyingProxy::Call& call) {
    const auto answer = proxy_.Forward(call);
    EXPECT_FALSE(answer.status.ok());
    return answer.status.error_message();
  };
  for (const auto& call : commitments_) EXPECT_THAT(refused(call), HasSubstr("signature"));
  Round({});
  for (const auto& call : reveals_) EXPECT_THAT(refused(call), HasSubstr("trustee"));
  // The second attempt ends well, with what was said in it.
  Round({});
  Round({});
  election_.Seal();
}

TEST_F(CeremonyReplay, MovesNoTrusteeWhereTheServerIsInIt) {
  // Trustees 1 and 2 are not asked for a commitment of the second attempt: they find it done.
  ShowOldCommitments(v1::CEREMONY_STATE_REVEALING);
  for (const int m : {1, 2}) ExpectRefused(m, "the server shows another configuration (attempt 2)");
  // They are asked, and shown the old ones afterwards.
  proxy_.On("/GetCeremony", nullptr);
  Round(through_);
  ShowOldCommitments(v1::CEREMONY_STATE_REVEALING);
  for (const int m : {1, 2, 3})
    ExpectRefused(m, "trustee 1: the signature of its commitment does not verify");
  // The first attempt's configuration is shown again: it is over for whoever has begun another.
  proxy_.On("/GetManifest", [this](const LyingProxy::Call&) { return config_; });
  ExpectRefused(1, "the server shows another configuration (attempt 1)");
  const std::size_t sent = proxy_.Seen("/SubmitCommitment").size();
  proxy_.On("/GetCeremony", [this](const LyingProxy::Call& call) {
    LyingProxy::Answer answer = proxy_.Forward(call);
    v1::Ceremony ceremony;
    ceremony.set_state(v1::CEREMONY_STATE_COMMITTING);
    answer.messages = {ceremony.SerializeAsString()};
    return answer;
  });
  ExpectRefused(1, "attempt 1 of the key ceremony is shown");
  EXPECT_EQ(proxy_.Seen("/SubmitCommitment").size(), sent);
}

}  // namespace
}  // namespace urna::end_to_end
