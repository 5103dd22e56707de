// A connection to a server: where it is, how it is secured, how long a call may take.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/client/errors.h"

namespace urna::client {

struct Endpoint {
  // "host:port". On loopback (127.0.0.0/8, [::1], localhost) plain text is spoken unless
  // `tls_roots` is set; anywhere else TLS, always.
  std::string address;
  // PEM file of the certificate authorities to trust; the system's when empty.
  std::string tls_roots;
  // An administrator's token; empty for everybody else.
  std::string token;
};

inline constexpr absl::Duration kCallTime = absl::Seconds(30);
// The server verifies a mix or a decryption before it answers.
inline constexpr absl::Duration kUploadTime = absl::Hours(2);
// A roll, a log, an artefact.
inline constexpr absl::Duration kDownloadTime = absl::Hours(1);
// A manifest or the outcome of a large contest comes in one message.
inline constexpr int kMaxReceiveBytes = 512 << 20;
// What one message of a stream carries.
inline constexpr std::size_t kPieceBytes = std::size_t{1} << 20;

// One TCP connection of its own: two Connections to a server never share one. Methods of the API may
// be sent twice without harm (the request_id, the signature or the bytes make them idempotent), so
// gRPC itself repeats what failed with UNAVAILABLE; but for invitations, their acceptance and reports. Thread-safe; copies share the
// connection.
class Connection {
 public:
  // INVALID_ARGUMENT for an address that is none, NOT_FOUND for a PEM file that cannot be read. No
  // byte is sent before the first call.
  static absl::StatusOr<Connection> Open(const Endpoint& endpoint);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  const std::string& address() const { return address_; }

  // Deadline and token of a call.
  void Prepare(grpc::ClientContext& context, absl::Duration time = kCallTime) const;

  // One unary call.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(Stub& stub,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request, absl::Duration time = kCallTime) const {
    grpc::ClientContext context;
    Prepare(context, time);
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    return response;
  }

 private:
  Connection() = default;
  std::shared_ptr<grpc::Channel> channel_;
  std::string address_;
  std::string token_;
};

// Is the host of "host:port" this machine?
bool IsLoopback(std::string_view address);

}  // namespace urna::client
