#include "ledger/code.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "crypto/hash.h"

namespace urna::ledger {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::uint32_t kCheckModulus = 37;
constexpr std::size_t kGroup = 5;

// The value of a character, forgiving look-alikes; -1 for none.
int ValueOf(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') c = '0';
  if (c == 'I' || c == 'L') c = '1';
  const std::size_t at = kAlphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// The number that the characters write in base 32, mod 37.
std::uint32_t CheckValue(const crypto::SecretBytes& characters) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < kCodeCharacters; ++i) {
    sum = (sum * 32 + static_cast<std::uint32_t>(ValueOf(static_cast<char>(characters[i])))) %
          kCheckModulus;
  }
  return sum;
}

}  // namespace

VotingCode VotingCode::Draw() {
  VotingCode code;
  std::uint32_t check = 0;
  do {
    code.characters_.clear();
    code.characters_.reserve(kCodeCharacters + 1);
    for (std::size_t i = 0; i < kCodeCharacters; ++i) {
      code.characters_.push_back(static_cast<std::uint8_t>(kAlphabet[randombytes_uniform(32)]));
    }
    check = CheckValue(code.characters_);
  } while (check >= kAlphabet.size());
  code.characters_.push_back(static_cast<std::uint8_t>(kAlphabet[check]));
  return code;
}

absl::StatusOr<VotingCode> VotingCode::Parse(std::string_view text) {
  VotingCode code;
  code.characters_.reserve(kCodeCharacters + 1);
  for (char c : text) {
    if (c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n') continue;
    const int value = ValueOf(c);
    if (value < 0) {
      return absl::InvalidArgumentError("the code has a character that no code has");
    }
    if (code.characters_.size() > kCodeCharacters) {
      return absl::InvalidArgumentError("the code is too long: a code has 21 characters");
    }
    code.characters_.push_back(
        static_cast<std::uint8_t>(kAlphabet[static_cast<std::size_t>(value)]));
  }
  if (code.characters_.size() != kCodeCharacters + 1) {
    return absl::InvalidArgumentError("the code is too short: a code has 21 characters");
  }
  if (CheckValue(code.characters_) !=
      static_cast<std::uint32_t>(ValueOf(static_cast<char>(code.characters_.back())))) {
    return absl::InvalidArgumentError(
        "the code has a typing error: its last character does not fit");
  }
  return code;
}

std::string VotingCode::RevealForLetter() const {
  std::string out;
  for (std::size_t i = 0; i < characters_.size(); ++i) {
    if (i != 0 && i % kGroup == 0) out.push_back('-');
    out.push_back(static_cast<char>(characters_[i]));
  }
  return out;
}

SlotTag VotingCode::Tag(const ElectionId& election) const {
  const crypto::ByteView code(characters_.data(), kCodeCharacters);
  crypto::Bytes secret = crypto::LabelledBlake2b("code-slot", 16, {election, code});
  SlotTag tag{crypto::LabelledHash("slot", {election, secret})};
  sodium_memzero(secret.data(), secret.size());
  return tag;
}

crypto::SigningKey VotingCode::Key(const ElectionId& election) const {
  const crypto::ByteView code(characters_.data(), kCodeCharacters);
  crypto::Bytes seed = crypto::LabelledBlake2b("code-key", 32, {election, code});
  std::array<std::uint8_t, 32> bytes{};
  std::copy(seed.begin(), seed.end(), bytes.begin());
  sodium_memzero(seed.data(), seed.size());
  crypto::Secret<std::array<std::uint8_t, 32>> secret(bytes);
  sodium_memzero(bytes.data(), bytes.size());
  return crypto::SigningKey::FromSeed(secret);
}

}  // namespace urna::ledger
