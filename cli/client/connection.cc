#include "cli/client/connection.h"

#include <fmt/format.h>

#include <chrono>

#include "absl/strings/match.h"
#include "cli/client/files.h"
#include "crypto/bytes.h"

namespace urna::client {
namespace {

// Up to five tries within about four seconds: a server that restarts is not noticed. But for those that
// would count twice: nothing in them tells a second sending from a second one of its kind.
constexpr char kServiceConfig[] = R"({"methodConfig":[{"name":[
  {"service":"urna.v1.Processes"},{"service":"urna.v1.Projects"},{"service":"urna.v1.Eligibility"},
  {"service":"urna.v1.Ballots"},{"service":"urna.v1.Trustees"},{"service":"urna.v1.Tallies"},
  {"service":"urna.v1.Ledger"},{"service":"urna.v1.Planning"},{"service":"urna.v1.Proposals"},
  {"service":"urna.v1.Journal"}],
  "retryPolicy":{"maxAttempts":5,"initialBackoff":"0.2s","maxBackoff":"2s","backoffMultiplier":2,
  "retryableStatusCodes":["UNAVAILABLE"]}},{"name":[
  {"service":"urna.v1.Proposals","method":"InviteCoAuthor"},
  {"service":"urna.v1.Proposals","method":"AcceptCoAuthorship"},
  {"service":"urna.v1.Proposals","method":"ReportProposal"}]}]})";

constexpr std::uint64_t kMaxRoots = std::uint64_t{4} << 20;

std::string_view HostOf(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  std::string_view host = colon == std::string_view::npos ? address : address.substr(0, colon);
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  return host;
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> Credentials(const Endpoint& endpoint) {
  if (endpoint.tls_roots.empty() && IsLoopback(endpoint.address)) {
    return grpc::InsecureChannelCredentials();
  }
  grpc::SslCredentialsOptions options;
  if (!endpoint.tls_roots.empty()) {
    auto file = ReadFile(endpoint.tls_roots, kMaxRoots);
    if (!file.ok()) return file.status();
    options.pem_root_certs = crypto::AsText(*file);
    if (!absl::StrContains(options.pem_root_certs, "-----BEGIN ")) {
      return absl::InvalidArgumentError(
          fmt::format("{} holds no certificate; expected a PEM file", endpoint.tls_roots));
    }
  }
  return grpc::SslCredentials(options);
}

}  // namespace

bool IsLoopback(std::string_view address) {
  const std::string_view host = HostOf(address);
  if (host == "localhost" || host == "::1") return true;
  return host.starts_with("127.") &&
         host.find_first_not_of("0123456789.") == std::string_view::npos;
}

absl::StatusOr<Connection> Connection::Open(const Endpoint& endpoint) {
  const std::size_t colon = endpoint.address.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == endpoint.address.size() ||
      endpoint.address.find_first_not_of("0123456789", colon + 1) != std::string::npos) {
    return absl::InvalidArgumentError(
        fmt::format("the server's address is '{}'; expected host:port", endpoint.address));
  }
  auto credentials = Credentials(endpoint);
  if (!credentials.ok()) return credentials.status();
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(kServiceConfig);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 1);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 60000);
  arguments.SetMaxReceiveMessageSize(kMaxReceiveBytes);
  Connection out;
  out.channel_ = grpc::CreateCustomChannel(endpoint.address, *credentials, arguments);
  out.address_ = endpoint.address;
  out.token_ = endpoint.token;
  return out;
}

void Connection::Prepare(grpc::ClientContext& context, absl::Duration time) const {
  context.set_deadline(std::chrono::system_clock::now() + absl::ToChronoMilliseconds(time));
  if (!token_.empty()) context.AddMetadata("authorization", fmt::format("Bearer {}", token_));
}

}  // namespace urna::client
