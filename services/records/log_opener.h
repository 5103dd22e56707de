// Opens the logs of sealed processes, from what the store keeps of them.
#pragma once

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "crypto/signature.h"
#include "ledger/manifest.h"
#include "ledger/roll.h"
#include "services/append/process_log.h"
#include "services/base/clock.h"
#include "services/base/meters.h"
#include "services/records/process_records.h"
#include "storage/store.h"

namespace urna::services {

// The key that signs the log of a process. DATA_LOSS where the record has none.
absl::StatusOr<crypto::SigningKey> LogKeyOf(const internal::v1::ProcessRecord& record);

// Thread-safe.
class LogOpener {
 public:
  // All must outlive this object and the logs. `batch_records` is told how many records each write
  // of a log had.
  LogOpener(storage::Store& store, Documents& documents, const Clock& clock,
            Histogram& batch_records)
      : store_(store), documents_(documents), clock_(clock), batch_records_(batch_records) {}

  // Takes seconds where the rolls are long: every key on them is checked.
  absl::StatusOr<std::shared_ptr<const ledger::Rolls>> LoadRolls(
      const ledger::Manifest& manifest) const;

  // Replays what the store holds of the log. Errors as ProcessLog::Open.
  absl::StatusOr<std::shared_ptr<ProcessLog>> Open(
      const internal::v1::ProcessRecord& record, std::shared_ptr<const ledger::Manifest> manifest,
      std::shared_ptr<const ledger::Rolls> rolls) const;

  // The same of a process that was sealed before, by its resource name.
  absl::StatusOr<std::shared_ptr<ProcessLog>> OpenStored(std::string_view process) const;

 private:
  storage::Store& store_;
  Documents& documents_;
  const Clock& clock_;
  Histogram& batch_records_;
};

}  // namespace urna::services
