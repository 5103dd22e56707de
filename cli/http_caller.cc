#include "cli/http_caller.h"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "cli/client/errors.h"
#include "google/rpc/status.pb.h"

namespace urna::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
// As a voter's client waits for its ballot.
constexpr std::chrono::seconds kCallTime(30);
constexpr int kHttp11 = 11;
constexpr int kLastCode = static_cast<int>(absl::StatusCode::kUnauthenticated);

absl::Status Lost(const boost::system::error_code& error) {
  return absl::UnavailableError(
      fmt::format("the connection over HTTP was lost: {}", error.message()));
}

class Caller final : public HttpCaller {
 public:
  Caller(asio::io_context& io, tcp::endpoint server) : stream_(io), server_(std::move(server)) {}

  void Call(std::string path, std::string message, Answered answered) override {
    asio::co_spawn(
        stream_.get_executor(),
        [self = shared_from_this(), this, path = std::move(path), message = std::move(message),
         answered = std::move(answered)]() mutable -> asio::awaitable<void> {
          absl::StatusOr<std::string> answer =
              co_await Exchange(std::move(path), std::move(message));
          if (absl::IsUnavailable(answer.status())) Disconnect();
          answered(std::move(answer));
        },
        asio::detached);
  }

 private:
  void Disconnect() {
    stream_.close();
    received_.clear();
    is_connected_ = false;
  }

  asio::awaitable<absl::StatusOr<std::string>> Exchange(std::string path, std::string message) {
    stream_.expires_after(kCallTime);
    if (!is_connected_) {
      if (const auto [error] = co_await stream_.async_connect(server_, kAwait); error) {
        co_return Lost(error);
      }
      stream_.socket().set_option(tcp::no_delay(true));
      is_connected_ = true;
    }
    http::request<http::string_body> request{http::verb::post, path, kHttp11, std::move(message)};
    request.set(http::field::host, "urna");
    request.set(http::field::content_type, "application/proto");
    request.prepare_payload();
    if (const auto [error, size] = co_await http::async_write(stream_, request, kAwait); error) {
      co_return Lost(error);
    }
    http::response<http::string_body> response;
    if (const auto [error, size] = co_await http::async_read(stream_, received_, response, kAwait);
        error) {
      co_return Lost(error);
    }
    if (!response.keep_alive()) Disconnect();
    if (response.result() == http::status::ok) co_return std::move(response.body());
    co_return StatusOfRefusal(response.result_int(), response.body());
  }

  beast::tcp_stream stream_;
  const tcp::endpoint server_;
  beast::flat_buffer received_;
  bool is_connected_ = false;
};

// Empty where there is no such text.
std::string TextIn(const nlohmann::json& object, const char* name) {
  if (!object.is_object()) return "";
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

grpc::StatusCode CodeOf(std::string_view name) {
  for (int code = 1; code <= kLastCode; ++code) {
    const std::string spelled =
        absl::AsciiStrToLower(absl::StatusCodeToString(static_cast<absl::StatusCode>(code)));
    if (spelled == name) return static_cast<grpc::StatusCode>(code);
  }
  return name == "canceled" ? grpc::StatusCode::CANCELLED : grpc::StatusCode::UNKNOWN;
}

}  // namespace

absl::Status StatusOfRefusal(unsigned http_status, std::string_view body) {
  const auto error = nlohmann::json::parse(body, nullptr, false);
  const std::string code = TextIn(error, "code");
  if (code.empty()) {
    return absl::UnknownError(fmt::format("the server answered {} over HTTP", http_status));
  }
  google::rpc::Status details;
  for (const auto& detail : error.value("details", nlohmann::json())) {
    google::protobuf::Any& any = *details.add_details();
    any.set_type_url(fmt::format("type.googleapis.com/{}", TextIn(detail, "type")));
    absl::Base64Unescape(TextIn(detail, "value"), any.mutable_value());
  }
  return client::FromGrpc(
      grpc::Status(CodeOf(code), TextIn(error, "message"), details.SerializeAsString()));
}

HttpThread::HttpThread() : work_(asio::make_work_guard(io_)), thread_([this] { io_.run(); }) {}

HttpThread::~HttpThread() {
  io_.stop();
  thread_.join();
}

absl::StatusOr<std::shared_ptr<HttpCaller>> HttpThread::Connect(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  boost::system::error_code error;
  std::uint32_t port = 0;
  const auto host = asio::ip::make_address(address.substr(0, colon), error);
  if (colon == address.npos || error || !absl::SimpleAtoi(address.substr(colon + 1), &port) ||
      port > UINT16_MAX) {
    return absl::InvalidArgumentError(fmt::format(
        "the address of the HTTP door is '{}'; expected an IP address and a port", address));
  }
  return std::make_shared<Caller>(io_, tcp::endpoint(host, static_cast<std::uint16_t>(port)));
}

}  // namespace urna::cli
