// The keys of those who keep nothing else, in sealed files: the registrars.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/client/role_key.h"
#include "cli/client_options.h"

namespace urna::cli {

// Makes a key, seals it in a new file and prints its public half as a configuration wants it.
absl::Status MakeRegistrarKey(const KeyOptions& options);
// Asks for the passphrase where the options hold none.
absl::StatusOr<crypto::SigningKey> ReadRegistrarKey(const KeyOptions& options);

// The line of a configuration that names the public half.
void PrintSigningKey(const crypto::VerifyingKey& key);

}  // namespace urna::cli
