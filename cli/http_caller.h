// Calls of a server's HTTP door, as a phone makes them.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace urna::cli {

// One connection, without TLS, that is kept from call to call and made again when it is lost. One call
// at a time.
class HttpCaller : public std::enable_shared_from_this<HttpCaller> {
 public:
  virtual ~HttpCaller() = default;
  using Answered = std::function<void(absl::StatusOr<std::string>)>;
  // Sends a message, in bytes, as Connect's unary calls do; `path` is such as "/urna.v1.Ballots/CastBallot".
  // Does not wait: `answered` is called by the thread of HttpThread, with the message of the answer, the
  // server's refusal as client::FromGrpc has it, or UNAVAILABLE.
  virtual void Call(std::string path, std::string message, Answered answered) = 0;
};

// The thread that carries all connections. It must outlive their calls.
class HttpThread {
 public:
  HttpThread();
  ~HttpThread();
  HttpThread(const HttpThread&) = delete;
  HttpThread& operator=(const HttpThread&) = delete;

  // `address` is "host:port", the host an IP address. Nothing is sent before the first call.
  // INVALID_ARGUMENT for what is no address.
  absl::StatusOr<std::shared_ptr<HttpCaller>> Connect(const std::string& address);

 private:
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::thread thread_;
};

// What an answer that is no success says: Connect's JSON, whatever else it is.
absl::Status StatusOfRefusal(unsigned http_status, std::string_view body);

}  // namespace urna::cli
