// The ballots that other implementations are compared with: ours are these, byte for byte, and count.
#include "support/ballot_exchange.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <variant>

#include "crypto/merkle.h"
#include "ledger/election_state.h"

namespace urna::ledger {
namespace {

std::vector<ExchangedElection> TheExchange() {
  std::ifstream file(URNA_TEST_DATA "/ballot_exchange.txt");
  return ReadExchange(file);
}

std::shared_ptr<const Manifest> ManifestOf(const ExchangedElection& election) {
  return Manifest::Parse(election.config, election.key_record).value();
}

TEST(BallotExchange, IsMadeAgainByteForByte) {
  const auto elections = TheExchange();
  ASSERT_FALSE(elections.empty());
  for (const ExchangedElection& election : elections) {
    const auto manifest = ManifestOf(election);
    const crypto::VoterKey key = KeyOfCodes(*manifest, election.codes);
    ASSERT_FALSE(election.ballots.empty()) << election.name;
    for (const auto& [given, made] : election.ballots) {
      const MadeBallot again = MakeExchangedBallot(*manifest, key, given);
      EXPECT_EQ(again.payload, made.payload) << election.name;
      EXPECT_EQ(again.tracker, made.tracker) << election.name;
      EXPECT_EQ(again.leaf, made.leaf) << election.name;
    }
  }
}

TEST(BallotExchange, HoldsAsTheServerAndTheAuditCheckIt) {
  for (const ExchangedElection& election : TheExchange()) {
    const auto manifest = ManifestOf(election);
    EXPECT_TRUE(VerifyApprovals(manifest->frozen(), manifest->hash(), election.approvals).ok());
    // By contest, the leaf before.
    std::map<std::uint32_t, crypto::Hash256> last;
    for (const auto& [given, made] : election.ballots) {
      const Leaf leaf = ParseLeaf(made.leaf).value();
      EXPECT_TRUE(VerifyBallotsCryptography(*manifest, std::vector<const Leaf*>{&leaf})[0].ok());
      EXPECT_EQ(manifest->codec(given.contest).Decode(made.payload).value(), given.choices);
      EXPECT_EQ(std::get<BallotLeaf>(leaf.body).previous, last[Number(given.contest)]);
      last[Number(given.contest)] = crypto::LeafHash(made.leaf);
    }
  }
}

TEST(BallotExchange, HasEveryLayoutAndWidthsAndNumbersOfCodes) {
  std::set<PayloadFormat> formats;
  std::set<std::uint32_t> widths;
  std::set<std::size_t> codes;
  for (const ExchangedElection& election : TheExchange()) {
    const auto manifest = ManifestOf(election);
    widths.insert(manifest->width());
    codes.insert(election.codes.size());
    for (const auto& ballot : election.ballots) {
      formats.insert(manifest->codec(ballot.given.contest).payload_format());
    }
  }
  EXPECT_EQ(formats.size(), 4u);
  EXPECT_EQ(codes, (std::set<std::size_t>{1, 2, 3}));
  EXPECT_TRUE(widths.contains(1) && widths.contains(16));
}

}  // namespace
}  // namespace urna::ledger
