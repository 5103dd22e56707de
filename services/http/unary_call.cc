// Calls of one message each way.
#include <utility>

#include "services/base/errors.h"
#include "services/http/call.h"
#include "services/http/message_codec.h"
#include "services/http/messages_in.h"
#include "services/http/on_lane.h"

namespace urna::services {
namespace {

namespace asio = boost::asio;

// An answer until it is sent, and the room that it has.
struct Unsent {
  explicit Unsent(const HttpCall& call) : held(call.context.door.answers, call.caller.source) {}
  Held held;
  std::string message;
};

// Has the method answer what `read` makes of what came. The answer is written on the thread that made it,
// since it lives no longer.
asio::awaitable<absl::Status> Ask(HttpCall& call, Unsent& answer, Dispatcher::ReadRequest read) {
  return AwaitResult<absl::Status>([&call, &answer, read = std::move(read)](
                                       absl::AnyInvocable<void(absl::Status)> done) mutable {
    // The connection waits for this and lives until then.
    const Wire& wire = call.exchange.wire();
    call.context.door.dispatcher.Answer(
        call.method, call.caller,
        [&wire, read = std::move(read)](Message& request) mutable {
          return wire.HasLeft() ? NotStarted() : read(request);
        },
        [&call, &answer](const Message& response) {
          answer.message = WriteMessage(call.head.format.codec, response);
          if (answer.held.Take(MostHeld(call.head, answer.message.size()))) return absl::OkStatus();
          std::string().swap(answer.message);
          return ServerBusy();
        },
        [done = std::move(done)](const absl::Status& status) mutable { done(status); });
  });
}

// A new session, where the call began one; and an end to what is none any more.
void AddCookies(const HttpCall& call, const absl::Status& status, HttpAnswer& answer) {
  const SessionCookies& cookies = call.context.cookies;
  if (status.ok() && !call.caller.new_session->empty()) {
    answer.fields.emplace_back("set-cookie", cookies.SetSession(*call.caller.new_session));
  } else if (call.caller.session && ErrorReason(status) == "SESSION_OVER") {
    answer.fields.emplace_back("set-cookie", cookies.ClearSession());
  }
}

asio::awaitable<void> Tell(HttpCall& call, const absl::Status& status, Unsent& answer) {
  Packed packed = co_await PackFor(call, std::move(answer.message));
  HttpAnswer whole = WholeAnswer(call.head, status, std::move(packed));
  AddCookies(call, status, whole);
  answer.held.Keep(whole.size());
  co_await call.exchange.Answer(std::move(whole));
}

}  // namespace

asio::awaitable<void> AnswerUnaryCall(HttpCall call) {
  const absl::Time begin = absl::Now();
  Held held(call.context.door.requests, call.caller.source);
  absl::StatusOr<std::string> body = co_await ReadBody(call, held);
  if (!body.ok()) {
    call.context.door.dispatcher.meter().Note(call.method.rule.name, body.status(), begin);
    co_await call.exchange.Answer(WholeAnswer(call.head, body.status(), {}));
    co_return;
  }
  Unsent answer(call);
  auto read = [&call, &held, body = *std::move(body)](Message& request) mutable {
    // What is unpacked is held by a thread of the lane, and there are few.
    const absl::StatusOr<std::string> message =
        OneMessage(call.head, std::move(body), call.context.options.largest_message);
    absl::Status status =
        message.ok() ? ReadMessage(call.head.format.codec, *message, request) : message.status();
    held.GiveBack();
    return status;
  };
  const absl::Status status = co_await Ask(call, answer, std::move(read));
  // Of a call that came to nothing before it was read.
  held.GiveBack();
  co_await Tell(call, status, answer);
}

asio::awaitable<void> AnswerGet(HttpCall call, QueryMessage message) {
  Unsent answer(call);
  auto read = [&call, message = std::move(message)](Message& request) -> absl::Status {
    if (message.packing == Packing::kNone) {
      return ReadMessage(message.codec, message.bytes, request);
    }
    const absl::StatusOr<std::string> unpacked =
        Unpack(message.bytes, call.context.options.largest_message);
    return unpacked.ok() ? ReadMessage(message.codec, *unpacked, request) : unpacked.status();
  };
  const absl::Status status = co_await Ask(call, answer, std::move(read));
  co_await Tell(call, status, answer);
}

}  // namespace urna::services
