#include "end_to_end/server_calls.h"

#include <grpcpp/impl/codegen/client_unary_call.h>

#include <chrono>
#include <thread>

#include "grpc/health/v1/health.pb.h"
#include "pch.h"

namespace urna::end_to_end {

std::shared_ptr<grpc::Channel> Connect(const ServerProcess& server) {
  return grpc::CreateChannel(server.address(), grpc::InsecureChannelCredentials());
}

void SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
}

bool IsHealthy(const ServerProcess& server) {
  const auto channel = Connect(server);
  grpc::ClientContext context;
  SetDeadline(context);
  const grpc::internal::RpcMethod method("/grpc.health.v1.Health/Check",
                                         grpc::internal::RpcMethod::NORMAL_RPC, channel);
  grpc::health::v1::HealthCheckResponse response;
  const grpc::Status status = grpc::internal::BlockingUnaryCall(
      channel.get(), method, &context, grpc::health::v1::HealthCheckRequest(), &response);
  return status.ok() && response.status() == grpc::health::v1::HealthCheckResponse::SERVING;
}

void AwaitHealth(const ServerProcess& server, bool healthy) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while (IsHealthy(server) != healthy && std::chrono::steady_clock::now() < limit) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(IsHealthy(server), healthy);
}

}  // namespace urna::end_to_end
