#include "cli/client/authority_client.h"

#include "cli/client/registrar_client.h"
#include "cli/client/role_key.h"
#include "ledger/leaf.h"
#include "urna/v1/eligibility_service.grpc.pb.h"

namespace urna::client {

AuthorityClient::AuthorityClient(std::shared_ptr<const ProcessReader> reader,
                                 crypto::SigningKey key)
    : reader_(std::move(reader)),
      key_(std::move(key)),
      processes_(v1::Processes::NewStub(reader_->connection().channel())) {}

absl::StatusOr<std::uint32_t> AuthorityClient::Index(const ledger::Manifest& manifest) const {
  return IndexOfKey(manifest.config().authority_keys(), key_.public_key());
}

absl::StatusOr<std::uint32_t> AuthorityClient::Approve(const SealedManifest& sealed) {
  auto index = Index(*sealed.manifest);
  if (!index.ok()) return index.status();
  return SubmitApproval(*reader_, *sealed.manifest,
                        {ledger::PartyRole::kAuthority, static_cast<std::uint8_t>(*index)}, key_);
}

absl::StatusOr<v1::AuthoritySignature> AuthorityClient::SignTime(const ledger::Manifest& manifest,
                                                                 bool opens,
                                                                 absl::Time time) const {
  auto index = Index(manifest);
  if (!index.ok()) return index.status();
  const ledger::Leaf leaf{
      manifest.hash(),
      ledger::TimeLeaf{opens, static_cast<std::uint64_t>(absl::ToUnixSeconds(time)), {}}};
  const crypto::Signature signature =
      key_.Sign(ledger::SignaturePurpose(leaf.body), manifest.hash(), ledger::SignedPart(leaf));
  v1::AuthoritySignature out;
  out.set_authority(*index);
  out.set_signature(signature.data(), signature.size());
  return out;
}

absl::StatusOr<v1::Process> AuthorityClient::Open(const ledger::Manifest& manifest,
                                                  absl::Time time) {
  auto signature = SignTime(manifest, true, time);
  if (!signature.ok()) return signature.status();
  v1::ScheduleOpeningRequest request;
  request.set_name(reader_->process());
  request.mutable_time()->set_seconds(absl::ToUnixSeconds(time));
  *request.mutable_signature() = *std::move(signature);
  return reader_->connection().Call(*processes_, &v1::Processes::Stub::ScheduleOpening, request);
}

absl::StatusOr<v1::Process> AuthorityClient::Close(const ledger::Manifest& manifest,
                                                   absl::Time time) {
  auto signature = SignTime(manifest, false, time);
  if (!signature.ok()) return signature.status();
  v1::ScheduleClosingRequest request;
  request.set_name(reader_->process());
  request.mutable_time()->set_seconds(absl::ToUnixSeconds(time));
  *request.mutable_signature() = *std::move(signature);
  return reader_->connection().Call(*processes_, &v1::Processes::Stub::ScheduleClosing, request);
}

absl::StatusOr<v1::RevokeKeyResponse> AuthorityClient::Revoke(const ledger::Manifest& manifest,
                                                              const ledger::SlotTag& slot,
                                                              std::uint8_t reason) {
  auto index = Index(manifest);
  if (!index.ok()) return index.status();
  const ledger::Leaf leaf{manifest.hash(), ledger::RevocationLeaf{slot, 0, reason, {}}};
  const crypto::Signature signature =
      key_.Sign(ledger::SignaturePurpose(leaf.body), manifest.hash(), ledger::SignedPart(leaf));
  v1::RevokeKeyRequest request;
  request.set_name(reader_->process());
  request.set_slot_tag(slot.bytes.data(), slot.bytes.size());
  request.set_reason(reason);
  request.set_authority(*index);
  request.set_signature(signature.data(), signature.size());
  auto stub = v1::Eligibility::NewStub(reader_->connection().channel());
  return reader_->connection().Call(*stub, &v1::Eligibility::Stub::RevokeKey, request);
}

}  // namespace urna::client
