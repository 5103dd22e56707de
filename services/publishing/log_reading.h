// The public log as everybody reads it: checkpoints, records, proofs, tiles, files.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/append/log_registry.h"
#include "services/files/file_space.h"
#include "storage/store.h"
#include "urna/v1/ledger_service.pb.h"

namespace urna::services {

// Thread-safe. Every method fails as FindNamedLog.
class LogReading {
 public:
  // Both must outlive this object and what it returns.
  LogReading(const storage::Reader& store, LogRegistry& logs) : store_(store), logs_(logs) {}

  absl::Status GetCheckpoint(const v1::GetCheckpointRequest& request,
                             v1::GetCheckpointResponse& response);
  // OUT_OF_RANGE (NO_SUCH_RECORD) as the following two.
  absl::Status ListEntries(const v1::ListEntriesRequest& request,
                           v1::ListEntriesResponse& response);
  absl::Status GetInclusionProof(const v1::GetInclusionProofRequest& request,
                                 v1::GetInclusionProofResponse& response);
  absl::Status GetConsistencyProof(const v1::GetConsistencyProofRequest& request,
                                   v1::GetConsistencyProofResponse& response);
  // NOT_FOUND (NO_SUCH_TILE).
  absl::Status GetTile(const v1::GetTileRequest& request, v1::GetTileResponse& response);
  // The file that a record announces. NOT_FOUND (NO_SUCH_RECORD, NO_ARTEFACT).
  absl::StatusOr<FileReading> ReadArtefact(const v1::ReadArtefactRequest& request);

 private:
  const storage::Reader& store_;
  LogRegistry& logs_;
};

}  // namespace urna::services
