// From a draft to the first record of the log: freezing, the parties' signatures, sealing.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "services/append/log_registry.h"
#include "services/base/clock.h"
#include "services/records/call.h"
#include "services/records/changes.h"
#include "services/records/log_opener.h"
#include "services/records/process_records.h"
#include "storage/store.h"
#include "urna/v1/processes_service.pb.h"

namespace urna::services {

// A process from its freezing on: what the API shows of it, and what the server keeps beside that.
struct FrozenProcess {
  v1::Process process;
  internal::v1::ProcessRecord record;
};

// NOT_FOUND. `field` is the name's path in the request. Of one moment where `store` is: a snapshot, or
// the store under the lock of the process's changes. That the process is frozen and not sealed is for
// the method's rule to say.
absl::StatusOr<FrozenProcess> ReadFrozenProcess(const storage::Reader& store, std::string_view name,
                                                std::string_view field);

// Writes both, with a new etag.
absl::Status PutFrozenProcess(const storage::Reader& store, FrozenProcess& frozen,
                              storage::WriteBatch& batch);

// Thread-safe.
class Sealing {
 public:
  // All must outlive this object. `pages_sha256` is that of the pages that the server gives, 32 bytes; empty where it
  // gives none.
  Sealing(const storage::Store& store, Changes& changes, Documents& documents, LogRegistry& logs,
          const LogOpener& opener, const Clock& clock, std::string pages_sha256)
      : store_(store),
        changes_(changes),
        documents_(documents),
        logs_(logs),
        opener_(opener),
        clock_(clock),
        pages_sha256_(std::move(pages_sha256)) {}

  // FAILED_PRECONDITION (PROCESS_INCOMPLETE) as BuildConfig; ABORTED (PROCESS_CHANGED) when rolls
  // came in at the same time.
  absl::Status FreezeProcess(const Call& call, const v1::FreezeProcessRequest& request,
                             v1::Process& response);
  absl::Status UnfreezeProcess(const Call& call, const v1::UnfreezeProcessRequest& request,
                               v1::Process& response);
  absl::Status GetManifest(const v1::GetManifestRequest& request, v1::Manifest& response) const;
  // The same signature again is answered as before.
  absl::Status ApproveManifest(const Call& call, const v1::ApproveManifestRequest& request,
                               v1::ApproveManifestResponse& response);
  // Sealing what is sealed and not yet open is no error: the first answer may have been lost.
  absl::Status SealProcess(const Call& call, const v1::SealProcessRequest& request,
                           v1::Process& response);

 private:
  // The manifest, once everybody has signed it.
  absl::StatusOr<std::shared_ptr<const ledger::Manifest>> ApprovedManifest(
      const internal::v1::ProcessRecord& record) const;

  const storage::Store& store_;
  Changes& changes_;
  Documents& documents_;
  LogRegistry& logs_;
  const LogOpener& opener_;
  const Clock& clock_;
  const std::string pages_sha256_;
};

}  // namespace urna::services
