// Casts ballots over HTTP, as Connect's clients do: a request each, its message in Protocol Buffers.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/bench_election.h"

namespace urna::cli {

// Not thread-safe.
class HttpCaster {
 public:
  // `url` is "http://host:port", `process` a resource name. UNAVAILABLE when not all connections can be made; they
  // are kept from one Cast to the next.
  static absl::StatusOr<HttpCaster> Connect(const std::string& url, std::string process,
                                            int connections);
  HttpCaster(HttpCaster&&) noexcept;
  HttpCaster& operator=(HttpCaster&&) = delete;
  ~HttpCaster();

  // Over all connections at once, one ballot after the other over each. Every ballot gets its answer and how
  // long it took; the first error otherwise.
  absl::Status Cast(std::span<BenchBallot> ballots);

 private:
  class Impl;
  explicit HttpCaster(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace urna::cli
