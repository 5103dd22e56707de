// A server puts ballots into the log that no honest one would append, and signs the log all the
// same: with a gap, after a revocation, with a number that was used, in the place of one that has a
// receipt. Whoever reads it sees what it is.
#include <memory>
#include <stdexcept>

#include "crypto/merkle.h"
#include "end_to_end/attacks/forger.h"
#include "end_to_end/attacks/real_election.h"
#include "ledger/leaf.h"
#include "ledger/voter.h"
#include "pch.h"
#include "urna/v1/ballots_service.pb.h"

namespace urna::end_to_end {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr ledger::ContestId kStreet{0};

class ForgedBallots : public testing::TestWithParam<int> {
 protected:
  ForgedBallots() {
    election_.SealAndOpen();
    election_.Vote(0, "bench", "first");
    election_.Vote(1, "trees", "revoked");
    election_.Do("authority revoke --process street --slot " + election_.Slot(1) + " --key " +
                 election_.Path("authority.key"));
    election_.Vote(2, "paint", "other");
  }
  // As the voter's own device would make it, were the log as `place` says.
  crypto::Bytes Ballot(int voter, const ledger::ChainPlace& place) const {
    const crypto::VoterKey key = election_.Key(voter, GetParam());
    return ledger::BallotDraft::Encrypt(*manifest_, kStreet, {{1, 1}}, key, place)
        .value()
        .Cast(key);
  }
  ForgedLog StopAndTakeLog() {
    election_.StopServer();
    const Forger forger(election_.home().Config(), election_.process());
    manifest_ = forger.shared_manifest();
    return forger.Log();
  }
  ledger::ChainPlace After(const std::string& receipt, std::uint64_t number) const {
    return {number, crypto::LeafHash(election_.Receipt(receipt).leaf)};
  }

  RealElection election_{{.code_registrars = GetParam()}};
  std::shared_ptr<const ledger::Manifest> manifest_;
};
INSTANTIATE_TEST_SUITE_P(Attack, ForgedBallots, testing::Values(2), CodesName);
INSTANTIATE_TEST_SUITE_P(Long, ForgedBallots, testing::Values(1), CodesName);

TEST_P(ForgedBallots, AreFaultsToEveryReaderAndNoTrusteeSignsThem) {
  election_.Close();
  const ForgedLog log = StopAndTakeLog();
  const std::uint64_t close = log.leaves().size() - 1;
  const struct {
    crypto::Bytes ballot;
    std::string says;
  } cases[] = {
      {Ballot(0, After("first", 3)), "the next ballot of the key in this contest is 2"},
      {Ballot(0, {}), "the key has cast ballot 1 of this contest"},
      {Ballot(0, After("other", 2)), "the ballot does not name the one before it"},
      {Ballot(1, After("revoked", 2)), "the voting key has been revoked"},
  };
  // An honest program does not even serve such a store.
  const ServerFolder copy = election_.home().CopyTo(election_.Path("copy"));
  Forger(copy.Config(), election_.process()).Append(cases[0].ballot);
  EXPECT_THAT([&] { copy.Serve(); }, ThrowsMessage<std::runtime_error>(HasSubstr(
                                         "record " + std::to_string(close + 1) + " of the log")));

  election_.StartServer();
  LyingProxy proxy(election_.address());
  const Where lied_to{proxy.address()};
  for (const auto& one : cases) {
    SCOPED_TRACE(one.says);
    ForgedLog forged = log.Beginning(close);
    forged.Append(one.ballot);
    forged.Append(log.leaves().back());
    forged.ShowAt(proxy);
    const std::string fault = "record " + std::to_string(close) + ": " + one.says;
    EXPECT_THAT(election_.Do("closing --process street", lied_to), HasSubstr(fault));
    const Finished refused = election_.TrySignClosing(1, election_.ClosingAt(lied_to), lied_to);
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.output, HasSubstr("1 records that should not have been admitted, the first "
                                          "is " +
                                          std::to_string(close) + ": " + one.says));
  }
}

TEST_P(ForgedBallots, InThePlaceOfOneWithAReceiptForkTheLog) {
  const ForgedLog log = StopAndTakeLog();
  election_.StartServer();
  LyingProxy proxy(election_.address());
  const Where lied_to{proxy.address()};
  // The opening, then the others' records: as if voter 0 had never voted.
  ForgedLog forged = log.Beginning(2);
  for (std::size_t i = 3; i < log.leaves().size(); ++i) forged.Append(log.leaves()[i]);
  forged.Append(Ballot(2, After("other", 2)));
  ASSERT_EQ(forged.leaves().size(), log.leaves().size());
  // A longer one, so that its size says nothing.
  for (const bool longer : {false, true}) {
    if (longer) forged.Append(Ballot(0, {}));
    forged.ShowAt(proxy);
    proxy.On("/ProveRefusal", [](const LyingProxy::Call&) -> LyingProxy::Answer {
      return {.messages = {v1::ProveRefusalResponse().SerializeAsString()}};
    });
    const Finished refused = election_.TryVote(2, "bench", "new", lied_to);
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.output, HasSubstr("nothing is signed [LOG_FORKED]"));
    EXPECT_THAT(refused.output, HasSubstr(longer ? "the server's proof that it does is false"
                                                 : "it has another root"));
  }
  EXPECT_TRUE(proxy.Seen("/CastBallot").empty());
}

}  // namespace
}  // namespace urna::end_to_end
