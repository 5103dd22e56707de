// Mailed codes and the secrets derived from them (sections 5.1 and 5.2 of docs/protocol.md).
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "crypto/secret.h"
#include "crypto/signature.h"
#include "ledger/ids.h"

namespace urna::ledger {

// 20 characters of Crockford's base32, then his check character (mod 37). Codes whose check
// character would be a symbol outside the 32 letters and digits are never drawn, so that 99.8 bits
// remain and no letter shows "*" or "$".
inline constexpr std::size_t kCodeCharacters = 20;

// A code in its normal form, upper case without separators, the check character included.
class VotingCode {
 public:
  // Uniform among the codes that may be drawn.
  static VotingCode Draw();
  // Forgives case, spaces, dashes, and O, I, L for 0, 1, 1. INVALID_ARGUMENT for a wrong length, an
  // unknown character or a wrong check character; the message never repeats the code.
  static absl::StatusOr<VotingCode> Parse(std::string_view text);
  VotingCode(VotingCode&&) = default;
  VotingCode& operator=(VotingCode&&) = default;

  // In groups of five, as it is printed: "XXXXX-XXXXX-XXXXX-XXXXX-X". For letters only.
  std::string RevealForLetter() const;

  SlotTag Tag(const ElectionId& election) const;
  crypto::SigningKey Key(const ElectionId& election) const;

 private:
  VotingCode() = default;
  crypto::SecretBytes characters_;
};

}  // namespace urna::ledger
