// The server that a bench measures or attacks.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "cli/local_server.h"

namespace urna::cli {

struct BenchServer {
  // Null where it is another's.
  std::unique_ptr<LocalServer> own;
  // "host:port"; that of the HTTP door is empty where it has none.
  std::string address;
  std::string http_address;
  // Of an administrator.
  std::string token;
};

// The one at `address`, with the token in URNA_TOKEN; where that is empty, one of one's own in `folder` with
// `options`, as LocalServer::Start.
absl::StatusOr<BenchServer> FindBenchServer(const std::string& address,
                                            const std::string& http_address,
                                            const std::string& folder, const std::string& options);

}  // namespace urna::cli
