// One request and its answer.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/api/pace.h"
#include "services/http/answer.h"
#include "services/http/body_decoder.h"
#include "services/http/head.h"
#include "services/http/wire.h"

namespace urna::services {

// Used by one coroutine at a time, but for what is said to be for any thread. Each answers once: with
// Answer, or with BeginAnswer, pieces, and EndAnswer.
class Exchange {
 public:
  // `source` is where the call comes from (SourceOf). `fields` stand in every answer. No other request is
  // read once `is_ending`. All must outlive it.
  Exchange(Door& door, Wire& wire, RequestHead head, std::string source, HttpFields fields,
           const std::atomic<bool>& is_ending);

  const RequestHead& head() const { return head_; }
  const std::string& source() const { return source_; }
  Wire& wire() { return wire_; }

  // The next piece of the body, which must come within `limit`; empty after the last. A client that waits
  // for the sign to go on gets it here. CANCELLED (CALLER_LEFT), UNAVAILABLE (MESSAGE_LATE),
  // INVALID_ARGUMENT (MALFORMED_BODY).
  boost::asio::awaitable<absl::StatusOr<std::string>> ReadPiece(absl::Time limit);

  boost::asio::awaitable<void> Answer(HttpAnswer answer);

  // With `length` where it is known. False when the client is gone: nothing more need be said.
  boost::asio::awaitable<bool> BeginAnswer(int status, HttpFields fields,
                                           std::optional<std::uint64_t> length);
  // As fast as Pace wants it taken.
  boost::asio::awaitable<bool> SendPiece(std::string_view piece);
  boost::asio::awaitable<bool> EndAnswer();

  // Whether the body was read to its end.
  bool has_whole_body() const { return body_.is_complete(); }
  // Whether the answer was written as a whole, and the next request of the connection can be read.
  bool may_go_on() const { return is_answered_ && keeps_alive_ && has_whole_body(); }

 private:
  // What is there of the body and was not read.
  void PassOverBody();
  // The head of the answer as it is written.
  std::string HeadOf(int status, const HttpFields& fields, std::optional<std::uint64_t> length);
  boost::asio::awaitable<bool> Send(std::string_view bytes);

  Door& door_;
  Wire& wire_;
  const RequestHead head_;
  const std::string source_;
  const HttpFields fields_;
  const std::atomic<bool>& is_ending_;
  BodyDecoder body_;
  Pace pace_;
  bool awaits_continue_;
  bool keeps_alive_;
  bool is_chunked_ = false;
  bool is_answered_ = false;
};

}  // namespace urna::services
