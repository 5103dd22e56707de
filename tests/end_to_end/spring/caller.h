// One person's line to a server, over gRPC or over HTTP with JSON. Every call is sent once: what was not
// answered is the caller's to send again.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "cli/client/errors.h"
#include "end_to_end/spring/department.h"
#include "google/protobuf/message.h"
#include "services/http/http_client.h"

namespace urna::end_to_end {

enum class Over { kGrpc, kHttp };

// For one thread.
class Caller {
 public:
  // The server must be there, and the department outlive this object.
  Caller(const Department& department, Over over);

  // UNAVAILABLE where no answer came; else what the server answered.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(By by,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request) const {
    Response response;
    if (http_ != nullptr) {
      const absl::Status answered = CallHttp(by, request, response);
      return answered.ok() ? absl::StatusOr<Response>(std::move(response)) : answered;
    }
    grpc::ClientContext context;
    Prepare(by, context);
    Stub stub(channel_);
    const grpc::Status status = (stub.*method)(&context, request, &response);
    return status.ok() ? absl::StatusOr<Response>(std::move(response)) : client::FromGrpc(status);
  }

 private:
  void Prepare(By by, grpc::ClientContext& context) const;
  absl::Status CallHttp(By by, const google::protobuf::Message& request,
                        google::protobuf::Message& response) const;

  const Department& department_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<services::HttpClient> http_;
};

}  // namespace urna::end_to_end
