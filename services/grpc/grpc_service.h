// gRPC's door to the table of methods: services made from their descriptors, no code per method.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/service_type.h>

#include <memory>
#include <vector>

#include "services/api/door.h"
#include "services/api/method.h"

namespace urna::services {

// One service for each in the table. Door and table must outlive them and the server.
std::vector<std::unique_ptr<grpc::Service>> MakeGrpcServices(Door& door,
                                                             const std::vector<Method>& table);

}  // namespace urna::services
