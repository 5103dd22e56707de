#include "services/grpc/grpc_service.h"

#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/proto_buffer_writer.h>
#include <grpcpp/support/server_callback.h>

#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "services/api/pace.h"
#include "services/api/source.h"
#include "services/base/errors.h"
#include "services/grpc/grpc_status.h"

namespace urna::services {
namespace {

using google::protobuf::FieldDescriptor;

// All values of a header that may be given several times, joined by commas (RFC 9110, 5.3).
std::string Header(const grpc::CallbackServerContext& context, const char* name) {
  const auto [begin, end] = context.client_metadata().equal_range(name);
  std::string values;
  for (auto value = begin; value != end; ++value) {
    if (value != begin) values += ',';
    values.append(value->second.data(), value->second.size());
  }
  return values;
}

Caller CallerOf(const grpc::CallbackServerContext& context, const GrpcDoor& door) {
  Caller caller;
  caller.source =
      SourceOf(context.peer(), Header(context, "x-forwarded-for"), door.trusted_proxies);
  if (context.client_metadata().contains("authorization")) {
    caller.authorization = Header(context, "authorization");
  }
  caller.deadline = absl::FromChrono(context.deadline());
  return caller;
}

absl::Status Parse(const grpc::ByteBuffer& bytes, Message& message) {
  grpc::ByteBuffer copy(bytes);
  grpc::ProtoBufferReader reader(&copy);
  if (message.ParseFromZeroCopyStream(&reader)) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "MALFORMED_REQUEST",
               "the bytes are no " + std::string(message.GetDescriptor()->full_name()) +
                   " as the API's .proto files describe it, or a text in it is not UTF-8");
}

void Serialize(const Message& message, grpc::ByteBuffer& out) {
  // gRPC writes into empty buffers only.
  out.Clear();
  bool owned = false;
  // It fails only for messages of more than 2 GiB.
  const grpc::Status serialized =
      grpc::GenericSerialize<grpc::ProtoBufferWriter, Message>(message, &out, &owned);
  static_cast<void>(serialized);
}

absl::Status Left() {
  return Error(absl::StatusCode::kCancelled, "CALLER_LEFT", "the caller reads no more");
}

// Deletes itself when the call is over.
class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  UnaryCall(GrpcDoor& door, const Method& method, grpc::CallbackServerContext& context,
            const grpc::ByteBuffer& request, grpc::ByteBuffer& response)
      : door_(door), response_(response), context_(context) {
    Caller caller = CallerOf(context, door);
    source_ = caller.source;
    door.dispatcher.Answer(
        method, std::move(caller), [&request](Message& message) { return Parse(request, message); },
        [this](const absl::Status& status, const Message& message) { End(status, message); });
  }

  void OnDone() override {
    if (watch_ != nullptr) watch_->End();
    if (held_ > 0) door_.answers.GiveBack(source_, held_);
    delete this;
  }

 private:
  void End(absl::Status status, const Message& message) {
    if (status.ok()) {
      const std::size_t size = message.ByteSizeLong();
      if (size > kLargeAnswer) {
        if (door_.answers.Take(source_, size)) {
          held_ = size;
        } else {
          status = ServerBusy();
        }
      }
      if (status.ok()) Serialize(message, response_);
    }
    // One that fits into what the network holds by itself is gone at once.
    if (response_.Length() > kWatchedAnswer) {
      watch_ = door_.watchdog.Begin([this] { context_.TryCancel(); });
      watch_->Expect(door_.clock.Now() + kWriteTimeout);
    }
    Finish(ToGrpcStatus(status));
  }

  GrpcDoor& door_;
  grpc::ByteBuffer& response_;
  grpc::CallbackServerContext& context_;
  std::string source_;
  std::shared_ptr<Watchdog::Watch> watch_;
  std::uint64_t held_ = 0;
};

// A file that arrives. Deletes itself when the call is over.
class UploadCall final : public grpc::ServerReadReactor<grpc::ByteBuffer> {
 public:
  UploadCall(GrpcDoor& door, const Method& method, grpc::CallbackServerContext& context,
             grpc::ByteBuffer& response)
      : door_(door),
        method_(method),
        context_(context),
        response_(response),
        caller_(CallerOf(context, door)),
        begin_(absl::Now()),
        place_(door.uploads.Enter(caller_.source)),
        watch_(door.watchdog.Begin([&context] { context.TryCancel(); })),
        message_(method.request_prototype().New()),
        header_(message_->GetDescriptor()->FindFieldByName("header")),
        data_(message_->GetDescriptor()->FindFieldByName("data")) {
    place_ == nullptr ? End(ServerBusy()) : Await();
  }

  void OnReadDone(bool more) override {
    watch_->Relax();
    if (!more) {
      if (!door_.dispatcher.Run(method_, caller_.source, [this] { Conclude(); })) End(ServerBusy());
      return;
    }
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
    watch_->Expect(door_.clock.Now() + (upload_ == nullptr ? kHeaderTimeout : kReadTimeout));
    StartRead(&buffer_);
  }

  void Start() {
    if (!has_header()) return End(FieldError("header", "expected in the first message"));
    absl::StatusOr<std::unique_ptr<Upload>> begun = door_.dispatcher.Begin(
        method_, caller_, message_->GetReflection()->GetMessage(*message_, header_));
    if (!begun.ok()) return End(begun.status());
    upload_ = *std::move(begun);
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
    const std::unique_ptr<Message> answer(method_.response_prototype().New());
    const absl::Status finished = upload_->Finish(*answer);
    if (finished.ok()) Serialize(*answer, response_);
    End(finished);
  }

  void End(const absl::Status& status) {
    door_.dispatcher.meter().Note(method_.rule.name, status, begin_);
    upload_.reset();
    watch_->Expect(door_.clock.Now() + kWriteTimeout);
    Finish(ToGrpcStatus(status));
  }

  GrpcDoor& door_;
  const Method& method_;
  grpc::CallbackServerContext& context_;
  grpc::ByteBuffer& response_;
  const Caller caller_;
  const absl::Time begin_;
  const std::unique_ptr<StreamLimits::Place> place_;
  const std::shared_ptr<Watchdog::Watch> watch_;
  const std::unique_ptr<Message> message_;
  const FieldDescriptor* const header_;
  const FieldDescriptor* const data_;
  grpc::ByteBuffer buffer_;
  std::unique_ptr<Upload> upload_;
};

// A file that is sent. Deletes itself when the call is over.
class DownloadCall final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  DownloadCall(GrpcDoor& door, const Method& method, grpc::CallbackServerContext& context,
               const grpc::ByteBuffer& request)
      : door_(door),
        method_(method),
        request_(request),
        caller_(CallerOf(context, door)),
        begin_(absl::Now()),
        pace_(door.clock.Now()),
        place_(door.downloads.Enter(caller_.source)),
        watch_(door.watchdog.Begin([&context] { context.TryCancel(); })),
        message_(method.response_prototype().New()),
        data_(message_->GetDescriptor()->FindFieldByName("data")) {
    place_ == nullptr ? End(ServerBusy()) : Continue();
  }

  void OnWriteDone(bool ok) override {
    watch_->Relax();
    if (!ok) return End(Left());
    Continue();
  }
  void OnDone() override {
    watch_->End();
    delete this;
  }

 private:
  void Continue() {
    if (!door_.dispatcher.Run(method_, caller_.source, [this] { Send(); })) End(ServerBusy());
  }

  absl::Status Start() {
    const std::unique_ptr<Message> request(method_.request_prototype().New());
    if (absl::Status parsed = Parse(request_, *request); !parsed.ok()) return parsed;
    absl::StatusOr<NextBytes> begun = door_.dispatcher.BeginSending(method_, caller_, *request);
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
    watch_->Expect(pace_.Next(door_.clock.Now(), buffer_.Length()));
    StartWrite(&buffer_);
  }

  void End(const absl::Status& status) {
    door_.dispatcher.meter().Note(method_.rule.name, status, begin_);
    watch_->Expect(door_.clock.Now() + kWriteTimeout);
    Finish(ToGrpcStatus(status));
  }

  GrpcDoor& door_;
  const Method& method_;
  const grpc::ByteBuffer request_;
  const Caller caller_;
  const absl::Time begin_;
  Pace pace_;
  const std::unique_ptr<StreamLimits::Place> place_;
  const std::shared_ptr<Watchdog::Watch> watch_;
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
  TableService(GrpcDoor& door, const std::vector<const Method*>& methods) {
    for (const Method* method : methods) paths_.push_back(method->path());
    for (std::size_t i = 0; i < methods.size(); ++i) Add(door, *methods[i], paths_[i].c_str());
  }

 private:
  void Add(GrpcDoor& door, const Method& method, const char* path) {
    using grpc::internal::RpcMethod;
    const bool uploads = std::holds_alternative<BeginUpload>(method.handler);
    const bool downloads = std::holds_alternative<BeginDownload>(method.handler);
    AddMethod(new grpc::internal::RpcServiceMethod(path,
                                                   uploads     ? RpcMethod::CLIENT_STREAMING
                                                   : downloads ? RpcMethod::SERVER_STREAMING
                                                               : RpcMethod::NORMAL_RPC,
                                                   nullptr));
    const int index = added_++;
    if (uploads) {
      MarkMethodRawCallback(index, new grpc::internal::CallbackClientStreamingHandler<Bytes, Bytes>(
                                       [&door, &method](Context* context, Bytes* response) {
                                         return new UploadCall(door, method, *context, *response);
                                       }));
    } else if (downloads) {
      MarkMethodRawCallback(index, new grpc::internal::CallbackServerStreamingHandler<Bytes, Bytes>(
                                       [&door, &method](Context* context, const Bytes* request) {
                                         return new DownloadCall(door, method, *context, *request);
                                       }));
    } else {
      MarkMethodRawCallback(
          index, new grpc::internal::CallbackUnaryHandler<Bytes, Bytes>(
                     [&door, &method](Context* context, const Bytes* request, Bytes* response) {
                       return new UnaryCall(door, method, *context, *request, *response);
                     }));
    }
  }

  int added_ = 0;
  // gRPC keeps pointers to these.
  std::vector<std::string> paths_;
};

}  // namespace

bool AnswerBudget::Take(const std::string& source, std::uint64_t bytes) {
  const MutexLock lock(mutex_);
  const auto taken = taken_.find(source);
  const std::uint64_t before = taken == taken_.end() ? 0 : taken->second;
  // One answer that is larger than a source's share is let out alone.
  if (bytes > left_ || (before > 0 && before + bytes > of_source_)) return false;
  left_ -= bytes;
  taken_[source] = before + bytes;
  return true;
}

void AnswerBudget::GiveBack(const std::string& source, std::uint64_t bytes) {
  const MutexLock lock(mutex_);
  left_ += bytes;
  const auto taken = taken_.find(source);
  taken->second -= bytes;
  if (taken->second == 0) taken_.erase(taken);
}

std::vector<std::unique_ptr<grpc::Service>> MakeGrpcServices(GrpcDoor& door,
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
