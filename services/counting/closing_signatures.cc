#include "services/counting/closing_signatures.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/append/process_log.h"
#include "services/base/errors.h"
#include "services/base/signatures.h"
#include "services/counting/closed_log.h"
#include "services/records/phases.h"
#include "services/records/process_records.h"

namespace urna::services {

absl::StatusOr<bool> ClosingSignatures::IsKept(const v1::SignClosingRequest& request) const {
  const absl::StatusOr<internal::v1::ProcessRecord> record =
      ReadProcessRecord(store_, request.process());
  if (!record.ok()) return record.status();
  const auto& kept = record->closing_signatures();
  return std::any_of(kept.begin(), kept.end(), [&](const internal::v1::ClosingSignature& one) {
    return one.role() == static_cast<std::uint32_t>(request.role()) &&
           one.index() == request.index() && one.signature() == request.signature();
  });
}

absl::Status ClosingSignatures::SignClosing(const Call& call, const v1::SignClosingRequest& request,
                                            v1::SignClosingResponse& response) {
  absl::StatusOr<std::shared_ptr<ProcessLog>> log =
      FindCountingLog(logs_, request.process(), "process");
  if (logs_.IsTallied(request.process())) {
    absl::StatusOr<bool> kept = IsKept(request);
    if (!kept.ok()) return kept.status();
    // Nothing is missing: no outcome is published before.
    if (*kept) return absl::OkStatus();
  }
  if (!log.ok()) return log.status();
  const ledger::Manifest& manifest = (*log)->manifest();
  if (request.role() != v1::MANIFEST_ROLE_TRUSTEE &&
      request.role() != v1::MANIFEST_ROLE_AUTHORITY) {
    return FieldError("role", "expected a trustee or an authority");
  }
  const ledger::Party party{static_cast<ledger::PartyRole>(request.role()),
                            static_cast<std::uint8_t>(request.index())};
  if (request.index() > 255 || manifest.key(party) == nullptr) {
    return FieldError("index", "the manifest has no such party");
  }
  absl::StatusOr<crypto::Signature> signature = ParseSignature(request.signature(), "signature");
  if (!signature.ok()) return signature.status();
  absl::StatusOr<ledger::Closing> closing = ClosingOf(**log);
  if (!closing.ok()) return closing.status();
  if (!ledger::VerifyClosing(manifest, party, *closing, *signature)) {
    return WrongSignature(fmt::format(
        "{} {} under this closing",
        party.role == ledger::PartyRole::kTrustee ? "trustee" : "authority", party.index));
  }
  const auto keep = [&](const storage::Reader& store, storage::WriteBatch& batch) -> absl::Status {
    absl::StatusOr<internal::v1::ProcessRecord> record =
        ReadProcessRecord(store, request.process());
    if (!record.ok()) return record.status();
    auto& kept = *record->mutable_closing_signatures();
    if (std::none_of(kept.begin(), kept.end(), [&](const auto& one) { return IsBy(one, party); })) {
      if ((*log)->WithState(PhaseOf) == v1::PHASE_TALLIED) {
        return Error(absl::StatusCode::kFailedPrecondition, "ALREADY_COUNTED",
                     "every outcome is in the log: the closing needs no more signatures");
      }
      internal::v1::ClosingSignature& one = *kept.Add();
      one.set_role(static_cast<std::uint32_t>(party.role));
      one.set_index(party.index);
      one.set_signature(request.signature());
      one.set_time(static_cast<std::uint64_t>(absl::ToUnixSeconds(clock_.Now())));
      PutProcessRecord(batch, request.process(), *record);
    }
    const ledger::MissingClosings missing = ledger::MissingOf(manifest, KeptClosings(*record));
    response.set_missing_trustees(missing.trustees);
    response.set_missing_authorities(missing.authorities);
    return absl::OkStatus();
  };
  return changes_.ApplySigned(call, keep);
}

absl::Status ClosingSignatures::SubmitCloseCheckpoint(
    const Call& call, const v1::SubmitCloseCheckpointRequest& request,
    v1::SubmitCloseCheckpointResponse&) {
  absl::StatusOr<std::shared_ptr<ProcessLog>> log =
      FindCountingLog(logs_, request.process(), "process");
  if (!log.ok()) return log.status();
  const ledger::Manifest& manifest = (*log)->manifest();
  if (manifest.config().witness_quorum() == 0) {
    return Error(absl::StatusCode::kFailedPrecondition, "NO_WITNESSES",
                 "the manifest demands no witnesses");
  }
  absl::StatusOr<ledger::Closing> closing = ClosingOf(**log);
  if (!closing.ok()) return closing.status();
  const absl::Status holds =
      ledger::VerifyCloseCheckpoint(manifest, *closing, request.checkpoint());
  if (!holds.ok()) return FieldError("checkpoint", std::string(holds.message()));
  const auto keep = [&](const storage::Reader& store, storage::WriteBatch& batch) -> absl::Status {
    absl::StatusOr<internal::v1::ProcessRecord> record =
        ReadProcessRecord(store, request.process());
    if (!record.ok()) return record.status();
    if (!record->close_checkpoint().empty()) return absl::OkStatus();
    record->set_close_checkpoint(request.checkpoint());
    PutProcessRecord(batch, request.process(), *record);
    return absl::OkStatus();
  };
  return changes_.ApplySigned(call, keep);
}

}  // namespace urna::services
