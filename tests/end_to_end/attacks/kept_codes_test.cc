// A code registrar keeps the codes of its letters, and votes with them. Where it is the only one
// it can, and the report says so; where there are two it can vote for nobody.
#include <memory>

#include "cli/client/connection.h"
#include "cli/client/process_reader.h"
#include "cli/client/voter_client.h"
#include "end_to_end/attacks/forger.h"
#include "end_to_end/attacks/real_election.h"
#include "ledger/code.h"
#include "ledger/errors.h"
#include "ledger/voter.h"
#include "pch.h"

namespace urna::end_to_end {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

constexpr ledger::ContestId kStreet{0};

TEST(KeptCodesOfTheOnlyRegistrar, VoteAndTheReportSaysThatTheyCan) {
  RealElection election({.code_registrars = 1});
  election.SealAndOpen();
  election.Vote(0, "bench", "voter");
  // One voter stays at home, one has voted.
  election.Vote(1, "paint", "abstainer", {.device = "registrar"});
  EXPECT_THAT(election.Vote(0, "paint", "stolen", {.device = "registrar"}),
              HasSubstr("that this device did not cast"));
  // What the voter sees on the next visit.
  EXPECT_THAT(
      election.TryVote(0, "bench", "again").output,
      HasSubstr("if you did not cast them on another device, somebody else has your codes"));
  election.Close();
  election.SignClosings();
  election.Count({1, 2});
  const Verdict verdict = election.Verify(election.Fetch("bundle"), {"voter"});
  EXPECT_EQ(verdict.exit_code, 1) << "the receipt's ballot was replaced";
  EXPECT_TRUE(verdict.report["ok"]);
  EXPECT_EQ(verdict.report["receipts"][0]["fate"], "replaced");
  EXPECT_THAT(verdict.output,
              HasSubstr("the one code registrar of electorate street can vote for its voters"));
}

class KeptCodes : public testing::Test {
 protected:
  KeptCodes() { election_.SealAndOpen(); }
  void ExpectNoVote(const std::vector<std::string>& codes, const std::string& says) const {
    const Finished vote = election_.TryVoteWith(codes, "paint", "stolen", {.device = "registrar"});
    EXPECT_NE(vote.exit_code, 0);
    EXPECT_THAT(vote.output, HasSubstr(says));
    EXPECT_THAT(vote.output, Not(HasSubstr("tracker")));
  }
  // By hand, with the half of voter 0's secret. The server takes none; the last one is in the
  // voter's name, which is public.
  crypto::Bytes MakeRefusedBallot() const {
    const auto connection = client::Connection::Open({election_.address(), {}, {}}).value();
    const auto manifest =
        client::ProcessReader(connection, election_.process()).ReadManifest({}).value().manifest;
    const client::VoterClient server(connection, manifest);
    const crypto::VoterKey half = election_.Key(0, 1), whole = election_.Key(0, 2);
    const ledger::Choices choices = {{2, 1}};
    const auto refused = [&](const crypto::Bytes& ballot) {
      return ledger::ReasonOf(server.Send(ballot).status());
    };
    EXPECT_EQ(
        refused(
            ledger::BallotDraft::Encrypt(*manifest, kStreet, choices, half, {}).value().Cast(half)),
        "UNKNOWN_KEY");
    crypto::Bytes forged =
        ledger::BallotDraft::EncryptWith(*manifest, kStreet, choices, whole.public_key(), {},
                                         crypto::Scalar::Random())
            .value()
            .Cast(half);
    EXPECT_EQ(refused(forged), "WRONG_PROOF");
    return forged;
  }

  RealElection election_{{.code_registrars = 2}};
};

TEST_F(KeptCodes, OfOneRegistrarOfTwoVoteForNobody) {
  const std::string kept = election_.code(0, 1);
  ExpectNoVote({kept}, "Code 2, from its letter");
  ExpectNoVote({kept, kept}, "code 2: ");
  ExpectNoVote({kept, ledger::VotingCode::Draw(2).RevealForLetter()}, "[UNKNOWN_CODE]");
  // The registrar is a voter too, and has both letters of its own.
  ExpectNoVote({kept, election_.code(1, 2)}, "[CODES_OF_TWO_PEOPLE]");
}

TEST_F(KeptCodes, OfOneRegistrarOfTwoMakeNoBallotThatCounts) {
  const crypto::Bytes forged = MakeRefusedBallot();
  election_.Vote(0, "bench", "voter");
  election_.Close();
  election_.StopServer();
  const ForgedLog log = Forger(election_.home().Config(), election_.process()).Log();
  election_.StartServer();

  // A server that is in it appends the ballot all the same, and before the voter's: it is a FAULT,
  // and takes neither the number nor the slot.
  ForgedLog with_forged = log.Beginning(2);
  EXPECT_EQ(with_forged.Append(forged), 2U);
  for (std::size_t i = 2; i < log.leaves().size(); ++i) with_forged.Append(log.leaves()[i]);
  LyingProxy proxy(election_.address());
  with_forged.ShowAt(proxy);
  const Where lied_to{proxy.address()};
  const std::string closing = election_.Do("closing --process street", lied_to);
  EXPECT_THAT(closing, HasSubstr("FAULT          record 2: "));
  // Cast, selected, revoked, faults.
  EXPECT_THAT(closing, ContainsRegex("street +1 +1 +0 +1\n"));
  const Finished trustee = election_.TrySignClosing(1, election_.ClosingAt(lied_to), lied_to);
  EXPECT_EQ(trustee.exit_code, 1);
  EXPECT_THAT(trustee.output, HasSubstr("1 records that should not have been admitted"));
}

}  // namespace
}  // namespace urna::end_to_end
