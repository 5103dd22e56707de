#include "ledger/closing.h"

#include "crypto/checkpoint.h"
#include "ledger/config.h"
#include "support/election_run.h"

namespace urna::ledger {
namespace {

using testing::HasSubstr;

crypto::Hash256 Filled(std::uint8_t value) {
  crypto::Hash256 out;
  out.fill(value);
  return out;
}

constexpr Party Trustee(std::uint8_t m) { return {PartyRole::kTrustee, m}; }
constexpr Party Authority(std::uint8_t i) { return {PartyRole::kAuthority, i}; }

// 2 of 4 trustees decrypt, 3 close; 2 of 3 authorities.
class ClosingTest : public testing::Test {
 protected:
  static const ElectionFixture& Election() {
    static const auto& election =
        *new ElectionFixture(ElectionFixture::Make({.trustees = 4, .authorities = 3}));
    return election;
  }
  static std::string Refusal(crypto::ByteView file, const Closing& closing = kClosing) {
    return std::string(VerifyClosings(*Election().manifest(), closing, file).message());
  }
  static crypto::Bytes Signed(const std::vector<Party>& parties,
                              const Closing& closing = kClosing) {
    return Election().SignClosings(parties, closing);
  }
  inline static const Closing kClosing{5, Filled(0x33)};
};

TEST_F(ClosingTest, HasAQuorumByDefaultOfWhichTwoShareThreshold) {
  EXPECT_EQ(Election().manifest()->config().closing_quorum(), 3u);
  for (std::uint32_t n = 1; n <= 9; ++n) {
    for (std::uint32_t t = 1; t <= n; ++t) {
      const std::uint32_t q = DefaultClosingQuorum(n, t);
      EXPECT_EQ(q, (n + t + 1) / 2) << n << " " << t;
      EXPECT_LE(q, n);
      EXPECT_GE(2 * q - n, t) << "two quorums share an honest trustee unless t are corrupt";
    }
  }
  EXPECT_EQ(DefaultClosingQuorum(3, 2), 3u);
  EXPECT_EQ(DefaultClosingQuorum(4, 2), 3u);
  EXPECT_EQ(DefaultClosingQuorum(5, 3), 4u);
}

TEST_F(ClosingTest, HoldsForAnyQuorumOfTrusteesAndMajorityOfAuthorities) {
  EXPECT_EQ(Refusal(Signed(Election().ClosingParties())), "");
  EXPECT_EQ(Refusal(Signed({Trustee(2), Trustee(3), Trustee(4), Authority(0), Authority(2)})), "");
  EXPECT_EQ(Refusal(Signed({Trustee(1), Trustee(2), Trustee(3), Trustee(4), Authority(0),
                            Authority(1), Authority(2)})),
            "");
  EXPECT_EQ(Signed(Election().ClosingParties()).size(), 8u + 66 * 5);
}

TEST_F(ClosingTest, NeedsTheQuorumOfTrustees) {
  EXPECT_THAT(Refusal(Signed({Trustee(1), Trustee(2), Authority(0), Authority(1), Authority(2)})),
              HasSubstr("1 trustees and 0 authorities more"));
  EXPECT_THAT(Refusal(Signed({Authority(0), Authority(1)})), HasSubstr("3 trustees"));
}

TEST_F(ClosingTest, NeedsTheThresholdOfAuthorities) {
  EXPECT_THAT(Refusal(Signed({Trustee(1), Trustee(2), Trustee(3), Trustee(4), Authority(1)})),
              HasSubstr("0 trustees and 1 authorities more"));
  EXPECT_THAT(Refusal(crypto::Bytes{'U', 'R', 'N', 'A', 'C', 'L', 'S', '2'}),
              HasSubstr("3 trustees and 2 authorities more"));
}

TEST_F(ClosingTest, IsOfOneLogAndItsLength) {
  const crypto::Bytes file = Signed(Election().ClosingParties());
  EXPECT_THAT(Refusal(file, {6, kClosing.root}), HasSubstr("wrong signature of trustee 1"));
  EXPECT_THAT(Refusal(file, {5, Filled(0x34)}), HasSubstr("wrong signature of trustee 1"));
  const auto other = ElectionFixture::Make({.process = "other", .trustees = 4, .authorities = 3});
  EXPECT_THAT(Refusal(other.SignClosings(other.ClosingParties(), kClosing)),
              HasSubstr("wrong signature of trustee 1"));
}

// Among enough that are right, one that is wrong: else a file would have many spellings.
TEST_F(ClosingTest, HasNoSignatureThatDoesNotHold) {
  crypto::Bytes file =
      Signed({Trustee(1), Trustee(2), Trustee(3), Trustee(4), Authority(0), Authority(1)});
  file[8 + 66 * 3 + 5] ^= 1;
  EXPECT_THAT(Refusal(file), HasSubstr("wrong signature of trustee 4"));
}

TEST_F(ClosingTest, HasItsSignersInOrderEachOnce) {
  const auto one_by_one = [](const std::vector<Party>& parties) {
    crypto::Bytes file = Signed({});
    for (const Party& party : parties) {
      const crypto::Bytes one = Signed({party});
      crypto::Append(file, crypto::ByteView(one).subspan(8));
    }
    return file;
  };
  const std::vector<Party> right = {Trustee(1), Trustee(2), Trustee(3), Authority(0), Authority(1)};
  EXPECT_EQ(Refusal(one_by_one(right)), "");
  for (std::size_t i = 0; i + 1 < right.size(); ++i) {
    std::vector<Party> swapped = right;
    std::swap(swapped[i], swapped[i + 1]);
    EXPECT_THAT(Refusal(one_by_one(swapped)), HasSubstr("must ascend")) << i;
  }
  for (std::size_t i = 0; i < right.size(); ++i) {
    std::vector<Party> doubled = right;
    doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(i), right[i]);
    EXPECT_THAT(Refusal(one_by_one(doubled)), HasSubstr("must ascend")) << i;
  }
}

// Registrars sign the manifest and nothing here; there is no fourth role, no trustee 0 and no
// fifth.
TEST_F(ClosingTest, IsSignedByTrusteesAndAuthoritiesOnly) {
  const crypto::Bytes file = Signed(Election().ClosingParties());
  const auto with = [&](std::uint8_t role, std::uint8_t index, const crypto::SigningKey& key) {
    crypto::Bytes changed = file;
    crypto::Bytes one = {role, index};
    crypto::Append(one, SignClosing(key, Election().manifest()->hash(), kClosing));
    const auto at = role < 2 ? changed.begin() + 8 : changed.end();
    changed.insert(at, one.begin(), one.end());
    return changed;
  };
  EXPECT_NE(Refusal(with(1, 0, Election().registrar(0))), "");
  EXPECT_NE(Refusal(with(0, 1, Election().trustee(1))), "");
  EXPECT_NE(Refusal(with(4, 0, Election().authority(0))), "");
  EXPECT_NE(Refusal(with(3, 3, Election().authority(2))), "");
  EXPECT_EQ(Refusal(with(3, 2, Election().authority(2))), "");
  const Manifest& manifest = *Election().manifest();
  EXPECT_FALSE(VerifyClosing(manifest, {PartyRole::kRegistrar, 0}, kClosing,
                             SignClosing(Election().registrar(0), manifest.hash(), kClosing)));
}

// A trustee's signature is not an authority's, whatever the file says of it.
TEST_F(ClosingTest, RefusesSignersInEachOthersRoles) {
  crypto::Bytes file = Signed({Trustee(1), Trustee(2), Trustee(3)});
  for (const std::uint8_t i : {0, 1}) {
    file.insert(file.end(), {3, i});
    crypto::Append(
        file, SignClosing(Election().trustee(i + 1u), Election().manifest()->hash(), kClosing));
  }
  EXPECT_THAT(Refusal(file), HasSubstr("wrong signature of authority 0"));
}

TEST_F(ClosingTest, HasNoSpellingButOne) {
  const crypto::Bytes file = Signed(Election().ClosingParties());
  for (std::size_t i = 0; i < file.size(); ++i) {
    crypto::Bytes changed = file;
    changed[i] ^= 1;
    EXPECT_NE(Refusal(changed), "") << i;
    EXPECT_NE(Refusal(crypto::ByteView(file).first(i)), "") << i;
  }
  crypto::Bytes longer = file;
  longer.push_back(0);
  EXPECT_NE(Refusal(longer), "");
}

TEST_F(ClosingTest, OfVersionOneIsRefused) {
  crypto::Bytes file = Signed(Election().ClosingParties());
  file[7] = '1';
  EXPECT_THAT(Refusal(file), HasSubstr("does not begin with URNACLS2"));
}

// --- What is compared aloud ---

TEST(ClosingGroups, AreTwelveOfFour) {
  const std::string groups = ClosingGroups(Filled(9));
  EXPECT_THAT(groups, testing::MatchesRegex("([a-z2-7]{4} ){11}[a-z2-7]{4}"));
}

TEST(ClosingGroups, AreReadWithOrWithoutSpacesInEitherCase) {
  const crypto::Hash256 hash = Filled(9);
  std::string groups = ClosingGroups(hash);
  EXPECT_TRUE(IsClosing(groups, hash).value());
  EXPECT_TRUE(IsClosing(crypto::ToHex(hash), hash).value());
  std::transform(groups.begin(), groups.end(), groups.begin(), ::toupper);
  EXPECT_TRUE(IsClosing(groups, hash).value());
  std::erase(groups, ' ');
  EXPECT_TRUE(IsClosing(groups, hash).value());
  EXPECT_FALSE(IsClosing(groups, Filled(10)).value());
  EXPECT_FALSE(IsClosing(crypto::ToHex(hash), Filled(10)).value());
}

// The server makes both roots of a fork and could search for two that look alike in fewer.
TEST(ClosingGroups, AreComparedToTheLastCharacter) {
  const crypto::Hash256 hash = Filled(9);
  std::string groups = ClosingGroups(hash);
  groups.back() = groups.back() == 'a' ? 'b' : 'a';
  EXPECT_FALSE(IsClosing(groups, hash).value());
  groups.pop_back();
  for (const std::string& text : {groups, groups.substr(0, 19), std::string(), groups + "aaaaa"}) {
    EXPECT_EQ(IsClosing(text, hash).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(ClosingHash, IsOfManifestIndexAndRoot) {
  const crypto::Hash256 hash = ClosingHash(Filled(1), 5, Filled(2));
  EXPECT_EQ(ClosingHash(Filled(1), Closing{5, Filled(2)}), hash);
  EXPECT_NE(ClosingHash(Filled(3), 5, Filled(2)), hash);
  EXPECT_NE(ClosingHash(Filled(1), 6, Filled(2)), hash);
  EXPECT_NE(ClosingHash(Filled(1), 5, Filled(3)), hash);
}

// --- Witnesses ---

class CloseCheckpoint : public testing::Test {
 protected:
  CloseCheckpoint()
      : election_(ElectionFixture::Make({.voters = 2, .witnesses = 3, .witness_quorum = 2})),
        run_(election_) {
    run_.VoteAndClose(2, 4);
  }
  std::string Note(std::uint64_t size) const { return run_.CheckpointNote(size); }
  std::string With(std::string note, const std::vector<std::uint32_t>& witnesses) const {
    const std::string text = crypto::Note::Parse(note).value().text;
    for (const std::uint32_t i : witnesses) {
      note += crypto::Cosign(text, ElectionFixture::WitnessName(i), election_.witness(i),
                             1'800'000'000 + i);
    }
    return note;
  }
  std::string Refusal(const std::string& note) const {
    return std::string(
        VerifyCloseCheckpoint(*election_.manifest(), run_.closing(), note).message());
  }
  std::uint64_t size() const { return run_.closing().index + 1; }

  ElectionFixture election_;
  ElectionRun run_;
};

TEST_F(CloseCheckpoint, NeedsAQuorumOfDifferentWitnesses) {
  EXPECT_EQ(Refusal(With(Note(size()), {0, 2})), "");
  EXPECT_EQ(Refusal(With(Note(size()), {0, 1, 2})), "");
  EXPECT_THAT(Refusal(With(Note(size()), {1})), HasSubstr("1 witnesses, 2 are needed"));
  EXPECT_THAT(Refusal(With(Note(size()), {1, 1})), HasSubstr("1 witnesses"));
  EXPECT_THAT(Refusal(Note(size())), HasSubstr("0 witnesses"));
}

TEST_F(CloseCheckpoint, IsOfExactlyTheClosedLog) {
  EXPECT_THAT(Refusal(With(Note(size() - 1), {0, 1})), HasSubstr("is not of the closed log"));
  run_.SignTheClosing();
  run_.MixBy(1);
  EXPECT_THAT(Refusal(With(run_.CheckpointNote(), {0, 1})), HasSubstr("is not of the closed log"));
  const std::string fork = crypto::SignCheckpoint(
      {election_.manifest()->log_key().origin, size(), Filled(1)}, election_.LogSigningKey());
  EXPECT_THAT(Refusal(With(fork, {0, 1})), HasSubstr("is not of the closed log"));
}

TEST_F(CloseCheckpoint, IsSignedByTheLogAndHasNoWrongLine) {
  const std::string text = crypto::Note::Parse(Note(size())).value().text;
  EXPECT_NE(Refusal(text + "\n"), "");
  const auto stranger = crypto::SigningKey::Generate();
  EXPECT_NE(Refusal(With(crypto::SignCheckpoint(
                             {election_.manifest()->log_key().origin, size(), run_.closing().root},
                             stranger),
                         {0, 1})),
            "");
  // Enough that hold, and one of a witness that is of another note.
  const std::string other = With(Note(size() - 1), {2});
  const std::string wrong_line = other.substr(Note(size() - 1).size());
  EXPECT_NE(Refusal(With(Note(size()), {0, 1}) + wrong_line), "");
  // What others sign is their business.
  EXPECT_EQ(
      Refusal(With(Note(size()), {0, 1}) + crypto::Cosign(text, "witness.test/other", stranger, 1)),
      "");
}

}  // namespace
}  // namespace urna::ledger
