// What the server measures, for programs that collect it: Prometheus's text format over HTTP, on a
// listener of its own.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/base/measurements.h"

namespace urna::services {

// Serves GET /metrics until it is destroyed, on threads of its own, and nothing else.
class MetricsListener {
 public:
  // `address` is an IP address and a port, such as "127.0.0.1:9464" or "[::1]:9464"; port 0 takes a
  // free one. `measure` is called for each collection, and must outlive it. What is known of every
  // process (memory, files, time) is added. UNAVAILABLE for an address that cannot be listened on.
  static absl::StatusOr<std::unique_ptr<MetricsListener>> Start(const std::string& address,
                                                                Measure measure);
  virtual ~MetricsListener() = default;
  // With the port that was taken.
  virtual const std::string& address() const = 0;
};

}  // namespace urna::services
