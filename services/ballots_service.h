// The service Ballots: thin. A call to cast holds no thread while its record is being written.
#pragma once

#include "services/append/log_registry.h"
#include "services/call.h"
#include "urna/v1/ballots_service.grpc.pb.h"

namespace urna::services {

class BallotsService final : public v1::Ballots::CallbackService {
 public:
  // Both must outlive the server.
  BallotsService(Calls& calls, LogRegistry& logs) : calls_(calls), logs_(logs) {}

  grpc::ServerUnaryReactor* CastBallot(grpc::CallbackServerContext* context,
                                       const v1::CastBallotRequest* request,
                                       v1::CastBallotResponse* response) override;
  grpc::ServerUnaryReactor* ProveRefusal(grpc::CallbackServerContext* context,
                                         const v1::ProveRefusalRequest* request,
                                         v1::ProveRefusalResponse* response) override;
  grpc::ServerUnaryReactor* GetBallot(grpc::CallbackServerContext* context,
                                      const v1::GetBallotRequest* request,
                                      v1::Ballot* response) override;

 private:
  absl::Status ReadBallot(std::string_view name, v1::Ballot& response) const;

  Calls& calls_;
  LogRegistry& logs_;
};

}  // namespace urna::services
