#include "cli/client/authority_memory.h"

#include <cstring>

#include "cli/client/files.h"
#include "ledger/errors.h"
#include "pch.h"
#include "support/temporary_folder.h"

namespace urna::client {
namespace {

using testing::HasSubstr;

constexpr crypto::Hash256 kManifest{1}, kOther{2};
constexpr ledger::Closing kClosing{41, {3}};

AuthorityMemory Example() {
  AuthorityMemory memory{crypto::SigningKey::Generate(), {}};
  EXPECT_TRUE(memory.Enter(kManifest, kClosing, 1'800'000'000).ok());
  EXPECT_TRUE(memory.Enter(kOther, {7, {4}}, 1'900'000'000).ok());
  return memory;
}

TEST(AuthorityMemory, EntersOneClosingOfAManifest) {
  AuthorityMemory memory = Example();
  // The same again, and its first time.
  EXPECT_TRUE(memory.Enter(kManifest, kClosing, 1'800'000'500).ok());
  EXPECT_EQ(memory.closings.at(kManifest), (ClosingEntry{kClosing, 1'800'000'000}));
  EXPECT_EQ(memory.closings.size(), 2U);
}

TEST(AuthorityMemory, ReportsAnotherClosingAsAForkWithBoth) {
  AuthorityMemory memory = Example();
  const std::vector<ledger::Closing> others = {{41, {9}}, {42, {3}}, {40, {8}}};
  for (const ledger::Closing& other : others) {
    const absl::Status status = memory.Enter(kManifest, other, 1'800'000'001);
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    EXPECT_EQ(ledger::ReasonOf(status), "LOG_FORKED");
    const std::string message(status.message());
    for (const ledger::Closing& one : {kClosing, other}) {
      EXPECT_THAT(message, HasSubstr("record " + std::to_string(one.index)));
      EXPECT_THAT(message, HasSubstr(crypto::ToHex(one.root)));
    }
    EXPECT_EQ(memory.closings.at(kManifest).closing, kClosing);
  }
}

TEST(AuthorityMemory, SurvivesBeingWrittenDown) {
  const AuthorityMemory memory = Example();
  const crypto::SecretBytes bytes = memory.Serialize();
  const auto read = AuthorityMemory::Parse({bytes.data(), bytes.size()});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->key.public_key(), memory.key.public_key());
  EXPECT_EQ(read->closings, memory.closings);
  EXPECT_EQ(read->Serialize(), bytes);
}

TEST(AuthorityMemory, HoldsMoreClosingsThanAnAuthorityLivesToSign) {
  AuthorityMemory memory = Example();
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    crypto::Hash256 manifest{9};
    std::memcpy(&manifest[1], &i, sizeof(i));
    ASSERT_TRUE(memory.Enter(manifest, kClosing, i).ok());
  }
  const crypto::SecretBytes bytes = memory.Serialize();
  const auto read = AuthorityMemory::Parse({bytes.data(), bytes.size()});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->closings.size(), memory.closings.size());
}

TEST(AuthorityMemory, RefusesEveryBeginningOfItselfAndWhatFollows) {
  crypto::SecretBytes bytes = Example().Serialize();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(AuthorityMemory::Parse({bytes.data(), size}).ok()) << size;
  }
  bytes.push_back(0);
  EXPECT_FALSE(AuthorityMemory::Parse({bytes.data(), bytes.size()}).ok());
}

RC_GTEST_PROP(AuthorityMemory, ReadsOrRefusesAnyDamage, ()) {
  static const crypto::SecretBytes kBytes = Example().Serialize();
  crypto::SecretBytes bytes = kBytes;
  bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = *rc::gen::arbitrary<std::uint8_t>();
  const auto read = AuthorityMemory::Parse({bytes.data(), bytes.size()});
  if (read.ok()) RC_ASSERT(read->Serialize() == bytes);
}

TEST(AuthorityVault, RemembersAcrossItsFile) {
  TemporaryFolder folder;
  const std::string path = folder.Sub("authority.key");
  const crypto::SecretBytes passphrase{'p', 'w'};
  AuthorityMemory memory{crypto::SigningKey::Generate(), {}};
  const crypto::SecretBytes fresh = memory.Serialize();
  auto file =
      SealedFile::Create(path, passphrase, SealingCost::Least(), {fresh.data(), fresh.size()});
  ASSERT_TRUE(file.ok());
  ASSERT_TRUE(memory.Enter(kManifest, kClosing, 5).ok());
  ASSERT_TRUE(SealedAuthorityVault(*std::move(file)).Save(memory).ok());

  const auto again = SealedFile::Open(path, passphrase);
  ASSERT_TRUE(again.ok());
  auto read = AuthorityMemory::Parse({again->content().data(), again->content().size()});
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(read->Enter(kManifest, kClosing, 6).ok());
  EXPECT_FALSE(read->Enter(kManifest, {40, {3}}, 6).ok());
}

}  // namespace
}  // namespace urna::client
