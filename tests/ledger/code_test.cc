#include "ledger/code.h"

#include <set>

namespace urna::ledger {
namespace {

constexpr ElectionId kElection = {1, 2, 3};

std::string Plain(const VotingCode& code) {
  std::string text;
  for (char c : code.RevealForLetter()) {
    if (c != '-') text.push_back(c);
  }
  return text;
}

TEST(VotingCode, IsPrintedInGroupsOfFive) {
  const std::string letter = VotingCode::Draw().RevealForLetter();
  EXPECT_THAT(letter,
              testing::MatchesRegex("[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]"));
}

TEST(VotingCode, GivesTheSameSecretsHoweverItIsTyped) {
  const VotingCode code = VotingCode::Draw();
  std::string typed = "  " + code.RevealForLetter() + "\n";
  for (char& c : typed) {
    if (c == '0') c = 'o';
    if (c == '1') c = 'l';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-') c = ' ';
  }
  const auto again = VotingCode::Parse(typed);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->Tag(kElection), code.Tag(kElection));
  EXPECT_EQ(again->Key(kElection).public_key(), code.Key(kElection).public_key());
}

TEST(VotingCode, MeansNothingInAnotherElection) {
  const VotingCode code = VotingCode::Draw();
  const ElectionId other = {3, 2, 1};
  EXPECT_NE(code.Tag(kElection), code.Tag(other));
  EXPECT_NE(code.Key(kElection).public_key(), code.Key(other).public_key());
}

TEST(VotingCode, NoticesEveryWrongCharacter) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const std::string right = Plain(VotingCode::Draw());
  for (std::size_t i = 0; i < right.size(); ++i) {
    for (char c : kAlphabet) {
      std::string wrong = right;
      wrong[i] = c;
      EXPECT_EQ(VotingCode::Parse(wrong).ok(), wrong == right);
    }
  }
}

TEST(VotingCode, NoticesEverySwapOfNeighbours) {
  const std::string right = Plain(VotingCode::Draw());
  for (std::size_t i = 0; i + 1 < right.size(); ++i) {
    std::string wrong = right;
    std::swap(wrong[i], wrong[i + 1]);
    EXPECT_EQ(VotingCode::Parse(wrong).ok(), wrong == right) << i;
  }
}

TEST(VotingCode, RefusesOtherTextsWithoutRepeatingThem) {
  for (std::string_view text : {"", "ABC", "ABCDE-FGHJK-MNPQR-STVWX-YZ",
                                "*****-*****-*****-*****-*", "UUUUU-UUUUU-UUUUU-UUUUU-U"}) {
    const auto code = VotingCode::Parse(text);
    EXPECT_EQ(code.status().code(), absl::StatusCode::kInvalidArgument);
    if (!text.empty()) {
      EXPECT_EQ(code.status().message().find(std::string(text)), std::string::npos);
    }
  }
}

TEST(VotingCode, IsNeverDrawnTwice) {
  std::set<std::string> drawn;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(drawn.insert(Plain(VotingCode::Draw())).second);
}

}  // namespace
}  // namespace urna::ledger
