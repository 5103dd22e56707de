// From a draft to the first record of the log: freezing, the parties' signatures, sealing.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "ledger/roll.h"
#include "services/access.h"
#include "services/append/log_registry.h"
#include "services/changes.h"
#include "services/clock.h"
#include "services/process_records.h"
#include "storage/store.h"
#include "urna/v1/processes_service.pb.h"

namespace urna::services {

// A process that is frozen and not sealed, read under the lock of all changes.
struct FrozenProcess {
  v1::Process process;
  internal::v1::ProcessRecord record;
};

// NOT_FOUND, or FAILED_PRECONDITION: PROCESS_NOT_FROZEN for a draft, ALREADY_SEALED once the log
// has begun. `field` is the name's path in the request.
absl::StatusOr<FrozenProcess> ReadFrozenProcess(const storage::Reader& store,
                                                const LogRegistry& logs, std::string_view name,
                                                std::string_view field);

// Writes both, with a new etag.
absl::Status PutFrozenProcess(const storage::Reader& store, FrozenProcess& frozen,
                              storage::WriteBatch& batch);

// Thread-safe.
class Sealing {
 public:
  // All must outlive this object.
  Sealing(storage::Store& store, Changes& changes, Documents& documents, LogRegistry& logs,
          const Clock& clock);

  // Opens the logs of all sealed processes, verified on the way; once, before anything is served.
  absl::Status OpenLogs();

  absl::Status Freeze(const Actor& actor, const v1::FreezeProcessRequest& request,
                      v1::Process& response);
  absl::Status Unfreeze(const Actor& actor, const v1::UnfreezeProcessRequest& request,
                        v1::Process& response);
  // Everybody, once the process is frozen.
  absl::Status GetManifest(const v1::GetManifestRequest& request, v1::Manifest& response) const;
  // The same signature again is answered as before.
  absl::Status Approve(const v1::ApproveManifestRequest& request,
                       v1::ApproveManifestResponse& response);
  // Sealing what is sealed and not yet open is no error: the first answer may have been lost.
  absl::Status Seal(const Actor& actor, const v1::SealProcessRequest& request,
                    v1::Process& response);

 private:
  // Takes seconds where the rolls are long: every key on them is checked.
  absl::StatusOr<std::shared_ptr<const ledger::Rolls>> LoadRolls(
      const ledger::Manifest& manifest) const;
  absl::StatusOr<std::shared_ptr<ProcessLog>> OpenLog(
      const internal::v1::ProcessRecord& record, std::shared_ptr<const ledger::Manifest> manifest,
      std::shared_ptr<const ledger::Rolls> rolls) const;
  // The manifest, once everybody has signed it.
  absl::StatusOr<std::shared_ptr<const ledger::Manifest>> ApprovedManifest(
      const internal::v1::ProcessRecord& record) const;

  storage::Store& store_;
  Changes& changes_;
  Documents& documents_;
  LogRegistry& logs_;
  const Clock& clock_;
};

}  // namespace urna::services
