#include "cli/client/trustee_memory.h"

#include "cli/client/role_key.h"
#include "pch.h"

namespace urna::client {
namespace {

TrusteeMemory Example() {
  TrusteeMemory memory{crypto::TrusteeSecretKeys::Generate(), {}};
  TrusteeElection& sealed = memory.elections[ledger::ElectionId{1}];
  sealed.shares.resize(3);
  crypto::Scalar::Fill(sealed.shares);
  sealed.manifest_hash = crypto::Hash256{2};
  sealed.decrypted[7] = crypto::Hash256{3};
  sealed.decrypted[0xffffffff] = crypto::Hash256{4};
  TrusteeElection& beginning = memory.elections[ledger::ElectionId{5}];
  beginning.ceremony = {1, 2, 3};
  return memory;
}

TEST(TrusteeMemory, SurvivesBeingWrittenDown) {
  const TrusteeMemory memory = Example();
  const crypto::SecretBytes bytes = memory.Serialize();
  const auto read = TrusteeMemory::Parse({bytes.data(), bytes.size()});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->keys.signing.public_key(), memory.keys.signing.public_key());
  EXPECT_EQ(read->keys.box_public, memory.keys.box_public);
  EXPECT_EQ(read->Serialize(), bytes);
  const TrusteeElection& sealed = read->elections.at(ledger::ElectionId{1});
  EXPECT_EQ(sealed.shares, memory.elections.at(ledger::ElectionId{1}).shares);
  EXPECT_EQ(sealed.manifest_hash, crypto::Hash256{2});
  EXPECT_EQ(sealed.decrypted.at(7), crypto::Hash256{3});
}

// Whoever is a trustee for years must not find one day that the file no longer opens.
TEST(TrusteeMemory, HoldsMoreElectionsThanATrusteeLivesToSee) {
  TrusteeMemory memory = Example();
  for (std::uint8_t high = 0; high < 40; ++high) {
    for (std::uint8_t low = 0; low < 250; ++low) {
      memory.elections[ledger::ElectionId{9, high, low}].attempt = 1;
    }
  }
  const crypto::SecretBytes bytes = memory.Serialize();
  const auto read = TrusteeMemory::Parse({bytes.data(), bytes.size()});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->elections.size(), memory.elections.size());
}

TEST(TrusteeMemory, RefusesEveryBeginningOfItself) {
  const crypto::SecretBytes bytes = Example().Serialize();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(TrusteeMemory::Parse({bytes.data(), size}).ok()) << size;
  }
}

RC_GTEST_PROP(TrusteeMemory, ReadsOrRefusesAnyDamage, ()) {
  static const crypto::SecretBytes kBytes = Example().Serialize();
  crypto::SecretBytes bytes = kBytes;
  bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = *rc::gen::arbitrary<std::uint8_t>();
  const auto read = TrusteeMemory::Parse({bytes.data(), bytes.size()});
  if (read.ok()) RC_ASSERT(read->Serialize().size() == bytes.size());
}

TEST(RegistrarKey, OpensForItsOwnRoleOnly) {
  const crypto::SigningKey key = crypto::SigningKey::Generate();
  const crypto::SecretBytes bytes = SerializeRegistrarKey(key);
  const crypto::ByteView view(bytes.data(), bytes.size());
  const auto read = ParseRegistrarKey(view);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->public_key(), key.public_key());
  const crypto::SecretBytes other = Example().Serialize();
  EXPECT_FALSE(ParseRegistrarKey({other.data(), other.size()}).ok());
  EXPECT_FALSE(ParseRegistrarKey(view.first(view.size() - 1)).ok());
}

}  // namespace
}  // namespace urna::client
