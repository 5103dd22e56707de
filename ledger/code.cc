#include "ledger/code.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "crypto/constant_time.h"
#include "crypto/hash.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::uint32_t kCheckModulus = 37;
constexpr std::size_t kGroup = 5;
constexpr std::uint32_t kNoValue = 0xffffffff;
constexpr std::string_view kSeparators = " -\t\r\n";
// Upper case to lower; digits have the bit already.
constexpr std::uint32_t kLowerCase = 0x20;

// A code is secret: what depends on a character is selected by masks among all that there is.

// All ones where the characters are equal, zero elsewhere.
std::uint32_t MaskOfEqual(std::uint32_t a, std::uint32_t b) { return 0U - (((a ^ b) - 1U) >> 31); }

std::uint32_t Widen(char c) { return static_cast<unsigned char>(c); }

bool IsSeparator(char c) {
  std::uint32_t mask = 0;
  for (const char separator : kSeparators) mask |= MaskOfEqual(Widen(c), Widen(separator));
  return mask != 0;
}

// The value of a character, forgiving look-alikes; kNoValue for none.
std::uint32_t ValueOf(char c) {
  struct LookAlike {
    char letter;
    std::uint32_t value;
  };
  static constexpr std::array<LookAlike, 3> kLookAlikes = {{{'O', 0}, {'I', 1}, {'L', 1}}};
  std::uint32_t found = 0;
  std::uint32_t value = 0;
  const auto compare = [&](char with, std::uint32_t its_value) {
    const std::uint32_t mask =
        MaskOfEqual(Widen(c), Widen(with)) | MaskOfEqual(Widen(c), Widen(with) | kLowerCase);
    found |= mask;
    value |= mask & its_value;
  };
  for (std::uint32_t i = 0; i < kAlphabet.size(); ++i) compare(kAlphabet[i], i);
  for (const LookAlike& look_alike : kLookAlikes) compare(look_alike.letter, look_alike.value);
  return value | ~found;
}

// The character of a value below 32.
std::uint8_t CharacterOf(std::uint32_t value) {
  std::uint32_t character = 0;
  for (std::uint32_t i = 0; i < kAlphabet.size(); ++i) {
    character |= MaskOfEqual(value, i) & Widen(kAlphabet[i]);
  }
  return static_cast<std::uint8_t>(character);
}

// The number that the characters write in base 32, plus that of the registrar, mod 37.
std::uint32_t CheckValue(const crypto::SecretBytes& characters, std::uint32_t registrar) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < kCodeCharacters; ++i) {
    sum = (sum * 32 + ValueOf(static_cast<char>(characters[i]))) % kCheckModulus;
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
      code.characters_.push_back(CharacterOf(randombytes_uniform(32)));
    }
    check = CheckValue(code.characters_, registrar);
    // Of a code that is kept this is known, and the others are nobody's.
  } while (crypto::Declassify(check >= kAlphabet.size()));
  code.characters_.push_back(CharacterOf(check));
  return code;
}

absl::StatusOr<VotingCode> VotingCode::Parse(std::string_view text, std::uint32_t registrar) {
  VotingCode code;
  code.registrar_ = registrar;
  code.characters_.reserve(kCodeCharacters + 1);
  for (char c : text) {
    // How a code is spaced says nothing of its characters.
    if (crypto::Declassify(IsSeparator(c))) continue;
    const std::uint32_t value = ValueOf(c);
    // From here on, what is decided on is what the caller is told.
    if (crypto::Declassify(value == kNoValue)) {
      return absl::InvalidArgumentError("the code has a character that no code has");
    }
    if (code.characters_.size() > kCodeCharacters) {
      return absl::InvalidArgumentError("the code is too long: a code has 21 characters");
    }
    code.characters_.push_back(CharacterOf(value));
  }
  if (code.characters_.size() != kCodeCharacters + 1) {
    return absl::InvalidArgumentError("the code is too short: a code has 21 characters");
  }
  const std::uint32_t check = ValueOf(static_cast<char>(code.characters_.back()));
  const auto fits = [&](std::uint32_t whose) {
    return crypto::Declassify(CheckValue(code.characters_, whose) == check);
  };
  if (fits(registrar)) return code;
  for (std::uint32_t other = 1; other <= kMaxCodeRegistrars; ++other) {
    if (other != registrar && fits(other)) {
      return absl::InvalidArgumentError(
          fmt::format("this is code {}, or it has a typing error: code {} is asked for here", other,
                      registrar));
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
