#include "ledger/code.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "crypto/hash.h"
#include "ledger/limits.h"
#include "ledger/text.h"

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

// The number that the characters write in base 32, plus that of the registrar, mod 37.
std::uint32_t CheckValue(const crypto::SecretBytes& characters, std::uint32_t registrar) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < kCodeCharacters; ++i) {
    sum = (sum * 32 + static_cast<std::uint32_t>(ValueOf(static_cast<char>(characters[i])))) %
          kCheckModulus;
  }
  return (sum + registrar) % kCheckModulus;
}

}  // namespace

VotingCode VotingCode::Draw(std::uint32_t registrar) {
  VotingCode code;
  code.registrar_ = registrar;
  std::uint32_t check = 0;
  do {
    code.characters_.clear();
    code.characters_.reserve(kCodeCharacters + 1);
    for (std::size_t i = 0; i < kCodeCharacters; ++i) {
      code.characters_.push_back(static_cast<std::uint8_t>(kAlphabet[randombytes_uniform(32)]));
    }
    check = CheckValue(code.characters_, registrar);
  } while (check >= kAlphabet.size());
  code.characters_.push_back(static_cast<std::uint8_t>(kAlphabet[check]));
  return code;
}

absl::StatusOr<VotingCode> VotingCode::Parse(std::string_view text, std::uint32_t registrar) {
  VotingCode code;
  code.registrar_ = registrar;
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
  const auto check =
      static_cast<std::uint32_t>(ValueOf(static_cast<char>(code.characters_.back())));
  if (CheckValue(code.characters_, registrar) == check) return code;
  for (std::uint32_t other = 1; other <= kMaxCodeRegistrars; ++other) {
    if (other != registrar && CheckValue(code.characters_, other) == check) {
      return absl::InvalidArgumentError(Concat("this is code ", other,
                                               ", or it has a typing error: code ", registrar,
                                               " is asked for here"));
    }
  }
  return absl::InvalidArgumentError("the code has a typing error: its last character does not fit");
}

std::string VotingCode::RevealForLetter() const {
  std::string out;
  for (std::size_t i = 0; i < characters_.size(); ++i) {
    if (i != 0 && i % kGroup == 0) out.push_back('-');
    out.push_back(static_cast<char>(characters_[i]));
  }
  return out;
}

absl::StatusOr<crypto::VoterKey> VotingCode::Key(const ElectionId& election) const {
  const crypto::ByteView code(characters_.data(), kCodeCharacters);
  crypto::Bytes number;
  crypto::AppendLe64(number, registrar_);
  const crypto::SecretBytes seed =
      crypto::LabelledBlake2b("code-key", 32, {election, number, code});
  std::array<std::uint8_t, 32> bytes{};
  std::copy(seed.begin(), seed.end(), bytes.begin());
  const crypto::Secret<std::array<std::uint8_t, 32>> secret(bytes);
  sodium_memzero(bytes.data(), bytes.size());
  auto key = crypto::VoterKey::FromSeed(secret);
  if (!key.ok()) return absl::InternalError("the code gives no key; another must be drawn");
  return key;
}

}  // namespace urna::ledger
