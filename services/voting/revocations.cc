#include "services/voting/revocations.h"

#include <algorithm>

#include "services/append/process_log.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/base/signatures.h"
#include "services/records/named_log.h"
#include "services/records/process_records.h"
#include "services/voting/authority_signatures.h"

namespace urna::services {
namespace {

using internal::v1::ProcessRecord;

constexpr std::uint32_t kMaxReason = 4;

}  // namespace

absl::Status Revocations::RevokeKey(const Call& call, const v1::RevokeKeyRequest& request,
                                    v1::RevokeKeyResponse& response) {
  absl::StatusOr<std::shared_ptr<ProcessLog>> log = FindActiveLog(logs_, request.name(), "name");
  if (!log.ok()) return log.status();
  const ledger::Manifest& manifest = (*log)->manifest();
  absl::StatusOr<crypto::Hash256> slot = ParseHash(request.slot_tag(), "slot_tag");
  if (!slot.ok()) return slot.status();
  if (request.reason() < 1 || request.reason() > kMaxReason) {
    return FieldError("reason", "expected 1 to 4");
  }
  ledger::RevocationLeaf revocation{ledger::SlotTag{*slot},
                                    request.generation(),
                                    static_cast<std::uint8_t>(request.reason()),
                                    {}};
  absl::Status signed_by = CheckAuthority(manifest, {manifest.hash(), revocation},
                                          request.authority(), request.signature());
  if (!signed_by.ok()) return signed_by;
  // All that is wrong with it but the number of signatures is told to the first that signs.
  revocation.signatures = {{static_cast<std::uint8_t>(request.authority()), {}}};
  revocation.signatures[0].signature = *ParseSignature(request.signature(), "signature");
  const absl::Status possible = (*log)->WithState([&](const ledger::ElectionState& state) {
    return state.Check({manifest.hash(), revocation});
  });
  if (!possible.ok() && ErrorReason(possible) != "TOO_FEW_SIGNATURES") return possible;
  const std::uint32_t threshold = manifest.config().authority_threshold();
  std::uint32_t missing = 0;
  const auto collect = [&](const storage::Reader& store,
                           storage::WriteBatch& batch) -> absl::Status {
    absl::StatusOr<ProcessRecord> record = ReadProcessRecord(store, request.name());
    if (!record.ok()) return record.status();
    auto& pending = *record->mutable_revocations();
    auto found = std::find_if(pending.begin(), pending.end(), [&](const auto& one) {
      return one.slot_tag() == request.slot_tag() && one.generation() == request.generation() &&
             one.reason() == request.reason();
    });
    if (found == pending.end()) {
      if (pending.size() >= kPendingRevocations) {
        return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_REVOCATIONS",
                     "too many revocations wait for signatures");
      }
      internal::v1::PendingRevocation& one = *pending.Add();
      one.set_slot_tag(request.slot_tag());
      one.set_generation(request.generation());
      one.set_reason(request.reason());
      found = pending.end() - 1;
    }
    KeepSignature(*found->mutable_signatures(), request.authority(), request.signature());
    revocation.signatures = KeyedSignatures(found->signatures());
    missing =
        threshold - std::min(threshold, static_cast<std::uint32_t>(revocation.signatures.size()));
    PutProcessRecord(batch, request.name(), *record);
    return absl::OkStatus();
  };
  if (absl::Status collected = changes_.ApplySigned(call, collect); !collected.ok()) {
    return collected;
  }
  response.set_missing(missing);
  if (missing > 0) return absl::OkStatus();
  absl::StatusOr<crypto::LogProof> appended =
      (*log)->Append(ledger::SerializeLeaf({manifest.hash(), revocation}));
  if (!appended.ok()) return appended.status();
  response.set_leaf_index(appended->index);
  return changes_.ApplySigned(
      call, [&](const storage::Reader& store, storage::WriteBatch& batch) -> absl::Status {
        absl::StatusOr<ProcessRecord> record = ReadProcessRecord(store, request.name());
        if (!record.ok()) return record.status();
        auto& pending = *record->mutable_revocations();
        pending.erase(std::remove_if(pending.begin(), pending.end(),
                                     [&](const auto& one) {
                                       return one.slot_tag() == request.slot_tag() &&
                                              one.generation() == request.generation();
                                     }),
                      pending.end());
        PutProcessRecord(batch, request.name(), *record);
        return absl::OkStatus();
      });
}

}  // namespace urna::services
