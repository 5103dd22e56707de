// A call message by message, in bytes, as only a test or a vandal makes it.
#pragma once

#include <grpcpp/generic/generic_stub.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "pch.h"

namespace urna::services {

// Each step waits until gRPC has carried it out. Steps of a call that is over do nothing.
class RawCall {
 public:
  // `forwarded_for`, where there is one, is what a proxy says of where it comes from.
  RawCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
          grpc_compression_algorithm compression = GRPC_COMPRESS_NONE,
          const std::string& forwarded_for = "")
      : stub_(channel) {
    if (!forwarded_for.empty()) context_.AddMetadata("x-forwarded-for", forwarded_for);
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
    context_.set_compression_algorithm(compression);
    stream_ = stub_.PrepareCall(&context_, method, &queue_);
    stream_->StartCall(nullptr);
    IsDone();
  }

  // The last message.
  void Send(const std::string& bytes) {
    const grpc::Slice slice(bytes);
    stream_->WriteLast(grpc::ByteBuffer(&slice, 1), {}, nullptr);
    IsDone();
  }
  // There is no message, or no more.
  void Close() {
    stream_->WritesDone(nullptr);
    IsDone();
  }
  // The next message; nothing once the call is over. `meanwhile` is done again and again until then.
  template <typename Meanwhile>
  std::optional<std::string> Read(Meanwhile meanwhile) {
    grpc::ByteBuffer message;
    stream_->Read(&message, nullptr);
    void* tag = nullptr;
    bool ok = false;
    constexpr std::chrono::milliseconds kLook(10);
    while (queue_.AsyncNext(&tag, &ok, std::chrono::system_clock::now() + kLook) ==
           grpc::CompletionQueue::TIMEOUT) {
      meanwhile();
    }
    if (!ok) return std::nullopt;
    grpc::Slice slice;
    EXPECT_TRUE(message.DumpToSingleSlice(&slice).ok());
    return std::string(slice.begin(), slice.end());
  }
  std::optional<std::string> Read() {
    return Read([] {});
  }
  // How it ended; once.
  grpc::Status Finish() {
    grpc::Status status;
    stream_->Finish(&status, nullptr);
    IsDone();
    return status;
  }
  void Cancel() { context_.TryCancel(); }

 private:
  bool IsDone() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
};

}  // namespace urna::services
