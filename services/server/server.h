// The server of one store: its services, its threads, its listeners for gRPC and HTTP.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/base/clock.h"
#include "services/messages/link_sender.h"
#include "services/server/server_config.h"
#include "storage/store.h"

namespace urna::services {

class Server {
 public:
  // Listens and serves from when it returns; grpc.health.v1 then says SERVING, and NOT_SERVING from
  // when a write has failed, until the server is started again. `clock` must outlive the server. The
  // process's limit of open files is raised. INVALID_ARGUMENT for a certificate, key or secret that is not
  // good, for pages that cannot be served and for a map that is none, UNAVAILABLE for an address that
  // cannot be listened on, FAILED_PRECONDITION for links that nothing mails, for more connections than the limit
  // of open files allows, and for a store that is older than what was signed. `link_sender` mails links instead of what is configured; for tests.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerConfig& config,
                                                       std::unique_ptr<storage::Store> store,
                                                       const Clock& clock,
                                                       std::unique_ptr<LinkSender> link_sender = nullptr);

  // As Shutdown with no grace, unless it was called.
  virtual ~Server() = default;

  // Where it listens, "host:port" with the port that was taken, in the order of the configuration.
  virtual const std::vector<std::string>& addresses() const = 0;
  // The same over HTTP.
  virtual const std::vector<std::string>& http_addresses() const = 0;
  // The same of the metrics; empty where the configuration has none.
  virtual std::string metrics_address() const = 0;

  // Does what the clock asks for: openings and closings whose time has come, calls that hang, what
  // is no longer needed. It happens several times a second by itself; a test whose clock is its own
  // calls it.
  virtual void CatchUp() = 0;

  // Refuses new calls, health included, lets those under way end for at most `grace`, or until their
  // client has taken or sent nothing for kEndingTime, then cuts them off and returns when nothing runs any more. A call whose record was appended may lose its
  // answer, never its record.
  virtual void Shutdown(absl::Duration grace) = 0;

 protected:
  Server() = default;
};

// The store of a server, in `data_dir` or in its database. NOT_FOUND when `urna init` has not made
// it; otherwise as storage::OpenStore, in words for whoever starts the server.
absl::StatusOr<std::unique_ptr<storage::Store>> OpenServerStore(const ServerConfig& config);

// Makes it with a first access token, which is returned. ALREADY_EXISTS when there is one.
absl::StatusOr<std::string> InitialiseServerStore(const ServerConfig& config, const Clock& clock);

}  // namespace urna::services
