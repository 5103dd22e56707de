#include "services/records/process_records.h"

#include <optional>

#include "services/base/errors.h"
#include "services/base/families.h"
#include "services/base/resource_name.h"

namespace urna::services {

absl::StatusOr<internal::v1::ProcessRecord> ReadProcessRecord(const storage::Reader& store,
                                                              std::string_view process_name) {
  absl::StatusOr<std::optional<std::string>> value =
      store.Get(kProcessesFamily, ProcessId(process_name));
  if (!value.ok()) return value.status();
  internal::v1::ProcessRecord record;
  if (value->has_value() && !record.ParseFromString(**value)) {
    return absl::DataLossError("a stored process record cannot be read");
  }
  return record;
}

void PutProcessRecord(storage::WriteBatch& batch, std::string_view process_name,
                      const internal::v1::ProcessRecord& record) {
  batch.Put(kProcessesFamily, ProcessId(process_name), record.SerializeAsString());
}

absl::StatusOr<std::shared_ptr<const ledger::FrozenConfig>> Documents::Frozen(
    const internal::v1::ProcessRecord& record) {
  if (record.config().empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "PROCESS_NOT_FROZEN",
                 "the process is a draft: freeze it first");
  }
  const crypto::ByteView bytes = crypto::AsBytes(record.config());
  const crypto::Hash256 hash = ledger::ConfigHash(bytes);
  {
    const MutexLock lock(mutex_);
    if (auto found = frozen_.find(hash); found != frozen_.end()) return found->second;
  }
  absl::StatusOr<ledger::FrozenConfig> parsed = ledger::FrozenConfig::Parse(bytes);
  if (!parsed.ok()) return parsed.status();
  auto frozen = std::make_shared<const ledger::FrozenConfig>(*std::move(parsed));
  const MutexLock lock(mutex_);
  const auto [last, first] = last_frozen_.try_emplace(frozen->config().process(), hash);
  if (!first && last->second != hash) {
    frozen_.erase(last->second);
    last->second = hash;
  }
  return frozen_.try_emplace(hash, std::move(frozen)).first->second;
}

absl::StatusOr<std::shared_ptr<const ledger::Manifest>> Documents::ManifestOf(
    const internal::v1::ProcessRecord& record) {
  if (record.key_record().empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "KEYS_NOT_MADE",
                 "the key ceremony of the process is not over");
  }
  const crypto::ByteView config = crypto::AsBytes(record.config());
  const crypto::ByteView keys = crypto::AsBytes(record.key_record());
  const crypto::Hash256 hash = ledger::ManifestHash(config, keys);
  {
    const MutexLock lock(mutex_);
    if (auto found = manifests_.find(hash); found != manifests_.end()) return found->second;
  }
  absl::StatusOr<std::shared_ptr<const ledger::Manifest>> manifest =
      ledger::Manifest::Parse(config, keys);
  if (!manifest.ok()) return manifest.status();
  const MutexLock lock(mutex_);
  return manifests_.try_emplace(hash, *std::move(manifest)).first->second;
}

}  // namespace urna::services
