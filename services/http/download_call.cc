// Files that are sent in messages, within the bounds of gRPC's.
#include <memory>
#include <optional>
#include <utility>

#include "services/base/errors.h"
#include "services/http/call.h"
#include "services/http/message_codec.h"
#include "services/http/messages_in.h"
#include "services/http/on_lane.h"

namespace urna::services {
namespace {

namespace asio = boost::asio;

absl::Status Left() {
  return Error(absl::StatusCode::kCancelled, "CALLER_LEFT", "the caller reads no more");
}

class DownloadCall {
 public:
  explicit DownloadCall(HttpCall& call)
      : call_(call), message_(call.method.response_prototype.New()) {}

  // What came of it; an error is to be told to a caller who has not left.
  asio::awaitable<absl::Status> Run() {
    absl::StatusOr<std::string> request = co_await ReadRequest();
    if (!request.ok()) co_return request.status();
    while (true) {
      absl::StatusOr<std::string> bytes = co_await NextMessage(*request);
      if (!bytes.ok()) co_return bytes.status();
      if (bytes->empty()) co_return absl::OkStatus();
      if (!is_begun_ && !co_await Begin()) co_return Left();
      const Packed packed = co_await PackFor(call_, *std::move(bytes));
      if (!co_await call_.exchange.SendPiece(StreamMessage(call_.head, packed))) co_return Left();
      if (call_.caller.deadline <= absl::Now()) co_return NotStarted();
    }
  }

  asio::awaitable<void> End(const absl::Status& status) {
    if (!is_begun_ && !co_await Begin()) co_return;
    const bool is_told = co_await call_.exchange.SendPiece(StreamEnd(call_.head, status));
    if (is_told) co_await call_.exchange.EndAnswer();
  }

 private:
  asio::awaitable<absl::StatusOr<std::string>> ReadRequest() {
    held_.emplace(call_.context.door.requests, call_.caller.source);
    absl::StatusOr<std::string> body = co_await ReadBody(call_, *held_);
    if (!body.ok()) co_return body.status();
    co_return *std::move(body);
  }

  asio::awaitable<bool> Begin() {
    is_begun_ = true;
    return call_.exchange.BeginAnswer(200, StreamFields(call_.head), std::nullopt);
  }

  absl::Status Start(const std::string& body) {
    const std::unique_ptr<Message> request(call_.method.request_prototype.New());
    const absl::StatusOr<std::string> bytes =
        OneMessage(call_.head, body, call_.context.options.largest_message);
    absl::Status read =
        bytes.ok() ? ReadMessage(call_.head.format.codec, *bytes, *request) : bytes.status();
    held_.reset();
    if (!read.ok()) return read;
    absl::StatusOr<NextBytes> begun =
        call_.context.door.dispatcher.BeginSending(call_.method, call_.caller, *request);
    if (!begun.ok()) return begun.status();
    next_ = *std::move(begun);
    return absl::OkStatus();
  }

  // On a thread of the lane. Empty after the last.
  absl::StatusOr<std::string> Make(const std::string& request) {
    if (next_ == nullptr) {
      if (absl::Status started = Start(request); !started.ok()) return started;
    }
    absl::StatusOr<std::string> bytes = next_();
    if (!bytes.ok() || bytes->empty()) return bytes;
    const auto* data = message_->GetDescriptor()->FindFieldByName("data");
    message_->GetReflection()->SetString(message_.get(), data, *std::move(bytes));
    std::string written = WriteMessage(call_.head.format.codec, *message_);
    message_->Clear();
    return written;
  }

  asio::awaitable<absl::StatusOr<std::string>> NextMessage(const std::string& request) {
    std::optional<absl::StatusOr<std::string>> made = co_await OnLane<absl::StatusOr<std::string>>(
        [this](WorkerPool::Job job) {
          return call_.context.door.dispatcher.Run(call_.method, call_.caller.source,
                                                   std::move(job));
        },
        [this, &request] { return Make(request); });
    co_return made.has_value() ? *std::move(made) : ServerBusy();
  }

  HttpCall& call_;
  const std::unique_ptr<Message> message_;
  std::optional<Held> held_;
  NextBytes next_;
  bool is_begun_ = false;
};

}  // namespace

asio::awaitable<void> SendDownload(HttpCall call) {
  const absl::Time begin = absl::Now();
  DownloadCall download(call);
  absl::Status status = ServerBusy();
  const auto place = call.context.door.downloads.Enter(
      call.caller.source, call.exchange.wire().watch(), call.context.door.clock.Now());
  if (place != nullptr) status = co_await download.Run();
  call.context.door.dispatcher.meter().Note(call.method.rule.name, status, begin);
  co_await download.End(status);
}

}  // namespace urna::services
