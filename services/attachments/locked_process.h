// Another program, run once over some bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace urna::services {

struct Ending {
  // What it wrote. Empty unless it ended by itself with status 0.
  std::string output;
  // Its exit status; -1 where a signal ended it.
  int status = -1;
  // The signal that ended it; 0 where none did.
  int signal = 0;
  // Whether it was killed because it took too long, or wrote too much.
  bool was_stopped = false;
};

// Runs `program` with `input` as its standard input, which it can only read, until it has ended. It gets no
// environment, no open file of this process, the root as its folder. It is killed after `time`, and once it has
// written more than `most_output` bytes. UNAVAILABLE (SERVER_BUSY) where the system gives no process.
absl::StatusOr<Ending> RunLocked(const std::string& program,
                                 const std::vector<std::string>& arguments, std::string_view input,
                                 std::size_t most_output, absl::Duration time);

}  // namespace urna::services
