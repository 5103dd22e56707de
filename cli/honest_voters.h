// Voters who come at a steady rate, whatever becomes of those before them.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>

#include "absl/status/statusor.h"
#include "cli/bench_election.h"
#include "cli/cast_over.h"

namespace urna::cli {

struct VotersReport {
  std::size_t cast = 0;
  std::size_t acknowledged = 0;
  // Attempts after the first.
  std::size_t repeated = 0;
  // Milliseconds from a voter's coming to the acknowledgement, repeated attempts included; of those
  // that were acknowledged.
  double median_ms = 0;
  double p99_ms = 0;
  double longest_ms = 0;

  std::size_t failed() const { return cast - acknowledged; }
};

// Each voter has a connection of its own to its ballot's door, made by `connect`, and leaves when its ballot is
// acknowledged. One whose attempt fails tries again after half a second, and gives up, failed, when
// `patience` is over. Returns when all have left; answers, attempts and times are in the ballots then.
void LetVote(std::span<BenchBallot> ballots, int per_second, std::chrono::seconds patience,
             const std::function<absl::StatusOr<CastOnce>(Door)>& connect,
             const BenchProgress& progress);

// What became of those of one door.
VotersReport ReportOn(std::span<const BenchBallot> ballots, Door door);

}  // namespace urna::cli
