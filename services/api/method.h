// One method of the API: what calls it may have, and the code that answers them. Everything that
// carries calls, gRPC or HTTP, is made from these.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "services/files/upload.h"
#include "services/records/call.h"

namespace urna::services {

using google::protobuf::Message;

// Answers a request. `done` is told once what came of it, then or later, from any thread; until then
// both messages and the call live.
using WhenDone = std::function<void(const absl::Status&)>;
using AnswerUnary =
    std::function<void(const Call& call, const Message& request, Message& response, WhenDone done)>;

// Begins to take in a file: `header` is the field of that name of the first message, and every
// message may carry bytes in its field `data`.
using BeginUpload =
    std::function<absl::StatusOr<std::unique_ptr<Upload>>(const Call& call, const Message& header)>;

// The next bytes of a file that is sent, empty after the last; each goes into the field `data` of a
// message.
using NextBytes = absl::AnyInvocable<absl::StatusOr<std::string>()>;
using BeginDownload =
    std::function<absl::StatusOr<NextBytes>(const Call& call, const Message& request)>;

struct Method {
  using Handler = std::variant<AnswerUnary, BeginUpload, BeginDownload>;

  Method(const google::protobuf::MethodDescriptor* method, const MethodRule& its_rule,
         Handler its_handler)
      : descriptor(method),
        rule(its_rule),
        handler(std::move(its_handler)),
        request_prototype(Compiled(method->input_type())),
        response_prototype(Compiled(method->output_type())) {}

  const google::protobuf::MethodDescriptor* descriptor;
  MethodRule rule;
  Handler handler;
  const Message& request_prototype;
  const Message& response_prototype;

  // Such as "/urna.v1.Processes/CreateArea".
  std::string path() const {
    return "/" + std::string(descriptor->service()->full_name()) + "/" +
           std::string(descriptor->name());
  }

 private:
  // Found once: to look for it takes a lock of the whole program.
  static const Message& Compiled(const google::protobuf::Descriptor* type) {
    return *google::protobuf::MessageFactory::generated_factory()->GetPrototype(type);
  }
};

}  // namespace urna::services
