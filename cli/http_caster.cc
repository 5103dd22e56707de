#include "cli/http_caster.h"

#include <fmt/format.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <exception>
#include <utility>
#include <vector>

#include "crypto/bytes.h"

namespace urna::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Clock = std::chrono::steady_clock;
using boost::asio::ip::tcp;

constexpr int kHttp11 = 11;
constexpr std::string_view kScheme = "http://";

// What has gone wrong with a call, thrown through its coroutine.
class CallFailed : public std::exception {
 public:
  explicit CallFailed(absl::Status status) : status_(std::move(status)) {}
  const absl::Status& status() const { return status_; }

 private:
  const absl::Status status_;
};

absl::Status StatusOf(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const CallFailed& failed) {
    return failed.status();
  } catch (const std::exception& error) {
    return absl::UnavailableError(fmt::format("over HTTP: {}", error.what()));
  }
}

}  // namespace

class HttpCaster::Impl {
 public:
  Impl(std::string host, std::string process)
      : host_(std::move(host)), process_(std::move(process)) {}

  void Connect(int connections) {
    const std::size_t colon = host_.rfind(':');
    const auto endpoints =
        tcp::resolver(io_).resolve(host_.substr(0, colon), host_.substr(colon + 1));
    for (int i = 0; i < connections; ++i) {
      streams_.push_back(std::make_unique<beast::tcp_stream>(io_));
      streams_.back()->connect(endpoints);
      streams_.back()->socket().set_option(tcp::no_delay(true));
    }
  }

  absl::Status Cast(std::span<BenchBallot> ballots) {
    absl::Status first;
    std::size_t next = 0;
    for (const auto& stream : streams_) {
      asio::co_spawn(io_, CastOver(*stream, ballots, next),
                     [&first, &next, &ballots](const std::exception_ptr& thrown) {
                       if (!thrown) return;
                       if (first.ok()) first = StatusOf(thrown);
                       next = ballots.size();
                     });
    }
    io_.restart();
    io_.run();
    return first;
  }

 private:
  asio::awaitable<void> CastOver(beast::tcp_stream& stream, std::span<BenchBallot> ballots,
                                 std::size_t& next) {
    beast::flat_buffer buffer;
    while (next < ballots.size()) {
      BenchBallot& ballot = ballots[next++];
      const http::request<http::string_body> request = RequestFor(ballot);
      const auto begin = Clock::now();
      co_await http::async_write(stream, request, asio::use_awaitable);
      http::response<http::string_body> answer;
      co_await http::async_read(stream, buffer, answer, asio::use_awaitable);
      ballot.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
      ballot.answer = AnswerOf(answer);
    }
  }

  http::request<http::string_body> RequestFor(const BenchBallot& ballot) const {
    v1::CastBallotRequest message;
    message.set_process(process_);
    message.set_ballot(std::string(crypto::AsText(ballot.leaf)));
    http::request<http::string_body> request(http::verb::post, "/urna.v1.Ballots/CastBallot",
                                             kHttp11, message.SerializeAsString());
    request.set(http::field::host, host_);
    request.set(http::field::content_type, "application/proto");
    request.prepare_payload();
    return request;
  }

  static v1::CastBallotResponse AnswerOf(const http::response<http::string_body>& answer) {
    v1::CastBallotResponse message;
    if (answer.result() == http::status::ok && message.ParseFromString(answer.body())) {
      return message;
    }
    throw CallFailed(absl::UnavailableError(fmt::format("the server answers over HTTP with {}: {}",
                                                        answer.result_int(), answer.body())));
  }

  const std::string host_;
  const std::string process_;
  asio::io_context io_{1};
  std::vector<std::unique_ptr<beast::tcp_stream>> streams_;
};

HttpCaster::HttpCaster(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpCaster::HttpCaster(HttpCaster&&) noexcept = default;
HttpCaster::~HttpCaster() = default;

absl::StatusOr<HttpCaster> HttpCaster::Connect(const std::string& url, std::string process,
                                               int connections) {
  if (!url.starts_with(kScheme)) {
    return absl::InvalidArgumentError(fmt::format("{} is no address of HTTP", url));
  }
  auto impl = std::make_unique<Impl>(url.substr(kScheme.size()), std::move(process));
  try {
    impl->Connect(connections);
  } catch (const std::exception& error) {
    return absl::UnavailableError(fmt::format("cannot connect to {}: {}", url, error.what()));
  }
  return HttpCaster(std::move(impl));
}

absl::Status HttpCaster::Cast(std::span<BenchBallot> ballots) { return impl_->Cast(ballots); }

}  // namespace urna::cli
