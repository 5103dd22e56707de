// What an authority does: signs the manifest, the opening, the closing, and revocations.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/client/process_reader.h"
#include "crypto/signature.h"
#include "urna/v1/eligibility_service.pb.h"

namespace urna::client {

class AuthorityClient {
 public:
  AuthorityClient(std::shared_ptr<const ProcessReader> reader, crypto::SigningKey key);

  // Returns how many signatures are still missing.
  absl::StatusOr<std::uint32_t> Approve(const SealedManifest& sealed);
  // Signs that voting opens, or closes, at that whole second. Authorities whose signatures are to
  // count together sign the same second.
  absl::StatusOr<v1::Process> Open(const ledger::Manifest& manifest, absl::Time time);
  absl::StatusOr<v1::Process> Close(const ledger::Manifest& manifest, absl::Time time);
  // Signs that the key of a slot no longer votes. `reason` as RevokeKeyRequest has it.
  absl::StatusOr<v1::RevokeKeyResponse> Revoke(const ledger::Manifest& manifest,
                                               const ledger::SlotTag& slot, std::uint8_t reason);

 private:
  absl::StatusOr<std::uint32_t> Index(const ledger::Manifest& manifest) const;
  // The index and the signature under the record of an opening or a closing.
  absl::StatusOr<v1::AuthoritySignature> SignTime(const ledger::Manifest& manifest, bool opens,
                                                  absl::Time time) const;

  std::shared_ptr<const ProcessReader> reader_;
  crypto::SigningKey key_;
  std::unique_ptr<v1::Processes::Stub> processes_;
};

}  // namespace urna::client
