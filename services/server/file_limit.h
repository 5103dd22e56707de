// How many files the process may have open, and how many of them are for connections.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"

namespace urna::services {

struct FileLimit {
  // Open files of the process, of whatever kind.
  std::int64_t files;
  // So many of them are kept for the store and for files.
  std::int64_t reserve;
};

// Raises the limit as far as the process may without rights, and tells it. For the whole process.
FileLimit RaiseFileLimit();

// How many connections each of `doors` takes, gRPC and HTTP, when `max_connections` of the configuration is
// `configured`; 0 is for as many as the limit allows, and at most 10,000. A connection has two
// descriptors, the door's and the one by which it is watched, and half as many may wait to be taken up.
// FAILED_PRECONDITION when the limit does not allow what is configured.
absl::StatusOr<std::int64_t> ConnectionsWithin(const FileLimit& limit, std::int64_t configured,
                                               std::int64_t doors);

}  // namespace urna::services
