#include "services/http/call.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "services/base/compression.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/http/append_within.h"
#include "services/http/messages_in.h"
#include "services/http/on_lane.h"

namespace urna::services {
namespace {

namespace asio = boost::asio;

}  // namespace

Caller CallerOf(const HttpContext& context, const Exchange& exchange, const CallHead& head) {
  return {.authorization = exchange.head().Field("authorization"),
          .session = context.cookies.SessionOf(exchange.head()),
          .new_session = std::make_shared<std::string>(),
          .deadline = absl::Now() + head.timeout,
          .source = exchange.source()};
}

bool Held::Take(std::uint64_t bytes) {
  if (bytes <= kLargeMessage) return true;
  if (!budget_.Take(source_, bytes)) return false;
  bytes_ += bytes;
  return true;
}

void Held::Keep(std::uint64_t bytes) {
  if (bytes_ <= bytes) return;
  budget_.GiveBack(source_, bytes_ - bytes);
  bytes_ = bytes;
}

asio::awaitable<absl::StatusOr<std::string>> ReadBody(HttpCall& call, Held& held) {
  Exchange& exchange = call.exchange;
  const std::size_t most = LargestBody(call.head.format, call.context.options.largest_message);
  // Refused before the client is asked for it.
  if (exchange.head().length > most) co_return MessageTooLarge(most);
  const absl::Time now = call.context.door.clock.Now();
  const std::unique_ptr<Places::Place> place =
      call.context.door.arrivals.Enter(call.caller.source, exchange.wire().watch(), now);
  if (place == nullptr) co_return ServerBusy();
  // What was announced, where it was; it is made room for as it comes.
  const std::size_t room = exchange.head().is_chunked ? most : exchange.head().length;
  std::string body;
  while (true) {
    absl::StatusOr<std::string> piece = co_await exchange.ReadPiece(now + kMessageTimeout);
    if (!piece.ok()) co_return piece.status();
    if (piece->empty()) break;
    if (piece->size() > most - body.size()) co_return MessageTooLarge(most);
    AppendWithin(room, *piece, body);
  }
  if (!held.Take(body.size())) co_return ServerBusy();
  co_return body;
}

asio::awaitable<Packed> PackFor(HttpCall& call, std::string message) {
  if (call.head.answers != Packing::kGzip || message.size() < kPackedFrom) {
    co_return Packed{.bytes = std::move(message)};
  }
  if (message.size() <= kPackedAtOnce) {
    co_return Packed{.bytes = Pack(message), .packing = Packing::kGzip};
  }
  const auto kept = std::make_shared<std::string>(std::move(message));
  std::optional<std::string> packed = co_await OnLane<std::string>(
      [&call](WorkerPool::Job job) {
        return call.context.door.dispatcher.Run(call.method, call.caller.source, std::move(job));
      },
      [kept] { return Pack(*kept); });
  if (!packed) co_return Packed{.bytes = std::move(*kept)};
  co_return Packed{.bytes = *std::move(packed), .packing = Packing::kGzip};
}

}  // namespace urna::services
