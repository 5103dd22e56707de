// How gRPC's calls are taken in and answered in bytes.
#pragma once

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "services/api/dispatcher.h"
#include "services/api/door.h"

namespace urna::services {

// Where a call comes from and what it says of its caller.
Caller CallerOf(const grpc::CallbackServerContext& context, const Door& door);

// INVALID_ARGUMENT (MALFORMED_REQUEST) for bytes that are no such message.
absl::Status Parse(const grpc::ByteBuffer& bytes, google::protobuf::Message& message);
void Serialize(const google::protobuf::Message& message, grpc::ByteBuffer& out);

// The one message of a call that has one. To gRPC these are streams, so that a message is asked for
// when there is a place for it and not before.
class OneRequest {
 public:
  // Both must outlive this object.
  OneRequest(Door& door, grpc::CallbackServerContext& context);
  ~OneRequest();
  OneRequest(const OneRequest&) = delete;
  OneRequest& operator=(const OneRequest&) = delete;

  // False when there is no place for the message.
  bool Await();
  // After bytes() was read, or was not. UNAVAILABLE (SERVER_BUSY) where there is no room to keep it;
  // UNIMPLEMENTED (MESSAGE_COUNT) where the call ended without a message.
  absl::Status Arrived(bool is_there);

  // Once it has been parsed: its bytes are kept no longer.
  void Release();

  grpc::ByteBuffer& bytes() { return bytes_; }
  const Caller& caller() const { return caller_; }
  Watchdog::Watch& watch() { return *watch_; }
  std::shared_ptr<Watchdog::Watch> shared_watch() const { return watch_; }
  // Whether the caller has left, or was cut off.
  bool IsCancelled() const { return context_.IsCancelled(); }
  // For what is sent now.
  void ExpectTaken() { watch_->Expect(door_.clock.Now() + kWriteTimeout); }

 private:
  Door& door_;
  grpc::CallbackServerContext& context_;
  const Caller caller_;
  const std::shared_ptr<Watchdog::Watch> watch_;
  std::unique_ptr<Places::Place> arrival_;
  grpc::ByteBuffer bytes_;
  std::uint64_t held_ = 0;
};

}  // namespace urna::services
