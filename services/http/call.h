// What calls of all kinds begin with.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "services/api/dispatcher.h"
#include "services/http/call_head.h"
#include "services/http/context.h"
#include "services/http/exchange.h"
#include "services/http/reply.h"

namespace urna::services {

// One call while it lasts.
struct HttpCall {
  HttpContext& context;
  Exchange& exchange;
  const Method& method;
  CallHead head;
  Caller caller;
};

// Where the call comes from and what it says of its caller.
Caller CallerOf(const HttpContext& context, const Exchange& exchange, const CallHead& head);

// A share of a budget, given back when it ends.
class Held {
 public:
  Held(MessageBudget& budget, std::string source) : budget_(budget), source_(std::move(source)) {}
  ~Held() { GiveBack(); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  // Only messages of more than kLargeMessage are counted. False where there is no room.
  bool Take(std::uint64_t bytes);
  // Gives back what it has beyond so many.
  void Keep(std::uint64_t bytes);
  void GiveBack() { Keep(0); }

 private:
  MessageBudget& budget_;
  const std::string source_;
  std::uint64_t bytes_ = 0;
};

// The whole body, as it came, once there is a place for it; counted by `held` then. UNAVAILABLE
// (SERVER_BUSY, MESSAGE_LATE), CANCELLED (CALLER_LEFT), RESOURCE_EXHAUSTED (MESSAGE_TOO_LARGE),
// INVALID_ARGUMENT (MALFORMED_BODY).
boost::asio::awaitable<absl::StatusOr<std::string>> ReadBody(HttpCall& call, Held& held);

// The message packed, where the caller asked for that and it is worth it. Large ones are packed by the
// method's lane, and sent as they are where that is full.
boost::asio::awaitable<Packed> PackFor(HttpCall& call, std::string message);

// Answers a call that has one message each way.
boost::asio::awaitable<void> AnswerUnaryCall(HttpCall call);
// The same of a message that stands in the URL.
boost::asio::awaitable<void> AnswerGet(HttpCall call, QueryMessage message);
// Takes in a file, from messages in envelopes or as it is.
boost::asio::awaitable<void> TakeUpload(HttpCall call);
// Says how much of an upload has come whose connection broke (ParkedUploads).
boost::asio::awaitable<void> TellUploadOffset(HttpContext& context, Exchange& exchange);
// Sends a file in messages.
boost::asio::awaitable<void> SendDownload(HttpCall call);

}  // namespace urna::services
