#include "cli/bench_server.h"

#include <cstdlib>
#include <utility>

namespace urna::cli {

absl::StatusOr<BenchServer> FindBenchServer(const std::string& address,
                                            const std::string& http_address,
                                            const std::string& folder, const std::string& options) {
  if (!address.empty()) {
    const char* const token = std::getenv("URNA_TOKEN");
    return BenchServer{nullptr, address, http_address, token == nullptr ? "" : token};
  }
  auto started = LocalServer::Start(folder, options);
  if (!started.ok()) return started.status();
  const LocalServer& own = **started;
  BenchServer found{nullptr, own.address(), own.http_address(), own.token()};
  found.own = *std::move(started);
  return found;
}

}  // namespace urna::cli
