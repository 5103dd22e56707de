// The service Eligibility: thin, one expression a call.
#pragma once

#include "services/call.h"
#include "services/drafts.h"
#include "services/roll_import.h"
#include "services/schedule.h"
#include "services/slot_finder.h"
#include "urna/v1/eligibility_service.grpc.pb.h"

namespace urna::services {

class EligibilityService final : public v1::Eligibility::CallbackService {
 public:
  // All must outlive the server. What takes seconds runs as one of `slow_calls`.
  EligibilityService(Calls& calls, Drafts& drafts, RollImports& imports, Schedule& schedule,
                     SlotFinder& slots, Calls& slow_calls)
      : calls_(calls),
        drafts_(drafts),
        imports_(imports),
        schedule_(schedule),
        slots_(slots),
        slow_calls_(slow_calls) {}

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
  grpc::ServerReadReactor<v1::ImportPartRequest>* ImportPart(grpc::CallbackServerContext* context,
                                                             v1::Electorate* response) override;
  grpc::ServerWriteReactor<v1::ReadRollResponse>* ReadRoll(
      grpc::CallbackServerContext*, const v1::ReadRollRequest* request) override;
  grpc::ServerUnaryReactor* FindSlot(grpc::CallbackServerContext* context,
                                     const v1::FindSlotRequest* request,
                                     v1::Slot* response) override;
  grpc::ServerUnaryReactor* RevokeKey(grpc::CallbackServerContext* context,
                                      const v1::RevokeKeyRequest* request,
                                      v1::RevokeKeyResponse* response) override;

 private:
  Calls& calls_;
  Drafts& drafts_;
  RollImports& imports_;
  Schedule& schedule_;
  SlotFinder& slots_;
  Calls& slow_calls_;
};

}  // namespace urna::services
