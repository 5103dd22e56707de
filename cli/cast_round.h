// Ballots that are cast as fast as a server takes them.
#pragma once

#include <span>

#include "absl/status/status.h"
#include "cli/bench_election.h"
#include "cli/cast_over.h"

namespace urna::cli {

// Casts `ballots`, which are not broken or are refused for their proof, over all `connections` at once: one on
// its way over each. Returns when all are answered; answers and seconds are in the ballots then. The first
// error, or DATA_LOSS where a wrong proof was not refused as one.
absl::Status CastAll(std::span<BenchBallot> ballots, std::span<const CastOnce> connections,
                     const BenchProgress& progress);

}  // namespace urna::cli
