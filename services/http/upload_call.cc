// Files that arrive, within the bounds of gRPC's.
#include <fmt/format.h>

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
using google::protobuf::FieldDescriptor;

constexpr std::string_view kFirstOnly = "expected in the first message, and there only";

class UploadCall {
 public:
  // `place` is kept once it is known who sends.
  UploadCall(HttpCall& call, Places::Place& place)
      : call_(call),
        place_(place),
        message_(call.method.request_prototype.New()),
        header_(message_->GetDescriptor()->FindFieldByName("header")),
        data_(message_->GetDescriptor()->FindFieldByName("data")),
        messages_(call.head, call.context.options.largest_message) {}

  asio::awaitable<absl::Status> Run() {
    absl::Status begun = call_.head.format.protocol == Protocol::kFile
                             ? co_await BeginFromQuery()
                             : co_await BeginFromMessage();
    if (!begun.ok()) co_return begun;
    while (!upload_->is_answered()) {
      absl::StatusOr<bool> more = co_await TakeNext();
      if (!more.ok()) co_return more.status();
      if (!*more) break;
    }
    co_return co_await Finish();
  }

  const Message& answer() const { return *answer_; }

 private:
  Door& door() { return call_.context.door; }
  bool is_file() const { return call_.head.format.protocol == Protocol::kFile; }

  template <typename Job>
  asio::awaitable<absl::Status> OnLaneOrBusy(Job job) {
    std::optional<absl::Status> status = co_await OnLane<absl::Status>(
        [this](WorkerPool::Job one) {
          return door().dispatcher.Run(call_.method, call_.caller.source, std::move(one));
        },
        std::move(job));
    co_return status.value_or(ServerBusy());
  }

  absl::Status CheckDeadline() const {
    return call_.caller.deadline <= absl::Now() ? NotStarted() : absl::OkStatus();
  }

  absl::Status Begin(const Message& header) {
    absl::StatusOr<std::unique_ptr<Upload>> begun =
        door().dispatcher.Begin(call_.method, call_.caller, header);
    if (!begun.ok()) return begun.status();
    upload_ = *std::move(begun);
    place_.Keep();
    return absl::OkStatus();
  }

  asio::awaitable<absl::Status> BeginFromQuery() {
    absl::StatusOr<QueryMessage> query = ReadQueryMessage(call_.exchange.head().query, "header");
    if (!query.ok()) co_return query.status();
    if (query->packing != Packing::kNone) co_return PackingOf("other").status();
    co_return co_await OnLaneOrBusy([this, query = *std::move(query)]() -> absl::Status {
      Message& header = *message_->GetReflection()->MutableMessage(message_.get(), header_);
      absl::Status read = ReadMessage(query.codec, query.bytes, header);
      return read.ok() ? Begin(header) : read;
    });
  }

  asio::awaitable<absl::Status> BeginFromMessage() {
    const absl::Time now = door().clock.Now();
    // Of the first message: the others are bounded by the places of uploads.
    std::unique_ptr<Places::Place> place =
        door().arrivals.Enter(call_.caller.source, call_.exchange.wire().watch(), now);
    if (place == nullptr) co_return ServerBusy();
    const absl::StatusOr<bool> is_there = co_await ReadMessageBy(now + kHeaderTimeout);
    place.reset();
    if (!is_there.ok()) co_return is_there.status();
    if (!*is_there || !has_header()) {
      co_return FieldError("header", "expected in the first message");
    }
    absl::Status begun = co_await OnLaneOrBusy(
        [this] { return Begin(message_->GetReflection()->GetMessage(*message_, header_)); });
    if (!begun.ok() || upload_->is_answered()) co_return begun;
    message_->GetReflection()->ClearField(message_.get(), header_);
    co_return AddMessage();
  }

  bool has_header() const { return message_->GetReflection()->HasField(*message_, header_); }

  // Whether there was a next message, which message_ then is.
  asio::awaitable<absl::StatusOr<bool>> ReadMessageBy(absl::Time limit) {
    while (true) {
      absl::StatusOr<std::optional<std::string>> next = messages_.Next();
      if (!next.ok()) co_return next.status();
      if (next->has_value()) {
        absl::Status read = ReadMessage(call_.head.format.codec, **next, *message_);
        if (!read.ok()) co_return read;
        co_return true;
      }
      const absl::StatusOr<std::string> piece = co_await call_.exchange.ReadPiece(limit);
      if (!piece.ok()) co_return piece.status();
      if (piece->empty()) {
        absl::Status end = messages_.CheckEnd();
        if (!end.ok()) co_return end;
        co_return false;
      }
      if (absl::Status added = messages_.Add(*piece); !added.ok()) co_return added;
    }
  }

  absl::Status AddMessage() {
    if (has_header()) return FieldError("header", kFirstOnly);
    std::string scratch;
    absl::Status added =
        upload_->Add(message_->GetReflection()->GetStringReference(*message_, data_, &scratch));
    message_->Clear();
    return added;
  }

  // Whether there was more.
  asio::awaitable<absl::StatusOr<bool>> TakeNext() {
    if (absl::Status in_time = CheckDeadline(); !in_time.ok()) co_return in_time;
    const absl::Time limit = door().clock.Now() + kReadTimeout;
    if (!is_file()) {
      absl::StatusOr<bool> more = co_await ReadMessageBy(limit);
      if (!more.ok() || !*more) co_return more;
      absl::Status added = AddMessage();
      if (!added.ok()) co_return added;
      co_return true;
    }
    const absl::StatusOr<std::string> piece = co_await call_.exchange.ReadPiece(limit);
    if (!piece.ok()) co_return piece.status();
    if (absl::Status added = upload_->Add(*piece); !added.ok()) co_return added;
    co_return !piece->empty();
  }

  asio::awaitable<absl::Status> Finish() {
    answer_.reset(call_.method.response_prototype.New());
    co_return co_await OnLaneOrBusy([this] {
      return call_.exchange.wire().HasLeft() ? NotStarted() : upload_->Finish(*answer_);
    });
  }

  HttpCall& call_;
  Places::Place& place_;
  const std::unique_ptr<Message> message_;
  const FieldDescriptor* const header_;
  const FieldDescriptor* const data_;
  MessagesIn messages_;
  std::unique_ptr<Upload> upload_;
  std::unique_ptr<Message> answer_;
};

}  // namespace

asio::awaitable<void> TakeUpload(HttpCall call) {
  const absl::Time begin = absl::Now();
  absl::Status status = ServerBusy();
  std::string answer;
  Door& door = call.context.door;
  if (const auto place =
          door.uploads.Enter(call.caller.source, call.exchange.wire().watch(), door.clock.Now());
      place != nullptr) {
    UploadCall upload(call, *place);
    status = co_await upload.Run();
    if (status.ok()) answer = WriteMessage(call.head.format.codec, upload.answer());
  }
  door.dispatcher.meter().Note(call.method.rule.name, status, begin);
  const Packed packed = co_await PackFor(call, std::move(answer));
  co_await call.exchange.Answer(WholeAnswer(call.head, status, packed));
}

}  // namespace urna::services
