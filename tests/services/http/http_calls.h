// One call in whichever protocol, and what came of it in a form that can be compared.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "google/rpc/status.pb.h"
#include "services/http/http_client.h"

namespace urna::services {

struct CallOutcome {
  google::rpc::Status status;
  // As bytes, in whatever they came.
  std::vector<std::string> messages;

  friend bool operator==(const CallOutcome& a, const CallOutcome& b) {
    return a.status.SerializeAsString() == b.status.SerializeAsString() && a.messages == b.messages;
  }
};
void PrintTo(const CallOutcome& outcome, std::ostream* out);

// The content type under which the method is called in a protocol, such as "connect+json".
inline constexpr const char* kProtocols[] = {"proto", "json", "grpc-web+proto",
                                             "grpc-web-text+proto"};
std::string ContentTypeFor(const std::string& protocol,
                           const google::protobuf::MethodDescriptor& method);

// With that token, or with none where it is empty.
HttpRequest RequestOf(const std::string& content_type,
                      const google::protobuf::MethodDescriptor& method,
                      const std::vector<const google::protobuf::Message*>& messages,
                      const std::string& token);
CallOutcome OutcomeOf(const std::string& content_type,
                      const google::protobuf::MethodDescriptor& method, const HttpReply& reply);

// The same over gRPC, with one message.
CallOutcome CallOverGrpc(const std::shared_ptr<grpc::Channel>& channel,
                         const google::protobuf::MethodDescriptor& method,
                         const google::protobuf::Message& request, const std::string& token);

// Of gRPC's name, such as "/urna.v1.Processes/GetProcess".
const google::protobuf::MethodDescriptor& MethodAt(const std::string& path);

}  // namespace urna::services
