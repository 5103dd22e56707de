// Voting codes and the keys derived from them (section 5.2 of docs/protocol.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "crypto/secret.h"
#include "crypto/voter_key.h"
#include "ledger/ids.h"

namespace urna::ledger {

// 20 characters of Crockford's base32, then a check character: the number that they write plus the
// number of the code registrar, mod 37, so that a code typed into another's field is told. Codes
// whose check character would be a symbol outside the 32 letters and digits are never drawn, so
// that 99.8 bits remain and no letter shows "*" or "$".
inline constexpr std::size_t kCodeCharacters = 20;

// A code in its normal form, upper case without separators, the check character included. It
// belongs to a code registrar j: 1 to 3.
class VotingCode {
 public:
  // Uniform among the codes of that registrar that may be drawn.
  static VotingCode Draw(std::uint32_t registrar);
  // Forgives case, spaces, dashes, and O, I, L for 0, 1, 1. INVALID_ARGUMENT for a wrong length, an
  // unknown character, a wrong check character, or the code of another registrar, which is named;
  // the message never repeats the code.
  static absl::StatusOr<VotingCode> Parse(std::string_view text, std::uint32_t registrar);
  VotingCode(VotingCode&&) = default;
  VotingCode& operator=(VotingCode&&) = default;

  std::uint32_t registrar() const { return registrar_; }
  // In groups of five, as it is printed: "XXXXX-XXXXX-XXXXX-XXXXX-X". For letters only.
  std::string RevealForLetter() const;

  // x_j and V_j, the registrar's part of the person's voting key. INTERNAL with a chance of 2^-252.
  absl::StatusOr<crypto::VoterKey> Key(const ElectionId& election) const;

 private:
  VotingCode() = default;
  crypto::SecretBytes characters_;
  std::uint32_t registrar_ = 1;
};

}  // namespace urna::ledger
