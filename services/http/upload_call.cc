// Files that arrive, within the bounds of gRPC's.
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "services/base/errors.h"
#include "services/http/call.h"
#include "services/http/error_body.h"
#include "services/http/message_codec.h"
#include "services/http/messages_in.h"
#include "services/http/on_lane.h"

namespace urna::services {
namespace {

namespace asio = boost::asio;
using google::protobuf::FieldDescriptor;

constexpr std::string_view kFirstOnly = "expected in the first message, and there only";

absl::Status MissingKey() {
  return Error(absl::StatusCode::kInvalidArgument, "INVALID_HEADER",
               "the field upload-key is missing; expected as the upload was begun with it");
}

// Whether a header says what nobody else may read.
bool HoldsSecret(const Message& header) {
  const FieldDescriptor* const key = header.GetDescriptor()->FindFieldByName("edit_key");
  return key != nullptr && !header.GetReflection()->GetString(header, key).empty();
}

class UploadCall {
 public:
  // `place` is kept once it is known who sends. `name` is null for what cannot be resumed.
  UploadCall(HttpCall& call, Places::Place& place, const ParkedUploads::Name* name)
      : call_(call),
        name_(name),
        place_(place),
        message_(call.method.request_prototype.New()),
        header_(message_->GetDescriptor()->FindFieldByName("header")),
        data_(message_->GetDescriptor()->FindFieldByName("data")),
        messages_(call.head, call.context.options.largest_message) {}

  asio::awaitable<absl::Status> Run() {
    absl::Status begun = is_file() ? co_await BeginFromQuery() : co_await BeginFromMessage();
    if (!begun.ok()) co_return begun;
    co_return co_await TakeAll();
  }

  // The rest of one whose connection broke.
  asio::awaitable<absl::Status> Resume(ParkedUploads::Parked parked) {
    upload_ = std::move(parked.upload);
    offset_ = parked.offset;
    place_.Keep();
    co_return co_await TakeAll();
  }

  // Where the connection broke, what has come until then; otherwise nothing.
  std::optional<ParkedUploads::Parked> Interrupted() {
    if (!is_broken_ || upload_ == nullptr || upload_->is_answered()) return std::nullopt;
    return ParkedUploads::Parked{.upload = std::move(upload_), .offset = offset_};
  }

  const Message& answer() const { return *answer_; }

 private:
  Door& door() { return call_.context.door; }
  bool is_file() const { return call_.head.format.protocol == Protocol::kFile; }

  asio::awaitable<absl::Status> TakeAll() {
    if (name_ != nullptr) {
      call_.context.parked_uploads.Begin(*name_, call_.exchange.wire().watch());
    }
    while (!upload_->is_answered()) {
      absl::StatusOr<bool> more = co_await TakeNext();
      if (!more.ok()) co_return more.status();
      if (!*more) break;
    }
    co_return co_await Finish();
  }

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
      if (read.ok() && HoldsSecret(header)) {
        read = FieldError("header.edit_key",
                          "URLs end in the logs of others: send the header in the first message");
      }
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
      absl::StatusOr<std::optional<Envelope>> next = messages_.Next();
      if (!next.ok()) co_return next.status();
      if (next->has_value()) {
        // Work, for whoever sends it: in its turn, and not on the threads that all connections share.
        absl::Status read =
            co_await OnLaneOrBusy([this, envelope = **std::move(next)]() mutable -> absl::Status {
              const absl::StatusOr<std::string> bytes = messages_.Open(std::move(envelope));
              return bytes.ok() ? ReadMessage(call_.head.format.codec, *bytes, *message_)
                                : bytes.status();
            });
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
    // A body that is none is no broken connection.
    is_broken_ = !piece.ok() && !absl::IsInvalidArgument(piece.status());
    if (!piece.ok()) co_return piece.status();
    if (absl::Status added = upload_->Add(*piece); !added.ok()) co_return added;
    offset_ += piece->size();
    co_return !piece->empty();
  }

  asio::awaitable<absl::Status> Finish() {
    answer_.reset(call_.method.response_prototype.New());
    co_return co_await OnLaneOrBusy([this] {
      is_broken_ = call_.exchange.wire().HasLeft();
      return is_broken_ ? NotStarted() : upload_->Finish(*answer_);
    });
  }

  HttpCall& call_;
  const ParkedUploads::Name* const name_;
  Places::Place& place_;
  const std::unique_ptr<Message> message_;
  const FieldDescriptor* const header_;
  const FieldDescriptor* const data_;
  MessagesIn messages_;
  std::unique_ptr<Upload> upload_;
  // Bytes that it has taken.
  std::uint64_t offset_ = 0;
  bool is_broken_ = false;
  std::unique_ptr<Message> answer_;
};

// How a call goes on with what is there of its upload.
struct Resumption {
  // Null for what cannot be resumed.
  std::optional<ParkedUploads::Name> name;
  std::optional<ParkedUploads::Parked> parked;
};

// ABORTED (OFFSET_MISMATCH) leaves what is parked where it is, and sets `offset`.
absl::StatusOr<Resumption> ResumptionOf(HttpCall& call, std::optional<std::uint64_t>& offset) {
  if (call.head.format.protocol != Protocol::kFile) return Resumption{};
  ParkedUploads& uploads = call.context.parked_uploads;
  const auto name = ParkedUploads::NameOf(call.exchange.head());
  if (!name.ok()) return name.status();
  const auto sent = ParkedUploads::OffsetOf(call.exchange.head());
  if (!sent.ok()) return sent.status();
  if (!sent->has_value()) return Resumption{.name = *name};
  if (!name->has_value()) return MissingKey();
  const absl::StatusOr<std::uint64_t> expected = uploads.Offset(**name);
  if (!expected.ok()) return expected.status();
  if (**sent != *expected) {
    offset = *expected;
    return Error(absl::StatusCode::kAborted, "OFFSET_MISMATCH",
                 fmt::format("{} bytes have come: send what follows them", *expected));
  }
  absl::StatusOr<ParkedUploads::Parked> parked = uploads.Take(**name);
  if (!parked.ok()) return parked.status();
  return Resumption{*name, *std::move(parked)};
}

// With a place, from the beginning or from where it was. `answer` is what an OK is told with.
asio::awaitable<absl::Status> Receive(HttpCall& call, Resumption resumption, std::string& answer) {
  Door& door = call.context.door;
  ParkedUploads& uploads = call.context.parked_uploads;
  const auto enter = [&] {
    return door.uploads.Enter(call.caller.source, call.exchange.wire().watch(), door.clock.Now());
  };
  std::unique_ptr<Places::Place> place;
  if (resumption.parked) place = std::move(resumption.parked->place);
  if (place == nullptr) place = enter();
  if (place == nullptr && uploads.DropOldestOf(call.caller.source)) place = enter();
  if (place == nullptr) co_return ServerBusy();
  const ParkedUploads::Name* name = resumption.name ? &*resumption.name : nullptr;
  UploadCall upload(call, *place, name);
  const absl::Status status = resumption.parked
                                  ? co_await upload.Resume(*std::move(resumption.parked))
                                  : co_await upload.Run();
  if (status.ok()) answer = WriteMessage(call.head.format.codec, upload.answer());
  if (name == nullptr) co_return status;
  std::optional<ParkedUploads::Parked> interrupted = upload.Interrupted();
  // What is parked needs one.
  place.reset();
  if (interrupted) {
    uploads.Park(*name, call.caller.source, *std::move(interrupted));
  } else {
    uploads.Forget(*name);
  }
  co_return status;
}

}  // namespace

asio::awaitable<void> TakeUpload(HttpCall call) {
  const absl::Time begin = absl::Now();
  std::string answer;
  std::optional<std::uint64_t> offset;
  absl::StatusOr<Resumption> resumption = ResumptionOf(call, offset);
  absl::Status status = resumption.status();
  if (status.ok()) status = co_await Receive(call, *std::move(resumption), answer);
  call.context.door.dispatcher.meter().Note(call.method.rule.name, status, begin);
  Packed packed = co_await PackFor(call, std::move(answer));
  HttpAnswer whole = WholeAnswer(call.head, status, std::move(packed));
  if (offset) whole.fields.emplace_back("upload-offset", fmt::to_string(*offset));
  co_await call.exchange.Answer(std::move(whole));
}

asio::awaitable<void> TellUploadOffset(HttpContext& context, Exchange& exchange) {
  const auto name = ParkedUploads::NameOf(exchange.head());
  if (!name.ok()) co_return co_await exchange.Answer(ErrorAnswer(name.status()));
  if (!name->has_value()) {
    co_return co_await exchange.Answer(ErrorAnswer(MissingKey()));
  }
  const absl::StatusOr<std::uint64_t> offset = context.parked_uploads.Offset(**name);
  if (!offset.ok()) co_return co_await exchange.Answer(ErrorAnswer(offset.status()));
  co_await exchange.Answer({.status = 204,
                            .fields = {{"upload-offset", fmt::to_string(*offset)},
                                       {"upload-complete", "?0"},
                                       {"cache-control", "no-store"}}});
}

}  // namespace urna::services
