// What the two doors of one server cost beside each other: the same ballots, in turn, in one run.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/bench_election.h"

namespace urna::cli {

// Casts all of them; the first error otherwise.
using CastAll = std::function<absl::Status(std::span<BenchBallot>)>;

struct BenchDoor {
  std::string_view name;
  CastAll cast;
};

struct DoorCost {
  std::string_view name;
  std::size_t ballots = 0;
  double seconds = 0;
  // Processor time of the server, of all its threads.
  double server_seconds = 0;
};

// Has the doors cast parts of `ballots` by turns, so that whatever else the machine does is shared by both. `server`
// is a process on this machine.
absl::StatusOr<std::array<DoorCost, 2>> CompareDoors(const std::array<BenchDoor, 2>& doors,
                                                     std::span<BenchBallot> ballots, pid_t server);

}  // namespace urna::cli
