// The service Eligibility: thin, one line a call.
#pragma once

#include "services/call.h"
#include "services/drafts.h"
#include "urna/v1/eligibility_service.grpc.pb.h"

namespace urna::services {

class EligibilityService final : public v1::Eligibility::CallbackService {
 public:
  // Both must outlive the server.
  EligibilityService(Calls& calls, Drafts& drafts) : calls_(calls), drafts_(drafts) {}

  grpc::ServerUnaryReactor* CreateElectorate(grpc::CallbackServerContext* context,
                                             const v1::CreateElectorateRequest* request,
                                             v1::Electorate* response) override;
  grpc::ServerUnaryReactor* GetElectorate(grpc::CallbackServerContext* context,
                                          const v1::GetElectorateRequest* request,
                                          v1::Electorate* response) override;
  grpc::ServerUnaryReactor* ListElectorates(grpc::CallbackServerContext* context,
                                            const v1::ListElectoratesRequest* request,
                                            v1::ListElectoratesResponse* response) override;
  grpc::ServerUnaryReactor* DeleteElectorate(grpc::CallbackServerContext* context,
                                             const v1::DeleteElectorateRequest* request,
                                             google::protobuf::Empty* response) override;
  grpc::ServerUnaryReactor* CreateRegistrar(grpc::CallbackServerContext* context,
                                            const v1::CreateRegistrarRequest* request,
                                            v1::Registrar* response) override;
  grpc::ServerUnaryReactor* GetRegistrar(grpc::CallbackServerContext* context,
                                         const v1::GetRegistrarRequest* request,
                                         v1::Registrar* response) override;
  grpc::ServerUnaryReactor* ListRegistrars(grpc::CallbackServerContext* context,
                                           const v1::ListRegistrarsRequest* request,
                                           v1::ListRegistrarsResponse* response) override;
  grpc::ServerUnaryReactor* DeleteRegistrar(grpc::CallbackServerContext* context,
                                            const v1::DeleteRegistrarRequest* request,
                                            google::protobuf::Empty* response) override;

 private:
  Calls& calls_;
  Drafts& drafts_;
};

}  // namespace urna::services
