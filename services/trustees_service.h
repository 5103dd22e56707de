// The service Trustees: thin, one line a call.
#pragma once

#include "services/call.h"
#include "services/drafts.h"
#include "urna/v1/trustees_service.grpc.pb.h"

namespace urna::services {

class TrusteesService final : public v1::Trustees::CallbackService {
 public:
  // Both must outlive the server.
  TrusteesService(Calls& calls, Drafts& drafts) : calls_(calls), drafts_(drafts) {}

  grpc::ServerUnaryReactor* CreateTrustee(grpc::CallbackServerContext* context,
                                          const v1::CreateTrusteeRequest* request,
                                          v1::Trustee* response) override;
  grpc::ServerUnaryReactor* GetTrustee(grpc::CallbackServerContext* context,
                                       const v1::GetTrusteeRequest* request,
                                       v1::Trustee* response) override;
  grpc::ServerUnaryReactor* ListTrustees(grpc::CallbackServerContext* context,
                                         const v1::ListTrusteesRequest* request,
                                         v1::ListTrusteesResponse* response) override;
  grpc::ServerUnaryReactor* DeleteTrustee(grpc::CallbackServerContext* context,
                                          const v1::DeleteTrusteeRequest* request,
                                          google::protobuf::Empty* response) override;

 private:
  Calls& calls_;
  Drafts& drafts_;
};

}  // namespace urna::services
