// What most commands begin with: a process on a server, and its manifest or its log, checked.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "cli/client/log_replica.h"
#include "cli/client/process_reader.h"
#include "cli/client_options.h"

namespace urna::cli {

struct Session {
  std::shared_ptr<const client::ProcessReader> reader;
  client::SealedManifest sealed;
};
// The manifest is the one that is pinned, where one is.
absl::StatusOr<Session> Begin(const ProcessOptions& options);

// The whole log, verified, with a progress bar.
absl::StatusOr<client::LogReplica> DownloadLog(const ProcessOptions& options);

}  // namespace urna::cli
