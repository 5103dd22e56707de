#include "services/tallies_service.h"

namespace urna::services {

grpc::ServerUnaryReactor* TalliesService::GetTally(grpc::CallbackServerContext* context,
                                                   const v1::GetTallyRequest* request,
                                                   v1::Tally* response) {
  return calls_.Answer(context, "GetTally", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         return counting_.GetTally(asked, answer);
                       });
}

grpc::ServerUnaryReactor* TalliesService::SignTally(grpc::CallbackServerContext* context,
                                                    const v1::SignTallyRequest* request,
                                                    v1::SignTallyResponse* response) {
  return calls_.Answer(context, "SignTally", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         return counting_.SignTally(asked, answer);
                       });
}

}  // namespace urna::services
