// What people read, and compare aloud, before any of them signs a closed log.
#pragma once

#include <string>

#include "cli/client/log_replica.h"

namespace urna::cli {

// Per contest: ballots cast and selected, voters revoked after a vote, FAULTs. Then why records are
// faults, and the twelve groups of the closing hash. One line where voting is not closed.
std::string SummarizeClosing(const client::LogReplica& log);

}  // namespace urna::cli
