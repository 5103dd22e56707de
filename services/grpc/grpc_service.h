// gRPC's door to the table of methods: services made from their descriptors, no code per method.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/service_type.h>

#include <memory>
#include <vector>

#include "services/api/method.h"
#include "services/grpc/grpc_door.h"

namespace urna::services {

// One service for each in the table. Door and table must outlive them and the server.
std::vector<std::unique_ptr<grpc::Service>> MakeGrpcServices(GrpcDoor& door,
                                                             const std::vector<Method>& table);

}  // namespace urna::services
