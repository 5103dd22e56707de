// What stands between a voter and the server keeps ballots back, lies about what the log holds, and
// hands in later what it has kept.
#include <optional>

#include "end_to_end/attacks/lying_proxy.h"
#include "end_to_end/attacks/real_election.h"
#include "ledger/errors.h"
#include "pch.h"
#include "services/base/errors.h"
#include "services/grpc/grpc_status.h"
#include "support/whole_file.h"
#include "urna/v1/ballots_service.pb.h"
#include "urna/v1/ledger_service.pb.h"

namespace urna::end_to_end {
namespace {

using testing::HasSubstr;
using testing::Not;

// "Your number is taken, the last one is 41", without a proof.
LyingProxy::Answer LastSequenceIs41() {
  return {.status = services::ToGrpcStatus(
              ledger::WithFact(ledger::Refusal(absl::StatusCode::kAborted, "SEQUENCE_TAKEN",
                                               "the key has cast a ballot with this number"),
                               "last_sequence", "41"))};
}

// The same with a proof, which is of another voter's ballot.
LyingProxy::Answer ProofBy(const client::Receipt& receipt) {
  v1::ProveRefusalResponse response;
  response.set_reason(v1::REFUSAL_REASON_SEQUENCE);
  v1::ProvenRecord& record = *response.add_records();
  record.set_record(std::string(crypto::AsText(receipt.leaf)));
  record.set_receipt(receipt.proof);
  return {.messages = {response.SerializeAsString()}};
}

LyingProxy::Answer Silence() { return {.status = {grpc::StatusCode::INTERNAL, "try again later"}}; }

std::string BallotIn(const LyingProxy::Call& call) {
  return RequestOf<v1::CastBallotRequest>(call).ballot();
}

// The file that the program says it has saved something in.
std::string SavedIn(const RealElection& election, const std::string& output) {
  constexpr std::string_view kLabel = "saved in ";
  const std::size_t begin = output.find(kLabel) + kLabel.size();
  return election.Path(output.substr(begin, output.find('\n', begin) - begin));
}

class WithheldBallot : public testing::TestWithParam<int> {
 protected:
  WithheldBallot() { election_.SealAndOpen(); }

  RealElection election_{{.code_registrars = GetParam()}};
  LyingProxy proxy_{election_.address()};
  const Where lied_to_{proxy_.address()};
};
INSTANTIATE_TEST_SUITE_P(Attack, WithheldBallot, testing::Values(2), CodesName);
INSTANTIATE_TEST_SUITE_P(Long, WithheldBallot, testing::Values(1), CodesName);

TEST_P(WithheldBallot, IsTheOnlyOneThatIsSentUntilItIsAnswered) {
  election_.Vote(1, "paint", "other");
  const auto false_proof = [&](const LyingProxy::Call&) {
    return ProofBy(election_.Receipt("other"));
  };

  // A lie before anything is signed: nothing is.
  proxy_.On("/ProveRefusal", false_proof);
  const Finished misled = election_.TryVote(0, "trees", "old", lied_to_);
  EXPECT_EQ(misled.exit_code, 1);
  EXPECT_THAT(misled.output, HasSubstr("the server's proof does not hold"));
  EXPECT_TRUE(proxy_.Seen("/CastBallot").empty());

  // A lie after it: number 1 stays, whatever is said of it, and no other is signed. At the second
  // time the truth is told, that number 1 is free: the ballot is not in the log.
  proxy_.On("/ProveRefusal", nullptr);
  proxy_.On("/CastBallot", [&](const LyingProxy::Call&) {
    const bool second = proxy_.Seen("/CastBallot").size() == 2;
    proxy_.On("/ProveRefusal", second ? nullptr : LyingProxy::Hook(false_proof));
    return LastSequenceIs41();
  });
  for (const char* project : {"trees", "bench", "bench"}) {
    const Finished refused = election_.TryVote(0, project, "old", lied_to_);
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.output, HasSubstr("is unanswered; it is kept, and nothing else is signed"));
    EXPECT_THAT(refused.output, Not(HasSubstr("cast, and proved")));
  }
  const auto kept = proxy_.Seen("/CastBallot");
  ASSERT_EQ(kept.size(), 3U);
  for (const auto& call : kept) EXPECT_EQ(BallotIn(call), BallotIn(kept[0]));

  // Let through, it is cast first, and the newer choice follows it.
  proxy_.On("/CastBallot", nullptr);
  proxy_.On("/ProveRefusal", nullptr);
  const std::string voted = election_.Vote(0, "bench", "new", lied_to_);
  EXPECT_THAT(voted, HasSubstr("unanswered until now, is cast"));
  EXPECT_THAT(voted, HasSubstr("this is ballot 2 of the contest"));
  const std::string old_receipt = SavedIn(election_, voted);

  // Handed in once more it is no second ballot.
  const std::uint64_t record = 3;
  for (int times = 0; times < 2; ++times) {
    const LyingProxy::Answer answer = proxy_.Forward(kept[0]);
    ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
    EXPECT_EQ(ResponseOf<v1::CastBallotResponse>(answer).leaf_index(), record);
  }

  election_.Close();
  election_.SignClosings();
  election_.Count({1, 2});
  const std::string bundle = election_.Fetch("bundle");
  const Verdict verdict = election_.Verify(bundle, {"new", "other"});
  EXPECT_EQ(verdict.exit_code, 0) << verdict.output;
  EXPECT_TRUE(verdict.report["faults"].empty()) << verdict.output;
  const std::string counted = WholeFile(bundle + "/result/0.pb");
  EXPECT_THAT(counted, HasSubstr(";bench"));
  EXPECT_THAT(counted, HasSubstr("trees;4000;0;"));
  // Alone, the receipt of the ballot that was replaced is no proof that it counts.
  const Finished alone = election_.Try("verify " + bundle + " --receipt " + old_receipt);
  EXPECT_EQ(alone.exit_code, 1);
  EXPECT_THAT(alone.output, HasSubstr("was replaced by record 4"));
}

TEST_P(WithheldBallot, CannotUndoTheVoteThatWasCastInstead) {
  election_.Vote(0, "trees", "first", lied_to_);
  const Where other_device{.server = proxy_.address(), .device = "other"};
  // The world as it is now, to be shown again later.
  v1::GetCheckpointRequest newest;
  newest.set_process(election_.process());
  const LyingProxy::Answer checkpoint =
      proxy_.Forward({"/urna.v1.Ledger/GetCheckpoint", {}, {newest.SerializeAsString()}});
  ASSERT_TRUE(checkpoint.status.ok()) << checkpoint.status.error_message();

  // The second ballot is kept back, and its voter goes to another device.
  proxy_.On("/CastBallot", [](const LyingProxy::Call&) { return Silence(); });
  const Finished withheld = election_.TryVote(0, "paint", "withheld", lied_to_);
  EXPECT_EQ(withheld.exit_code, 1);
  EXPECT_THAT(withheld.output, HasSubstr("is unanswered"));
  const LyingProxy::Call kept = proxy_.Seen("/CastBallot").back();
  proxy_.On("/CastBallot", nullptr);
  EXPECT_THAT(election_.Vote(0, "bench", "second", other_device),
              HasSubstr("this is ballot 2 of the contest"));

  // What was kept no longer fits, and its device is told so.
  const LyingProxy::Answer late = proxy_.Forward(kept);
  EXPECT_FALSE(late.status.ok());
  EXPECT_THAT(late.status.error_message(), HasSubstr("number"));
  const std::string again = election_.Vote(0, "bench", "third", lied_to_);
  EXPECT_THAT(again, HasSubstr("can no longer be cast: its number is taken"));
  EXPECT_THAT(again, HasSubstr("that this device did not cast"));

  // A device that has seen more is not shown less.
  proxy_.On("/GetCheckpoint", [&](const LyingProxy::Call&) { return checkpoint; });
  proxy_.On("/ProveRefusal", [](const LyingProxy::Call&) {
    return LyingProxy::Answer{.messages = {v1::ProveRefusalResponse().SerializeAsString()}};
  });
  const std::size_t sent = proxy_.Seen("/CastBallot").size();
  const Finished fooled = election_.TryVote(0, "paint", "fourth", lied_to_);
  EXPECT_EQ(fooled.exit_code, 1);
  EXPECT_THAT(fooled.output, HasSubstr("it is smaller; nothing is signed"));
  EXPECT_EQ(proxy_.Seen("/CastBallot").size(), sent);
}

}  // namespace
}  // namespace urna::end_to_end
