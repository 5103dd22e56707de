#include "cli/bench_doors.h"

#include <time.h>

#include <algorithm>
#include <chrono>

namespace urna::cli {
namespace {

// Parts of each door: enough for both to see the machine as it is on average.
constexpr std::size_t kTurns = 20;

absl::StatusOr<double> ProcessorSeconds(pid_t process) {
  clockid_t clock = 0;
  timespec time{};
  if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &time) != 0) {
    return absl::UnavailableError("the server's processor time cannot be read; has it ended?");
  }
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

absl::Status CastPart(const BenchDoor& door, std::span<BenchBallot> part, pid_t server,
                      DoorCost& cost) {
  using Clock = std::chrono::steady_clock;
  const absl::StatusOr<double> before = ProcessorSeconds(server);
  if (!before.ok()) return before.status();
  const auto begin = Clock::now();
  if (absl::Status cast = door.cast(part); !cast.ok()) return cast;
  cost.seconds += std::chrono::duration<double>(Clock::now() - begin).count();
  const absl::StatusOr<double> after = ProcessorSeconds(server);
  if (!after.ok()) return after.status();
  cost.server_seconds += *after - *before;
  cost.ballots += part.size();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::array<DoorCost, 2>> CompareDoors(const std::array<BenchDoor, 2>& doors,
                                                     std::span<BenchBallot> ballots, pid_t server) {
  std::array<DoorCost, 2> costs = {DoorCost{.name = doors[0].name},
                                   DoorCost{.name = doors[1].name}};
  const std::size_t parts = kTurns * doors.size();
  for (std::size_t i = 0; i < parts; ++i) {
    const std::size_t begin = ballots.size() * i / parts;
    const std::size_t end = ballots.size() * (i + 1) / parts;
    const std::size_t turn = i % doors.size();
    if (absl::Status cast =
            CastPart(doors[turn], ballots.subspan(begin, end - begin), server, costs[turn]);
        !cast.ok()) {
      return cast;
    }
  }
  return costs;
}

}  // namespace urna::cli
