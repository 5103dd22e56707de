#include "services/attaching/attached_bytes.h"

#include "services/attachments/attachment_store.h"

namespace urna::services {

absl::StatusOr<bool> AttachedBytes::Take(const storage::Reader& store, std::string_view process,
                                         std::uint64_t bytes, std::uint64_t most) {
  const MutexLock lock(mutex_);
  const absl::Time now = clock_.Now();
  const auto found = counts_.find(std::string(process));
  if (found == counts_.end() || found->second.counted + kWhile <= now) {
    const absl::StatusOr<std::uint64_t> counted = BytesOfProposals(store, process);
    if (!counted.ok()) return counted.status();
    counts_[std::string(process)] = {*counted, now};
  }
  Count& count = counts_[std::string(process)];
  if (count.bytes + bytes > most) return false;
  count.bytes += bytes;
  return true;
}

}  // namespace urna::services
