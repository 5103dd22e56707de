#include "services/grpc/one_request.h"

#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/proto_buffer_writer.h>

#include <string>
#include <utility>

#include "services/api/source.h"
#include "services/base/errors.h"

namespace urna::services {
namespace {

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

}  // namespace

Caller CallerOf(const grpc::CallbackServerContext& context, const Door& door) {
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

OneRequest::OneRequest(Door& door, grpc::CallbackServerContext& context)
    : door_(door),
      context_(context),
      caller_(CallerOf(context, door)),
      watch_(door.watchdog.Begin([&context] { context.TryCancel(); })) {}

OneRequest::~OneRequest() { Release(); }

void OneRequest::Release() {
  bytes_.Clear();
  if (held_ > 0) door_.requests.GiveBack(caller_.source, std::exchange(held_, 0));
}

bool OneRequest::Await() {
  const absl::Time now = door_.clock.Now();
  arrival_ = door_.arrivals.Enter(caller_.source, watch_, now);
  if (arrival_ == nullptr) return false;
  watch_->Expect(now + kMessageTimeout);
  return true;
}

absl::Status OneRequest::Arrived(bool is_there) {
  arrival_.reset();
  watch_->Relax();
  if (!is_there) return MessageCount();
  const std::size_t size = bytes_.Length();
  door_.received.Add(size);
  if (size <= kLargeMessage) return absl::OkStatus();
  if (!door_.requests.Take(caller_.source, size)) return ServerBusy();
  held_ = size;
  return absl::OkStatus();
}

}  // namespace urna::services
