// The service Tallies: thin, one expression a call.
#pragma once

#include "services/call.h"
#include "services/counting.h"
#include "urna/v1/tallies_service.grpc.pb.h"

namespace urna::services {

class TalliesService final : public v1::Tallies::CallbackService {
 public:
  // All must outlive the server.
  TalliesService(Calls& calls, Counting& counting) : calls_(calls), counting_(counting) {}

  grpc::ServerUnaryReactor* GetTally(grpc::CallbackServerContext* context,
                                     const v1::GetTallyRequest* request,
                                     v1::Tally* response) override;
  grpc::ServerUnaryReactor* SignTally(grpc::CallbackServerContext* context,
                                      const v1::SignTallyRequest* request,
                                      v1::SignTallyResponse* response) override;

 private:
  Calls& calls_;
  Counting& counting_;
};

}  // namespace urna::services
