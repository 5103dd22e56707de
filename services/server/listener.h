// The sockets that the server listens on.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/folder.h"

namespace urna::services {

struct Listener {
  // One for each address that the host's name stands for; all have the same port. They do not
  // block.
  std::vector<ledger::FileDescriptor> sockets;
  // "host:port" with the host as it was given and the port that was taken.
  std::string address;
};

// Listens on `address`, "host:port"; port 0 takes a free one. "[::]" takes IPv4 as well. UNAVAILABLE
// with one sentence: the address is taken, is not of this machine, may not be used.
absl::StatusOr<Listener> Listen(const std::string& address);

}  // namespace urna::services
