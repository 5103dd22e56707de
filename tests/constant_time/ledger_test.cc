// Voting codes and slots, section 5 of docs/protocol.md.
#include "constant_time/secrets.h"
#include "ledger/code.h"
#include "ledger/slot.h"

namespace urna::ledger {
namespace {

constexpr ElectionId kElection = {1, 2, 3};

std::string SecretText(std::string text) {
  for (char& c : text) c = AsSecret(c);
  return text;
}

// As it is printed; also where it stands in no code, what it consists of is secret.
std::string PublicText(const VotingCode& code) {
  std::string text = code.RevealForLetter();
  for (char& c : text) c = crypto::Declassify(c);
  return text;
}

TEST_F(ConstantTime, CodesThatAreDrawn) {
  const VotingCode code = VotingCode::Draw(2);
  EXPECT_TRUE(IsSecret(code.RevealForLetter()[0]));
  EXPECT_TRUE(VotingCode::Parse(PublicText(code), 2).ok());
}

TEST_F(ConstantTime, CodesThatAreTyped) {
  const std::string text = PublicText(VotingCode::Draw(2));
  const auto code = VotingCode::Parse(SecretText(text), 2);
  ASSERT_TRUE(code.ok());
  EXPECT_EQ(PublicText(*code), text);
  EXPECT_FALSE(VotingCode::Parse(SecretText(text), 1).ok());
  EXPECT_FALSE(VotingCode::Parse(SecretText(text + "U"), 2).ok());
}

TEST_F(ConstantTime, KeysOfCodes) {
  const auto key = VotingCode::Draw(1).Key(kElection);
  ASSERT_TRUE(key.ok());
  EXPECT_TRUE(IsSecret(key->secret().Reveal()));
  EXPECT_TRUE(IsSecret(key->public_key()));
}

TEST_F(ConstantTime, SlotTags) {
  EXPECT_TRUE(IsSecret(TagOfPerson(DrawRollKey(), kElection, "19700101-1234")));
  // The person too, but for the length of what the roll calls it.
  const RollKey known({7});
  EXPECT_TRUE(IsSecret(TagOfPerson(known, kElection, SecretText("19700101-1234"))));
}

}  // namespace
}  // namespace urna::ledger
