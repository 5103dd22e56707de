// One connection: its requests one after the other, as they come.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "services/http/context.h"
#include "services/http/head.h"
#include "services/http/wire.h"

namespace urna::services {

// Whoever sends requests without waiting for answers gets the answers in order, and is read no further
// than Wire reads ahead.
class Connection {
 public:
  // `peer` is such as "ipv4:192.0.2.7:51234" (PeerName). `context` must outlive it.
  Connection(HttpContext& context, std::shared_ptr<Transport> transport, std::string peer);

  // Until it is over; once.
  boost::asio::awaitable<void> Run();

  // Any thread: ends it where no request has come as far as to the end of its head; ends it at once.
  void EndIdle();
  void Cut() { wire_.Cut(); }

 private:
  // The next head, or why it is refused; nothing when no other comes.
  boost::asio::awaitable<std::optional<std::variant<RequestHead, BadHead>>> NextHead();
  // What follows an answer.
  enum class After { kNextRequest, kEnd, kUnreadBody };
  boost::asio::awaitable<After> ServeOne(RequestHead head);
  boost::asio::awaitable<void> Refuse(const BadHead& bad);
  // Waits for the first byte of a request.
  boost::asio::awaitable<bool> AwaitRequest();

  HttpContext& context_;
  Wire wire_;
  const std::string peer_;
  std::atomic<bool> is_idle_ = false;
};

// The other side of a connected socket as gRPC would name it, such as "ipv6:[2001:db8::1]:51234".
std::string PeerName(int connection);

}  // namespace urna::services
