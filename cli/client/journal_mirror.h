// A copy of a process's journal for a bundle.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "cli/client/connection.h"
#include "ledger/bundle.h"
#include "ledger/manifest.h"

namespace urna::client {

// Adds the journal that the configuration names, as it stands now, to the bundle; nothing where it names
// none. DATA_LOSS for what is not as the journal's key and hashes say; whether its acts are right is for
// the audit.
absl::Status MirrorJournal(const Connection& connection, const ledger::FrozenConfig& config,
                           ledger::BundleWriter& writer);

}  // namespace urna::client
