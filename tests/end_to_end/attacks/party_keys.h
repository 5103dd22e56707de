// The sealed key files of an election's parties, in a folder.
#pragma once

#include <string>

#include "crypto/secret.h"

namespace urna::end_to_end {

inline constexpr char kPassphrase[] = "only for this test";
crypto::SecretBytes Passphrase();

// "registrar1.key" and so on, "authority.key", "trustee1.key" and so on, cheap to open: commands that
// do are run many times. Returns the tables that a process's description has of these parties.
std::string MakePartyKeys(const std::string& folder, int registrars, int trustees);

// The name with its number.
std::string Numbered(const std::string& name, int number);

}  // namespace urna::end_to_end
