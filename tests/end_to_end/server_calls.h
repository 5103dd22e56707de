// Calls of a served program, and what it says of its own health.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "end_to_end/server_process.h"

namespace urna::end_to_end {

std::shared_ptr<grpc::Channel> Connect(const ServerProcess& server);
// A minute, which is longer than a server takes to know what became of a write.
void SetDeadline(grpc::ClientContext& context);

// Whether grpc.health.v1 says SERVING; a server that cannot be reached does not.
bool IsHealthy(const ServerProcess& server);
// Waits for it, two minutes at most; then a test fails.
void AwaitHealth(const ServerProcess& server, bool healthy);

}  // namespace urna::end_to_end
