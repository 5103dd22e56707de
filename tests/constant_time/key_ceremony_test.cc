// A trustee's side of section 4 of docs/protocol.md.
#include "crypto/key_ceremony.h"

#include "constant_time/secrets.h"

namespace urna::crypto {
namespace {

TEST_F(ConstantTime, KeyCeremonies) {
  std::vector<TrusteeSecretKeys> keys;
  CeremonyParameters parameters{{1, 2, 3}, {}, 2, 2};
  for (int j = 0; j < 3; ++j) {
    keys.push_back(TrusteeSecretKeys::Generate());
    EXPECT_TRUE(IsSecret(keys.back().box_secret.Reveal()));
    parameters.trustees.push_back(
        {Declassify(keys.back().signing.public_key()), Declassify(keys.back().box_public)});
  }
  std::vector<CeremonyParticipant> participants;
  std::vector<CeremonyCommitment> commitments;
  std::vector<CeremonyReveal> reveals;
  for (std::uint32_t j = 1; j <= 3; ++j) {
    auto participant = CeremonyParticipant::Start(parameters, j, keys[j - 1]);
    ASSERT_TRUE(participant.ok());
    commitments.push_back(participant->Commit());
    EXPECT_TRUE(IsSecret(commitments.back()));
    commitments.back() = Declassify(commitments.back());
    auto reveal = participant->Reveal();
    ASSERT_TRUE(reveal.ok());
    EXPECT_TRUE(IsSecret(reveal->possessions[0].s));
    EXPECT_TRUE(IsSecret(reveal->shares[0].back()));
    for (const auto& row : reveal->coefficients) DeclassifyInPlace(std::span(row));
    for (auto& possession : reveal->possessions) possession = Declassify(possession);
    for (const auto& share : reveal->shares) DeclassifyInPlace(std::span(share));
    reveal->signature = Declassify(reveal->signature);
    reveals.push_back(*std::move(reveal));
    participants.push_back(*std::move(participant));
  }
  const auto shares = participants[0].Finish(commitments, reveals);
  ASSERT_TRUE(shares.ok()) << shares.status().message();
  EXPECT_TRUE(IsSecret((*shares)[0]));

  const SecretBytes kept = participants[0].SerializeSecrets();
  auto resumed = CeremonyParticipant::Resume(parameters, 1, keys[0], kept);
  ASSERT_TRUE(resumed.ok());
  EXPECT_EQ(Declassify(resumed->Commit().commitment), commitments[0].commitment);
}

}  // namespace
}  // namespace urna::crypto
