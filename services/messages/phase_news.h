// Tells who follows a process that it has come to another phase.
#pragma once

#include "services/messages/outbox.h"
#include "services/records/changes.h"

namespace urna::services {

// Thread-safe.
class PhaseNews final : public ActWatcher {
 public:
  // `outbox` must outlive this object.
  explicit PhaseNews(const Outbox& outbox) : outbox_(outbox) {}

  // Of a phase that PhaseText has words for; not where the process falls back to it.
  absl::Status Saw(const storage::Reader& store, std::string_view process, const ledger::Act& act,
                   storage::WriteBatch& batch) const override;

 private:
  const Outbox& outbox_;
};

// The id in `processes/{process}` and the title of the process, in news of it.
absl::Status AddProcess(const storage::Reader& store, std::string_view process,
                        internal::v1::StoredNews& news);

}  // namespace urna::services
