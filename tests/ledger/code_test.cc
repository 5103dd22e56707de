#include "ledger/code.h"

#include <set>

#include "support/protocol_vectors.h"

namespace urna::ledger {
namespace {

constexpr ElectionId kElection = {1, 2, 3};

crypto::Point PublicKey(const VotingCode& code, const ElectionId& election) {
  return code.Key(election).value().public_key();
}

std::string Plain(const VotingCode& code) {
  std::string text;
  for (char c : code.RevealForLetter()) {
    if (c != '-') text.push_back(c);
  }
  return text;
}

TEST(VotingCode, IsPrintedInGroupsOfFive) {
  const std::string letter = VotingCode::Draw(1).RevealForLetter();
  EXPECT_THAT(letter,
              testing::MatchesRegex("[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]"));
}

TEST(VotingCode, GivesTheSameSecretsHoweverItIsTyped) {
  const VotingCode code = VotingCode::Draw(1);
  std::string typed = "  " + code.RevealForLetter() + "\n";
  for (char& c : typed) {
    if (c == '0') c = 'o';
    if (c == '1') c = 'l';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-') c = ' ';
  }
  const auto again = VotingCode::Parse(typed, 1);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(PublicKey(*again, kElection), PublicKey(code, kElection));
}

TEST(VotingCode, MeansNothingInAnotherElection) {
  const VotingCode code = VotingCode::Draw(1);
  const ElectionId other = {3, 2, 1};
  EXPECT_NE(PublicKey(code, kElection), PublicKey(code, other));
}

TEST(VotingCode, NoticesEveryWrongCharacter) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const std::string right = Plain(VotingCode::Draw(1));
  for (std::size_t i = 0; i < right.size(); ++i) {
    for (char c : kAlphabet) {
      std::string wrong = right;
      wrong[i] = c;
      EXPECT_EQ(VotingCode::Parse(wrong, 1).ok(), wrong == right);
    }
  }
}

TEST(VotingCode, NoticesEverySwapOfNeighbours) {
  const std::string right = Plain(VotingCode::Draw(1));
  for (std::size_t i = 0; i + 1 < right.size(); ++i) {
    std::string wrong = right;
    std::swap(wrong[i], wrong[i + 1]);
    EXPECT_EQ(VotingCode::Parse(wrong, 1).ok(), wrong == right) << i;
  }
}

TEST(VotingCode, RefusesOtherTextsWithoutRepeatingThem) {
  for (std::string_view text : {"", "ABC", "ABCDE-FGHJK-MNPQR-STVWX-YZ",
                                "*****-*****-*****-*****-*", "UUUUU-UUUUU-UUUUU-UUUUU-U"}) {
    const auto code = VotingCode::Parse(text, 1);
    EXPECT_EQ(code.status().code(), absl::StatusCode::kInvalidArgument);
    if (!text.empty()) {
      EXPECT_EQ(code.status().message().find(std::string(text)), std::string::npos);
    }
  }
}

// docs/protocol.md, section 18.
TEST(VotingCode, MatchesTheVectors) {
  const std::vector<std::string> codes = {"V4KJ2-G0NBB-7AGC1-FTVGA-W", "3XV4A-ZC0VJ-NVRFG-EBJNN-W"};
  ElectionId election;
  const crypto::Bytes id = crypto::FromHex("00112233445566778899aabbccddeeff").value();
  std::copy(id.begin(), id.end(), election.begin());
  for (std::uint32_t j = 1; j <= 2; ++j) {
    EXPECT_EQ(crypto::VectorText("check " + std::to_string(j)), "28 W");
    const auto code = VotingCode::Parse(codes[j - 1], j);
    ASSERT_TRUE(code.ok()) << code.status();
    EXPECT_EQ(code->RevealForLetter(), codes[j - 1]);
    const crypto::VoterKey key = code->Key(election).value();
    EXPECT_EQ(key.secret().Reveal().bytes(), crypto::VectorArray("x_" + std::to_string(j)));
    EXPECT_EQ(key.public_key().bytes(), crypto::VectorArray("V_" + std::to_string(j)));
  }
}

// The check value of code 1 in the field of code 2 would have to be 29: "X".
TEST(VotingCode, InAnothersFieldIsTold) {
  ASSERT_EQ(crypto::VectorText("code 1 in field 2"), "29");
  EXPECT_TRUE(VotingCode::Parse("V4KJ2-G0NBB-7AGC1-FTVGA-X", 2).ok());
  for (std::uint32_t of = 1; of <= 3; ++of) {
    const std::string letter = VotingCode::Draw(of).RevealForLetter();
    for (std::uint32_t field = 1; field <= 3; ++field) {
      const auto code = VotingCode::Parse(letter, field);
      EXPECT_EQ(code.ok(), of == field);
      if (of == field) continue;
      EXPECT_THAT(std::string(code.status().message()),
                  testing::HasSubstr("this is code " + std::to_string(of)));
      EXPECT_THAT(std::string(code.status().message()),
                  testing::Not(testing::HasSubstr(letter.substr(0, 5))));
    }
  }
}

// With the same characters two registrars still have different keys.
TEST(VotingCode, MeansSomethingElseFromAnotherRegistrar) {
  const auto first = VotingCode::Parse("V4KJ2-G0NBB-7AGC1-FTVGA-W", 1).value();
  const auto second = VotingCode::Parse("V4KJ2-G0NBB-7AGC1-FTVGA-X", 2).value();
  EXPECT_NE(PublicKey(first, kElection), PublicKey(second, kElection));
}

// (number + j) mod 37, by this loop instead of the library's.
TEST(VotingCode, EndsInItsCheckCharacterAndNeverInASymbol) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  for (std::uint32_t j = 1; j <= 3; ++j) {
    for (int i = 0; i < 200; ++i) {
      const std::string code = Plain(VotingCode::Draw(j));
      ASSERT_EQ(code.size(), kCodeCharacters + 1);
      std::size_t value = 0;
      for (const char c : code.substr(0, kCodeCharacters)) {
        value = (value * 32 + kAlphabet.find(c)) % 37;
      }
      value = (value + j) % 37;
      ASSERT_LT(value, 32u);
      EXPECT_EQ(code.back(), kAlphabet[value]);
    }
  }
}

TEST(VotingCode, IsNeverDrawnTwice) {
  std::set<std::string> drawn;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(drawn.insert(Plain(VotingCode::Draw(1))).second);
}

}  // namespace
}  // namespace urna::ledger
