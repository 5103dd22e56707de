#include "services/proposals/draft_counts.h"

#include "services/proposals/proposal_store.h"

namespace urna::services {

absl::StatusOr<bool> DraftCounts::Take(const storage::Reader& store, std::string_view process,
                                       std::size_t most) {
  const MutexLock lock(mutex_);
  const absl::Time now = clock_.Now();
  const auto found = counts_.find(std::string(process));
  if (found == counts_.end() || found->second.counted + kWhile <= now) {
    const absl::StatusOr<std::size_t> drafts = CountDrafts(store, process, most);
    if (!drafts.ok()) return drafts.status();
    counts_[std::string(process)] = {*drafts, now};
  }
  Count& count = counts_[std::string(process)];
  if (count.drafts >= most) return false;
  ++count.drafts;
  return true;
}

}  // namespace urna::services
