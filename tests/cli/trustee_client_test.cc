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
    static const auto* const kElection = [] {
      ledger::ElectionShape shape;
      shape.voters = kVoters;
      shape.projects = kProjects;
      return new ElectionFixture(ElectionFixture::Make(shape));
    }();
    return *kElection;
  }
  ClosedLogTest() : run_(Election()), served_(Election(), run_) {}

  AuthorityClient Authority() {
    return AuthorityClient(served_.Reader(),
                           {crypto::SigningKey::FromSeed(Election().authority(0).Seed()), {}},
                           std::make_unique<VolatileAuthorityVault>());
  }

  ElectionRun run_;
  ServedRun served_;
};

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
