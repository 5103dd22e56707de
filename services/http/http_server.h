// The door over HTTP/1.1: Connect, gRPC-Web, JSON and public files, in the clear or under TLS.
#pragma once

#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "services/api/door.h"
#include "services/api/method.h"
#include "services/base/measurements.h"
#include "services/http/context.h"
#include "services/http/transport.h"

namespace urna::services {

// Thread-safe.
class HttpServer {
 public:
  // Door, table and files must outlive it; `files` is null where there are none, `tls` without TLS.
  HttpServer(Door& door, const std::vector<Method>& table, PublicFiles* files, HttpOptions options,
             TlsContext tls);
  // As Shutdown with no grace, unless it was called.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Serves a connected socket, which does not block, and owns it from then on.
  void Take(int connection);

  // What /healthz says.
  void SetServing(bool is_serving);

  // What comes of requests for no method.
  void Measure(Measurements& out) const;

  // From now on connections end where no request is under way, and after it where one is; /healthz says so.
  // No connection is taken after this.
  void Drain();
  // Drains, lets requests end for at most `grace`, then cuts them off and returns when nothing runs any
  // more.
  void Shutdown(absl::Duration grace);

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace urna::services
