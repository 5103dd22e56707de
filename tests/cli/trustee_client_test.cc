#include "cli/client/trustee_client.h"

#include "cli/client/authority_client.h"
#include "cli/served_run.h"
#include "pch.h"

namespace urna::client {
namespace {

using ledger::ElectionFixture;
using ledger::ElectionRun;

constexpr std::uint32_t kVoters = 3;
constexpr std::uint32_t kProjects = 4;

class ClosedLogTest : public testing::Test {
 protected:
  static const ElectionFixture& Election() {
    static const ElectionFixture election =
        ElectionFixture::Make({.voters = kVoters, .projects = kProjects});
    return election;
  }
  ClosedLogTest() : run_(Election()), served_(Election(), run_) {}

  // A trustee that has signed manifest and closing long ago.
  TrusteeClient Trustee(std::uint32_t m) {
    const ledger::Manifest& manifest = *Election().manifest();
    const std::string& box = manifest.config().trustees(static_cast<int>(m) - 1).box_key();
    crypto::BoxPublicKey box_public{};
    std::copy(box.begin(), box.end(), box_public.begin());
    TrusteeMemory memory{
        {crypto::SigningKey::FromSeed(Election().trustee(m).Seed()), {}, box_public}, {}};
    TrusteeElection& election = memory.elections[Election().election_id()];
    election.config_hash = manifest.frozen().hash();
    election.manifest_hash = manifest.hash();
    election.shares = Election().shares(m);
    election.closing = SignedClosing{run_.closing(), 0};
    TrusteeOptions options;
    options.now = [] { return absl::FromUnixSeconds(std::int64_t{1} << 33); };
    return TrusteeClient(served_.Reader(), std::move(memory), std::make_unique<VolatileVault>(),
                         options);
  }
  AuthorityClient Authority() {
    return AuthorityClient(served_.Reader(),
                           {crypto::SigningKey::FromSeed(Election().authority(0).Seed()), {}},
                           std::make_unique<VolatileAuthorityVault>());
  }

  ElectionRun run_;
  ServedRun served_;
};

// A server that says that nothing is left to do must not send the trustees home.
TEST_F(ClosedLogTest, IsCountedWhenItsOwnRecordsSaySo) {
  run_.VoteAndClose(kVoters, kProjects);
  run_.SignTheClosing();
  served_.SignTheClosing();
  served_.shown = run_.leaves().size();
  v1::ContestCount& told = *served_.count.add_contests();
  told.set_state(v1::COUNT_STATE_DONE);
  for (const std::uint32_t m : {1U, 2U}) {
    told.add_mixers(m);
    told.add_decryptors(m);
  }
  for (const bool lies : {true, false}) {
    if (!lies) served_.count.clear_contests();
    const auto mixed = Trustee(3).Mix();
    ASSERT_TRUE(mixed.ok()) << mixed.status();
    EXPECT_FALSE(mixed->finished);
    const auto decrypted = Trustee(3).Decrypt();
    ASSERT_TRUE(decrypted.ok()) << decrypted.status();
    EXPECT_FALSE(decrypted->finished);
    const auto tallied = Trustee(3).Tally();
    ASSERT_TRUE(tallied.ok()) << tallied.status();
    EXPECT_FALSE(tallied->finished);
  }
  run_.CountAll();
  served_.shown = 0;
  TrusteeClient trustee = Trustee(3);
  for (const auto stage : {&TrusteeClient::Mix, &TrusteeClient::Decrypt, &TrusteeClient::Tally}) {
    const auto step = (trustee.*stage)();
    ASSERT_TRUE(step.ok()) << step.status();
    EXPECT_TRUE(step->finished);
    EXPECT_EQ(step->did, "");
  }
}

TEST_F(ClosedLogTest, IsSignedByAnAuthorityDespiteFaultsOnlyWhenTold) {
  run_.Append(Election().OpenLeaf());
  const crypto::Bytes ballot = Election().Ballot(0, {0});
  run_.Append(ballot);
  run_.AppendUnchecked(ballot);
  run_.Append(Election().CloseLeaf());
  const auto log = LogReplica::Download(served_.Reader(), {}, 1);
  ASSERT_TRUE(log.ok()) << log.status();
  AuthorityClient authority = Authority();
  EXPECT_TRUE(absl::IsFailedPrecondition(authority.SignClosing(*log).status()));
  EXPECT_TRUE(served_.closings.empty());
  EXPECT_TRUE(authority.SignClosing(*log, /*despite_faults=*/true).ok());
  EXPECT_EQ(served_.closings.size(), 1U);
  // What was signed is sent again without being told so again.
  EXPECT_TRUE(authority.SignClosing(*log).ok());
}

}  // namespace
}  // namespace urna::client
