// Calls of one message each way.
#include <memory>
#include <utility>

#include "services/base/errors.h"
#include "services/http/call.h"
#include "services/http/message_codec.h"
#include "services/http/messages_in.h"
#include "services/http/on_lane.h"

namespace urna::services {
namespace {

namespace asio = boost::asio;

// What came of a call; the message is written on the thread that made it, since it lives no longer.
struct Outcome {
  absl::Status status;
  std::string message;
};

// Has the method answer what `read` makes of what came.
asio::awaitable<Outcome> Ask(HttpCall& call, Dispatcher::ReadRequest read) {
  return AwaitResult<Outcome>(
      [&call, read = std::move(read)](absl::AnyInvocable<void(Outcome)> done) mutable {
        // The connection waits for this and lives until then.
        const Wire& wire = call.exchange.wire();
        call.context.door.dispatcher.Answer(
            call.method, call.caller,
            [&wire, read = std::move(read)](Message& request) mutable {
              return wire.HasLeft() ? NotStarted() : read(request);
            },
            [codec = call.head.format.codec, done = std::move(done)](
                const absl::Status& status, const Message& response) mutable {
              done({status, status.ok() ? WriteMessage(codec, response) : ""});
            });
      });
}

asio::awaitable<void> Tell(HttpCall& call, Outcome outcome) {
  Held held(call.context.door.answers, call.caller.source);
  if (outcome.status.ok() && !held.Take(outcome.message.size())) {
    outcome = {ServerBusy(), ""};
  }
  const Packed packed = co_await PackFor(call, std::move(outcome.message));
  co_await call.exchange.Answer(WholeAnswer(call.head, outcome.status, packed));
}

}  // namespace

asio::awaitable<void> AnswerUnaryCall(HttpCall call) {
  const absl::Time begin = absl::Now();
  auto held = std::make_unique<Held>(call.context.door.requests, call.caller.source);
  absl::StatusOr<std::string> body = co_await ReadBody(call, *held);
  if (!body.ok()) {
    call.context.door.dispatcher.meter().Note(call.method.rule.name, body.status(), begin);
    co_await call.exchange.Answer(WholeAnswer(call.head, body.status(), {}));
    co_return;
  }
  Outcome outcome = co_await Ask(call, [&call, held = std::move(held),
                                        body = *std::move(body)](Message& request) mutable {
    // What is unpacked is held by a thread of the lane, and there are few.
    const absl::StatusOr<std::string> message =
        OneMessage(call.head, std::move(body), call.context.options.largest_message);
    const absl::Status read =
        message.ok() ? ReadMessage(call.head.format.codec, *message, request) : message.status();
    held.reset();
    return read;
  });
  co_await Tell(call, std::move(outcome));
}

asio::awaitable<void> AnswerGet(HttpCall call, QueryMessage message) {
  Outcome outcome =
      co_await Ask(call, [&call, message = std::move(message)](Message& request) -> absl::Status {
        if (message.packing == Packing::kNone) {
          return ReadMessage(message.codec, message.bytes, request);
        }
        const absl::StatusOr<std::string> unpacked =
            Unpack(message.bytes, call.context.options.largest_message);
        return unpacked.ok() ? ReadMessage(message.codec, *unpacked, request) : unpacked.status();
      });
  co_await Tell(call, std::move(outcome));
}

}  // namespace urna::services
