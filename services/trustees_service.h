// The service Trustees: thin, one expression a call.
#pragma once

#include "services/call.h"
#include "services/ceremonies.h"
#include "services/counting.h"
#include "services/drafts.h"
#include "urna/v1/trustees_service.grpc.pb.h"

namespace urna::services {

class TrusteesService final : public v1::Trustees::CallbackService {
 public:
  // All must outlive the server. What takes seconds runs as one of `slow_calls`.
  TrusteesService(Calls& calls, Drafts& drafts, Ceremonies& ceremonies, Counting& counting,
                  Calls& slow_calls)
      : calls_(calls),
        drafts_(drafts),
        ceremonies_(ceremonies),
        counting_(counting),
        slow_calls_(slow_calls) {}

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
  grpc::ServerUnaryReactor* GetCeremony(grpc::CallbackServerContext* context,
                                        const v1::GetCeremonyRequest* request,
                                        v1::Ceremony* response) override;
  grpc::ServerUnaryReactor* SubmitCommitment(grpc::CallbackServerContext* context,
                                             const v1::SubmitCommitmentRequest* request,
                                             v1::Ceremony* response) override;
  grpc::ServerUnaryReactor* SubmitReveal(grpc::CallbackServerContext* context,
                                         const v1::SubmitRevealRequest* request,
                                         v1::Ceremony* response) override;
  grpc::ServerUnaryReactor* SubmitConfirmation(grpc::CallbackServerContext* context,
                                               const v1::SubmitConfirmationRequest* request,
                                               v1::Ceremony* response) override;
  grpc::ServerUnaryReactor* FileComplaint(grpc::CallbackServerContext* context,
                                          const v1::FileComplaintRequest* request,
                                          v1::Ceremony* response) override;
  grpc::ServerUnaryReactor* RestartCeremony(grpc::CallbackServerContext* context,
                                            const v1::RestartCeremonyRequest* request,
                                            v1::Ceremony* response) override;
  grpc::ServerUnaryReactor* SignClosing(grpc::CallbackServerContext* context,
                                        const v1::SignClosingRequest* request,
                                        v1::SignClosingResponse* response) override;
  grpc::ServerUnaryReactor* SubmitCloseCheckpoint(
      grpc::CallbackServerContext* context, const v1::SubmitCloseCheckpointRequest* request,
      v1::SubmitCloseCheckpointResponse* response) override;
  grpc::ServerUnaryReactor* GetCount(grpc::CallbackServerContext* context,
                                     const v1::GetCountRequest* request,
                                     v1::Count* response) override;
  grpc::ServerReadReactor<v1::SubmitArtefactRequest>* SubmitArtefact(
      grpc::CallbackServerContext* context, v1::SubmitArtefactResponse* response) override;

 private:
  Calls& calls_;
  Drafts& drafts_;
  Ceremonies& ceremonies_;
  Counting& counting_;
  Calls& slow_calls_;
};

}  // namespace urna::services
