#include "services/grpc/grpc_service.h"

#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/support/server_callback.h>

#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "services/api/pace.h"
#include "services/base/errors.h"
#include "services/grpc/grpc_status.h"
#include "services/grpc/one_request.h"

namespace urna::services {
namespace {

using google::protobuf::FieldDescriptor;

absl::Status Left() {
  return Error(absl::StatusCode::kCancelled, "CALLER_LEFT", "the caller reads no more");
}

// Deletes itself when the call is over.
class UnaryCall final : public grpc::ServerReadReactor<grpc::ByteBuffer> {
 public:
  UnaryCall(Door& door, const Method& method, grpc::CallbackServerContext& context,
            grpc::ByteBuffer& response)
      : door_(door),
        method_(method),
        response_(response),
        begin_(absl::Now()),
        request_(door, context) {
    request_.Await() ? StartRead(&request_.bytes()) : Refuse(ServerBusy());
  }

  void OnReadDone(bool ok) override {
    if (absl::Status arrived = request_.Arrived(ok); !arrived.ok()) return Refuse(arrived);
    door_.dispatcher.Answer(
        method_, request_.caller(),
        [this](Message& message) {
          if (request_.IsCancelled()) return NotStarted();
          absl::Status parsed = Parse(request_.bytes(), message);
          request_.Release();
          return parsed;
        },
        [this](const Message& message) { return Write(message); },
        [this](const absl::Status& status) { Conclude(status); });
  }
  void OnDone() override {
    request_.watch().End();
    if (held_ > 0) door_.answers.GiveBack(request_.caller().source, held_);
    delete this;
  }

 private:
  // What never reaches the dispatcher, which notes the others.
  void Refuse(const absl::Status& status) {
    door_.dispatcher.meter().Note(method_.rule.name, status, begin_);
    Conclude(status);
  }
  absl::Status Write(const Message& message) {
    const std::size_t size = message.ByteSizeLong();
    if (size > kLargeMessage) {
      if (!door_.answers.Take(request_.caller().source, size)) return ServerBusy();
      held_ = size;
    }
    Serialize(message, response_);
    door_.sent.Add(response_.Length());
    return absl::OkStatus();
  }
  void Conclude(const absl::Status& status) {
    request_.ExpectTaken();
    Finish(ToGrpcStatus(status));
  }

  Door& door_;
  const Method& method_;
  grpc::ByteBuffer& response_;
  const absl::Time begin_;
  OneRequest request_;
  std::uint64_t held_ = 0;
};

// A file that arrives. Deletes itself when the call is over.
class UploadCall final : public grpc::ServerReadReactor<grpc::ByteBuffer> {
 public:
  UploadCall(Door& door, const Method& method, grpc::CallbackServerContext& context,
             grpc::ByteBuffer& response)
      : door_(door),
        method_(method),
        context_(context),
        response_(response),
        caller_(CallerOf(context, door)),
        begin_(absl::Now()),
        watch_(door.watchdog.Begin([&context] { context.TryCancel(); })),
        place_(door.uploads.Enter(caller_.source, watch_, door.clock.Now())),
        message_(method.request_prototype.New()),
        header_(message_->GetDescriptor()->FindFieldByName("header")),
        data_(message_->GetDescriptor()->FindFieldByName("data")) {
    place_ == nullptr ? End(ServerBusy()) : Await();
  }

  void OnReadDone(bool more) override {
    arrival_.reset();
    watch_->Relax();
    if (!more) {
      if (!door_.dispatcher.Run(method_, caller_.source, [this] { Conclude(); })) End(ServerBusy());
      return;
    }
    door_.received.Add(buffer_.Length());
    if (absl::Status parsed = Parse(buffer_, *message_); !parsed.ok()) return End(parsed);
    buffer_.Clear();
    // The first message is looked at closely; the others only add to what is held.
    if (upload_ != nullptr) return Take();
    if (!door_.dispatcher.Run(method_, caller_.source, [this] { Start(); })) End(ServerBusy());
  }
  void OnDone() override {
    watch_->End();
    delete this;
  }

 private:
  bool has_header() const { return message_->GetReflection()->HasField(*message_, header_); }

  void Await() {
    const absl::Time now = door_.clock.Now();
    if (upload_ == nullptr) {
      arrival_ = door_.arrivals.Enter(caller_.source, watch_, now);
      if (arrival_ == nullptr) return End(ServerBusy());
    }
    watch_->Expect(now + (upload_ == nullptr ? kHeaderTimeout : kReadTimeout));
    StartRead(&buffer_);
  }

  void Start() {
    if (!has_header()) return End(FieldError("header", "expected in the first message"));
    absl::StatusOr<std::unique_ptr<Upload>> begun = door_.dispatcher.Begin(
        method_, caller_, message_->GetReflection()->GetMessage(*message_, header_));
    if (!begun.ok()) return End(begun.status());
    upload_ = *std::move(begun);
    place_->Keep();
    if (upload_->is_answered()) return Conclude();
    message_->GetReflection()->ClearField(message_.get(), header_);
    Take();
  }

  void Take() {
    if (has_header()) return End(FieldError("header", "expected in the first message only"));
    std::string scratch;
    const std::string& bytes =
        message_->GetReflection()->GetStringReference(*message_, data_, &scratch);
    if (absl::Status added = upload_->Add(bytes); !added.ok()) return End(added);
    message_->Clear();
    Await();
  }

  void Conclude() {
    if (context_.IsCancelled()) return End(NotStarted());
    if (upload_ == nullptr) return End(FieldError("header", "expected in the first message"));
    const std::unique_ptr<Message> answer(method_.response_prototype.New());
    const absl::Status finished = upload_->Finish(*answer);
    if (finished.ok()) {
      Serialize(*answer, response_);
      door_.sent.Add(response_.Length());
    }
    End(finished);
  }

  void End(const absl::Status& status) {
    door_.dispatcher.meter().Note(method_.rule.name, status, begin_);
    upload_.reset();
    place_.reset();
    watch_->Expect(door_.clock.Now() + kWriteTimeout);
    Finish(ToGrpcStatus(status));
  }

  Door& door_;
  const Method& method_;
  grpc::CallbackServerContext& context_;
  grpc::ByteBuffer& response_;
  const Caller caller_;
  const absl::Time begin_;
  const std::shared_ptr<Watchdog::Watch> watch_;
  std::unique_ptr<Places::Place> place_;
  const std::unique_ptr<Message> message_;
  const FieldDescriptor* const header_;
  const FieldDescriptor* const data_;
  // Of the first message: the others are bounded by the places of uploads.
  std::unique_ptr<Places::Place> arrival_;
  grpc::ByteBuffer buffer_;
  std::unique_ptr<Upload> upload_;
};

// A file that is sent. Deletes itself when the call is over.
class DownloadCall final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  DownloadCall(Door& door, const Method& method, grpc::CallbackServerContext& context)
      : door_(door),
        method_(method),
        begin_(absl::Now()),
        pace_(door.clock.Now()),
        request_(door, context),
        place_(door.downloads.Enter(request_.caller().source, request_.shared_watch(),
                                    door.clock.Now())),
        message_(method.response_prototype.New()),
        data_(message_->GetDescriptor()->FindFieldByName("data")) {
    const bool has_places = place_ != nullptr && request_.Await();
    has_places ? StartRead(&request_.bytes()) : End(ServerBusy());
  }

  void OnReadDone(bool ok) override {
    if (absl::Status arrived = request_.Arrived(ok); !arrived.ok()) return End(arrived);
    Continue();
  }
  void OnWriteDone(bool ok) override {
    request_.watch().Relax();
    if (!ok) return End(Left());
    Continue();
  }
  void OnDone() override {
    request_.watch().End();
    delete this;
  }

 private:
  void Continue() {
    if (!door_.dispatcher.Run(method_, request_.caller().source, [this] { Send(); }))
      End(ServerBusy());
  }

  absl::Status Start() {
    const std::unique_ptr<Message> request(method_.request_prototype.New());
    if (absl::Status parsed = Parse(request_.bytes(), *request); !parsed.ok()) return parsed;
    request_.Release();
    absl::StatusOr<NextBytes> begun =
        door_.dispatcher.BeginSending(method_, request_.caller(), *request);
    if (!begun.ok()) return begun.status();
    next_ = *std::move(begun);
    return absl::OkStatus();
  }

  void Send() {
    if (next_ == nullptr) {
      if (absl::Status started = Start(); !started.ok()) return End(started);
    }
    absl::StatusOr<std::string> bytes = next_();
    if (!bytes.ok()) return End(bytes.status());
    if (bytes->empty()) return End(absl::OkStatus());
    message_->GetReflection()->SetString(message_.get(), data_, *std::move(bytes));
    Serialize(*message_, buffer_);
    door_.sent.Add(buffer_.Length());
    request_.watch().Expect(pace_.Next(door_.clock.Now(), buffer_.Length()));
    StartWrite(&buffer_);
  }

  void End(const absl::Status& status) {
    door_.dispatcher.meter().Note(method_.rule.name, status, begin_);
    request_.watch().Expect(door_.clock.Now() + kWriteTimeout);
    Finish(ToGrpcStatus(status));
  }

  Door& door_;
  const Method& method_;
  const absl::Time begin_;
  Pace pace_;
  OneRequest request_;
  const std::unique_ptr<Places::Place> place_;
  const std::unique_ptr<Message> message_;
  const FieldDescriptor* const data_;
  grpc::ByteBuffer buffer_;
  NextBytes next_;
};

using Bytes = grpc::ByteBuffer;
using Context = grpc::CallbackServerContext;

// As the code that protoc's plugin generates for services whose messages stay bytes.
class TableService final : public grpc::Service {
 public:
  TableService(Door& door, const std::vector<const Method*>& methods) {
    for (const Method* method : methods) paths_.push_back(method->path());
    for (std::size_t i = 0; i < methods.size(); ++i) Add(door, *methods[i], paths_[i].c_str());
  }

 private:
  void Add(Door& door, const Method& method, const char* path) {
    using grpc::internal::RpcMethod;
    const bool uploads = std::holds_alternative<BeginUpload>(method.handler);
    const bool downloads = std::holds_alternative<BeginDownload>(method.handler);
    // To gRPC none has a message that it would read by itself.
    const int index = added_++;
    AddMethod(new grpc::internal::RpcServiceMethod(
        path, downloads ? RpcMethod::BIDI_STREAMING : RpcMethod::CLIENT_STREAMING, nullptr));
    if (downloads) {
      MarkMethodRawCallback(index, new grpc::internal::CallbackBidiHandler<Bytes, Bytes>(
                                       [&door, &method](Context* context) {
                                         return new DownloadCall(door, method, *context);
                                       }));
      return;
    }
    MarkMethodRawCallback(
        index, new grpc::internal::CallbackClientStreamingHandler<Bytes, Bytes>(
                   [&door, &method, uploads](Context* context,
                                             Bytes* response) -> grpc::ServerReadReactor<Bytes>* {
                     if (uploads) return new UploadCall(door, method, *context, *response);
                     return new UnaryCall(door, method, *context, *response);
                   }));
  }

  int added_ = 0;
  // gRPC keeps pointers to these.
  std::vector<std::string> paths_;
};

}  // namespace

std::vector<std::unique_ptr<grpc::Service>> MakeGrpcServices(Door& door,
                                                             const std::vector<Method>& table) {
  std::map<std::string, std::vector<const Method*>> by_service;
  for (const Method& method : table) {
    by_service[std::string(method.descriptor->service()->full_name())].push_back(&method);
  }
  std::vector<std::unique_ptr<grpc::Service>> services;
  for (const auto& [name, methods] : by_service) {
    services.push_back(std::make_unique<TableService>(door, methods));
  }
  return services;
}

}  // namespace urna::services
