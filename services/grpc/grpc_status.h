// Errors as gRPC sends them.
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace urna::services {

// With the google.rpc.Status of ToRpcStatus in its binary details.
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace urna::services
