// The service Ledger: the public log, for everybody.
#pragma once

#include "services/append/artefact_store.h"
#include "services/append/log_registry.h"
#include "services/call.h"
#include "urna/v1/ledger_service.grpc.pb.h"

namespace urna::services {

class LedgerService final : public v1::Ledger::CallbackService {
 public:
  // All must outlive the server.
  LedgerService(Calls& calls, LogRegistry& logs, storage::Store& store)
      : calls_(calls), logs_(logs), artefacts_(store) {}

  grpc::ServerUnaryReactor* GetCheckpoint(grpc::CallbackServerContext* context,
                                          const v1::GetCheckpointRequest* request,
                                          v1::GetCheckpointResponse* response) override;
  grpc::ServerUnaryReactor* ListEntries(grpc::CallbackServerContext* context,
                                        const v1::ListEntriesRequest* request,
                                        v1::ListEntriesResponse* response) override;
  grpc::ServerUnaryReactor* GetInclusionProof(grpc::CallbackServerContext* context,
                                              const v1::GetInclusionProofRequest* request,
                                              v1::GetInclusionProofResponse* response) override;
  grpc::ServerUnaryReactor* GetConsistencyProof(grpc::CallbackServerContext* context,
                                                const v1::GetConsistencyProofRequest* request,
                                                v1::GetConsistencyProofResponse* response) override;
  grpc::ServerUnaryReactor* GetTile(grpc::CallbackServerContext* context,
                                    const v1::GetTileRequest* request,
                                    v1::GetTileResponse* response) override;
  grpc::ServerWriteReactor<v1::ReadArtefactResponse>* ReadArtefact(
      grpc::CallbackServerContext* context, const v1::ReadArtefactRequest* request) override;

 private:
  Calls& calls_;
  LogRegistry& logs_;
  ArtefactStore artefacts_;
};

}  // namespace urna::services
