#include "services/proposals/old_drafts.h"

#include <string>
#include <vector>

#include "services/attachments/attachment_store.h"
#include "services/base/limits.h"
#include "services/base/times.h"
#include "services/proposals/proposal_store.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

using internal::v1::StoredProposal;

bool IsOld(const StoredProposal& draft, absl::Time now) {
  return FromProto(draft.update_time()) + kDraftTime <= now;
}

// As many as fit into one change.
absl::StatusOr<std::vector<ProposalName>> FindOld(const storage::Reader& store,
                                                  const std::string& process, absl::Time now) {
  std::vector<ProposalName> old;
  const absl::Status visited = VisitDrafts(store, process, [&](const StoredProposal& draft) {
    if (IsOld(draft, now)) old.push_back({process, draft.id(), std::nullopt});
    return old.size() < static_cast<std::size_t>(kBatchedProposals);
  });
  if (!visited.ok()) return visited;
  return old;
}

}  // namespace

absl::Status ForgetOldDrafts(const storage::Reader& store, Changes& changes, absl::Time now) {
  const auto processes = ReadResources<v1::Process>(store, "");
  if (!processes.ok()) return processes.status();
  for (const v1::Process& process : *processes) {
    absl::StatusOr<std::vector<ProposalName>> old = FindOld(store, process.name(), now);
    if (!old.ok()) return old.status();
    if (old->empty()) continue;
    const auto forget = [&](const storage::Reader& reader,
                            storage::WriteBatch& batch) -> absl::Status {
      for (const ProposalName& name : *old) {
        const absl::StatusOr<StoredProposal> draft = ReadProposal(reader, name);
        // Taken back, handed in or written on in the meantime.
        const bool is_left = draft.ok() && draft->became().empty() && IsOld(*draft, now);
        if (!is_left) continue;
        DeleteProposal(batch, name);
        DeleteOwned(batch, draft->account(), name);
        absl::Status files = DeleteAttachmentsOf(reader, batch, name.process, name.id);
        if (!files.ok()) return files;
      }
      return absl::OkStatus();
    };
    if (absl::Status done = changes.ApplyOwn(process.name(), forget); !done.ok()) return done;
  }
  return absl::OkStatus();
}

}  // namespace urna::services
