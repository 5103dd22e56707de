// Streams, one message at a time: a client that sends or reads slowly holds no thread.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "services/call.h"

namespace urna::services {

// A file that arrives in pieces: the first message has a header, every one may have data. `Upload`
// has Add(bytes) and Finish(response). Deletes itself when the call is over.
template <typename Request, typename Response, typename Header, typename Upload>
class UploadReactor final : public grpc::ServerReadReactor<Request> {
 public:
  using Begin = std::function<absl::StatusOr<std::unique_ptr<Upload>>(const Header&)>;

  UploadReactor(Calls& calls, grpc::CallbackServerContext& context, std::string_view method,
                Response& response, Begin begin)
      : calls_(calls),
        context_(context),
        method_(method),
        response_(response),
        begin_(std::move(begin)),
        started_(absl::Now()) {
    this->StartRead(&message_);
  }

  void OnReadDone(bool more) override {
    const bool accepted = calls_.workers().Submit([this, more] { more ? Take() : Conclude(); });
    if (!accepted) End(Calls::Busy());
  }
  void OnDone() override { delete this; }

 private:
  void Take() {
    if (upload_ == nullptr) {
      if (!message_.has_header()) {
        return End(FieldError("header", "expected in the first message"));
      }
      absl::StatusOr<std::unique_ptr<Upload>> begun = begin_(message_.header());
      if (!begun.ok()) return End(begun.status());
      upload_ = *std::move(begun);
    } else if (message_.has_header()) {
      return End(FieldError("header", "expected in the first message only"));
    }
    if (absl::Status added = upload_->Add(message_.data()); !added.ok()) return End(added);
    this->StartRead(&message_);
  }

  void Conclude() {
    if (absl::Status time = Calls::CheckTime(context_); !time.ok()) return End(time);
    if (upload_ == nullptr) return End(FieldError("header", "expected in the first message"));
    End(upload_->Finish(response_));
  }

  void End(const absl::Status& status) {
    Calls::Record(method_, status, started_);
    upload_.reset();
    this->Finish(ToGrpcStatus(status));
  }

  Calls& calls_;
  grpc::CallbackServerContext& context_;
  const std::string_view method_;
  Response& response_;
  const Begin begin_;
  const absl::Time started_;
  Request message_;
  std::unique_ptr<Upload> upload_;
};

// A file that is sent in pieces, each in a message's `data`. Deletes itself when the call is over.
template <typename Response>
class DownloadReactor final : public grpc::ServerWriteReactor<Response> {
 public:
  // The next piece, empty after the last.
  using Next = std::function<absl::StatusOr<std::string>()>;

  DownloadReactor(Calls& calls, std::string_view method, Next next)
      : calls_(calls), method_(method), next_(std::move(next)), started_(absl::Now()) {
    Continue();
  }

  void OnWriteDone(bool ok) override {
    if (!ok) {
      return End(Error(absl::StatusCode::kCancelled, "CALLER_LEFT", "the caller reads no more"));
    }
    Continue();
  }
  void OnDone() override { delete this; }

 private:
  void Continue() {
    if (!calls_.workers().Submit([this] { Send(); })) End(Calls::Busy());
  }

  void Send() {
    absl::StatusOr<std::string> piece = next_();
    if (!piece.ok()) return End(piece.status());
    if (piece->empty()) return End(absl::OkStatus());
    message_.set_data(*std::move(piece));
    this->StartWrite(&message_);
  }

  void End(const absl::Status& status) {
    Calls::Record(method_, status, started_);
    this->Finish(ToGrpcStatus(status));
  }

  Calls& calls_;
  const std::string_view method_;
  const Next next_;
  const absl::Time started_;
  Response message_;
};

}  // namespace urna::services
