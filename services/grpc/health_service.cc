#include "services/grpc/health_service.h"

#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>

#include <memory>
#include <optional>
#include <utility>

#include "grpc/health/v1/health.pb.h"
#include "services/base/errors.h"
#include "services/grpc/grpc_status.h"
#include "services/grpc/one_request.h"

namespace urna::services {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using Bytes = grpc::ByteBuffer;

HealthCheckResponse::ServingStatus StatusOf(bool is_serving) {
  return is_serving ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
}

void Answer(HealthCheckResponse::ServingStatus status, Bytes& out) {
  HealthCheckResponse response;
  response.set_status(status);
  Serialize(response, out);
}

}  // namespace

// Deletes itself when the call is over.
class HealthService::CheckCall final : public grpc::ServerReadReactor<Bytes> {
 public:
  CheckCall(HealthService& health, grpc::CallbackServerContext& context, Bytes& response)
      : health_(health), response_(response), request_(health.door_, context) {
    request_.Await() ? StartRead(&request_.bytes()) : Conclude(ServerBusy());
  }

  void OnReadDone(bool ok) override {
    HealthCheckRequest request;
    absl::Status checked = request_.Arrived(ok);
    if (checked.ok()) checked = Parse(request_.bytes(), request);
    if (checked.ok() && !health_.Has(request.service())) {
      checked = Error(absl::StatusCode::kNotFound, "SERVICE_UNKNOWN", "there is no such service");
    }
    request_.Release();
    if (checked.ok()) Answer(StatusOf(health_.IsServing()), response_);
    Conclude(checked);
  }
  void OnDone() override {
    request_.watch().End();
    delete this;
  }

 private:
  void Conclude(const absl::Status& status) {
    request_.ExpectTaken();
    Finish(ToGrpcStatus(status));
  }

  HealthService& health_;
  Bytes& response_;
  OneRequest request_;
};

// Deletes itself when the call is over.
class HealthService::WatchCall final : public grpc::ServerBidiReactor<Bytes, Bytes> {
 public:
  WatchCall(HealthService& health, grpc::CallbackServerContext& context)
      : health_(health),
        request_(health.door_, context),
        place_(health.places_.Enter(request_.caller().source, request_.shared_watch(),
                                    health.door_.clock.Now())) {
    const bool has_places = place_ != nullptr && request_.Await();
    has_places ? StartRead(&request_.bytes()) : End(ServerBusy());
  }

  void OnReadDone(bool ok) override {
    HealthCheckRequest request;
    absl::Status checked = request_.Arrived(ok);
    if (checked.ok()) checked = Parse(request_.bytes(), request);
    request_.Release();
    if (!checked.ok()) return End(checked);
    is_known_ = health_.Has(request.service());
    health_.Enter(*this);
  }
  void OnWriteDone(bool ok) override {
    request_.watch().Relax();
    const MutexLock lock(mutex_);
    is_writing_ = false;
    if (!ok) Abandon();
    GoOn();
  }
  void OnCancel() override {
    const MutexLock lock(mutex_);
    Abandon();
    GoOn();
  }
  void OnDone() override {
    request_.watch().End();
    health_.Leave(*this);
    delete this;
  }

  void Tell(bool is_serving) ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    next_ = is_known_ ? StatusOf(is_serving) : HealthCheckResponse::SERVICE_UNKNOWN;
    GoOn();
  }
  // After all that there is to tell.
  void End(absl::Status status) ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    if (!end_) end_ = std::move(status);
    GoOn();
  }

 private:
  // The caller has left: nothing is told any more.
  void Abandon() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    next_.reset();
    end_ = absl::CancelledError("the caller has left");
  }
  void GoOn() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (is_writing_ || is_over_) return;
    if (next_ && next_ != told_) {
      told_ = next_;
      is_writing_ = true;
      Answer(*told_, buffer_);
      request_.ExpectTaken();
      return StartWrite(&buffer_);
    }
    if (!end_) return;
    is_over_ = true;
    request_.ExpectTaken();
    Finish(ToGrpcStatus(*end_));
  }

  HealthService& health_;
  OneRequest request_;
  const std::unique_ptr<Places::Place> place_;
  // Before it enters.
  bool is_known_ = false;
  Mutex mutex_;
  std::optional<HealthCheckResponse::ServingStatus> next_ ABSL_GUARDED_BY(mutex_);
  std::optional<HealthCheckResponse::ServingStatus> told_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
  bool is_writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_over_ ABSL_GUARDED_BY(mutex_) = false;
  Bytes buffer_;
};

HealthService::HealthService(Door& door, std::set<std::string> services)
    : door_(door), services_(std::move(services)) {
  using grpc::internal::RpcMethod;
  using Context = grpc::CallbackServerContext;
  AddMethod(new grpc::internal::RpcServiceMethod("/grpc.health.v1.Health/Check",
                                                 RpcMethod::CLIENT_STREAMING, nullptr));
  MarkMethodRawCallback(0, new grpc::internal::CallbackClientStreamingHandler<Bytes, Bytes>(
                               [this](Context* context, Bytes* response) {
                                 return new CheckCall(*this, *context, *response);
                               }));
  AddMethod(new grpc::internal::RpcServiceMethod("/grpc.health.v1.Health/Watch",
                                                 RpcMethod::BIDI_STREAMING, nullptr));
  MarkMethodRawCallback(1,
                        new grpc::internal::CallbackBidiHandler<Bytes, Bytes>(
                            [this](Context* context) { return new WatchCall(*this, *context); }));
}

void HealthService::Set(bool is_serving) {
  const MutexLock lock(mutex_);
  if (is_over_) return;
  is_serving_ = is_serving;
  for (WatchCall* watch : watches_) watch->Tell(is_serving);
}

void HealthService::Shutdown() {
  const MutexLock lock(mutex_);
  is_over_ = true;
  is_serving_ = false;
  for (WatchCall* watch : watches_) {
    watch->Tell(false);
    watch->End(absl::UnavailableError("the server ends"));
  }
}

bool HealthService::IsServing() const {
  const MutexLock lock(mutex_);
  return is_serving_;
}

void HealthService::Enter(WatchCall& watch) {
  const MutexLock lock(mutex_);
  watches_.insert(&watch);
  watch.Tell(is_serving_);
  if (is_over_) watch.End(absl::UnavailableError("the server ends"));
}

void HealthService::Leave(WatchCall& watch) {
  const MutexLock lock(mutex_);
  watches_.erase(&watch);
}

}  // namespace urna::services
